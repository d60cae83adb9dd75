/** What a candidate is held to in a run: all that it claims, or a part of it. */
import type { Specification } from "../engine/specification.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import type { Selection } from "../properties/selection.ts";

export const CANNOT_CRASH =
  "this candidate cannot be killed and started again by the suite: give the command that starts it, or export a function that makes it";

/** A part with races or crashes is not driven if the selection leaves none of its properties. */
export function specificationFor(
  canCrash: boolean,
  selection: Selection,
): Specification<LicensePool> {
  return {
    ...licensePool,
    properties: (statement) => licensePool.properties(statement).filter(selection),
    parts: (statement) =>
      licensePool
        .parts(statement)
        .map((part) => ({
          ...part,
          properties: part.properties.filter(selection),
          unable: part.name === "durability" && !canCrash ? CANNOT_CRASH : undefined,
        }))
        .filter(({ isSteady, properties }) => isSteady || properties.length > 0),
  };
}
