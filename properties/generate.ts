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

/** Steps of a program at the most; one in so many is longer, for what only adds up slowly. */
const MOST_STEPS = 40;
const MOST_STEPS_OF_A_LONG_ONE = 160;
const PROGRAMS_PER_LONG_ONE = 20;
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

/** Body of a program before its clients are cast: at each place, one step or several to choose from. */
type Body = readonly (readonly ProgramStep[])[];

/** A few clients of the palette, so that messages meet; `alternatives` steps at each place. */
function programs(
  kinds: readonly Kind[],
  alternatives: number,
  mostSteps: number = MOST_STEPS,
): fc.Arbitrary<Draft> {
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: 5 });
  const arbitraries = steps(fc.nat({ max: 59 }).map(String));
  const step = fc.oneof(
    ...kinds.map((kind) => ({ arbitrary: arbitraries[kind], weight: WEIGHTS[kind] ?? 1 })),
  );
  const place = fc.tuple(...Array.from({ length: alternatives }, () => step));
  const drafts = fc
    .record({
      clients: few,
      capacity,
      otherCapacity: capacity,
      places: fc.array(place, { minLength: 1, maxLength: mostSteps, size: "max" }),
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

/**
 * `count` programs for a candidate with this statement, in three modes that take turns. Uniform: steps are
 * drawn by fixed weights. Swarm (Groce et al., "Swarm Testing", ISSTA 2012): some kinds are
 * left out, each with a chance that is itself drawn, so that the others get the room to build up rare
 * states. Eager: of a few steps drawn, the first is taken that changes the model's state, so that long
 * chains, such as import, enable, deploy, expire, check in, come about.
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
  const arbitraryOf = (index: number): fc.Arbitrary<Draft> => {
    const mode = MODES[index % MODES.length];
    const isLong = index % PROGRAMS_PER_LONG_ONE === PROGRAMS_PER_LONG_ONE - 1;
    const mostSteps = isLong ? MOST_STEPS_OF_A_LONG_ONE : MOST_STEPS;
    if (mode === "swarm") return programs(swarm(kinds, random), 1, mostSteps);
    const known = made.get(`${mode} ${mostSteps}`);
    const alternatives = mode === "eager" ? EAGER_CHOICES : 1;
    const arbitrary = known ?? programs(kinds, alternatives, mostSteps);
    made.set(`${mode} ${mostSteps}`, arbitrary);
    return arbitrary;
  };
  for (let index = 0; index < count; index += 1) {
    const whole = arbitraryOf(index);
    const isReset = index % PROGRAMS_PER_RESET === PROGRAMS_PER_RESET - 1;
    const arbitrary = isReset ? fc.noBias(interrupted(whole)) : whole;
    const [draft] = fc.sample(arbitrary, { numRuns: 1, seed: random.int32() });
    if (draft) yield settle(draft, statement);
  }
}

const MODES = ["uniform", "swarm", "eager"] as const;
const EAGER_CHOICES = 3;

function swarm(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  const chance = random();
  const left = kinds.filter(() => random() >= chance);
  return left.length > 0 ? left : kinds;
}
