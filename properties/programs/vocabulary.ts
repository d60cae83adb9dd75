/**
 * The steps that small programs are made of, in one fixed order: it makes one program the first of all
 * that show the same defect.
 */
import {
  type Argument,
  type Arguments,
  type ClientId,
  COMPLETE,
  completeScan,
  declares,
  type Evidence,
  isDeclared,
  MESSAGE_TYPES,
  type Settings,
  type Statement,
} from "../../model/index.ts";
import { ARGUMENTS, carriedBy, type Values, valuesOf } from "./arguments.ts";
import { COMPOSITES, formOf, ofClient, type Program, type ProgramStep } from "./program.ts";
import { BULLETINS } from "./vendor.ts";

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
  const settings = [...programs, ...resets];
  const revisions = steps.flatMap((step) => (step.type === "importCatalog" ? [step.revision] : []));
  const bulletins = steps.flatMap((step) => ("bulletin" in step ? [step.bulletin] : []));
  const days = steps.flatMap((step) => (step.type === "passDays" ? [step.days] : []));
  const hasOther = declares(statement, "other-solutions");
  const fixedIds = inOrder(ids, (a, b) => (a < b ? -1 : 1));
  const capacities = inOrder([
    ...(isFocused ? [0, 1] : [0, 1, 2]),
    ...settings.map(({ capacity }) => capacity),
    ...nodes("setCapacity"),
  ]);
  const otherCapacities = inOrder([
    ...(hasOther && !isFocused ? [0, 1] : [0]),
    ...settings.map(({ otherCapacity }) => otherCapacity),
    ...nodes("setOtherCapacity"),
  ]);
  const values = valuesOf(
    {
      capacities,
      otherCapacities,
      days: inOrder([1, ...days]),
      catalogues: inOrder([1, 2, ...revisions]).map(catalogueAt),
      bulletins: inOrder(
        [BULLETINS[0], BULLETINS[1], ...bulletins],
        (a, b) => bulletinRank(a) - bulletinRank(b),
      ),
      policies: ["install", "uninstall", "none"],
      plugIns: [true, false],
      evidence: EVIDENCE,
    },
    statement,
  );
  const kinds = KINDS.filter((kind) => {
    if (kind === "reset") return resets.length > 0;
    const form = formOf({ type: kind });
    return !form || isDeclared(form, statement);
  });
  const known: (readonly ProgramStep[])[] = [];
  const said = new Set(steps.map(anonymous));
  const isSought = (step: ProgramStep) =>
    !isFocused || COMMON.has(anonymous(step)) || said.has(anonymous(step));
  const stepsAfter = (used: number) => {
    const plain = Array.from({ length: used + 1 }, (_, n) => plainId(n));
    known[used] ??= kinds
      .flatMap((kind) => stepsOf(kind, [...plain, ...fixedIds], values))
      .filter(isSought);
    return known[used];
  };
  return { statement, fixedIds, capacities, otherCapacities, stepsAfter };
}

const EVIDENCE: readonly Evidence[] = [
  COMPLETE,
  { ...COMPLETE, scan: false },
  { ...COMPLETE, tools: false },
  { ...COMPLETE, plugIn: false },
];
const catalogueAt = (revision: number) => ARGUMENTS.catalogue.at(revision);

const bulletinRank = (bulletin: string) => (BULLETINS as readonly string[]).indexOf(bulletin);

const inOrder = <T>(
  values: readonly T[],
  compare: (a: T, b: T) => number = (a, b) => Number(a) - Number(b),
): readonly T[] => [...new Set(values)].sort(compare);

/** Simple steps before those that stand for several, and the probe, a crowd, last. */
const KINDS: readonly string[] = [...MESSAGE_TYPES, ...Object.keys(COMPOSITES), "reset", "probe"];

/** Every step of a kind, about any of these clients. */
function stepsOf(
  type: string,
  clients: readonly ClientId[],
  values: Values,
): readonly ProgramStep[] {
  const form = formOf({ type });
  const carried: readonly object[] =
    type === "reset" ? settingsAmong(values) : form ? carriedBy(form, values) : [{}];
  if (form?.about !== "client") return carried.map((what) => ({ type, ...what }) as ProgramStep);
  return clients.flatMap((client) =>
    carried.map((what) => ({ type, client, ...what }) as ProgramStep),
  );
}

const settingsAmong = ({ nodes, otherNodes }: Values): readonly Settings[] =>
  nodes.flatMap(({ nodes: capacity }) =>
    otherNodes.map(({ nodes: otherCapacity }) => ({ capacity, otherCapacity })),
  );

/** What nearly every counterexample has need of. */
const COMMON = new Set(
  [
    { type: "enroll", client: "" } as const,
    { type: "checkIn", client: "" } as const,
    completeScan(""),
    { type: "onboard", client: "" } as const,
    { type: "probe" } as const,
  ].map(anonymous),
);

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
  if (a === b) return 0;
  const kinds = KINDS.indexOf(a.type) - KINDS.indexOf(b.type);
  if (kinds !== 0) return kinds;
  const [left, right] = [keyOf(a), keyOf(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (value === other || other === undefined) continue;
    return value < other ? -1 : 1;
  }
  return 0;
}

/** Whom a step is about, then what it carries: of two steps of one kind. */
function keyOf(step: ProgramStep): readonly (number | string)[] {
  if (step.type === "reset") return [step.capacity, step.otherCapacity];
  const form = formOf(step);
  const rank = form?.argument ? rankOf(form.argument, step) : [];
  if (!("client" in step)) return rank;
  const { client } = step;
  return [...(isPlain(client) ? [0, plainNumber(client)] : [1, client]), ...rank];
}

/** A step holds the fields of its argument. */
const rankOf = <A extends Argument>(argument: A, step: object) =>
  ARGUMENTS[argument].rank(step as Arguments[A]);
