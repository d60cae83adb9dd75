/** Every property of messages one after the other, and every situation, in their order. */
import { declares, type Statement } from "../../model/index.ts";
import { consumptionProperties } from "./consumption.ts";
import { exceededProperties } from "./exceeded.ts";
import { frameProperties } from "./frame.ts";
import { metamorphicProperties } from "./metamorphic.ts";
import { otherProperties } from "./other.ts";
import { isClaimed, type Property, registerProperties } from "./property.ts";
import { protectionProperties } from "./protection.ts";
import { recoveryProperties } from "./recovery.ts";
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
