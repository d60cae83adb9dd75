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
  readonly leastSteps?: number;
  readonly mostSteps: number;
  /** Two at the least. Few of them meet more often, many are new more often. */
  readonly mostClients: number;
  /** Steps at each place. */
  readonly alternatives?: number;
  /** Every kind weighs the same, and there are no composites. */
  readonly isPlain?: boolean;
}

function drafts(kinds: readonly Kind[], shape: Shape): fc.Arbitrary<Draft> {
  const { leastSteps = 1, mostSteps, mostClients, alternatives = 1, isPlain = false } = shape;
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: mostClients });
  const place = new Drawing(
    kinds
      .filter((kind) => !isPlain || !isComposite({ type: kind }))
      .map((kind) => ({ kind, weight: isPlain ? 1 : (WEIGHTS[kind] ?? 1) })),
    alternatives,
  );
  const all = fc
    .record({
      clients: few,
      capacity,
      otherCapacity: capacity,
      places: fc.array(place, { minLength: leastSteps, maxLength: mostSteps, size: "max" }),
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

/** As many for all: shorter ones at first shrink sooner, and take a quarter more messages to the first failure. */
const CURIOUS_STEPS = 80;
const SHAPES = {
  plain: { mostSteps: 160, mostClients: 5, isPlain: true },
  swarm: { mostSteps: 100, mostClients: 4 },
  eager: { mostSteps: 100, mostClients: 4, alternatives: 3 },
  // The last steps drawn remain in hand.
  curious: {
    leastSteps: CURIOUS_STEPS + HAND - 1,
    mostSteps: CURIOUS_STEPS + HAND - 1,
    mostClients: 3,
  },
} as const satisfies Record<string, Shape>;

/** Those of the first programs, which cost some milliseconds each. */
const CURIOUS_PROGRAMS = 10;
const MODES = ["plain", "swarm", "eager"] as const;
type Mode = keyof typeof SHAPES;

/** The mode of a run's program: the others take turns. */
export function modeAt(index: number): Mode {
  if (index < CURIOUS_PROGRAMS) return "curious";
  return MODES[index % MODES.length] ?? "plain";
}

/**
 * The programs of a seed for a candidate with this statement, each by its index, in four modes.
 *
 * Curious, at first: of several steps drawn, the one is taken that brings most of what no program before has
 * brought, so that what is simple is tried at once (feedback-directed as in Pacheco et al., ICSE 2007, and spread
 * out as in adaptive random testing, Chen, Leung, Mak, ASIAN 2004; but the feedback is the model's). Then
 * three modes take turns. Plain: long programs of single messages, each kind as likely as any other, so that ways to a license are
 * left half-way. Swarm (Groce et al., "Swarm Testing", ISSTA 2012): some kinds are left out, each with a
 * chance that is itself drawn, so that the others get the room to build up rare states. Eager: of a
 * few steps drawn, the first is taken that changes the model's state, so that long chains, such as
 * import, enable, deploy, expire, check in, come about.
 *
 * A program depends on the seed and on its index alone, so that whoever wants the millionth makes that and no other; but those
 * that are curious depend on each other, and are made together.
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
  const curious: Program[] = [];
  let explore: ReturnType<typeof explorer> | undefined;
  return (index) => {
    if (modeAt(index) !== "curious") return settle(draftAt(index), statement);
    explore ??= explorer(statement);
    while (curious.length <= index) curious.push(explore(draftAt(curious.length)));
    return curious[index] as Program;
  };
}

function swarm(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  const chance = random();
  const left = kinds.filter(() => random() >= chance);
  return left.length > 0 ? left : kinds;
}
