/** The progress of a campaign, and how long the rest will take at the measured speed. */
import type { CampaignOptions, PlanResult, Progress } from "./result.ts";
import type { PartRun } from "./rounds.ts";
import type { Types } from "./specification.ts";

/** Runs of the refinement from one report of its progress to the next. */
const RUNS_PER_REPORT = 200;

export class ProgressReports<T extends Types> {
  readonly #parts: readonly PartRun<T>[];
  readonly #onEvent: CampaignOptions<T>["onEvent"];

  constructor(parts: readonly PartRun<T>[], onEvent: CampaignOptions<T>["onEvent"]) {
    this.#parts = parts;
    this.#onEvent = onEvent;
  }

  drove({ part, counts, total }: PartRun<T>): void {
    const stage = part.isSteady ? "driving" : "racing";
    this.#report({ stage, done: counts.programs, total });
  }

  covered({ covered, plan }: PlanResult<T>): void {
    this.#report({ stage: "exhausting", done: covered, total: plan.transitions });
  }

  /**
   * Counts the runs of the refinement.
   * @param total that may be spent on shorter counterexamples
   */
  refining(total: number): (stage: "shrinking" | "searching") => void {
    const startedMs = performance.now();
    let done = 0;
    return (stage) => {
      if (done % RUNS_PER_REPORT === 0) {
        const msPerRun = done === 0 ? undefined : (performance.now() - startedMs) / done;
        const leftMs = msPerRun && msPerRun * Math.max(0, total - done);
        this.#report({ stage, done, total }, leftMs);
      }
      done += 1;
    };
  }

  #report(progress: Omit<Progress, "violated" | "leftMs">, leftMs = this.#leftMs()): void {
    const violated = this.#parts.reduce((sum, { counts }) => sum + counts.violated, 0);
    const left = leftMs !== undefined && { leftMs: Math.round(leftMs) };
    this.#onEvent?.({ type: "progress", ...progress, violated, ...left });
  }

  /** Of the generated programs; nothing before each part has been measured. */
  #leftMs(): number | undefined {
    let sum = 0;
    for (const { counts, total, tookMs } of this.#parts) {
      const { programs } = counts;
      if (total === 0) continue;
      if (programs === 0) return undefined;
      sum += (tookMs / programs) * (total - programs);
    }
    return sum;
  }
}
