import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import {
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  listening,
  logged,
  overLimit,
  partOf,
  racy,
  resultOf,
  stepsOf,
  verdicts,
} from "./counter-sessions.test-helper.ts";
import type { Example } from "./examples.ts";
import type { CampaignOptions } from "./result.ts";

type Log = { readonly program: CounterProgram; readonly attempt: number }[];

const LONG: Example<CounterProgram> = {
  property: "up/stays-within-limit",
  program: { steps: ["up", "down", "up", "up", "up", "down", "up", "up", "up"] },
  tries: 1,
};
const RACE: Example<CounterProgram> = {
  property: "races/some-order-explains-it",
  program: { steps: ["up", { together: [["up"], ["down"]] }, "up"] },
  tries: 10,
};
const CRASH: Example<CounterProgram> = {
  property: "crashes/lose-nothing",
  program: { steps: ["up", "crash", "up"] },
  tries: 3,
};

async function run(
  candidate: Partial<Candidate>,
  options: Partial<CampaignOptions<CounterTypes>>,
  log: Log = [],
) {
  const { onEvent, findings } = listening();
  const connect = async () => logged(counterSession(candidate), log);
  const all = { ...CAMPAIGN, onEvent, ...options };
  return { result: await runCampaign(counter, connect, LIMIT, all), findings };
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("programs that had failed before", () => {
  test("are driven before all others, each as often as it may take", async () => {
    const log: Log = [];
    const { result } = await run({}, { examples: [LONG, RACE, CRASH] }, log);
    expect(log.slice(0, 1 + 10 + 3)).toEqual([
      { program: LONG.program, attempt: 0 },
      ...Array.from({ length: 10 }, (_, attempt) => ({ program: RACE.program, attempt })),
      ...Array.from({ length: 3 }, (_, attempt) => ({ program: CRASH.program, attempt })),
    ]);
    expect(result.examples).toEqual([
      { runs: 1, failed: false },
      { runs: 10, failed: false },
      { runs: 3, failed: false },
    ]);
  });

  test("are driven until they fail", async () => {
    const isLost: Candidate["isLost"] = (attempt) => attempt === 4;
    const { result } = await run({ isLost }, { examples: [RACE], programs: 0 });
    expect(result.examples).toEqual([{ runs: 5, failed: true }]);
  });

  test("count nowhere else", async () => {
    const without = await run({}, {});
    const { result } = await run({}, { examples: [LONG, RACE, CRASH, LONG] });
    expect(plain({ ...result, examples: [] })).toEqual(plain(without.result));
  });

  test("that fail still are violations, seen at once, and refined again", async () => {
    const { result, findings } = await run({ step: overLimit }, { examples: [LONG], programs: 0 });
    expect(result.examples).toEqual([{ runs: 1, failed: true }]);
    expect(resultOf(result, LONG.property)).toMatchObject({
      verdict: "violated",
      found: { part: 0, index: 0 },
      counterexample: { minimality: "proven", rate: { failed: 1, of: 1 } },
    });
    expect(stepsOf(result, LONG.property)).toEqual(["up", "up", "up", "up"]);
    expect(findings().map(({ id, state }) => [id, state])).toEqual([
      [LONG.property, "seen"],
      [LONG.property, "reduced"],
      [LONG.property, "proven"],
    ]);
  });

  test("that need not fail each time are refined again too", async () => {
    const { result, findings } = await run(racy, { examples: [RACE], programs: 0 });
    expect(result.examples).toEqual([{ runs: 1, failed: true }]);
    expect(resultOf(result, RACE.property)).toMatchObject({
      verdict: "violated",
      found: { part: 0, index: 0 },
      counterexample: { minimality: "reduced", rate: { failed: 7, of: 20 } },
    });
    expect(findings().map(({ state }) => state)).toEqual(["seen", "reduced"]);
  });

  test("that fail end a run that is to bail", async () => {
    const { result } = await run({ step: overLimit }, { examples: [LONG, CRASH], bail: 1 });
    expect(result.cut).toBe("bail");
    expect(partOf(result)?.programs).toBe(0);
    expect(verdicts(result)[LONG.property]).toBe("violated");
    expect(verdicts(result)["up/adds-one"]).toBe("undecided");
  });

  test("are not driven when time is up, and say so", async () => {
    const { result } = await run({ step: overLimit }, { examples: [LONG, RACE], timeLimitMs: 0 });
    expect(result.examples).toEqual([
      { runs: 0, failed: false },
      { runs: 0, failed: false },
    ]);
    expect(result.cut).toBe("time");
  });

  test("that break the candidate are reported with their place", async () => {
    const begin = ({ steps }: CounterProgram) => {
      if (steps.length === LONG.program.steps.length) throw new Error("gone");
    };
    const { result } = await run({ begin }, { examples: [CRASH, LONG, RACE] });
    expect(result.failure).toEqual({
      error: new Error("gone"),
      program: LONG.program,
      place: { part: 0, index: 1 },
    });
    expect(result.examples).toEqual([
      { runs: 3, failed: false },
      { runs: 0, failed: false },
      { runs: 0, failed: false },
    ]);
    expect(partOf(result)?.programs).toBe(0);
  });

  test("of races are run in the first candidate where no second comes up beside it", async () => {
    let connected = 0;
    const connect = async () => {
      connected += 1;
      if (connected > 1) throw new Error("no second one");
      return counterSession(correct);
    };
    const options = { ...CAMPAIGN, examples: [LONG, RACE] };
    const result = await runCampaign(counter, connect, LIMIT, options);
    expect(result.failure).toBeUndefined();
    expect(result.examples.map(({ runs }) => runs)).toEqual([1, RACE.tries]);
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(["holds"]));
  });
});
