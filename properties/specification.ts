/** The license pool's specification as one value, for the engine to run. */
import { declares, type Outcome, type Snapshot, type Statement } from "../model/index.ts";
import { consumptionProperties } from "./consumption.ts";
import { chain, enumerate } from "./enumerate.ts";
import { exceededProperties } from "./exceeded.ts";
import { frameProperties } from "./frame.ts";
import { generatedPrograms } from "./generated.ts";
import { metamorphicProperties, turnOf } from "./metamorphic.ts";
import { imagine, interpret, type Moment } from "./moment.ts";
import { otherProperties } from "./other.ts";
import { type Planned, type Program, rehearse } from "./program.ts";
import { isClaimed, type Property, registerProperties } from "./property.ts";
import { protectionProperties } from "./protection.ts";
import { recoveryProperties } from "./recovery.ts";
import { reductions, sizeOf } from "./reduce.ts";
import { type Situation, situations } from "./situations.ts";
import { compare } from "./vocabulary.ts";

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
  generate: generatedPrograms,
  turnOf,
  rehearse,
  interpret,
  imagine,
  reductions,
  sizeOf,
  enumerate,
  compare,
  chain,
};
