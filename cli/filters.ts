/** Options by which a run judges a part of the specification. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Level } from "../model/index.ts";
import { type Filters, isFiltered, selectionOf } from "../properties/selection.ts";
import { UsageError } from "./usage-error.ts";

export interface FilterOptions {
  readonly level?: Level;
  readonly property?: readonly string[];
  readonly clause?: readonly string[];
}

export function addFilterOptions(command: Command): Command {
  return command
    .optionsGroup("To judge a part, and say so:")
    .addOption(
      new Option("--level <level>", "properties of this level: must or should").argParser(level),
    )
    .addOption(
      new Option("--property <id>", "this one, or those of a glob; again for more").argParser(
        repeated,
      ),
    )
    .addOption(
      new Option("--clause <id>", "those of this clause; again for more").argParser(repeated),
    );
}

export const isFilteredBy = (options: FilterOptions): boolean => isFiltered(namesOf(options));

const namesOf = ({ level, property, clause }: FilterOptions): Filters => ({
  ...(level && { level }),
  ...(property && { properties: property }),
  ...(clause && { clauses: clause }),
});

/** @throws {UsageError} where a filter matches nothing, or all of them leave nothing */
export function filtersOf(options: FilterOptions): Filters {
  const filters = namesOf(options);
  try {
    selectionOf(filters);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; poolproof list shows them all`);
  }
  return filters;
}

function level(text: string): Level {
  const upper = text.toUpperCase();
  if (upper === "MUST" || upper === "SHOULD") return upper;
  throw new InvalidArgumentError("It has to be must or should.");
}

const repeated = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];
