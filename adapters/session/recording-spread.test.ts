import { describe, expect, test } from "vitest";
import type { Declaration } from "../../model/index.ts";
import type { Phase } from "../../properties/concurrency/history.ts";
import { answersOf } from "../protocol/answers.ts";
import type { Transport } from "../protocol/transport.ts";
import { enroll, of, SETTINGS } from "./recording.test-helper.ts";
import { recordHistory } from "./recording.ts";

const SEEDS = Array.from({ length: 30 }, (_, index) => `seed ${index}`);
const declaration: Declaration = { name: "quick", features: ["pool"] };
const turn = () => new Promise(setImmediate);

/** Answers at the next turn of the event loop; what it is asked is written down. */
function quick() {
  const asked: string[] = [];
  const transport: Transport = {
    initialize: async () => declaration,
    reset: async () => undefined,
    execute: async (messages) => {
      asked.push("execute");
      await turn();
      return { outcomes: messages.map(() => ({ type: "done" as const })), snapshots: [] };
    },
    snapshot: async () => ({ capacity: 2, inUse: 0, clients: [] }),
    crash: async () => {
      asked.push("crash");
      await turn();
    },
    close: async () => undefined,
  };
  const answers = answersOf(declaration.features);
  const record = (phases: readonly Phase[], seed: string) =>
    recordHistory({ transport, declaration, answers }, SETTINGS, phases, seed);
  return { asked, record, transport };
}

const lanes = [[enroll("a")], [enroll("b")]];

describe("messages of lanes", () => {
  test("leave at once in some phases, and apart in others", async () => {
    const overlaps = new Set<boolean>();
    for (const seed of SEEDS) {
      const history = await quick().record([{ type: "together", lanes }], seed);
      const [a, b] = of(history, "message");
      overlaps.add((b?.call ?? 0) < (a?.return ?? 0));
    }
    expect(overlaps).toEqual(new Set([true, false]));
  });

  test.each<Phase>([
    { type: "together", lanes, kill: { answers: 0, lagMs: 0 } },
    { type: "together", lanes, kill: { answers: 1, lagMs: 0 } },
    { type: "crash", during: [enroll("a")], kill: { answers: 0, lagMs: 0.5 } },
  ])("are not sent after the kill: $type, $kill", async (phase) => {
    for (const seed of SEEDS) {
      const { asked, record } = quick();
      const history = await record([phase], seed);
      expect(asked.at(-1)).toBe("crash");
      const [crash] = of(history, "crash");
      for (const { call } of of(history, "message")) expect(call).toBeLessThan(crash?.call ?? 0);
    }
  });

  test("are not sent once a lane has failed", async () => {
    for (const seed of SEEDS) {
      const { asked, record, transport } = quick();
      const failing = { ...transport };
      Object.assign(transport, {
        execute: async (...args: Parameters<Transport["execute"]>) => {
          await failing.execute(...args);
          throw new Error("no answer");
        },
      });
      const long = lanes.map((lane) => [...lane, ...lane]);
      await expect(record([{ type: "together", lanes: long }], seed)).rejects.toThrow("no answer");
      const sent = asked.length;
      await new Promise((resolve) => setTimeout(resolve, 3));
      expect(asked.length).toBe(sent);
      expect(sent).toBeLessThanOrEqual(2);
    }
  });
});
