/** Programs from fast-check arbitraries: plain data, valid for the declared features. */
import fc from "fast-check";
import seedrandom from "seedrandom";
import {
  declares,
  type Message,
  type MessageType,
  mayReceive,
  type Statement,
} from "../model/index.ts";
import { type Draft, explorer, HAND, settle } from "./choosing.ts";
import { ofClient, type Program, type ProgramStep } from "./program.ts";
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

/** One in so many resets the server in its middle: prime to the modes, so that each has its turn. */
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

const COMPOSITES: readonly Kind[] = ["onboard", "recover", "rollOut"];

/** About clients by number, which a program casts. */
const NUMBERED = steps(fc.nat({ max: 59 }).map(String));

function drafts(kinds: readonly Kind[], shape: Shape): fc.Arbitrary<Draft> {
  const { leastSteps = 1, mostSteps, mostClients, alternatives = 1, isPlain = false } = shape;
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: mostClients });
  const step = fc.oneof(
    ...kinds
      .filter((kind) => !isPlain || !COMPOSITES.includes(kind))
      .map((kind) => ({
        arbitrary: NUMBERED[kind],
        weight: isPlain ? 1 : (WEIGHTS[kind] ?? 1),
      })),
  );
  const place = fc.tuple(...Array.from({ length: alternatives }, () => step));
  const all = fc
    .record({
      clients: few,
      capacity,
      otherCapacity: capacity,
      places: fc.array(place, { minLength: leastSteps, maxLength: mostSteps, size: "max" }),
    })
    .map(({ clients, capacity, otherCapacity, places }) => ({
      settings: { capacity, otherCapacity },
      body: places.map((choices) => choices.map((choice) => cast(choice, clients))),
    }));
  return fc.noBias(all);
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
  return ofClient(step, clients[Number(step.client) % clients.length] ?? step.client);
}

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
 * `count` programs for a candidate with this statement, in four modes.
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
 * The same seed gives the same programs, whatever the count.
 */
export function* generatePrograms(
  statement: Statement,
  seed: string,
  count: number,
): Generator<Program> {
  const random = seedrandom(seed);
  const kinds = ALL_KINDS.filter((kind) => isDeclared(kind, statement));
  const made = new Map<Mode, fc.Arbitrary<Draft>>();
  const draftsOf = (mode: Mode): fc.Arbitrary<Draft> => {
    if (mode === "swarm") return drafts(swarm(kinds, random), SHAPES.swarm);
    const known = made.get(mode) ?? drafts(kinds, SHAPES[mode]);
    made.set(mode, known);
    return known;
  };
  const explore = explorer(statement);
  for (let index = 0; index < count; index += 1) {
    const mode = modeAt(index);
    const whole = draftsOf(mode);
    const isReset = index % PROGRAMS_PER_RESET === PROGRAMS_PER_RESET - 1;
    const arbitrary = isReset ? fc.noBias(interrupted(whole)) : whole;
    const [draft] = fc.sample(arbitrary, { numRuns: 1, seed: random.int32() });
    if (draft) yield mode === "curious" ? explore(draft) : settle(draft, statement);
  }
}

function swarm(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  const chance = random();
  const left = kinds.filter(() => random() >= chance);
  return left.length > 0 ? left : kinds;
}
