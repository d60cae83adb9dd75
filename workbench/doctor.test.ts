import { describe, expect, test } from "vitest";
import { answered, POOL, resultOf, serve } from "../adapters/http/http-server.test-helper.ts";
import { createReference } from "../adapters/in-process/reference.ts";
import type { Batched } from "../adapters/protocol/answers.ts";
import type { Observe } from "../adapters/protocol/port.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import { durableDefect } from "../candidates/zoo/durable-defects.ts";
import { createDurableServer } from "../candidates/zoo/durable-server.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import type { Message, Snapshot } from "../model/index.ts";
import { PLAIN } from "../reports/story/style.ts";
import type { Check } from "./check.ts";
import { examine, type Note } from "./doctor.ts";
import { checkLines, summaryLines } from "./doctor-terminal.ts";

const look = (source: CandidateSource, timeLimitMs = 5000) =>
  examine(source, { timeLimitMs, measuredMs: 1 });
const titles = (checks: readonly Check[], verdict: Check["verdict"]) =>
  checks.filter((check) => check.verdict === verdict).map(({ title }) => title);

/** It shows one object, which each message changes; one that executes by itself puts it into its answer each time. */
function living(right: ReturnType<typeof createReference>) {
  const shown = { clients: [] as object[] };
  const snapshot = () => {
    const { clients, ...rest } = right.snapshot() as Snapshot;
    shown.clients.splice(0, Number.POSITIVE_INFINITY, ...clients);
    return Object.assign(shown, rest);
  };
  const execute = (messages: readonly Message[], observe: Observe) => {
    const all = messages.map((message) => [right.handle(message), snapshot()] as const);
    const snapshots = all.map(([, show]) => show);
    const from = { each: 0, last: -1, none: all.length }[observe];
    return { outcomes: all.map(([outcome]) => outcome), snapshots: snapshots.slice(from) };
  };
  return { snapshot, execute };
}

/** The reference with something about it changed. */
const changed = (change: (right: ReturnType<typeof createReference>) => object) => () => {
  const right = createReference({ features: ["pool"] });
  return { ...right, ...change(right) };
};

describe("what is right", () => {
  test("passes every check, with each message of its features played", async () => {
    const checks = await look((host) => createDurableServer(host));
    expect(titles(checks, "wrong")).toEqual([]);
    expect(titles(checks, "doubtful")).toEqual([]);
    expect(titles(checks, "not checked")).toEqual([]);
    expect(checks.filter(({ group }) => group === "messages")).toHaveLength(17);
    expect(checks.find(({ title }) => title === "checkIn")?.seen[0]).toContain("packages:");
  });

  test("may show its own living state, of which each snapshot is a copy", async () => {
    const checks = await look(changed((right) => ({ snapshot: living(right).snapshot })) as never);
    expect(titles(checks, "wrong")).toEqual([]);
    expect(titles(checks, "right")).toContain("leaves a snapshot as it was");
  });

  test("is not asked for what it does not declare, nor held to what it may choose", async () => {
    const choices = { unknownReports: "ignored", retiredReports: "ignored" } as const;
    const checks = await look(() => createReference({ features: ["pool"], choices }));
    expect(titles(checks, "wrong")).toEqual([]);
    expect(titles(checks, "not checked")).toEqual([
      "takes several requests in flight",
      "comes back after a kill",
    ]);
    expect(checks.filter(({ group }) => group === "messages")).toHaveLength(5);
  });
});

describe("many programs a request", () => {
  const TITLE = "takes many programs a request";
  const served = async (batch: boolean, answer: typeof answered) => {
    const candidate = createPoolServer(POOL);
    const { url } = await serve((exchange) => {
      const { request } = exchange;
      const said = answer(request, candidate) as object;
      exchange.answer(request.method === "initialize" ? { ...said, batch } : said);
    });
    return look(url);
  };

  test("are asked only of one that declares them", async () => {
    expect(titles(await served(true, answered), "right")).toContain(TITLE);
    expect((await served(false, answered)).map(({ title }) => title)).not.toContain(TITLE);
  });

  test("are wrong where one begins with what another left", async () => {
    const leaking: typeof answered = (request, candidate) => {
      if (request.method !== "programs") return answered(request, candidate);
      const { programs } = request.params as unknown as { programs: readonly Batched[] };
      const executions = programs.map(({ messages }) =>
        resultOf(candidate, {
          ...request,
          method: "execute",
          params: { ...request.params, messages, observe: "each" },
        }),
      );
      return { executions };
    };
    const checks = await served(true, leaking);
    expect(titles(checks, "wrong")).toEqual([TITLE]);
    const told = checks.find(({ title }) => title === TITLE)?.error;
    expect(told?.hint).toContain("begins with a reset");
  });
});

