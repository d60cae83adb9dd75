/** Programs from fast-check arbitraries: plain data, valid for the declared features. */
import fc from "fast-check";
import seedrandom from "seedrandom";
import {
  declares,
  initialState,
  type Message,
  type MessageType,
  mayReceive,
  type Settings,
  type Statement,
} from "../model/index.ts";
import { Novelty } from "./novelty.ts";
import { type Program, type ProgramStep, play } from "./program.ts";
import { BULLETINS, catalogAt, LAST_REVISION } from "./vendor.ts";

/** Plain ids, then hostile ones: falsy, on every object's prototype, prefixes of one another. */
export const CLIENTS = [
  "a",
  "b",
  "c",
  "d",
  "a-1",
  "a-10",
  "0",
  "__proto__",
  "constructor",
] as const;

/** Small pools fill up; the largest count of the wire is there for servers that count in too few bits. */
export const capacity = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 4, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(2 ** 31 - 1) },
);

export type Kind = MessageType | "onboard" | "recover" | "rollOut" | "incompleteScan";
type StepArbitraries = { readonly [K in Kind]: fc.Arbitrary<ProgramStep> };

/** Steps of a program at the most, but for curious ones; one in so many is longer, for what only adds up slowly. */
const MOST_STEPS = 40;
const MOST_STEPS_OF_A_LONG_ONE = 160;
const PROGRAMS_PER_LONG_ONE = 23;
/** One in so many resets the server in its middle. Both are prime to the modes, so that each has its turn. */
const PROGRAMS_PER_RESET = 7;

/** Every kind of step, about any of these clients. */
export function steps(client: fc.Arbitrary<string>): StepArbitraries {
  const about = <T extends MessageType>(type: T) =>
    client.map((c) => ({ type, client: c }) as Message);
  const plain = (type: MessageType) => fc.constant({ type } as Message);
  const evidence = (plugIn: boolean, tools: boolean, scan: boolean) =>
    client.map((c): Message => ({ type: "returnPatchInventory", client: c, plugIn, tools, scan }));
  const bulletin = fc.constantFrom(...BULLETINS);
  return {
    onboard: client.map((c) => ({ type: "onboard", client: c })),
    recover: client.map((c) => ({ type: "recover", client: c })),
    rollOut: bulletin.map((b) => ({ type: "rollOut", bulletin: b })),
    enroll: about("enroll"),
    checkIn: about("checkIn"),
    sendBasicInventory: fc
      .tuple(client, fc.boolean())
      .map(([c, plugIn]) => ({ type: "sendBasicInventory", client: c, plugIn })),
    returnPatchInventory: evidence(true, true, true),
    incompleteScan: fc.oneof(
      evidence(false, true, true),
      evidence(true, false, true),
      evidence(true, true, false),
      evidence(false, false, false),
    ),
    returnOtherInventory: about("returnOtherInventory"),
    target: fc
      .tuple(client, fc.constantFrom("none" as const, "install" as const, "uninstall" as const))
      .map(([c, policy]) => ({ type: "target", client: c, policy })),
    retire: about("retire"),
    delete: about("delete"),
    setCapacity: capacity.map((nodes) => ({ type: "setCapacity", nodes })),
    setOtherCapacity: capacity.map((nodes) => ({ type: "setOtherCapacity", nodes })),
    expireAup: plain("expireAup"),
    renewAup: plain("renewAup"),
    upgradeSolution: plain("upgradeSolution"),
    importCatalog: fc.nat({ max: LAST_REVISION }).map((revision) => ({
      type: "importCatalog",
      revision,
      bulletins: catalogAt(revision),
    })),
    enableBulletin: bulletin.map((b) => ({ type: "enableBulletin", bulletin: b })),
    createPolicy: bulletin.map((b) => ({ type: "createPolicy", bulletin: b })),
    passDays: fc.constantFrom(1, 2, 31, 400, 4000).map((days) => ({ type: "passDays", days })),
  };
}

/**
 * What a count of the rarest situations asked for: "over-full, holder scans" arises five times as often
 * as with equal weights, and the defects are found in slightly fewer messages. Other kinds weigh 1.
 */
const WEIGHTS: Partial<Record<Kind, number>> = {
  onboard: 3,
  returnPatchInventory: 2,
  setCapacity: 2,
};

