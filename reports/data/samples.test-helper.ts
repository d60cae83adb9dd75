/** A report of each kind, small and quick to make. */

import { createReference } from "../../adapters/in-process/reference.ts";
import type { Candidate } from "../../adapters/protocol/port.ts";
import { everyScanPullsAgain, fullPoolRefusesHolders } from "../../candidates/zoo/defects.ts";
import { durableDefect } from "../../candidates/zoo/durable-defects.ts";
import { checkConformance } from "../../suite/conformance.ts";

/** How short a counterexample is, and whether it is the shortest, is of no interest here. */
const QUICK = { programs: 12, shortest: 0, exhaustive: false } as const;

/** What a candidate may say that means something to HTML, Markdown, a terminal or GitHub. */
export const HOSTILE = `</script><img src=x onerror="window.hacked=1">'\`|@team ::error::x`;

export const violatedSample = () => checkConformance(fullPoolRefusesHolders, QUICK);

export const brokenSample = () =>
  checkConformance((): Candidate => {
    const candidate = createReference({ name: HOSTILE });
    return {
      ...candidate,
      handle: () => {
        throw new Error(HOSTILE);
      },
    };
  });

export async function sampleReports() {
  return {
    conformant: await checkConformance(() => createReference({ features: ["pool"] }), {
      programs: 200,
    }),
    violated: await violatedSample(),
    violations: await checkConformance(everyScanPullsAgain, QUICK),
    race: await checkConformance(durableDefect("scansShareThePool"), { ...QUICK, seed: "race" }),
    broken: await brokenSample(),
  };
}
