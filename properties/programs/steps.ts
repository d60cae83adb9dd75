/** Every step that there is to draw, by its kind. */
import fc from "fast-check";
import {
  type ClientId,
  declares,
  type Evidence,
  type Message,
  type MessageType,
  mayReceive,
  type Policy,
  type Statement,
} from "../../model/index.ts";
import { ofClient, type ProgramStep } from "./program.ts";
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

export type Kind = MessageType | "onboard" | "recover" | "rollOut" | "incompleteScan";

/** Of so many numbers one is drawn that stands for a client: every number of clients up to six divides it. */
export const NUMBERS = 60;

/** Small pools fill up; the largest count of the wire is there for servers that count in too few bits. */
const CAPACITIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2 ** 31 - 1] as const;
const whichCapacity = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 4, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(CAPACITIES.length - 1) },
);
const capacityAt = (which: number): number => CAPACITIES[which] ?? 0;
export const capacity = whichCapacity.map(capacityAt);

const POLICIES: readonly Policy[] = ["none", "install", "uninstall"];
const DAYS = [1, 2, 31, 400, 4000] as const;
/** All parts of the evidence but one, or none at all. */
const INCOMPLETE: readonly Evidence[] = [
  { plugIn: false, tools: true, scan: true },
  { plugIn: true, tools: false, scan: true },
  { plugIn: true, tools: true, scan: false },
  { plugIn: false, tools: false, scan: false },
];

/** The steps of a kind, and how one of them is drawn. */
export interface StepKind {
  /** When the client is drawn that it is about, where there is something else to draw. */
  readonly client?: "first" | "last";
  /** What else: a number. Where it is absent, there is nothing else. */
  readonly which?: fc.Arbitrary<number>;
  /** A new one each time: what a candidate does to its message befalls no other. */
  readonly make: (client: ClientId, which: number) => ProgramStep;
}

const numbers = (count: number) => fc.constantFrom(...Array.from({ length: count }, (_, at) => at));
const whichBulletin = numbers(BULLETINS.length);
const bulletinAt = (which: number) => BULLETINS[which] ?? BULLETINS[0];

const about = <T extends MessageType | "onboard" | "recover">(type: T): StepKind => ({
  client: "first",
  make: (client) => ({ type, client }) as ProgramStep,
});
const plain = (type: MessageType): StepKind => ({ make: () => ({ type }) as Message });
const bulletin = (type: "rollOut" | "enableBulletin" | "createPolicy"): StepKind => ({
  which: whichBulletin,
  make: (_, which) => ({ type, bulletin: bulletinAt(which) }),
});
const resizing = (type: "setCapacity" | "setOtherCapacity"): StepKind => ({
  which: whichCapacity,
  make: (_, which) => ({ type, nodes: capacityAt(which) }),
});
const COMPLETE: Evidence = { plugIn: true, tools: true, scan: true };
const report = (client: ClientId, { plugIn, tools, scan }: Evidence): Message => ({
  type: "returnPatchInventory",
  client,
  plugIn,
  tools,
  scan,
});

export const STEP_KINDS: { readonly [K in Kind]: StepKind } = {
  onboard: about("onboard"),
  recover: about("recover"),
  rollOut: bulletin("rollOut"),
  enroll: about("enroll"),
  checkIn: about("checkIn"),
  sendBasicInventory: {
    client: "first",
    which: numbers(2),
    make: (client, which) => ({ type: "sendBasicInventory", client, plugIn: which === 1 }),
  },
  returnPatchInventory: {
    client: "first",
    make: (client) => report(client, COMPLETE),
  },
  incompleteScan: {
    client: "last",
    which: numbers(INCOMPLETE.length),
    make: (client, which) => report(client, INCOMPLETE[which] ?? COMPLETE),
  },
  returnOtherInventory: about("returnOtherInventory"),
  target: {
    client: "first",
    which: numbers(POLICIES.length),
    make: (client, which) => ({ type: "target", client, policy: POLICIES[which] ?? "none" }),
  },
  retire: about("retire"),
  delete: about("delete"),
  setCapacity: resizing("setCapacity"),
  setOtherCapacity: resizing("setOtherCapacity"),
  expireAup: plain("expireAup"),
  renewAup: plain("renewAup"),
  upgradeSolution: plain("upgradeSolution"),
  importCatalog: {
    which: fc.nat({ max: LAST_REVISION }),
    make: (_, revision) => ({
      type: "importCatalog",
      revision,
      bulletins: catalogAt(revision),
    }),
  },
  enableBulletin: bulletin("enableBulletin"),
  createPolicy: bulletin("createPolicy"),
  passDays: {
    which: numbers(DAYS.length),
    make: (_, which) => ({ type: "passDays", days: DAYS[which] ?? 1 }),
  },
};

export const ALL_KINDS = Object.keys(STEP_KINDS) as Kind[];

export function isDeclared(kind: Kind, statement: Statement): boolean {
  if (kind === "onboard") return true;
  if (kind === "recover") return declares(statement, "other-solutions");
  if (kind === "rollOut") return declares(statement, "maintenance");
  if (kind === "incompleteScan") return declares(statement, "onboarding");
  return mayReceive(statement, kind);
}

/** Every kind of step as an arbitrary of its own, about any of these clients. */
export function steps(
  client: fc.Arbitrary<string>,
): Readonly<Record<Kind, fc.Arbitrary<ProgramStep>>> {
  const arbitraryOf = ({ client: turn, which, make }: StepKind): fc.Arbitrary<ProgramStep> => {
    if (!which) return turn ? client.map((c) => make(c, 0)) : fc.constant(make("", 0));
    if (!turn) return which.map((w) => make("", w));
    return turn === "first"
      ? fc.tuple(client, which).map(([c, w]) => make(c, w))
      : fc.tuple(which, client).map(([w, c]) => make(c, w));
  };
  const entries = ALL_KINDS.map((kind) => [kind, arbitraryOf(STEP_KINDS[kind])]);
  return Object.fromEntries(entries) as Record<Kind, fc.Arbitrary<ProgramStep>>;
}

/** Puts a client of the program in the place of a number. */
export function cast(step: ProgramStep, clients: readonly string[]): ProgramStep {
  if (!("client" in step)) return step;
  return ofClient(step, clients[Number(step.client) % clients.length] ?? step.client);
}
