/** What was found, confirmed in a candidate that has run nothing before. */
import { judgeProgram } from "./drive.ts";
import type { Group } from "./grouping.ts";
import type { Counterexamples, Refinement } from "./refinement.ts";
import type { FindingState, Found } from "./result.ts";
import { freshSession } from "./sessions.ts";
import {
  type Attempt,
  asFound,
  type Counterexample,
  isReproduced,
  type ShrinkContext,
} from "./shrink.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";

/** What the steps of the refinement share. */
export interface Work<T extends Types> extends Refinement<T> {
  readonly shrinking: ShrinkContext<T>;
  readonly properties: readonly Property[];
  /** Of the search; counted down. */
  readonly budget: { runs: number };
}

const stateOf = ({ minimality }: Counterexample<Types>): FindingState =>
  minimality === "proven" ? "proven" : minimality === "bounded" ? "shortest" : "reduced";

/** Each cause confirmed in a candidate that has run nothing before, and its consequences with it. */
export async function settle<T extends Types>(
  work: Work<T>,
  groups: readonly Group<T>[],
  causes: ReadonlyMap<Property, Counterexample<T>>,
): Promise<Counterexamples<T>> {
  const { options, connect, shrinking, findings } = work;
  const trial = options.canBeFresh ? freshSession(connect) : shrinking.session;
  const best = new Map<Property, Counterexample<T>>();
  for (const [lead, shortest] of causes) {
    const { own, others } = await confirmCause(work, trial, lead, shortest);
    best.set(lead, own);
    const found = [{ property: lead, counterexample: own }];
    for (const [property, violation] of others) {
      if (causes.has(property) || best.has(property)) continue;
      const counterexample: Counterexample<T> = {
        ...asFound(violation),
        minimality: "reduced",
        rate: own.rate,
        cause: lead.id,
      };
      best.set(property, counterexample);
      found.push({ property, counterexample });
    }
    // What shows only after other programs is looked for with them.
    if (isReproduced(own) || !options.canBeFresh)
      findings.emit(lead, stateOf(own), found, undefined);
  }
  for (const group of groups) await settleRest(work, trial, group, best);
  if (options.canBeFresh) await trial.close();
  return best;
}

/** What fails on no cause's shortest program keeps the program of its group. */
async function settleRest<T extends Types>(
  work: Work<T>,
  trial: Session<T>,
  group: Group<T>,
  best: Map<Property, Counterexample<T>>,
): Promise<void> {
  const { lead, shrunk, others, cause } = group;
  const all = new Map([[lead, shrunk.violation], ...others]);
  const left = [...all].filter(([property]) => !best.has(property));
  if (left.length === 0) return;
  const explaining = cause?.lead.id ?? lead.id;
  const found: Found<T>[] = [];
  for (const [property, violation] of left) {
    const again = await attemptOf(work, trial, property, violation.run.program);
    const shown = again?.violations.get(property.id);
    const counterexample: Counterexample<T> = {
      ...asFound(shown ?? violation),
      minimality: shrunk.minimality,
      rate: { failed: shown ? 1 : 0, of: 1 },
      cause: explaining,
    };
    best.set(property, counterexample);
    found.push({ property, counterexample });
  }
  const [first] = found;
  if (first) work.findings.emit(first.property, "consequence", found, explaining);
}

async function attemptOf<T extends Types>(
  { shrinking }: Work<T>,
  session: Session<T>,
  property: Property,
  program: T["program"],
): Promise<Attempt<T> | undefined> {
  // Programs with those before them are long: between them, the rest of the process has its turn.
  await new Promise(setImmediate);
  return judgeProgram(shrinking, session, program, property).catch(() => undefined);
}

/** The shortest program of a cause run once more, with the other properties that fail on it. */
async function confirmCause<T extends Types>(
  work: Work<T>,
  trial: Session<T>,
  lead: Property,
  shortest: Counterexample<T>,
) {
  const { context, properties } = work;
  const { program } = shortest.run;
  const others = new Map<Property, Violation<T>>();
  const again = await attemptOf(work, trial, lead, program);
  const shown = again?.violations.get(lead.id);
  if (!again || !shown) return { own: { ...shortest, rate: { failed: 0, of: 1 } }, others };
  for (const property of properties) {
    if (property === lead) continue;
    const judged = context.specification.isRelation(property)
      ? await attemptOf(work, trial, property, program)
      : again;
    const failed = judged?.violations.get(property.id);
    if (failed) others.set(property, failed);
  }
  return { own: { ...shortest, ...shown, rate: { failed: 1, of: 1 } }, others };
}
