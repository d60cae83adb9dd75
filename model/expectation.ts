/** What the specification lets a candidate answer: what is free is part of the expectation. */
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

export function admits(expected: Expectation, outcome: Outcome): boolean {
  switch (expected.kind) {
    case "anything":
      return true;
    case "processed":
      return outcome.type === "processed" && outcome.license === expected.license;
    case "discarded":
      return outcome.type === "discarded" && expected.reasons.includes(outcome.reason);
    case "oneOf":
      return expected.types.some((type) => type === outcome.type);
    case "instructions":
      return admitsInstructions(expected, outcome);
    case "ignoredScan":
      return outcome.type === "refused" || outcome.type === "discarded";
    case "ignoredCheckIn":
      return outcome.type === "refused" || admitsInstructions(expected.nothing, outcome);
  }
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

/** Whether some answer satisfies both. Of instructions, the union of what each must have is the smallest that could. */
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
