/** Counters under test, right and wrong ones, and campaigns of them. */
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import {
  type CounterProgram,
  type CounterStep,
  type CounterTypes,
  isRace,
  type Lanes,
  LIMIT,
  type Move,
  moved,
} from "./counter-model.test-helper.ts";
import type { CampaignEvent, CampaignOptions, CampaignResult } from "./result.ts";
import type { Plan, Session } from "./specification.ts";

type Options = CampaignOptions<CounterTypes>;
export type Event = CampaignEvent<CounterTypes>;
export type FindingEvent = Extract<Event, { type: "finding" }>;

/** A short campaign, within no time limit that it could meet. */
export const CAMPAIGN: Options = {
  seed: "test",
  programs: 40,
  sessions: 1,
  shortest: 1000,
  canBeFresh: true,
};

/** One move of a counter under test; its number is -1 where it is in flight with others. */
export type Step = (now: number, move: Move, index: number) => number;

export const correct: Step = (now, move) => moved(now, move);
export const overLimit: Step = (now, move) => (move === "up" ? now + 1 : Math.max(0, now - 1));
export const belowZero: Step = (now, move) => (move === "up" ? Math.min(3, now + 1) : now - 1);
export const both: Step = (now, move) => (move === "up" ? now + 1 : now - 1);

export interface Candidate {
  readonly step: Step;
  /** Whether moves in flight together do not see one another, in this attempt. */
  readonly isLost: (attempt: number, program: CounterProgram) => boolean;
  /** What is left after a crash. */
  readonly afterCrash: (now: number, attempt: number) => number;
  /** What it begins with. */
  readonly afterReset: () => number;
  /** Throws where the candidate breaks. */
  readonly begin: (program: CounterProgram, attempt: number) => unknown;
}

const CORRECT: Candidate = {
  step: correct,
  isLost: () => false,
  afterCrash: (now) => now,
  afterReset: () => 0,
  begin: () => undefined,
};

/** It loses moves in flight together in every third attempt. */
export const racy: Partial<Candidate> = { isLost: (attempt) => attempt % 3 === 0 };
/** It loses the last move up at a crash. */
export const forgetting: Partial<Candidate> = { afterCrash: (now) => Math.max(0, now - 1) };
/** It breaks on such programs. */
export const breakingOn = (
  isBreaking: (program: CounterProgram) => boolean,
  error: () => Error = () => new Error("gone"),
): Partial<Candidate> => ({
  begin: (program) => {
    if (isBreaking(program)) throw error();
  },
});

function simulate(candidate: Candidate, { steps }: CounterProgram, attempt: number): number[] {
  const { step, isLost, afterCrash, afterReset, begin } = candidate;
  begin({ steps }, attempt);
  const seen: number[] = [];
  let now = afterReset();
  const race = (lanes: Lanes) => {
    const answers = lanes.map((): number[] => []);
    const isLosing = isLost(attempt, { steps });
    const start = now;
    // Which lane is first is a matter of the attempt.
    for (const at of lanes.keys()) {
      const lane = (at + attempt) % lanes.length;
      if (isLosing) now = start;
      for (const move of lanes[lane] ?? []) {
        now = step(now, move, -1);
        answers[lane]?.push(now);
      }
    }
    seen.push(...answers.flat());
  };
  const take = (one: CounterStep) => {
    if (one === "crash") now = afterCrash(now, attempt);
    else if (one === "reset") now = afterReset();
    else if (isRace(one)) race(one.together);
    else {
      now = step(now, one, seen.length);
      seen.push(now);
    }
  };
  for (const one of steps) take(one);
  return seen;
}

/** A session that counts its runs, and does not answer at once. */
export function counterSession(
  candidate: Step | Partial<Candidate>,
  runs: { count: number } = { count: 0 },
): Session<CounterTypes> {
  const own = typeof candidate === "function" ? { step: candidate } : candidate;
  return {
    ask: async (program, _rehearsal, attempt) => {
      runs.count += 1;
      const recording = simulate({ ...CORRECT, ...own }, program, attempt);
      for (let turns = runs.count % 3; turns > 0; turns -= 1) await Promise.resolve();
      return { read: async () => recording };
    },
    close: async () => undefined,
  };
}

/** The session, and what it is asked. */
export function logged(
  session: Session<CounterTypes>,
  log: { readonly program: CounterProgram; readonly attempt: number }[],
): Session<CounterTypes> {
  return {
    ...session,
    ask: (program, prediction, attempt, whileBusy) => {
      log.push({ program, attempt });
      return session.ask(program, prediction, attempt, whileBusy);
    },
  };
}

/** @param options where they differ from those of `CAMPAIGN` */
export const runCounter = (
  candidate: Step | Partial<Candidate>,
  options: Partial<Options> = {},
  plans: readonly Plan<CounterTypes>[] = [],
) =>
  runCampaign(
    counter,
    async () => counterSession(candidate),
    LIMIT,
    { ...CAMPAIGN, ...options },
    plans,
  );

/** Events as they come. */
export function listening() {
  const events: Event[] = [];
  const onEvent = (event: Event) => {
    events.push(event);
  };
  const findings = () => events.filter((event): event is FindingEvent => event.type === "finding");
  return { events, onEvent, findings };
}

/** The result of a property. */
export function resultOf({ properties }: CampaignResult<CounterTypes>, id: string) {
  const found = properties.find(({ property }) => property.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
}

/** The steps of its counterexample. */
export const stepsOf = (result: CampaignResult<CounterTypes>, id: string) =>
  resultOf(result, id).counterexample?.run.program.steps;

export const verdicts = ({ properties }: CampaignResult<CounterTypes>) =>
  Object.fromEntries(properties.map(({ property, verdict }) => [property.id, verdict]));

/** What of the generated programs was driven. */
export const partOf = ({ parts }: CampaignResult<CounterTypes>, name = "programs") =>
  parts.find((part) => part.name === name);

const MOVES = ["up", "down"] as const;

/** Up to each number, from there either way, and some moves more. */
export const everyMove = (more: readonly Move[] = []): Plan<CounterTypes> => ({
  name: "every move",
  level: "once",
  proves: "each was right",
  isRequired: false,
  states: LIMIT.limit + 1,
  transitions: (LIMIT.limit + 1) * MOVES.length,
  programs: function* () {
    for (let number = 0; number <= LIMIT.limit; number += 1)
      for (const move of MOVES) yield { steps: [...Array<Move>(number).fill("up"), move, ...more] };
  },
  coverage: () => {
    const taken = new Set<string>();
    return {
      add: ({ moves }) => {
        for (const { before, message } of moves) taken.add(`${before} ${message.type}`);
      },
      get covered() {
        return taken.size;
      },
      get taken() {
        const isTaken = (at: number) => taken.has(`${at >> 1} ${MOVES[at & 1]}`);
        const { length } = Array(MOVES.length * (LIMIT.limit + 1));
        return Uint8Array.from({ length }, (_, at) => Number(isTaken(at)));
      },
    };
  },
});
