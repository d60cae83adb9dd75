/**
 * The steps that small programs are made of, in one fixed order: it makes one program the first of all
 * that show the same defect.
 */
import { type ClientId, declares, mayReceive, type Statement } from "../../model/index.ts";
import { ofClient, type Program, type ProgramStep } from "./program.ts";
import { BULLETINS, catalogAt } from "./vendor.ts";

export interface Vocabulary {
  readonly statement: Statement;
  /** Ids that are used as they are, because another client's would not do. */
  readonly fixedIds: readonly ClientId[];
  readonly capacities: readonly number[];
  readonly otherCapacities: readonly number[];
  /**
   * Every step that may come next, in their order, where `used` plain clients have had a message already:
   * about them, or the next one, because a client by any other name would do as well.
   */
  readonly stepsAfter: (used: number) => readonly ProgramStep[];
}

interface Values {
  readonly statement: Statement;
  /** Ids that are used as they are, because another client's would not do. */
  readonly fixedIds: readonly ClientId[];
  readonly capacities: readonly number[];
  readonly otherCapacities: readonly number[];
  readonly days: readonly number[];
  readonly revisions: readonly number[];
  readonly bulletins: readonly string[];
  /** Whether the server may be emptied in the middle of a program. */
  readonly resets: boolean;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
/** The name of the client that is the n-th to be used. */
export const plainId = (n: number): ClientId => ALPHABET[n] ?? `client-${n + 1}`;
const plainNumber = (id: ClientId): number =>
  id.length === 1 ? ALPHABET.indexOf(id) : Number(id.slice("client-".length)) - 1;
const isPlain = (id: ClientId) => /^([a-z]|client-\d+)$/.test(id);

export const clientsOf = ({ steps }: Pick<Program, "steps">): readonly ClientId[] => [
  ...new Set(steps.flatMap((step) => ("client" in step ? [step.client] : []))),
];

/** A step, whomever it is about. */
export const anonymous = (step: ProgramStep): string => JSON.stringify(ofClient(step, ""));

/**
 * Few values of everything, and all that one of the programs has.
 * @param isFocused only steps that one of the programs has, about any client, and the most common ones
 */
export function vocabularyOf(
  programs: readonly Program[],
  statement: Statement,
  isFocused = false,
): Vocabulary {
  const steps = programs.flatMap((program) => program.steps);
  const ids = programs.flatMap(clientsOf).filter((id) => !isPlain(id));
  const resets = steps.flatMap((step) => (step.type === "reset" ? [step] : []));
  const nodes = (type: "setCapacity" | "setOtherCapacity") =>
    steps.flatMap((step) => (step.type === type ? [step.nodes] : []));
  const capacities = [...programs, ...resets].map(({ capacity }) => capacity);
  const otherCapacities = [...programs, ...resets].map(({ otherCapacity }) => otherCapacity);
  const revisions = steps.flatMap((step) => (step.type === "importCatalog" ? [step.revision] : []));
  const bulletins = steps.flatMap((step) => ("bulletin" in step ? [step.bulletin] : []));
  const days = steps.flatMap((step) => (step.type === "passDays" ? [step.days] : []));
  const other = declares(statement, "other-solutions");
  const values: Values = {
    statement,
    fixedIds: inOrder(ids, (a, b) => (a < b ? -1 : 1)),
    capacities: inOrder([0, 1, ...(isFocused ? [] : [2]), ...capacities, ...nodes("setCapacity")]),
    otherCapacities: inOrder([
      0,
      ...(other && !isFocused ? [1] : []),
      ...otherCapacities,
      ...nodes("setOtherCapacity"),
    ]),
    days: inOrder([1, ...days]),
    revisions: inOrder([1, 2, ...revisions]),
    bulletins: inOrder(
      [BULLETINS[0], BULLETINS[1], ...bulletins],
      (a, b) => bulletinRank(a) - bulletinRank(b),
    ),
    resets: resets.length > 0,
  };
  const known: (readonly ProgramStep[])[] = [];
  const said = new Set(steps.map(anonymous));
  const isSought = (step: ProgramStep) =>
    !isFocused || COMMON.has(anonymous(step)) || said.has(anonymous(step));
  const stepsAfter = (used: number) => {
    known[used] ??= allSteps(used, values).filter(isSought);
    return known[used];
  };
  return { ...values, stepsAfter };
}

const bulletinRank = (bulletin: string) => (BULLETINS as readonly string[]).indexOf(bulletin);

const inOrder = <T>(
  values: readonly T[],
  compare: (a: T, b: T) => number = (a, b) => Number(a) - Number(b),
): readonly T[] => [...new Set(values)].sort(compare);

/** Simple steps before those that stand for several, and the probe, a crowd, last. */
const KINDS: readonly ProgramStep["type"][] = [
  "enroll",
  "checkIn",
  "sendBasicInventory",
  "returnPatchInventory",
  "returnOtherInventory",
  "target",
  "retire",
  "delete",
  "setCapacity",
  "setOtherCapacity",
  "passDays",
  "expireAup",
  "renewAup",
  "upgradeSolution",
  "importCatalog",
  "enableBulletin",
  "createPolicy",
  "onboard",
  "recover",
  "rollOut",
  "reset",
  "probe",
];

/** Every step of a kind, about any of these clients. */
function stepsOf(
  kind: ProgramStep["type"],
  clients: readonly ClientId[],
  vocabulary: Values,
): readonly ProgramStep[] {
  const { statement, capacities, otherCapacities, days, revisions, bulletins } = vocabulary;
  const each = (make: (client: ClientId) => readonly ProgramStep[]) => clients.flatMap(make);
  switch (kind) {
    case "sendBasicInventory":
      return each((client) => [true, false].map((plugIn) => ({ type: kind, client, plugIn })));
    case "returnPatchInventory": {
      const incomplete = declares(statement, "onboarding") ? INCOMPLETE : [];
      return each((client) => [COMPLETE, ...incomplete].map((e) => ({ type: kind, client, ...e })));
    }
    case "target":
      return each((client) => POLICIES.map((policy) => ({ type: kind, client, policy })));
    case "setCapacity":
      return capacities.map((nodes) => ({ type: kind, nodes }));
    case "setOtherCapacity":
      return otherCapacities.map((nodes) => ({ type: kind, nodes }));
    case "passDays":
      return days.map((n) => ({ type: kind, days: n }));
    case "importCatalog":
      return revisions.map((n) => ({ type: kind, revision: n, bulletins: catalogAt(n) }));
    case "enableBulletin":
    case "createPolicy":
    case "rollOut":
      return bulletins.map((bulletin) => ({ type: kind, bulletin }));
    case "expireAup":
    case "renewAup":
    case "upgradeSolution":
    case "probe":
      return [{ type: kind }];
    case "reset":
      return capacities.flatMap((capacity) =>
        otherCapacities.map((otherCapacity) => ({ type: kind, capacity, otherCapacity })),
      );
    default:
      return each((client) => [{ type: kind, client }]);
  }
}

const POLICIES = ["install", "uninstall", "none"] as const;
const COMPLETE = { plugIn: true, tools: true, scan: true };
/** What nearly every counterexample has need of. */
const COMMON = new Set(
  [
    { type: "enroll", client: "" } as const,
    { type: "checkIn", client: "" } as const,
    { type: "returnPatchInventory", client: "", ...COMPLETE } as const,
    { type: "onboard", client: "" } as const,
    { type: "probe" } as const,
  ].map(anonymous),
);
const INCOMPLETE = [
  { ...COMPLETE, scan: false },
  { ...COMPLETE, tools: false },
  { ...COMPLETE, plugIn: false },
];

function isSaid(kind: ProgramStep["type"], { statement, resets }: Values): boolean {
  if (kind === "onboard" || kind === "probe") return true;
  if (kind === "recover") return declares(statement, "other-solutions");
  if (kind === "rollOut") return declares(statement, "maintenance");
  if (kind === "reset") return resets;
  return mayReceive(statement, kind);
}

function allSteps(used: number, values: Values): readonly ProgramStep[] {
  const plain = Array.from({ length: used + 1 }, (_, n) => plainId(n));
  const clients = [...plain, ...values.fixedIds];
  return KINDS.filter((kind) => isSaid(kind, values)).flatMap((kind) =>
    stepsOf(kind, clients, values),
  );
}

/** Below 0 where `a` comes first: it has fewer steps, or smaller pools, or simpler steps first. */
export function compare(a: Program, b: Program): number {
  const sizes =
    a.steps.length - b.steps.length || a.capacity - b.capacity || a.otherCapacity - b.otherCapacity;
  if (sizes !== 0) return sizes;
  for (const [index, step] of a.steps.entries()) {
    const other = b.steps[index];
    const order = other ? compareSteps(step, other) : 0;
    if (order !== 0) return order;
  }
  return 0;
}

export function compareSteps(a: ProgramStep, b: ProgramStep): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (value === other || other === undefined) continue;
    return value < other ? -1 : 1;
  }
  return 0;
}

/** Kind, then whom it is about, then its parameters; those of one kind are of one form. */
function keyOf(step: ProgramStep): readonly (number | string)[] {
  const kind = KINDS.indexOf(step.type);
  const client = "client" in step ? step.client : "";
  const about = isPlain(client) ? [0, plainNumber(client)] : [1, client];
  switch (step.type) {
    case "sendBasicInventory":
      return [kind, ...about, step.plugIn ? 0 : 1];
    case "returnPatchInventory": {
      const { plugIn, tools, scan } = step;
      const missing = [plugIn, tools, scan].filter((part) => !part).length;
      return [kind, ...about, missing, scan ? 1 : 0, tools ? 1 : 0];
    }
    case "target":
      return [kind, ...about, POLICIES.indexOf(step.policy)];
    case "setCapacity":
    case "setOtherCapacity":
      return [kind, step.nodes];
    case "passDays":
      return [kind, step.days];
    case "importCatalog":
      return [kind, step.revision];
    case "enableBulletin":
    case "createPolicy":
    case "rollOut":
      return [kind, bulletinRank(step.bulletin)];
    case "reset":
      return [kind, step.capacity, step.otherCapacity];
    default:
      return [kind, ...about];
  }
}