export const ALL_KINDS = Object.keys(steps(fc.constant("a"))) as Kind[];

export function isDeclared(kind: Kind, statement: Statement): boolean {
  if (kind === "onboard") return true;
  if (kind === "recover") return declares(statement, "other-solutions");
  if (kind === "rollOut") return declares(statement, "maintenance");
  if (kind === "incompleteScan") return declares(statement, "onboarding");
  return mayReceive(statement, kind);
}

/** Body of a program before its clients are cast: at each place, one step or several to choose from. */
type Body = readonly (readonly ProgramStep[])[];

interface Shape {
  readonly kinds: readonly Kind[];
  /** Of kinds that weigh more than 1. */
  readonly weights?: typeof WEIGHTS;
  /** Steps at each place. */
  readonly alternatives?: number;
  readonly leastSteps?: number;
  readonly mostSteps: number;
  readonly mostClients?: number;
}

/** A few clients of the palette, so that messages meet. */
function programs(shape: Shape): fc.Arbitrary<Draft> {
  const { kinds, weights = WEIGHTS, alternatives = 1, leastSteps = 1, mostSteps } = shape;
  const { mostClients = 5 } = shape;
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: mostClients });
  const arbitraries = steps(fc.nat({ max: 59 }).map(String));
  const step = fc.oneof(
    ...kinds.map((kind) => ({ arbitrary: arbitraries[kind], weight: weights[kind] ?? 1 })),
  );
  const place = fc.tuple(...Array.from({ length: alternatives }, () => step));
  const drafts = fc
    .record({
      clients: few,
      capacity,
      otherCapacity: capacity,
      places: fc.array(place, { minLength: leastSteps, maxLength: mostSteps, size: "max" }),
    })
    .map(({ clients, places, ...settings }) => ({
      settings,
      body: places.map((choices) => choices.map((choice) => cast(choice, clients))),
    }));
  return fc.noBias(drafts);
}

interface Draft {
  readonly settings: Settings;
  readonly body: Body;
}

