/** Lists of known violations, made from reports, and what they make of reports. */
import { Compile } from "typebox/compile";
import { expect } from "vitest";
import { stringify } from "yaml";
import type { Counterexample } from "../data/counterexample.ts";
import { type Report, ReportSchema } from "../data/report.ts";
import { exitCodeOf } from "../data/run-verdict.ts";
import { BASELINE_SCHEMA_ID, type BaselineEntry } from "./baseline.ts";
import { fingerprint } from "./fingerprint.ts";
import { gateReport } from "./gate.ts";

export const TODAY = "2030-06-15";

export const counterexampleOf = ({ properties }: Report, id: string): Counterexample => {
  const { counterexample } = properties.find((property) => property.id === id) ?? {};
  if (!counterexample) throw new Error(`${id} holds`);
  return counterexample;
};
export const isViolated = ({ verdict }: Report["properties"][number]) => verdict === "violated";

export type Entry = { readonly [key in keyof BaselineEntry]?: unknown } & Record<string, unknown>;
export const entryOf = (report: Report, property: string): Entry => ({
  property,
  fingerprint: fingerprint(counterexampleOf(report, property)),
  reason: "the vendor mends it in 8.2",
  issue: "https://example.com/issues/7",
});
export const allOf = (report: Report): readonly Entry[] =>
  report.properties.filter(isViolated).map(({ id }) => entryOf(report, id));

export const write = (known: readonly unknown[]) =>
  stringify({ schema: BASELINE_SCHEMA_ID, known });
/** The gate of a report with these entries, its exit code, and the report with it. */
export const gate = (report: Report, known: readonly unknown[], today = TODAY, flaky?: number) => {
  const gated = gateReport(report, write(known), today, flaky);
  expect([...Compile(ReportSchema).Errors(gated)]).toEqual([]);
  return { ...gated.gate, exit: exitCodeOf(gated), report: gated };
};
