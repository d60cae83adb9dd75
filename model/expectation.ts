/** What the specification lets a candidate answer: what is free is part of the expectation. */
import { match } from "ts-pattern";
import type { DiscardReason, Outcome, Package, Policy } from "./messages.ts";

/** Any set between the two: `atLeast` ⊆ answer ⊆ `atMost`; `"anything"` is not judged, `atLeast` neither. */
export interface SetExpectation<T> {
  readonly atLeast: readonly T[];
  readonly atMost: readonly T[] | "anything";
}

export interface InstructionsExpectation {
  readonly kind: "instructions";
  readonly plugIn: readonly Policy[];
  readonly packages: SetExpectation<Package>;
  readonly updates: SetExpectation<string>;
}

export type Expectation =
  /** The outcome is information, and not judged. */
  | { readonly kind: "anything" }
  | { readonly kind: "processed"; readonly license: "pulled" | "held" }
  /** Any of the reasons whose own condition holds. */
  | { readonly kind: "discarded"; readonly reasons: readonly DiscardReason[] }
  /** Any of these, which carry nothing more. */
  | { readonly kind: "oneOf"; readonly types: readonly ("done" | "refused" | "imported")[] }
  | InstructionsExpectation
  /** Entry ignores the sender of a patch inventory: `refused`, or discarded for any reason. */
  | { readonly kind: "ignoredScan" }
  /** Entry ignores the sender of a check-in: `refused`, or instructions that give it nothing. */
  | { readonly kind: "ignoredCheckIn"; readonly nothing: InstructionsExpectation };

export function admitsSet<T>(expectation: SetExpectation<T>, answer: readonly T[]): boolean {
  const { atLeast, atMost } = expectation;
  if (atMost === "anything") return true;
  if (answer.length > 1 && new Set(answer).size !== answer.length) return false;
  if (!atLeast.every((item) => answer.includes(item))) return false;
  return answer.every((item) => atMost.includes(item));
}

type Kind = Expectation["kind"];
type Check = (expectation: Expectation, outcome: Outcome) => boolean;

/** A check is only ever given expectations of its own kind, which is what it is looked up by. */
const check = <K extends Kind>(
  takes: (expectation: Extract<Expectation, { kind: K }>, outcome: Outcome) => boolean,
) => takes as Check;

const checkOf = (kind: Kind): Check =>
  match(kind)
    .returnType<Check>()
    .with("anything", () => () => true)
    .with("processed", (k) =>
      check<typeof k>((e, o) => o.type === "processed" && o.license === e.license),
    )
    .with("discarded", (k) =>
      check<typeof k>((e, o) => o.type === "discarded" && e.reasons.includes(o.reason)),
    )
    .with("oneOf", (k) => check<typeof k>((e, o) => e.types.some((type) => type === o.type)))
    .with("instructions", (k) => check<typeof k>(admitsInstructions))
    .with("ignoredScan", () => (_, o) => o.type === "refused" || o.type === "discarded")
    .with("ignoredCheckIn", (k) =>
      check<typeof k>((e, o) => o.type === "refused" || admitsInstructions(e.nothing, o)),
    )
    .exhaustive();

/** Matched once a kind and not once an answer. */
const KINDS = [
  "anything",
  "processed",
  "discarded",
  "oneOf",
  "instructions",
  "ignoredScan",
  "ignoredCheckIn",
] as const;
const CHECKS: Readonly<Record<Kind, Check>> = Object.fromEntries(
  KINDS.map((kind) => [kind, checkOf(kind)]),
) as Record<Kind, Check>;

export function admits(expectation: Expectation, outcome: Outcome): boolean {
  return expectation.kind === "anything" || CHECKS[expectation.kind](expectation, outcome);
}

function admitsInstructions(expected: InstructionsExpectation, outcome: Outcome): boolean {
  return (
    outcome.type === "instructions" &&
    expected.plugIn.includes(outcome.plugIn) &&
    admitsSet(expected.packages, outcome.packages) &&
    admitsSet(expected.updates, outcome.updates)
  );
}

const POLICIES: readonly Policy[] = ["none", "install", "uninstall"];

/** Every answer that carries no instructions. */
const PLAIN_OUTCOMES: readonly Outcome[] = [
  ...(["done", "refused", "imported"] as const).map((type) => ({ type })),
  ...(["pulled", "held"] as const).map((license) => ({ type: "processed" as const, license })),
  ...(["not-ready", "not-functioning", "no-license"] as const).map((reason) => ({
    type: "discarded" as const,
    reason,
  })),
];

/**
 * Whether some answer satisfies both. Of two sets of instructions the least that could, by either's
 * demands, is the union of what each must have: if that is too much for one of them, anything is.
 */
export function areCompatible(a: Expectation, b: Expectation): boolean {
  const both = (outcome: Outcome) => admits(a, outcome) && admits(b, outcome);
  if (PLAIN_OUTCOMES.some(both)) return true;
  const due = [a, b].flatMap((expectation) => instructionsOf(expectation) ?? []);
  const packages = [...new Set(due.flatMap((e) => e.packages.atLeast))];
  const updates = [...new Set(due.flatMap((e) => e.updates.atLeast))];
  return POLICIES.some((plugIn) => both({ type: "instructions", plugIn, packages, updates }));
}

function instructionsOf(expectation: Expectation): InstructionsExpectation | undefined {
  if (expectation.kind === "instructions") return expectation;
  return expectation.kind === "ignoredCheckIn" ? expectation.nothing : undefined;
}
