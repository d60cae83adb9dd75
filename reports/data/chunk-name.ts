/** What the results of a part are kept under: the same name for the same part of the same campaign, and no other. */

import { SUITE } from "../../adapters/protocol/requests.ts";
import { PROTOCOL } from "../../adapters/protocol/wire.ts";
import { digestOf } from "./digest.ts";
import type { Subject } from "./rendering.ts";

/** What else decides of a part's results. */
export interface Deciding {
  /** The text of the list of known violations, whose programs are run. */
  readonly baseline?: string | undefined;
  /** Programs that the run may spend on shorter counterexamples. */
  readonly shortest?: number | undefined;
}

/**
 * A digest of all that decides of them: versions of the suite and of the protocol, the candidate with what it declares, the seed,
 * the programs, the filters, and the options. As long as the candidate has said nothing, the name is another one.
 */
export function chunkName(subject: Subject, { baseline, shortest }: Deciding = {}): string {
  const { selector, seed, declaration, statement, filters, shard } = subject;
  const { name, version, language, homepage } = declaration ?? {};
  const { level, properties = [], clauses = [] } = filters ?? {};
  const { index, of, from = 0, programs, scopes, extraStates } = shard ?? {};
  return digestOf({
    ...{ suite: SUITE.version, protocol: PROTOCOL },
    ...{ selector, name, version, language, homepage, statement },
    ...{ seed, index, of, from, programs, scopes, extraStates },
    ...{ level, properties, clauses, baseline, shortest },
  });
}
