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
import type { Program, ProgramStep } from "./program.ts";
import { BULLETINS, catalogAt, LAST_REVISION } from "./vendor.ts";

/** Plain ids, then hostile ones: falsy, on every object's prototype, prefixes of one another. */
const CLIENTS = ["a", "b", "c", "d", "a-1", "a-10", "0", "__proto__", "constructor"] as const;

/** Small pools fill up; the largest count of the wire is there for servers that count in too few bits. */
const capacity = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 4, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(2 ** 31 - 1) },
);

type Kind = MessageType | "onboard" | "incompleteScan";
type StepArbitraries = { readonly [K in Kind]: fc.Arbitrary<ProgramStep> };

const LENGTH = { minLength: 1, maxLength: 40, size: "max" } as const;

/** Every kind of step, about any of these clients. */
function steps(client: fc.Arbitrary<string>): StepArbitraries {
  const about = <T extends MessageType>(type: T) =>
    client.map((c) => ({ type, client: c }) as Message);
  const plain = (type: MessageType) => fc.constant({ type } as Message);
  const evidence = (plugIn: boolean, tools: boolean, scan: boolean) =>
    client.map((c): Message => ({ type: "returnPatchInventory", client: c, plugIn, tools, scan }));
  const bulletin = fc.constantFrom(...BULLETINS);
  return {
    onboard: client.map((c) => ({ type: "onboard", client: c })),
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
    passDays: fc.constantFrom(1, 2, 31, 400).map((days) => ({ type: "passDays", days })),
  };
}

const ALL_KINDS = Object.keys(steps(fc.constant("a"))) as Kind[];

function isDeclared(kind: Kind, statement: Statement): boolean {
  if (kind === "onboard") return true;
  if (kind === "incompleteScan") return declares(statement, "onboarding");
  return mayReceive(statement, kind);
}

/** A few clients of the palette, so that messages meet. */
function programs(kinds: readonly Kind[]): fc.Arbitrary<Program> {
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: 5 });
  const who = fc.nat({ max: 59 }).map(String);
  const arbitraries = steps(who);
  const body = fc.array(fc.oneof(...kinds.map((kind) => arbitraries[kind])), LENGTH);
  return fc
    .record({ clients: few, capacity, otherCapacity: capacity, body })
    .map(({ clients, body, ...capacities }) => ({
      ...capacities,
      steps: [...body.map((step) => cast(step, clients)), { type: "probe" as const }],
    }));
}

/** Puts a client of the program in the place of a number. */
function cast(step: ProgramStep, clients: readonly string[]): ProgramStep {
  if (!("client" in step)) return step;
  return { ...step, client: clients[Number(step.client) % clients.length] ?? step.client };
}

/**
 * `count` programs for a candidate with this statement, uniform and swarm in turn (Groce et al., "Swarm
 * Testing", ISSTA 2012): every second one does without some kinds of message, each left out with a
 * chance that is itself drawn, so that the remaining kinds get the room to build up rare states.
 * The same seed gives the same programs, whatever the count.
 */
export function* generatePrograms(
  statement: Statement,
  seed: string,
  count: number,
): Generator<Program> {
  const random = seedrandom(seed);
  const kinds = ALL_KINDS.filter((kind) => isDeclared(kind, statement));
  const uniform = fc.noBias(programs(kinds));
  for (let index = 0; index < count; index += 1) {
    const arbitrary = index % 2 === 0 ? uniform : fc.noBias(programs(swarm(kinds, random)));
    const [program] = fc.sample(arbitrary, { numRuns: 1, seed: random.int32() });
    if (program) yield program;
  }
}

function swarm(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  const chance = random();
  const left = kinds.filter(() => random() >= chance);
  return left.length > 0 ? left : kinds;
}
