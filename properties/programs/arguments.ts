/** What a message may carry: how values are drawn, their place in the order of all programs, and simpler ones. */
import fc from "fast-check";
import {
  type Argument,
  type Arguments,
  type BulletinId,
  type Catalogue,
  COMPLETE,
  declares,
  type Evidence,
  type Form,
  hasEvidence,
  type Policy,
  type Statement,
} from "../../model/index.ts";
import { BULLETINS, catalogAt, LAST_REVISION } from "./vendor.ts";

interface ArgumentKind<T> {
  /** How the number of a value is drawn, and the value of that number: a new one each time. */
  readonly which: fc.Arbitrary<number>;
  readonly at: (which: number) => T;
  /** Of two values, the one with the smaller numbers comes first. */
  readonly rank: (value: T) => readonly number[];
  /** The boldest first. */
  readonly simpler: (value: T) => readonly T[];
}

const numbers = (count: number) => fc.constantFrom(...Array.from({ length: count }, (_, at) => at));

/** The smallest numbers, then in steps of half, a quarter… of the way, as in a search for a threshold. */
export function smallerNumbers(n: number, minimum = 0): readonly number[] {
  const found = [minimum, minimum + 1];
  for (let less = Math.floor((n - minimum) / 2); less >= 1; less = Math.floor(less / 2))
    found.push(n - less);
  return [...new Set(found)].filter((value) => value < n);
}

/** Small pools fill up; the largest count of the wire is there for servers that count in too few bits. */
const CAPACITIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2 ** 31 - 1] as const;
const nodes: ArgumentKind<Arguments["nodes"]> = {
  which: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 3, arbitrary: fc.integer({ min: 4, max: 9 }) },
    { weight: 1, arbitrary: fc.constant(CAPACITIES.length - 1) },
  ),
  at: (which) => ({ nodes: CAPACITIES[which] ?? 0 }),
  rank: (value) => [value.nodes],
  simpler: (value) => smallerNumbers(value.nodes).map((n) => ({ nodes: n })),
};
export const capacity = nodes.which.map((which) => nodes.at(which).nodes);

/** All parts of the evidence but one, or none at all. */
const INCOMPLETE: readonly Evidence[] = [
  { plugIn: false, tools: true, scan: true },
  { plugIn: true, tools: false, scan: true },
  { plugIn: true, tools: true, scan: false },
  { plugIn: false, tools: false, scan: false },
];
const PARTS = ["plugIn", "tools", "scan"] as const;
const missingFrom = (evidence: Evidence) => PARTS.filter((part) => !evidence[part]);

const POLICIES = ["none", "install", "uninstall"] as const;
const POLICY_ORDER: readonly string[] = ["install", "uninstall", "none"];
const DAYS = [1, 2, 31, 400, 4000] as const;

export const ARGUMENTS: { readonly [A in Argument]: ArgumentKind<Arguments[A]> } = {
  nodes,
  otherNodes: nodes,
  plugIn: {
    which: numbers(2),
    at: (which) => ({ plugIn: which === 1 }),
    rank: ({ plugIn }) => [plugIn ? 0 : 1],
    simpler: () => [],
  },
  evidence: {
    which: numbers(INCOMPLETE.length),
    at: (which) => INCOMPLETE[which] ?? COMPLETE,
    rank: (value) => [missingFrom(value).length, value.scan ? 1 : 0, value.tools ? 1 : 0],
    // One missing part explains more than three.
    simpler: (value) => {
      const missing = missingFrom(value);
      if (missing.length <= 1) return missing.map((part) => ({ ...value, [part]: true }));
      return missing.map((part) => ({ ...COMPLETE, [part]: false }));
    },
  },
  policy: {
    which: numbers(POLICIES.length),
    at: (which) => ({ policy: POLICIES[which] ?? "none" }),
    rank: ({ policy }) => [POLICY_ORDER.indexOf(policy)],
    simpler: () => [],
  },
  catalogue: {
    which: fc.nat({ max: LAST_REVISION }),
    at: (revision) => ({ revision, bulletins: catalogAt(revision) }),
    rank: ({ revision }) => [revision],
    simpler: (value) =>
      smallerNumbers(value.revision, 1).map((n) => ({ revision: n, bulletins: catalogAt(n) })),
  },
  bulletin: {
    which: numbers(BULLETINS.length),
    at: (which) => ({ bulletin: BULLETINS[which] ?? BULLETINS[0] }),
    rank: ({ bulletin }) => [(BULLETINS as readonly string[]).indexOf(bulletin)],
    simpler: ({ bulletin }) => (bulletin === BULLETINS[0] ? [] : [{ bulletin: BULLETINS[0] }]),
  },
  days: {
    which: numbers(DAYS.length),
    at: (which) => ({ days: DAYS[which] ?? 1 }),
    rank: ({ days }) => [days],
    simpler: (value) => smallerNumbers(value.days, 1).map((n) => ({ days: n })),
  },
};

/** Values to go through, as plain data. */
export interface Ranges {
  /** Of the node pool, at the reset and as set later. */
  readonly capacities: readonly number[];
  readonly otherCapacities: readonly number[];
  readonly catalogues: readonly Catalogue[];
  /** Those that the operator enables and deploys, listed or not. */
  readonly bulletins: readonly BulletinId[];
  readonly policies: readonly Policy[];
  /** What Basic Inventory says of the plug-in. */
  readonly plugIns: readonly boolean[];
  readonly evidence: readonly Evidence[];
  readonly days: readonly number[];
}

/** What each argument may be. */
export type Values = { readonly [A in Argument]: readonly Arguments[A][] };

export function valuesOf(ranges: Ranges, statement: Statement): Values {
  const hasParts = declares(statement, "onboarding");
  return {
    plugIn: ranges.plugIns.map((plugIn) => ({ plugIn })),
    evidence: ranges.evidence.filter((parts) => hasParts || hasEvidence(parts)),
    policy: ranges.policies.map((policy) => ({ policy })),
    nodes: ranges.capacities.map((nodes) => ({ nodes })),
    otherNodes: ranges.otherCapacities.map((nodes) => ({ nodes })),
    catalogue: ranges.catalogues,
    bulletin: ranges.bulletins.map((bulletin) => ({ bulletin })),
    days: ranges.days.map((days) => ({ days })),
  };
}

/** Everything that a message or step of this form may carry besides its client: nothing, once, where it has no argument. */
export const carriedBy = ({ argument }: Form, values: Values): readonly object[] =>
  argument ? values[argument] : [{}];
