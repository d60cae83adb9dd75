/** What a run goes through after its random programs, and what that proves: see docs/guarantees.md. */
import { declares, type Statement } from "../../model/index.ts";
import { type ExhaustivePlan, type Level, planExhaustive } from "./exhaustive.ts";
import type { Scope } from "./scope.ts";
import { DEFAULT_SCOPES, EXHAUSTIVE } from "./scopes.ts";

export interface Thoroughness {
  /** `all`: the larger ones too, and the default ones by the W-method. */
  readonly scopes: "default" | "all";
  /** States that the server may have beyond those of the model, in the scopes that are driven by the W-method. */
  readonly extraStates?: 0 | 1 | undefined;
}

export interface Plan extends Omit<ExhaustivePlan, "scope" | "level"> {
  readonly name: string;
  readonly level: string;
  readonly proves: string;
  readonly isRequired: boolean;
}

/** The plans of what a candidate with this statement can be asked, made one by one. */
export function* plansFor(statement: Statement, thoroughness: Thoroughness): Generator<Plan> {
  // What is asked for is required; what is a matter of course may be cut short.
  const isRequired = thoroughness.scopes === "all" || thoroughness.extraStates !== undefined;
  for (const { scope, level } of chosen(thoroughness)) {
    if (scope.feature && !declares(statement, scope.feature)) continue;
    const plan = planExhaustive(scope, statement, level);
    yield {
      ...plan,
      name: scope.name,
      level: nameOf(level),
      proves: proofOf(level, scope, statement),
      isRequired,
    };
  }
}

function chosen({ scopes, extraStates }: Thoroughness): typeof EXHAUSTIVE {
  if (scopes === "default") {
    const level = extraStates === undefined ? "tour" : { extraStates };
    return DEFAULT_SCOPES.map((scope) => ({ scope, level }));
  }
  if (extraStates !== 1) return EXHAUSTIVE;
  const raised = EXHAUSTIVE.map(({ scope, level }) => ({
    scope,
    level: level === "tour" ? level : ({ extraStates } as const),
  }));
  // One of the scopes is there at both levels.
  return raised.filter(
    ({ scope, level }, at) =>
      level === "tour" || raised.findIndex((other) => other.scope === scope) === at,
  );
}

function nameOf(level: Level): string {
  if (level === "tour") return "tour";
  return level.extraStates === 0 ? "no extra state" : "1 extra state";
}

function proofOf(level: Level, scope: Scope, statement: Statement): string {
  if (level === "tour")
    return "from every state, reached in one way, every message was answered as the specification admits, and the snapshot after it was right";
  const states =
    level.extraStates === 0 ? "no more states than the model" : "at most one state more";
  const exception = hasTwins(scope, statement)
    ? ", where it passes through no state that nothing tells from another"
    : "";
  return `a server with ${states} answers and shows as the specification admits after every sequence of messages${exception}`;
}

/** Whether the model may have states that no sequence of messages distinguishes. */
function hasTwins({ messages }: Scope, statement: Statement): boolean {
  const deletes = messages?.includes("delete") ?? true;
  const targets = declares(statement, "onboarding");
  return (deletes && targets) || statement.choices.retiredReports === "ignored";
}
