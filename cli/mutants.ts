/** The mutants of a module, or those that come with the suite. */
import { loadCandidates } from "../adapters/in-process/load.ts";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import {
  DURABLE_DEFECTS,
  type DurableDefectName,
  durableDefect,
} from "../candidates/zoo/durable-defects.ts";
import { historyProperties } from "../properties/concurrency/properties.ts";
import type { Mutant } from "../suite/adequacy.ts";

/** @throws {CandidateError} if the module does not load, or exports none */
export async function mutantsOf(module: string | undefined): Promise<readonly Mutant[]> {
  if (module === undefined)
    return [...DEFECTS.map(mutantOf), ...Object.keys(DURABLE_DEFECTS).map(durableMutantOf)];
  const candidates = await loadCandidates(module, TIME_LIMIT_MS);
  return [...candidates].map(([name, source]) => ({ name, clauses: [], declares: [], source }));
}

const mutantOf = ({ properties, create, ...rest }: (typeof DEFECTS)[number]): Mutant => ({
  ...rest,
  declares: properties,
  source: create,
});

function durableMutantOf(name: string): Mutant {
  const { idea, bugClass, kills } = DURABLE_DEFECTS[name as DurableDefectName];
  const clauses = historyProperties.flatMap((one) => (kills.includes(one.id) ? one.clauses : []));
  return {
    name,
    idea,
    bugClass,
    clauses: [...new Set(clauses)],
    declares: kills,
    source: durableDefect(name as DurableDefectName),
  };
}
