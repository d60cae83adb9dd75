import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import {
  CAMPAIGN,
  correct,
  counterSession,
  everyMove,
  listening,
  logged,
  partOf,
  resultOf,
  verdicts,
} from "./counter-sessions.test-helper.ts";
import type { CampaignOptions } from "./result.ts";
import { turns } from "./rounds.ts";

const kindOf = (program: CounterProgram) => {
  if (program.steps.includes("crash")) return "crash";
  return counter.isDeterministic(program) ? "program" : "race";
};

/** The programs of a correct candidate in the order in which they are sent, without variants. */
async function order(options: Partial<CampaignOptions<CounterTypes>>, specification = counter) {
  const log: { readonly program: CounterProgram; readonly attempt: number }[] = [];
  const candidates: string[][] = [];
  const { onEvent, events } = listening();
  const result = await runCampaign(
    specification,
    async () => {
      const own: string[] = [];
      candidates.push(own);
      const session = logged(counterSession(correct), log);
      return {
        ...session,
        ask: (...args: Parameters<typeof session.ask>) => {
          own.push(kindOf(args[0]));
          return session.ask(...args);
        },
      };
    },
    LIMIT,
    { ...CAMPAIGN, onEvent, ...options },
  );
  const isVariant = ({ steps }: CounterProgram) => steps.length > 12;
  const programs = log.filter(({ program }) => !isVariant(program));
  return {
    programs,
    kinds: programs.map(({ program }) => kindOf(program)),
    candidates,
    result,
    events,
  };
}

describe("the parts of a campaign", () => {
  test("are driven in turns, races and crashes from the first one on", async () => {
    const { kinds } = await order({ programs: 100 });
    const first = kinds.slice(0, 5 + 1 + 1);
    expect(first).toEqual([...Array(5).fill("program"), "race", "crash"]);
    for (let done = 7; done <= kinds.length; done += 1) {
      const count = (kind: string) => kinds.slice(0, done).filter((one) => one === kind).length;
      // Never further behind than by a turn.
      expect(count("race") * 5).toBeGreaterThanOrEqual(count("program") - 50);
      expect(count("crash") * 10).toBeGreaterThanOrEqual(count("program") - 50);
    }
    expect(kinds.filter((kind) => kind === "program")).toHaveLength(100);
    expect(kinds.filter((kind) => kind === "race")).toHaveLength(20);
    expect(kinds.filter((kind) => kind === "crash")).toHaveLength(10);
  });

  test("have each their programs in order, whatever the turns", async () => {
    const { programs } = await order({ programs: 60 });
    for (const [at, part] of counter.parts(LIMIT).entries()) {
      const kind = ["program", "race", "crash"][at];
      const own = programs.filter(({ program }) => kindOf(program) === kind);
      const programAt = part.generate(CAMPAIGN.seed);
      expect(own.map(({ program }) => program)).toEqual(own.map((_, index) => programAt(index)));
      expect(own.map(({ attempt }) => attempt)).toEqual(own.map((_, index) => index));
    }
  });

  test("with races and crashes have a candidate for themselves, where there can be one", async () => {
    const apart = await order({});
    expect(apart.candidates.map((kinds) => [...new Set(kinds)])).toEqual([
      ["program"],
      ["race", "crash"],
    ]);
    const together = await order({ canBeFresh: false });
    expect(together.candidates).toHaveLength(1);
    const several = await order({ sessions: 3 });
    expect(several.candidates.map((kinds) => [...new Set(kinds)])).toEqual([
      ["program"],
      ["program"],
      ["program"],
      ["race", "crash"],
    ]);
  });

  test("that a candidate cannot be driven through say why, and nothing is claimed of them", async () => {
    const reason = "it cannot be killed";
    const unable: typeof counter = {
      ...counter,
      parts: (statement) =>
        counter
          .parts(statement)
          .map((part) => (part.name === "crashes" ? { ...part, unable: reason } : part)),
    };
    const { result, kinds } = await order({}, unable);
    expect(kinds).not.toContain("crash");
    expect(partOf(result, "crashes")).toMatchObject({
      unable: reason,
      programs: 0,
      isComplete: false,
    });
    expect(result.cut).toBeUndefined();
    expect(verdicts(result)["crashes/lose-nothing"]).toBe("unreached");
    expect(resultOf(result, "races/some-order-explains-it").verdict).toBe("holds");
  });

  test("are reported with how far they have come, and with the time that is left", async () => {
    const { events } = await order({ programs: 60 });
    const progress = events.flatMap((event) => (event.type === "progress" ? [event] : []));
    for (const [stage, total] of [
      ["driving", 60],
      ["racing", 12],
      ["racing", 6],
    ] as const) {
      const done = progress.filter((one) => one.stage === stage && one.total === total);
      const counts = done.map((one) => one.done);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(counts.at(-1)).toBe(total);
    }
    // As soon as each part has been measured.
    expect(progress.map(({ leftMs }) => leftMs !== undefined)).toEqual(
      progress.map((_, index) => index >= 2),
    );
    expect(progress.at(-1)).toMatchObject({ leftMs: 0, violated: 0 });
  });
});

test("turns are short at first, and come to the end", () => {
  expect([...turns({ programs: 0 })]).toEqual([]);
  expect([...turns({ programs: 3 })]).toEqual([3]);
  expect([...turns({ programs: 100 })]).toEqual([5, 15, 35, 75, 100]);
  const far = [...turns({ programs: 1000 })];
  expect(far.slice(0, 6)).toEqual([5, 15, 35, 75, 125, 175]);
  expect(far.at(-1)).toBe(1000);
});

test("scopes come after all parts", async () => {
  const log: { readonly program: CounterProgram; readonly attempt: number }[] = [];
  const connect = async () => logged(counterSession(correct), log);
  await runCampaign(counter, connect, LIMIT, CAMPAIGN, [everyMove()]);
  const programs = [...everyMove().programs()].map(({ steps }) => String(steps));
  expect(log.slice(-8).map(({ program }) => String(program.steps))).toEqual(programs);
});
