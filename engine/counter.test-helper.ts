/**
 * A second specification, so that the engine is shown to know nothing of the first: a counter that
 * goes up and down between zero and a limit, and never beyond.
 */
import { runCampaign } from "./campaign.ts";
import type { CampaignOptions, CampaignResult } from "./result.ts";
import type { Plan, Recording, Session, Specification } from "./specification.ts";

export type Move = "up" | "down";
export interface CounterProgram {
  readonly moves: readonly Move[];
}
interface CounterMoment {
  readonly index: number;
  readonly step: number;
  readonly message: { readonly type: Move };
  readonly before: number;
  readonly after: number;
  readonly seen: number;
  readonly agrees: boolean;
}
export interface CounterTypes {
  statement: { readonly limit: number };
  program: CounterProgram;
  planned: {
    readonly message: { readonly type: Move };
    readonly before: number;
    readonly after: number;
  };
  outcome: null;
  snapshot: number;
  moment: CounterMoment;
}

const expect = (ok: boolean, expected: string, seen: number) =>
  ok ? undefined : { expected, seen: String(seen) };

export const LIMIT = { limit: 3 };

/** A short campaign, within no time limit that it could meet. */
export const CAMPAIGN: CampaignOptions = {
  seed: "test",
  programs: 40,
  sessions: 1,
  mostReductions: 500,
  reductionTimeLimitMs: 60_000,
  mostProofRuns: 1000,
  proofTimeLimitMs: 60_000,
  canBeFresh: true,
};

const MOVES_OF_A_PROGRAM = 12;

export const counter: Specification<CounterTypes> = {
  properties: () => [
    {
      id: "up/adds-one",
      kind: "step",
      least: 5,
      on: ["up"],
      situation: ({ before, after }) => before < after,
      judge: ({ before, seen }) => expect(seen === before + 1, `${before + 1}`, seen),
    },
    {
      id: "up/stays-within-limit",
      kind: "invariant",
      least: 5,
      situation: ({ before }) => before >= LIMIT.limit,
      judge: ({ seen }) => expect(seen <= LIMIT.limit, "at most 3", seen),
    },
    {
      id: "down/stays-above-zero",
      kind: "step",
      least: 5,
      on: ["down"],
      situation: ({ before }) => before <= 0,
      judge: ({ seen }) => expect(seen >= 0, "at least 0", seen),
    },
    {
      id: "sum/up-and-down-cancel",
      kind: "metamorphic",
      least: 5,
      vary: ({ moves }) => {
        const at = moves.indexOf("down");
        if (at === -1) return undefined;
        const varied = [...moves.slice(0, at), "down", "up", ...moves.slice(at)] as const;
        return { program: { moves: varied }, at: moves.map((_, i) => (i < at ? i : i + 2)) };
      },
      relate: (original, variant, at) => {
        const index = original.findIndex(
          (m, i) => m.before > 0 && m.seen !== variant[at[i] ?? 0]?.seen,
        );
        if (index === -1) return undefined;
        return { index, failure: { expected: "the same", seen: "another" } };
      },
    },
  ],
  situations: () => [
    { id: "at the limit", least: 3, arises: ({ after }) => after === LIMIT.limit },
  ],
  generate: (_statement, seed) => {
    const first = [...seed].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
    return (index) => {
      let state = Math.imul(first + index, 0x85ebca6b);
      const moves = Array.from({ length: MOVES_OF_A_PROGRAM }, (): Move => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 30 === 0 ? "down" : "up";
      });
      return { moves };
    };
  },
  turnOf: (index) => index,
  rehearse: ({ moves }, { limit }) => {
    let now = 0;
    return moves.map((type) => {
      const before = now;
      now = type === "up" ? Math.min(limit, now + 1) : Math.max(0, now - 1);
      return { message: { type }, before, after: now };
    });
  },
  interpret: (planned, { snapshots }, { limit }) =>
    planned.map(({ message }, index) => {
      const before = index === 0 ? 0 : (snapshots[index - 1] ?? 0);
      const after = message.type === "up" ? Math.min(limit, before + 1) : Math.max(0, before - 1);
      const seen = snapshots[index] ?? 0;
      return { index, step: index, message, before, after, seen, agrees: seen === after };
    }),
  imagine: (planned) =>
    planned.map((plan, index) => ({ ...plan, index, step: index, seen: plan.after, agrees: true })),
  reductions: function* ({ moves }, _statement, failingStep) {
    if (failingStep + 1 < moves.length) yield { moves: moves.slice(0, failingStep + 1) };
    for (const at of moves.keys()) yield { moves: moves.toSpliced(at, 1) };
  },
  sizeOf: ({ moves }) => moves.length,
  enumerate: function* (statement, { length }) {
    for (let bits = 0; bits < 2 ** length; bits += 1) {
      const moves = Array.from(
        { length },
        (_, at): Move => (bits & (1 << (length - 1 - at)) ? "down" : "up"),
      );
      yield { program: { moves }, planned: counter.rehearse({ moves }, statement) };
    }
  },
  compare: (a, b) => {
    const text = ({ moves }: CounterProgram) =>
      moves.map((move) => (move === "up" ? 0 : 1)).join("");
    return a.moves.length - b.moves.length || text(a).localeCompare(text(b));
  },
  chain: (first, second) => ({ moves: [...first.moves, ...second.moves] }),
};

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
      for (const move of MOVES) yield { moves: [...Array<Move>(number).fill("up"), move, ...more] };
  },
  coverage: () => {
    const taken = new Set<string>();
    return {
      add: (planned) => {
        for (const { before, message } of planned) taken.add(`${before} ${message.type}`);
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

/** One move of a counter under test. */
export type Step = (now: number, move: Move, index: number) => number;

export const correct: Step = (now, move) =>
  move === "up" ? Math.min(3, now + 1) : Math.max(0, now - 1);

/** A session that counts its runs, and does not answer at once. */
export function counterSession(
  step: Step,
  runs: { count: number } = { count: 0 },
): Session<CounterTypes> {
  return {
    run: async (_program, planned): Promise<Recording<CounterTypes>> => {
      runs.count += 1;
      let now = 0;
      const snapshots = planned.map(({ message }, index) => {
        now = step(now, message.type, index);
        return now;
      });
      for (let turns = runs.count % 3; turns > 0; turns -= 1) await Promise.resolve();
      return { outcomes: planned.map(() => null), snapshots };
    },
    close: async () => undefined,
  };
}

/** @param options where they differ from those of `CAMPAIGN` */
export const runCounter = (
  step: Step,
  options: Partial<CampaignOptions> = {},
  plans: readonly Plan<CounterTypes>[] = [],
) =>
  runCampaign(counter, async () => counterSession(step), LIMIT, { ...CAMPAIGN, ...options }, plans);

/** The counterexample of a property. */
export const movesOf = ({ properties }: CampaignResult<CounterTypes>, id: string) =>
  properties.find(({ property }) => property.id === id)?.counterexample?.run.program.moves;
