/** What making counterexamples better is given. */
import type { Context } from "./drive.ts";
import type { Findings } from "./findings.ts";
import type { CampaignOptions } from "./result.ts";
import type { ShrinkContext } from "./shrink.ts";
import type { Session, Types } from "./specification.ts";

export interface Refinement<T extends Types> {
  readonly context: Context<T>;
  /** That drives such a program; none where the candidate broke for good. */
  readonly sessionFor: (program: T["program"]) => Promise<Session<T> | undefined>;
  /** A fresh candidate, where there can be more than one. */
  readonly connect: () => Promise<Session<T>>;
  readonly options: CampaignOptions<T>;
  /** Whether no further program may be run. */
  readonly isOver: () => boolean;
  readonly findings: Findings<T>;
  /** Called before each run. */
  readonly onRun?: ShrinkContext<T>["onRun"];
}

/** A fresh candidate; none where there can be none, or where it does not come up. */
export const freshCandidate = async <T extends Types>({
  options,
  connect,
}: Refinement<T>): Promise<Session<T> | undefined> =>
  options.canBeFresh ? connect().catch(() => undefined) : undefined;
