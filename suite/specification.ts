/** What a candidate is held to in a run: all that it claims, or a part of it. */
import type { Specification } from "../engine/specification.ts";
import { type LicensePool, licensePool, racyPart } from "../properties/license-pool.ts";
import type { Selection } from "../properties/selection.ts";

/** Why the candidate cannot be driven through a part, if it cannot. */
export function reasonNotTo(name: string, canCrash: boolean): string | undefined {
  if (racyPart(name)?.kind === "durable" && !canCrash)
    return "this candidate cannot be killed and started again by the suite: give the command that starts it, or export a function that makes it";
  return undefined;
}

/**
 * The specification as one candidate is held to it. A part with races or crashes that the selection leaves nothing of is
 * not driven.
 */
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
          unable: reasonNotTo(part.name, canCrash),
        }))
        .filter(({ isSteady, properties }) => isSteady || properties.length > 0),
  };
}
