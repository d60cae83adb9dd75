/** What the specification lets a candidate answer: what is free is part of the expectation. */
import { match } from "ts-pattern";
import type { DiscardReason, Outcome, Package, Policy } from "./messages.ts";

/** Any set between the two: `atLeast` ⊆ answer ⊆ `atMost`. */
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
  | { readonly kind: "imported" }
  | { readonly kind: "refused" }
  | InstructionsExpectation
  /** Entry ignores the sender: `refused`, or an answer to that message which gives it nothing. */
  | { readonly kind: "ignored"; readonly message: "checkIn" | "returnPatchInventory" };

export function admitsSet<T>(expectation: SetExpectation<T>, answer: readonly T[]): boolean {
  const { atLeast, atMost } = expectation;
  if (answer.length > 1 && new Set(answer).size !== answer.length) return false;
  if (!atLeast.every((item) => answer.includes(item))) return false;
  return atMost === "anything" || answer.every((item) => atMost.includes(item));
}

export function admits(expectation: Expectation, outcome: Outcome): boolean {
  return match(expectation)
    .returnType<boolean>()
    .with({ kind: "anything" }, () => true)
    .with(
      { kind: "processed" },
      (e) => outcome.type === "processed" && outcome.license === e.license,
    )
    .with(
      { kind: "discarded" },
      (e) => outcome.type === "discarded" && e.reasons.includes(outcome.reason),
    )
    .with({ kind: "imported" }, () => outcome.type === "imported")
    .with({ kind: "refused" }, () => outcome.type === "refused")
    .with(
      { kind: "instructions" },
      (e) =>
        outcome.type === "instructions" &&
        e.plugIn.includes(outcome.plugIn) &&
        admitsSet(e.packages, outcome.packages) &&
        admitsSet(e.updates, outcome.updates),
    )
    .with({ kind: "ignored", message: "returnPatchInventory" }, () =>
      isNothing(outcome, "discarded"),
    )
    .with({ kind: "ignored", message: "checkIn" }, () => isNothing(outcome, "instructions"))
    .exhaustive();
}

function isNothing(outcome: Outcome, allowed: "discarded" | "instructions"): boolean {
  if (outcome.type === "refused") return true;
  if (outcome.type !== allowed) return false;
  if (outcome.type !== "instructions") return true;
  return outcome.plugIn === "none" && outcome.packages.length + outcome.updates.length === 0;
}
