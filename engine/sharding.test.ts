import { describe, expect, test } from "vitest";
import { ENOUGH, runCampaign } from "./campaign.ts";
import {
  type CounterTypes,
  correct,
  counter,
  counterSession,
  everyMove,
  LIMIT,
  type Step,
} from "./counter.test-helper.ts";
import type { CampaignOptions } from "./result.ts";
import { countOwn, isOwn, ownIndices, type Shard } from "./sharding.ts";

const shardsOf = (of: number): readonly Shard[] =>
  Array.from({ length: of }, (_, at) => ({ index: at + 1, of }));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const ownersOf = (index: number, of: number) =>
  shardsOf(of).filter((shard) => isOwn(index, shard)).length;

describe.each([1, 2, 3, 4, 7, 12])("of %d shards", (of) => {
  test("each program is one's own, and each has as many", () => {
    expect(upTo(1000).filter((index) => ownersOf(index, of) !== 1)).toEqual([]);
    for (const total of [0, 1, of - 1, of, 3 * of + 1, 1000]) {
      const counts = shardsOf(of).map((shard) => countOwn({ programs: total, shard }));
      expect(counts).toEqual(
        shardsOf(of).map((shard) => upTo(total).filter((index) => isOwn(index, shard)).length),
      );
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test("each goes to its own without a look at others, in order, at any place", () => {
    for (const total of [0, 1, of - 1, of, 3 * of + 1, 1000])
      for (const shard of shardsOf(of))
        expect([...ownIndices({ programs: total, shard })]).toEqual(
          upTo(total).filter((index) => isOwn(index, shard)),
        );
    const many = 10 ** 9 * of;
    const shard = { index: of, of };
    const [first] = ownIndices({ programs: many, shard });
    expect(first).toBeLessThan(of);
    expect(countOwn({ programs: many, shard })).toBe(10 ** 9);
    const from = 10 ** 12;
    const [far] = ownIndices({ from, programs: many, shard });
    expect(far).toBe(from + (first ?? 0));
  });

  test.each([2, 3, 4, 10])("each has its part of what comes every %d programs", (period) => {
    const marked = upTo(6000).filter((index) => index % period === 0);
    for (const shard of shardsOf(of)) {
      const own = marked.filter((index) => isOwn(index, shard)).length;
      expect(own).toBeGreaterThan((marked.length / of) * 0.6);
      expect(own).toBeLessThan((marked.length / of) * 1.4);
    }
  });
});

const OPTIONS: CampaignOptions = {
  seed: "test",
  programs: 45,
  sessions: 1,
  mostReductions: 500,
  reductionTimeLimitMs: 60_000,
  mostProofRuns: 1000,
  proofTimeLimitMs: 60_000,
  canBeFresh: false,
  examples: upTo(5).map((index) => ({
    property: "up/adds-one",
    program: { moves: [...upTo(index).map(() => "up" as const), "down" as const] },
  })),
};

/** A campaign or a part of it, and every program that it drove. */
async function run(shard?: Shard, step: Step = correct) {
  const driven: string[] = [];
  const session = counterSession(step);
  const told = {
    ...session,
    run: (...args: Parameters<typeof session.run>) => {
      driven.push(JSON.stringify(args[0]));
      return session.run(...args);
    },
  };
  const options = { ...OPTIONS, shard };
  const plans = [everyMove(), everyMove(["down"])];
  const result = await runCampaign<CounterTypes>(counter, async () => told, LIMIT, options, plans);
  return { driven, result };
}

test.each([1, 2, 3, 4, 90])("%d shards drive together what one campaign drives", async (of) => {
  const whole = await run();
  const parts = await Promise.all(shardsOf(of).map((shard) => run(shard)));
  // Examples, generated programs with their variants, and plans.
  expect(parts.flatMap(({ driven }) => driven).sort()).toEqual([...whole.driven].sort());
  const sum = (of: (one: typeof whole.result) => number) =>
    parts.reduce((total, { result }) => total + of(result), 0);
  expect(sum(({ programs }) => programs)).toBe(45);
  expect(sum(({ messages }) => messages)).toBe(whole.result.messages);
  // Each counts only so far, and so do all of them.
  const counted = (of: (one: typeof whole.result) => number) => Math.min(sum(of), ENOUGH);
  for (const [at, { situations }] of whole.result.properties.entries())
    expect(counted(({ properties }) => properties[at]?.situations ?? 0)).toBe(situations);
  for (const [at, { count }] of whole.result.situations.entries())
    expect(counted(({ situations }) => situations[at]?.count ?? 0)).toBe(count);
  for (const [at, { taken, programs, messages }] of whole.result.plans.entries()) {
    const own = parts.map(({ result }) => result.plans[at]?.taken ?? new Uint8Array());
    expect([...taken].map((_, place) => Math.max(...own.map((one) => one[place] ?? 0)))).toEqual([
      ...taken,
    ]);
    expect(sum(({ plans }) => plans[at]?.programs ?? 0)).toBe(programs);
    expect(sum(({ plans }) => plans[at]?.messages ?? 0)).toBe(messages);
  }
  expect(sum(({ examples }) => examples.filter(({ runs }) => runs === 1).length)).toBe(5);
  // Nothing was cut off, as far as each of them goes.
  for (const { result } of parts) {
    expect(result.cut).toBeUndefined();
    expect(result.plans.map(({ isComplete }) => isComplete)).toEqual([true, true]);
  }
});

test("what each shard found stands where it does in the whole", async () => {
  const overLimit: Step = (now, move) => (move === "up" ? now + 1 : Math.max(0, now - 1));
  const whole = await run(undefined, overLimit);
  const parts = await Promise.all(shardsOf(3).map((shard) => run(shard, overLimit)));
  const id = "up/stays-within-limit";
  const foundOf = ({ result }: typeof whole) =>
    result.properties.find(({ property }) => property.id === id)?.found;
  const found = parts.flatMap((part) => foundOf(part) ?? []);
  expect(found).toContainEqual(foundOf(whole));
  const places = found.map(({ part, index }) => `${part} ${index}`);
  expect(new Set(places).size).toBe(places.length);
});

test("what broke the candidate is told with its place", async () => {
  const gone: Step = () => {
    throw new Error("gone");
  };
  const shard = { index: 2, of: 3 };
  const { result } = await run(shard, gone);
  expect(result.breakdown?.place).toEqual({ part: 0, index: 1 });
  expect(result.programs).toBe(0);
});
