import { describe, expect, test } from "vitest";
import { createDurableServer } from "../../candidates/zoo/durable-server.ts";
import type { Phase } from "../../properties/concurrency/history.ts";
import type { CandidateExport, Host } from "../protocol/port.ts";
import { enroll, record } from "./recording.test-helper.ts";

describe("a candidate that breaks by itself", () => {
  const broken = (change: (host: Host, life: number) => object): CandidateExport => {
    let lives = 0;
    return (host) => {
      lives += 1;
      return Object.assign(createDurableServer(host), change(host, lives));
    };
  };
  const crash: Phase = { type: "crash", during: [], kill: { answers: 0, lagMs: 0 } };
  const together: Phase = { type: "together", lanes: [[enroll("a")], [enroll("b")]] };
  const fails = (error: string) => async () => {
    throw new Error(error);
  };

  test.each<readonly [string, CandidateExport, Phase, string, string | RegExp]>([
    [
      "in flight",
      broken(() => ({ handle: fails("no") })),
      together,
      "threw",
      /^it threw at message 1 of 1, {"type":"enroll","client":"[ab]"}: no, in phase 2 of 2 \(together\)$/,
    ],
    [
      "by a wrong answer",
      broken(() => ({ handle: async () => ({ type: "ok" }) })),
      together,
      "invalid-answer",
      /{"type":"ok"}, after {"type":"enroll","client":"[ab]"}, in phase 2 of 2 \(together\)$/,
    ],
    [
      "by a wrong snapshot",
      broken(() => ({ snapshot: () => ({ capacity: 1 }) })),
      crash,
      "invalid-answer",
      "the answer to snapshot: the value must have required",
    ],
    [
      "by no answer",
      broken(() => ({ handle: () => new Promise(() => {}) })),
      together,
      "timeout",
      "execute took longer than 100 ms, in phase 2 of 2 (together)",
    ],
    [
      "by a promise to do more, later, for ever",
      broken((host) => ({
        handle: () => {
          const more = (): Promise<unknown> => host.pause().then(more);
          void more();
          return { type: "done" };
        },
      })),
      together,
      "timeout",
      "what goes on after the answers took longer than 100 ms",
    ],
    [
      "as it is started again",
      broken((_, life) => ({ ...(life > 1 && { declaration: { name: "x", features: [] } }) })),
      crash,
      "invalid-answer",
      "started again, it declared other features or choices, in phase 2 of 2 (crash)",
    ],
  ])("%s", async (_, source, phase, code, tells) => {
    const recording = record(source, [{ type: "sequence", messages: [] }, phase], "seed", 100);
    await expect(recording).rejects.toMatchObject({
      code,
      message:
        typeof tells === "string" ? expect.stringContaining(tells) : expect.stringMatching(tells),
    });
  });

  test("does not by saying the same in another way as it is started again", async () => {
    const source = broken((host, life) => {
      const { declaration } = createDurableServer(host);
      const features = life > 1 ? declaration.features.toReversed() : declaration.features;
      return { declaration: { ...declaration, features, startedAt: life } };
    });
    const history = await record(source, [crash]);
    expect(history.map(({ type }) => type)).toEqual(["crash", "snapshot"]);
  });

  test("is no news once it has been killed", async () => {
    const source = broken((host) => ({
      handle: async () => {
        await host.pause();
        throw new Error("no");
      },
    }));
    const kill = { answers: 0, lagMs: 1 };
    const history = await record(source, [{ type: "crash", during: [enroll("a")], kill }]);
    expect(history.map(({ type }) => type)).toEqual(["message", "crash", "snapshot"]);
  });
});
