/** The report of a run whose candidate has ended it: what was found before stands, and nothing else was tested. */

import { situations } from "../../properties/clauses/situations.ts";
import { claimedSituations } from "../../properties/clauses/specification.ts";
import type { LicensePool } from "../../properties/license-pool.ts";
import { errorReport } from "./build.ts";
import { sealed } from "./digest.ts";
import type { Subject } from "./rendering.ts";
import type { Report, SituationReport } from "./report.ts";
import { filteredReport } from "./unjudged.ts";

/**
 * @param folded after the events of the run so far
 * @param error with which the candidate ended it, and `program` that was being driven
 */
export function cutOffReport(
  { incomplete: _, ...folded }: Report,
  {
    subject,
    error,
    program,
  }: { subject: Subject; error: unknown; program?: LicensePool["program"] | undefined },
): Report {
  const isViolated = folded.properties.some(({ verdict }) => verdict === "violated");
  const filtered = filteredReport(subject, folded.properties);
  return sealed({
    ...folded,
    verdict: isViolated ? "nonconformant" : "broken",
    // The verdict does not say it then; that of a shard is no verdict on anything.
    ...(isViolated && !folded.shard && { incomplete: "the candidate broke before the end" }),
    ...(filtered && { filtered }),
    situations: unreached(subject),
    // Which transitions a shard has driven is known at its end, and without that its scopes cannot be joined.
    ...(folded.shard && { exhaustive: [] }),
    error: errorReport({ error, ...(program && { program }) }, subject.statement),
  });
}

function unreached({ statement }: Subject): SituationReport[] {
  const claimed = new Set(statement ? claimedSituations(statement).map(({ id }) => id) : []);
  return situations.map(({ id, least, advice }) => ({
    id,
    count: 0,
    least,
    verdict: claimed.has(id) ? "unreached" : "not claimed",
    ...(advice && { advice }),
  }));
}
