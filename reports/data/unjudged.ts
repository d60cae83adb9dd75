/** What a report says of a property whatever the run has shown, and of one that was not judged. */

import type { Property } from "../../properties/clauses/property.ts";
import { claimedProperties } from "../../properties/clauses/specification.ts";
import type { HistoryProperty } from "../../properties/concurrency/properties.ts";
import { claimedHistoryProperties } from "../../properties/concurrency/properties.ts";
import { isFiltered } from "../../properties/selection.ts";
import type { Subject } from "./rendering.ts";
import type { PropertyReport } from "./report.ts";
import type { FilteredReport } from "./report-parts.ts";

export function commonOf(property: Property | HistoryProperty) {
  const { id, clauses, level, kind, least, statement: says } = property;
  return { id, clauses: [...clauses], level, kind, says, least };
}

/** The verdict of a property that no campaign judged: left out by a filter, or not claimed in the first place. */
export function unjudgedVerdict({ statement, filters = {} }: Subject) {
  const claimed = isFiltered(filters) && statement ? claimedIds(statement) : new Set<string>();
  return ({ id }: { readonly id: string }): "filtered" | "not claimed" =>
    claimed.has(id) ? "filtered" : "not claimed";
}

/** The ids of all properties that a conformance statement claims, of histories too. */
export function claimedIds(statement: NonNullable<Subject["statement"]>): ReadonlySet<string> {
  const claimed = [...claimedProperties(statement), ...claimedHistoryProperties(statement)];
  return new Set(claimed.map(({ id }) => id));
}

/** What was asked for, and how much of what is claimed that leaves; nothing where no filter was given. */
export function filteredReport(
  { filters = {} }: Subject,
  found: readonly PropertyReport[],
): FilteredReport | undefined {
  if (!isFiltered(filters)) return undefined;
  const { level, properties = [], clauses = [] } = filters;
  const leftOut = found.filter(({ verdict }) => verdict === "filtered").length;
  const unclaimed = found.filter(({ verdict }) => verdict === "not claimed").length;
  return {
    ...(level && { level }),
    properties: [...properties],
    clauses: [...clauses],
    judged: found.length - leftOut - unclaimed,
    leftOut,
  };
}
