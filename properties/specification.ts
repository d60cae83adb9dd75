/** The license pool's specification as one value, for the engine to run. */
import { declares, type Outcome, type Snapshot, type Statement } from "../model/index.ts";
import { consumptionProperties } from "./consumption.ts";
import { exceededProperties } from "./exceeded.ts";
import { frameProperties } from "./frame.ts";
import { generatePrograms } from "./generate.ts";
import { metamorphicProperties } from "./metamorphic.ts";
import { interpret, type Moment } from "./moment.ts";
import { otherProperties } from "./other.ts";
import { NO_PAST, type Past, remember } from "./past.ts";
import { type Planned, type Program, rehearse } from "./program.ts";
import { isClaimed, type Property, registerProperties } from "./property.ts";
import { protectionProperties } from "./protection.ts";
import { recoveryProperties } from "./recovery.ts";
import { reductions, sizeOf } from "./reduce.ts";
import { type Situation, situations } from "./situations.ts";

export const properties: readonly Property[] = registerProperties([
  ...consumptionProperties,
  ...exceededProperties,
  ...protectionProperties,
  ...recoveryProperties,
  ...otherProperties,
  ...frameProperties,
  ...metamorphicProperties,
]);

export const claimedProperties = (statement: Statement): readonly Property[] =>
  properties.filter((property) => isClaimed(property, statement));

export const claimedSituations = (statement: Statement): readonly Situation[] =>
  situations.filter(
    ({ needs, claims }) =>
      needs.every((feature) => declares(statement, feature)) && (claims?.(statement) ?? true),
  );

/** Stands in where only the model has run; no situation looks at either. */
const NO_OUTCOME: Outcome = { type: "done" };
const NO_SNAPSHOT: Snapshot = { capacity: 0, inUse: 0, clients: [] };

function imagine(planned: readonly Planned[], statement: Statement): readonly Moment[] {
  const moments: Moment[] = [];
  let past: Past = NO_PAST;
  for (const [index, plan] of planned.entries()) {
    if (plan.reset) past = NO_PAST;
    const moment: Moment = {
      ...plan,
      index,
      statement,
      outcome: NO_OUTCOME,
      snapshot: NO_SNAPSHOT,
      inUseBefore: 0,
      seen: plan.after,
      agrees: true,
      past,
    };
    moments.push(moment);
    past = remember(past, moment);
  }
  return moments;
}

/** The types by which the engine knows this specification. */
export interface LicensePoolTypes {
  statement: Statement;
  program: Program;
  planned: Planned;
  outcome: Outcome;
  snapshot: Snapshot;
  moment: Moment;
}

export const licensePool = {
  properties: claimedProperties,
  situations: claimedSituations,
  generate: generatePrograms,
  rehearse,
  interpret,
  imagine,
  reductions,
  sizeOf,
};