/** The same program with the server reset in its middle. */
const interrupted = (draft: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> =>
  fc.tuple(draft, capacity, capacity).map(([{ settings, body }, nodes, otherNodes]) => {
    const reset: ProgramStep = { type: "reset", capacity: nodes, otherCapacity: otherNodes };
    return { settings, body: body.toSpliced(Math.floor(body.length / 2), 0, [reset]) };
  });

/** Puts a client of the program in the place of a number. */
export function cast(step: ProgramStep, clients: readonly string[]): ProgramStep {
  if (!("client" in step)) return step;
  return { ...step, client: clients[Number(step.client) % clients.length] ?? step.client };
}

/** At each place the first step that changes the model's state; the first of all where none does. */
function settle({ settings, body }: Draft, statement: Statement): Program {
  let state = initialState(settings);
  const chosen: ProgramStep[] = [];
  for (const choices of body) {
    const [only] = choices;
    if (only && choices.length === 1) {
      // Where there is nothing to choose between, the state is of no interest.
      if (only.type === "reset") state = initialState(only);
      chosen.push(only);
      continue;
    }
    const outcomes = choices.map((choice) => ({ choice, after: play(state, choice, statement) }));
    const taken = outcomes.find(({ after }) => after !== state) ?? outcomes[0];
    if (!taken) continue;
    chosen.push(taken.choice);
    state = taken.after;
  }
  return { ...settings, steps: [...chosen, { type: "probe" }] };
}

/** Steps of a curious program, and steps that it chooses among at each place. */
const CURIOUS_STEPS = 80;
const HAND = 10;

/**
 * At each place, of the steps in hand, the one that brings most that is new, a message; another is drawn
 * for it. A reset is not chosen, but played when it is drawn.
 */
function explore({ settings, body }: Draft, novelty: Novelty): Program {
  const chosen: ProgramStep[] = [];
  const hand: Exclude<ProgramStep, { type: "reset" }>[] = [];
  novelty.begin(settings);
  for (const [drawn] of body) {
    if (drawn?.type === "reset") {
      chosen.push(drawn);
      novelty.begin(drawn);
    } else if (drawn) hand.push(drawn);
    if (hand.length < HAND) continue;
    const worths = hand.map((step) => novelty.worth(step));
    const [best] = hand.splice(worths.indexOf(Math.max(...worths)), 1);
    if (!best) continue;
    novelty.take(best);
    chosen.push(best);
  }
  novelty.take({ type: "probe" });
  return { ...settings, steps: [...chosen, { type: "probe" }] };
}

const MODES = ["plain", "swarm", "eager"] as const;
type Mode = (typeof MODES)[number] | "curious";

/**
 * The first programs are all curious, and then one in so many. Over ninety defects that takes 150 messages to the first
 * failure (the geometric mean) in place of 330, and 5,500 in place of 41,000 for the worst of them.
 */
const CURIOUS_AT_FIRST = 16;
const PROGRAMS_PER_CURIOUS = 20;
/** By then little is left that is new, and looking for it takes its time. */
const LAST_CURIOUS = 200;
const EAGER_CHOICES = 3;
const COMPOSITES: readonly Kind[] = ["onboard", "recover", "rollOut"];

export const modeAt = (index: number): Mode | undefined =>
  index < CURIOUS_AT_FIRST || (index <= LAST_CURIOUS && index % PROGRAMS_PER_CURIOUS === 0)
    ? "curious"
    : MODES[index % MODES.length];

/**
 * `count` programs for a candidate with this statement, in four modes that take turns. Plain: every
 * message as likely as any other, and no composites, so that ways to a license are left half-way. Swarm
 * (Groce et al., "Swarm Testing", ISSTA 2012): some kinds are
 * left out, each with a chance that is itself drawn, so that the others get the room to build up rare
 * states. Eager: of a few steps drawn, the first is taken that changes the model's state, so that long
 * chains, such as import, enable, deploy, expire, check in, come about. Curious: of several steps
 * drawn, the one that brings most that is new in this run, so that what is common is tried early (as in
 * adaptive random testing, Chen, Leung, Mak 2004, and feedback-directed generation, Pacheco et al. 2007).
 * The same seed gives the same programs, whatever the count.
 */
export function* generatePrograms(
  statement: Statement,
  seed: string,
  count: number,
): Generator<Program> {
  const random = seedrandom(seed);
  const kinds = ALL_KINDS.filter((kind) => isDeclared(kind, statement));
  const made = new Map<string, fc.Arbitrary<Draft>>();
  const arbitraryOf = (mode: Mode | undefined, isLong: boolean): fc.Arbitrary<Draft> => {
    const mostSteps = isLong ? MOST_STEPS_OF_A_LONG_ONE : MOST_STEPS;
    if (mode === "swarm") return programs({ kinds: swarm(kinds, random), mostSteps });
    const name = `${mode} ${mostSteps}`;
    const known = made.get(name) ?? programs({ mostSteps, ...shapeOf(mode, kinds) });
    made.set(name, known);
    return known;
  };
  const novelty = new Novelty(statement);
  for (let index = 0; index < count; index += 1) {
    const mode = modeAt(index);
    const isLong = index % PROGRAMS_PER_LONG_ONE === PROGRAMS_PER_LONG_ONE - 1;
    const whole = arbitraryOf(mode, isLong);
    const isReset = index % PROGRAMS_PER_RESET === PROGRAMS_PER_RESET - 1;
    const arbitrary = isReset ? fc.noBias(interrupted(whole)) : whole;
    const [draft] = fc.sample(arbitrary, { numRuns: 1, seed: random.int32() });
    if (draft) yield mode === "curious" ? explore(draft, novelty) : settle(draft, statement);
  }
}

function shapeOf(
  mode: Mode | undefined,
  kinds: readonly Kind[],
): Partial<Shape> & Pick<Shape, "kinds"> {
  if (mode === "plain")
    return { kinds: kinds.filter((kind) => !COMPOSITES.includes(kind)), weights: {} };
  if (mode === "eager") return { kinds, alternatives: EAGER_CHOICES };
  const places = CURIOUS_STEPS + HAND - 1;
  return { kinds, leastSteps: places, mostSteps: places, mostClients: 3 };
}

function swarm(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  const chance = random();
  const left = kinds.filter(() => random() >= chance);
  return left.length > 0 ? left : kinds;
}
