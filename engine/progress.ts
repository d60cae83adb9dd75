/** The progress of a campaign, and how long the rest will take at the measured speed. */
import type { CampaignOptions, PlanResult, Progress } from "./result.ts";
import type { PartRun } from "./rounds.ts";
import type { Types } from "./specification.ts";

/** Runs of the refinement from one report of its progress to the next. */
const RUNS_PER_REPORT = 200;

export function createProgress<T extends Types>(
  parts: readonly PartRun<T>[],
  onEvent: CampaignOptions<T>["onEvent"],
) {
  const report = (progress: Omit<Progress, "violated" | "leftMs">, ms = leftMs(parts)): void => {
    const violated = parts.reduce((sum, { counts }) => sum + counts.violated, 0);
    const left = ms !== undefined && { leftMs: Math.round(ms) };
    onEvent?.({ type: "progress", ...progress, violated, ...left });
  };
  return {
    drove: ({ part, counts, total }: PartRun<T>): void => {
      const stage = part.isSteady ? "driving" : "racing";
      report({ stage, done: counts.programs, total });
    },
    covered: ({ covered, plan }: PlanResult<T>): void =>
      report({ stage: "exhausting", done: covered, total: plan.transitions }),
    /**
     * Counts the runs of the refinement.
     * @param total that may be spent on shorter counterexamples
     */
    refining: (total: number): ((stage: "shrinking" | "searching") => void) => {
      const startedMs = performance.now();
      let done = 0;
      return (stage) => {
        if (done % RUNS_PER_REPORT === 0) {
          const msPerRun = done === 0 ? undefined : (performance.now() - startedMs) / done;
          report({ stage, done, total }, msPerRun && msPerRun * Math.max(0, total - done));
        }
        done += 1;
      };
    },
  };
}

/** Of the generated programs; nothing before each part has been measured. */
function leftMs<T extends Types>(parts: readonly PartRun<T>[]): number | undefined {
  let sum = 0;
  for (const { counts, total, tookMs } of parts) {
    if (total === 0) continue;
    if (counts.programs === 0) return undefined;
    sum += (tookMs / counts.programs) * (total - counts.programs);
  }
  return sum;
}
