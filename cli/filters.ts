/** Options by which a run judges a part of the specification. */
import type { Level } from "../model/index.ts";
import { type Filters, isFiltered, selectionOf } from "../properties/selection.ts";
import { UsageError } from "./usage-error.ts";

export interface FilterOptions {
  readonly level?: Level;
  readonly property?: readonly string[];
  readonly clause?: readonly string[];
}

export const isFilteredBy = (options: FilterOptions): boolean => isFiltered(namesOf(options));

const namesOf = ({ level, property, clause }: FilterOptions): Filters => ({
  ...(level && { level }),
  ...(property && { properties: property }),
  ...(clause && { clauses: clause }),
});

/** @throws {UsageError} if a filter matches nothing, or all of them together leave nothing */
export function filtersOf(options: FilterOptions): Filters {
  const filters = namesOf(options);
  try {
    selectionOf(filters);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; poolproof list shows them all`);
  }
  return filters;
}
