/** What making counterexamples better is given, and gives. */
import type { Context } from "./drive.ts";
import type { Terms } from "./driving.ts";
import type { Findings } from "./findings.ts";
import type { CampaignOptions } from "./result.ts";
import type { Counterexample } from "./shrink.ts";
import type { Property, Session, Types } from "./specification.ts";

export interface Refinement<T extends Types> {
  readonly context: Context<T>;
  /** That drives such a program; none where the candidate broke for good. */
  readonly sessionFor: (program: T["program"]) => Promise<Session<T> | undefined>;
  /** A fresh candidate, where there can be more than one. */
  readonly connect: () => Promise<Session<T>>;
  readonly options: CampaignOptions<T>;
  readonly terms: Terms;
  readonly findings: Findings<T>;
  /** Called before each run. */
  readonly onRun?: ((stage: "shrinking" | "searching") => void) | undefined;
}

export type Counterexamples<T extends Types> = ReadonlyMap<Property, Counterexample<T>>;