describe("what is wrong", () => {
  test.each<readonly [string, CandidateSource, string, string]>([
    [
      "a reset that sets nothing",
      changed(() => ({ reset: () => undefined })),
      "reset and snapshot",
      "reset sets both",
    ],
    [
      "records that survive a reset",
      changed((right) => {
        const kept = new Map<string, object>();
        const snapshot = async () => {
          const shown = await right.snapshot();
          for (const one of shown.clients) kept.set(one.client, one);
          return { ...shown, clients: [...kept.values()] };
        };
        return { snapshot };
      }),
      "reset empties it",
      "no records",
    ],
    [
      "an id that is dropped",
      changed((right) => ({
        snapshot: async () => {
          const shown = await right.snapshot();
          return {
            ...shown,
            clients: shown.clients.filter(({ client }) => client !== "__proto__"),
          };
        },
      })),
      "takes any id",
      "compared exactly",
    ],
    [
      "a count of 31 bits that is cut to 16",
      changed((right) => ({
        snapshot: async () => {
          const shown = await right.snapshot();
          return { ...shown, capacity: shown.capacity & 0xffff };
        },
      })),
      "takes large counts",
      "2³¹−1",
    ],
    [
      "an answer that holds one living snapshot three times",
      changed((right) => ({ execute: living(right).execute })),
      "leaves a snapshot as it was",
      "structuredClone",
    ],
    [
      "a field that it does not know",
      changed((right) => ({
        handle: (message: object) => {
          if ("fromALaterVersion" in message) throw new Error("what is fromALaterVersion?");
          return right.handle(message as never);
        },
      })),
      "ignores fields that it does not know",
      "throws at none",
    ],
    [
      "a store that is written after the answer",
      durableDefect("answersBeforeItStores"),
      "comes back after a kill",
      "store first",
    ],
  ])("%s is told, with how to mend it", async (_, source, title, hint) => {
    const wrong = (await look(source)).find(({ verdict }) => verdict === "wrong");
    expect(wrong).toMatchObject({ title, error: { hint: expect.stringContaining(hint) } });
  });

  test("at the start is all that is told", async () => {
    const checks = await look("stdio:no-such-command-anywhere");
    expect(checks.map(({ error }) => error?.code)).toEqual(["not-found"]);
  });

  test("once spares what builds on it, and is asked anew of a fresh candidate", async () => {
    const checks = await look("stdio:node candidates/broken/candidate.mjs garbage");
    expect(titles(checks, "wrong")).toEqual(["enroll", "setCapacity"]);
    expect(checks.find(({ title }) => title === "retire")?.seen).toEqual(["first fix: enroll"]);
    expect(checks.at(-1)).toMatchObject({ group: "end", verdict: "right" });
  });

  test("at the end is told too, and so is an `observe` that is not looked at", async () => {
    const checks = await look("stdio:node candidates/broken/candidate.mjs exits-at-shutdown");
    expect(titles(checks, "wrong")).toEqual([
      'execute with observe "last"',
      'execute with observe "none"',
      "ends when asked to",
    ]);
    expect(checks.at(-1)?.error).toMatchObject({ code: "exited", stderr: "without an answer\n" });
  });

  test("about licenses is a doubt, and no fault of the wire", async () => {
    const source = changed((right) => ({
      handle: (message: { type: string }) =>
        message.type === "returnPatchInventory"
          ? { type: "discarded", reason: "no-license" }
          : right.handle(message as never),
    }));
    const checks = await look(source);
    expect(titles(checks, "wrong")).toEqual([]);
    expect(titles(checks, "doubtful")).toContain("returnPatchInventory");
    expect(summaryLines(checks, "npx poolproof run x", PLAIN).join(" ")).toContain("for a run");
  });
});

test("tells each check as it begins, and when it is over", async () => {
  const notes: Note[] = [];
  const checks = await examine(
    () => createReference(),
    { timeLimitMs: 1000, measuredMs: 1 },
    (note) => notes.push(note),
  );
  const ended = notes.flatMap((note) => (note.type === "ended" ? [note.check] : []));
  expect(ended).toEqual(checks);
  const begun = notes.flatMap((note) => (note.type === "begins" ? [note.title] : []));
  expect(begun).toHaveLength(checks.length - titles(checks, "not checked").length);
});

test("a skeleton is told what to write next, in order", async () => {
  const checks = await look(
    changed(() => ({
      handle: ({ type }: { type: string }) => {
        throw new Error(`not implemented: ${type}`);
      },
    })),
  );
  const [first, ...more] = checks.filter(({ verdict }) => verdict === "wrong");
  expect(first).toMatchObject({ title: "enroll", error: { code: "not-implemented" } });
  expect(more.map(({ title }) => title)).toEqual(["setCapacity"]);
  const told = checkLines(first as Check, PLAIN).join("\n");
  expect(told).toContain("✗ enroll  not-implemented");
  expect(told).toContain("implement enroll next: make a record");
});
