/** What a server of the zoo can be made with: fewer features, other choices. */
import type { Choices, Feature } from "../../model/statement.ts";

export interface PoolServerOptions {
  readonly name?: string;
  /** All five that a server without concurrency and durability can have, if omitted. */
  readonly features?: readonly Feature[];
  readonly choices?: Partial<Choices>;
}

export const FEATURES: readonly Feature[] = [
  "pool",
  "onboarding",
  "maintenance",
  "other-solutions",
  "time",
];

export const CHOICES: Choices = {
  retiredReports: "reactivates",
  unknownReports: "recreated",
  retiredRecord: "kept",
  retiredOther: "released",
  unreportedPlugIn: "discarded",
  newClientsAfterAup: "licensed",
  upgradeAfterAup: "dormant",
};
