/** Programs from fast-check arbitraries: plain data, valid for the declared features. */
import fc from "fast-check";
import seedrandom from "seedrandom";
import type { Statement } from "../../model/index.ts";
import { capacity } from "./arguments.ts";
import { type Draft, explorer, HAND, settle } from "./choosing.ts";
import { Drawing, stepOf } from "./drawing.ts";
import { isComposite, type Program, type ProgramStep } from "./program.ts";
import { numbersOf } from "./seeding.ts";
import { ALL_KINDS, CLIENTS, isKindDeclared, type Kind } from "./steps.ts";

/** One in so many resets the server in its middle: prime to the modes, so that each has its turn. */
const PROGRAMS_PER_RESET = 7;

/**
 * What a count of the rarest situations asked for: "over-full, holder scans" arises five times as often
 * as with equal weights, and the defects are found in slightly fewer messages. Other kinds weigh 1.
 */
const WEIGHTS: Partial<Record<Kind, number>> = {
  onboard: 3,
  returnPatchInventory: 2,
  setCapacity: 2,
};

/** What drafts look like. */
interface Shape {
  readonly minSteps?: number;
  readonly maxSteps: number;
  /** At least two. A few meet more often, many are new more often. */
  readonly maxClients: number;
  /** Steps at each place. */
  readonly alternatives?: number;
  /** Every kind weighs the same, and there are no composites. */
  readonly isUniform?: boolean;
}

function drafts(kinds: readonly Kind[], shape: Shape): fc.Arbitrary<Draft> {
  const { minSteps = 1, maxSteps, maxClients, alternatives = 1, isUniform = false } = shape;
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: maxClients });
  const place = new Drawing(
    kinds
      .filter((kind) => !isUniform || !isComposite({ type: kind }))
      .map((kind) => ({ kind, weight: isUniform ? 1 : (WEIGHTS[kind] ?? 1) })),
    alternatives,
  );
  const all = fc
    .record({
      clients: few,
      capacity,
      otherCapacity: capacity,
      places: fc.array(place, { minLength: minSteps, maxLength: maxSteps, size: "max" }),
    })
    .map(({ clients, capacity, otherCapacity, places }) => ({
      settings: { capacity, otherCapacity },
      body: places.map((choices) => choices.map((drawn) => stepOf(drawn, clients))),
    }));
  return fc.noBias(all);
}

/** The same program with the server reset in its middle. */
const interrupted = (draft: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> =>
  fc.tuple(draft, capacity, capacity).map(([{ settings, body }, nodes, otherNodes]) => {
    const reset: ProgramStep = { type: "reset", capacity: nodes, otherCapacity: otherNodes };
    return { settings, body: body.toSpliced(Math.floor(body.length / 2), 0, [reset]) };
  });

/** All of one length: shorter ones first would shrink sooner, but need a quarter more messages to the first failure. */
const GUIDED_STEPS = 80;
const SHAPES = {
  uniform: { maxSteps: 160, maxClients: 5, isUniform: true },
  swarm: { maxSteps: 100, maxClients: 4 },
  stateChanging: { maxSteps: 100, maxClients: 4, alternatives: 3 },
  // The last steps drawn remain in hand.
  noveltyGuided: {
    minSteps: GUIDED_STEPS + HAND - 1,
    maxSteps: GUIDED_STEPS + HAND - 1,
    maxClients: 3,
  },
} as const satisfies Record<string, Shape>;

/** Few, since each costs some milliseconds. */
const GUIDED_PROGRAMS = 10;
const MODES = ["uniform", "swarm", "stateChanging"] as const;
type Mode = keyof typeof SHAPES;

/** The mode of a run's program: the others take turns. */
export function modeAt(index: number): Mode {
  if (index < GUIDED_PROGRAMS) return "noveltyGuided";
  return MODES[index % MODES.length] ?? "uniform";
}

/**
 * The programs of a seed for a candidate with this statement, each by its index, in four modes.
 *
 * The first ones are guided by novelty: of several steps drawn, the one is taken that brings most of what no program before
 * has brought, so that simple things are tried at once (feedback-directed as in Pacheco et al., ICSE 2007, and spread out as in
 * adaptive random testing, Chen, Leung, Mak, ASIAN 2004; but the feedback is the model's). Then three modes take turns:
 *
 * - Uniform: long programs of single messages, each kind as likely as any other, so that ways to a license are left half-way.
 * - Swarm (Groce et al., "Swarm Testing", ISSTA 2012): some kinds are left out, each with a chance that is itself drawn, which
 *   makes room for the others to build up rare states.
 * - State-changing: of a few steps drawn, the first is taken that changes the model's state, for long chains such as import,
 *   enable, deploy, expire, check in.
 *
 * A program depends on the seed and on its index alone, so that one can make the millionth and no other. Those guided by
 * novelty depend on each other, and are made together.
 */
export function generatePrograms(statement: Statement, seed: string): (index: number) => Program {
  const numberAt = numbersOf(seed);
  const kinds = ALL_KINDS.filter((kind) => isKindDeclared(kind, statement));
  const made = new Map<Mode, fc.Arbitrary<Draft>>();
  const draftsOf = (mode: Mode, number: number): fc.Arbitrary<Draft> => {
    if (mode === "swarm") return drafts(swarm(kinds, seedrandom.alea(`${number}`)), SHAPES.swarm);
    const known = made.get(mode) ?? drafts(kinds, SHAPES[mode]);
    made.set(mode, known);
    return known;
  };
  const draftAt = (index: number): Draft => {
    const number = numberAt(index);
    const whole = draftsOf(modeAt(index), number);
    const isReset = index % PROGRAMS_PER_RESET === PROGRAMS_PER_RESET - 1;
    const arbitrary = isReset ? fc.noBias(interrupted(whole)) : whole;
    const [draft] = fc.sample(arbitrary, { numRuns: 1, seed: number });
    return draft as Draft;
  };
  const guided: Program[] = [];
  let explore: ReturnType<typeof explorer> | undefined;
  return (index) => {
    if (modeAt(index) !== "noveltyGuided") return settle(draftAt(index), statement);
    explore ??= explorer(statement);
    while (guided.length <= index) guided.push(explore(draftAt(guided.length)));
    return guided[index] as Program;
  };
}

function swarm(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  const chance = random();
  const left = kinds.filter(() => random() >= chance);
  return left.length > 0 ? left : kinds;
}
