import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import {
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  everyMove,
  forgetting,
  logged,
  overLimit,
  resultOf,
  type Step,
} from "./counter-sessions.test-helper.ts";
import { type CampaignOptions, ENOUGH, type PartResult } from "./result.ts";
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

const OPTIONS: CampaignOptions<CounterTypes> = {
  ...CAMPAIGN,
  programs: 45,
  canBeFresh: false,
  examples: upTo(5).map((index) => ({
    property: "up/adds-one",
    program: { steps: [...upTo(index).map(() => "up" as const), "down" as const] },
    tries: 1,
  })),
};

/** A campaign or a part of it, and every program that it drove. */
async function run(shard?: Shard, candidate: Step | Partial<Candidate> = correct) {
  const log: Parameters<typeof logged>[1] = [];
  const connect = async () => logged(counterSession(candidate), log);
  const options = { ...OPTIONS, shard };
  const plans = [everyMove(), everyMove(["down"])];
  const result = await runCampaign(counter, connect, LIMIT, options, plans);
  return { driven: log.map((one) => JSON.stringify(one)), result };
}

test.each([1, 2, 3, 4, 90])("%d shards drive together what one campaign drives", async (of) => {
  const whole = await run();
  const parts = await Promise.all(shardsOf(of).map((shard) => run(shard)));
  // Examples, generated programs with their variants, and plans.
  expect(parts.flatMap(({ driven }) => driven).sort()).toEqual([...whole.driven].sort());
  const sum = (of: (one: typeof whole.result) => number) =>
    parts.reduce((total, { result }) => total + of(result), 0);
  expect(whole.result.parts.map(({ programs }) => programs)).toEqual([45, 9, 5]);
  for (const [at, { programs, messages, overlapping, crashes }] of whole.result.parts.entries()) {
    const own = (of: (one: PartResult) => number) =>
      sum(({ parts }) => of(parts[at] as PartResult));
    expect(own((one) => one.programs)).toBe(programs);
    expect(own((one) => one.messages)).toBe(messages);
    expect(own((one) => one.overlapping)).toBe(overlapping);
    expect(own((one) => one.crashes)).toBe(crashes);
  }
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

test.each([
  ["up/stays-within-limit", { step: overLimit }],
  ["races/some-order-explains-it", { isLost: () => true }],
  ["crashes/lose-nothing", forgetting],
])("what each shard found of %s stands where it does in the whole", async (id, candidate) => {
  const whole = await run(undefined, candidate);
  const parts = await Promise.all(shardsOf(3).map((shard) => run(shard, candidate)));
  const foundOf = ({ result }: typeof whole) => resultOf(result, id).found;
  const found = parts.flatMap((part) => foundOf(part) ?? []);
  expect(found).toContainEqual(foundOf(whole));
  const places = found.map(({ part, index }) => `${part} ${index}`);
  expect(new Set(places).size).toBe(places.length);
});

test("what broke the candidate is reported with its place", async () => {
  const gone: Step = () => {
    throw new Error("gone");
  };
  const shard = { index: 2, of: 3 };
  const { result } = await run(shard, gone);
  expect(result.failure?.place).toEqual({ part: 0, index: 1 });
  expect(result.parts.map(({ programs }) => programs)).toEqual([0, 0, 0]);
});
