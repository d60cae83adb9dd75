/** The mutants of a module, or those that come with the suite. */

import { loadCandidates } from "../adapters/in-process.ts";
import { TIME_LIMIT_MS } from "../adapters/open.ts";
import type { Mutant } from "../adequacy.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";

/** @throws {CandidateError} where the module does not load, or exports none */
export async function mutantsOf(module: string | undefined): Promise<readonly Mutant[]> {
  if (module === undefined)
    return DEFECTS.map(({ properties, create, ...told }) => ({
      ...told,
      declares: properties,
      source: create,
    }));
  const candidates = await loadCandidates(module, TIME_LIMIT_MS);
  return [...candidates].map(([name, source]) => ({ name, clauses: [], declares: [], source }));
}
