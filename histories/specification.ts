/** Histories of the license pool as one value, for the engine to run. */
import { declares, type History, type Statement } from "../model/index.ts";
import { isContended } from "./contention.ts";
import { generateHistories } from "./generate.ts";
import { judge } from "./judge.ts";
import { type LaneProgram, type Plan, plan } from "./program.ts";
import { claimedHistoryProperties, type Kind } from "./properties.ts";
import { reductions, serialise, sizeOf } from "./reduce.ts";

/** The types by which the engine knows them. */
export interface LicensePoolHistories {
  statement: Statement;
  program: LaneProgram;
  plan: Plan;
  history: History;
}

/** Runs with crashes are kept apart from those without. */
const CAMPAIGNS: readonly { readonly name: "concurrency" | "durability"; readonly kind: Kind }[] = [
  { name: "concurrency", kind: "concurrent" },
  { name: "durability", kind: "durable" },
];

export const licensePoolHistories = {
  campaigns: (statement: Statement) =>
    CAMPAIGNS.filter(({ name }) => declares(statement, name)).map(({ name, kind }) => ({
      name,
      kind,
      properties: claimedHistoryProperties(statement).filter((property) => property.kind === kind),
      generate: (seed: string) => generateHistories(name, statement, seed),
    })),
  plan,
  judge,
  serialise,
  reductions,
  isPromising: isContended,
  sizeOf,
};
