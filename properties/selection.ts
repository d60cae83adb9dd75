/** Part of the properties: what a run is to judge, where it is not all of them. */
import picomatch from "picomatch";
import { CLAUSE_IDS, type Level } from "../model/index.ts";
import { allProperties } from "./all-properties.ts";
import { didYouMean } from "./programs/nearest.ts";

/** What is left is what all of them leave. */
export interface Filters {
  /** Properties of this level alone. */
  readonly level?: Level | undefined;
  /** Ids of properties, or globs of such: `exc/*`. */
  readonly properties?: readonly string[] | undefined;
  /** Ids of clauses. */
  readonly clauses?: readonly string[] | undefined;
}

export type Selection = (property: { readonly id: string }) => boolean;

const everything: Selection = () => true;

/**
 * @returns whether a property is left; of no filters every one is
 * @throws {RangeError} where a filter, or all of them together, leaves nothing; with the nearest right name
 */
export function selectionOf(filters: Filters): Selection {
  if (!isFiltered(filters)) return everything;
  const { level, properties: globs = [], clauses = [] } = filters;
  const ids = allProperties.map(({ id }) => id);
  if (level !== undefined && level !== "MUST" && level !== "SHOULD")
    throw new RangeError(`a level is MUST or SHOULD, and not ${String(level)}`);
  for (const glob of globs)
    if (!ids.some(matching([glob])))
      throw new RangeError(`no property is called ${glob}${didYouMean(glob, ids)}`);
  for (const clause of clauses)
    if (!CLAUSE_IDS.some((id) => id === clause))
      throw new RangeError(`no clause is called ${clause}${didYouMean(clause, CLAUSE_IDS)}`);
  const left = allProperties.filter(
    (property) =>
      (level === undefined || property.level === level) &&
      (globs.length === 0 || matching(globs)(property.id)) &&
      (clauses.length === 0 || property.clauses.some((id) => clauses.includes(id))),
  );
  if (left.length === 0)
    throw new RangeError(`no property is left by ${renderFilters(filters).join(" with ")}`);
  const leftIds = new Set(left.map(({ id }) => id));
  return ({ id }) => leftIds.has(id);
}

function matching(globs: readonly string[]): (id: string) => boolean {
  const matches = picomatch([...globs]);
  return (id) => matches(id);
}

export const isFiltered = ({ level, properties = [], clauses = [] }: Filters): boolean =>
  level !== undefined || properties.length > 0 || clauses.length > 0;

/** As on the command line. */
export const renderFilters = ({
  level,
  properties = [],
  clauses = [],
}: Filters): readonly string[] => [
  ...(level === undefined ? [] : [`--level ${level.toLowerCase()}`]),
  ...properties.map((glob) => `--property ${glob}`),
  ...clauses.map((clause) => `--clause ${clause}`),
];
