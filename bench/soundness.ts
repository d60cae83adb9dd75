/**
 * Soundness at length: correct candidates under every choice value, many seeds, the default budget.
 * `npm run soundness -- [seeds] [candidate…]`; exit 1 at any verdict that is not conformant.
 */

import { createReference } from "../adapters/in-process/reference.ts";
import type { Candidate } from "../adapters/protocol/port.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import { createSqlLedger } from "../candidates/sql/ledger.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { CHOICES, type Choices } from "../model/index.ts";
import { checkConformance } from "../suite/conformance.ts";

type Chosen = Partial<Choices>;

/** The defaults, all the other values together, and each of them by itself. */
const others = Object.entries(CHOICES).map(
  ([choice, [, other]]) => ({ [choice]: other }) as Chosen,
);
const CHOSEN: readonly Chosen[] = [{}, Object.assign({}, ...others), ...others];

const flags = (chosen: Chosen) =>
  Object.entries(chosen)
    .map(([choice, value]) => ` --choice ${choice}=${value}`)
    .join("");

/** One database for all seeds: starting it takes as long as a run. */
async function keptOpen(chosen: Chosen): Promise<Candidate> {
  const ledger = await createSqlLedger({ choices: chosen });
  const { declaration } = ledger;
  return {
    declaration,
    reset: (settings) => ledger.reset(settings),
    handle: (message) => ledger.handle(message),
    snapshot: () => ledger.snapshot(),
    ...(ledger.execute && { execute: ledger.execute.bind(ledger) }),
  };
}

const CANDIDATES: Readonly<Record<string, (chosen: Chosen) => Promise<CandidateSource>>> = {
  reference: async (choices) => () => createReference({ choices }),
  "pool-server": async (choices) => () => createPoolServer({ choices }),
  python: async (choices) => `stdio:python3 candidates/python/ledger.py${flags(choices)}`,
  sql: keptOpen,
};

const [seedsText = "20", ...wanted] = process.argv.slice(2);
let failed = 0;
let runs = 0;
for (const [name, open] of Object.entries(CANDIDATES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const chosen of CHOSEN) {
    const source = await open(chosen);
    const verdicts = new Map<string, number>();
    for (let seed = 1; seed <= Number(seedsText); seed += 1) {
      const report = await checkConformance(source, { seed: `soundness ${seed}` });
      runs += 1;
      verdicts.set(report.verdict, (verdicts.get(report.verdict) ?? 0) + 1);
      if (report.verdict === "conformant") continue;
      failed += 1;
      const open = report.properties.filter((p) => !["holds", "not claimed"].includes(p.verdict));
      const missed = report.situations.filter((s) => s.verdict === "unreached");
      console.log(
        `  seed ${seed}:`,
        [...open, ...missed].map((o) => o.id).join("; "),
        report.error?.message ?? "",
      );
    }
    const counted = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
    console.log(
      `${name.padEnd(12)} ${(JSON.stringify(chosen).slice(1, -1) || "defaults").padEnd(40)} ${counted}`,
    );
  }
}
console.log(`${runs} runs, ${failed} of them not conformant`);
process.exitCode = failed > 0 ? 1 : 0;
