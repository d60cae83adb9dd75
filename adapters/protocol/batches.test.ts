import { describe, expect, test } from "vitest";
import { createPoolServer, PoolServer } from "../../candidates/zoo/pool-server.ts";
import type { Message } from "../../model/index.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { httpTransport } from "../http/http.ts";
import { answered, POOL, serve } from "../http/http-server.test-helper.ts";
import { createReference } from "../in-process/reference.ts";
import { engineSession } from "../session/engine-session.ts";
import { openCandidate } from "../session/open.ts";
import { openSession } from "../session/session.ts";
import type { Batched } from "./answers.ts";
import { asBatches, MAX_MESSAGES, MAX_PROGRAMS } from "./batches.ts";
import type { Execution } from "./port.ts";
import type { Transport } from "./transport.ts";

const LIMIT_MS = 10_000;
const enroll = (client: string): Message => ({ type: "enroll", client });
const batched = (capacity: number, ...messages: readonly Message[]): Batched => ({
  capacity,
  otherCapacity: 0,
  messages,
});
const THREE = [batched(1, enroll("a")), batched(2), batched(3, enroll("b"), enroll("c"))];

/** A server that keeps the license of a retired computer. */
class KeepsOne extends PoolServer {
  protected override releaseRetired(): void {}
}

const declaring = (more: object) => ({ protocol: 1, name: "n", features: ["pool"], ...more });

/** A candidate that says what it is told to say. */
function saying(programs: (some: readonly Batched[]) => unknown, more: object = { batch: true }) {
  const transport: Transport = {
    initialize: () => declaring(more),
    reset: () => ({}),
    execute: () => ({}),
    snapshot: () => ({}),
    close: () => undefined,
    programs,
  };
  return openSession(transport);
}

const right = (programs: readonly Batched[]) =>
  answered({ id: 1, method: "programs", params: { programs } as never }, createPoolServer(POOL));

describe("many programs a request", () => {
  test.each([{}, { batch: false }])("are not asked of one that declares %j", async (more) => {
    expect((await saying(right, more)).askAll).toBeUndefined();
    expect(engineSession(await saying(right, more)).askAll).toBeUndefined();
  });

  test("are not asked of a candidate in process", async () => {
    const own = createReference({ features: ["pool"] });
    const create = () => ({ ...own, declaration: { ...own.declaration, batch: true } });
    const session = await (await openCandidate(create)).connect();
    expect(session.askAll).toBeUndefined();
    await session.close();
  });

  test("are answered as each by itself, in their order", async () => {
    const { askAll } = await saying(right);
    const recordings = await askAll?.(THREE);
    expect(recordings?.map(({ outcomes }) => outcomes.length)).toEqual([1, 0, 2]);
    const last = recordings?.[2]?.snapshots.at(-1);
    expect(last).toMatchObject({ capacity: 3, clients: [{ client: "b" }, { client: "c" }] });
  });

  test.each<readonly [string, (answer: { executions: Execution[] }) => unknown, string]>([
    ["too few", ({ executions }) => ({ executions: executions.slice(1) }), "0 executions for 1"],
    ["no list", () => ({ executions: 7 }), "/executions must be array: 7"],
    [
      "too few outcomes",
      ({ executions }) => ({ executions: executions.map((one) => ({ ...one, outcomes: [] })) }),
      "0 outcomes for 1 messages, in program 1 of 1",
    ],
    [
      "a wrong outcome",
      ({ executions }) => ({
        executions: executions.map((one) => ({ ...one, outcomes: [{ type: "granted" }] })),
      }),
      'after {"type":"enroll","client":"a"}, in program 1 of 1',
    ],
  ])("are checked: %s", async (_, spoil, tells) => {
    const { askAll } = await saying((some) => spoil(right(some) as never));
    await expect(askAll?.(THREE)).rejects.toMatchObject({
      code: "invalid-answer",
      message: expect.stringContaining(tells),
    });
  });
});

describe("how many go together", () => {
  const empty: Execution = { outcomes: [], snapshots: [] };
  const sizes = async (programs: readonly Batched[], msFor: (count: number) => number) => {
    const asked: number[] = [];
    let nowMs = 0;
    const ask = asBatches(
      async (some) => {
        asked.push(some.length);
        nowMs += msFor(some.length);
        return some.map(() => empty);
      },
      () => nowMs,
    );
    expect(await ask(programs)).toHaveLength(programs.length);
    return asked;
  };
  const many = Array.from({ length: 250 }, () => batched(1, enroll("a")));

  test("grows as long as they are answered soon", async () => {
    expect(await sizes(many, () => 1)).toEqual([1, 2, 4, 8, 16, 32, 64, MAX_PROGRAMS, 23]);
  });

  test("is one where one takes its time, and shrinks where many do", async () => {
    expect(await sizes(many.slice(0, 3), () => 9_000)).toEqual([1, 1, 1]);
    const asked = await sizes(many, (count) => (count < 16 ? 1 : 600));
    expect(asked.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 8, 16]);
  });

  test("is so few that their messages are not too many", async () => {
    const long = batched(1, ...Array.from({ length: MAX_MESSAGES - 1 }, () => enroll("a")));
    const short = batched(1, enroll("a"));
    expect(await sizes([short, long, long, short, short], () => 1)).toEqual([1, 1, 2, 1]);
  });
});

describe("over a wire", () => {
  test("HTTP asks for many at once, and for each by itself where nothing is declared", async () => {
    const methodsOf = async (more: object) => {
      const { url, requests } = await serve(({ request, answer }) => {
        const { method } = request;
        answer(
          method === "initialize" ? declaring(more) : answered(request, createPoolServer(POOL)),
        );
      });
      const session = await openSession(httpTransport(url, LIMIT_MS));
      const recordings = await session.askAll?.(THREE);
      await session.close();
      return [recordings?.length, requests.map(({ method }) => method)];
    };
    expect(await methodsOf({ batch: true })).toEqual([3, ["initialize", "programs", "programs"]]);
    expect(await methodsOf({})).toEqual([undefined, ["initialize"]]);
  });

  test("a report is the same with a candidate that takes many at once, and with one that does not", async () => {
    const counts: number[] = [];
    const reportOf = async (batch: boolean) => {
      const candidate = new KeepsOne(POOL);
      const { url, requests } = await serve(({ request, answer }) => {
        const { method } = request;
        answer(method === "initialize" ? declaring({ batch }) : answered(request, candidate));
      });
      const {
        timing,
        candidate: _,
        ...report
      } = await checkConformance(url, {
        programs: 10,
        exhaustive: false,
        shortest: 200,
      });
      counts.push(requests.length);
      expect(requests.some(({ method }) => method === "programs")).toBe(batch);
      return JSON.stringify(report).replaceAll(url, "URL");
    };
    const [together, alone] = [await reportOf(true), await reportOf(false)];
    expect(together).toContain('"violated"');
    expect(together).toBe(alone);
    expect(counts[0]).toBeLessThan(counts[1] ?? 0);
  });

  test("stdio asks for many at once", async () => {
    const candidate = await openCandidate("stdio:python3 candidates/python/ledger.py");
    const session = await candidate.connect();
    const together = await session.askAll?.(THREE);
    const alone: Execution[] = [];
    for (const one of THREE)
      if (one.messages.length > 0) alone.push(await session.run(one, one.messages));
    expect(together?.filter(({ outcomes }) => outcomes.length > 0)).toEqual(alone);
    await session.close();
  });
});
