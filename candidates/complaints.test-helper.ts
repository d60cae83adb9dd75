/** What a run has against a candidate that should be right. */
import type { Report } from "../reports/data/report.ts";

/** What a run found wrong or missed; nothing of a conformant one. */
export const complaints = ({ properties, situations, error }: Report) => [
  ...properties
    .filter(({ verdict }) => !["holds", "not claimed"].includes(verdict))
    .map((p) => `${p.id}: ${p.verdict}`),
  ...situations.filter(({ verdict }) => verdict === "unreached").map((s) => `${s.id}: ${s.count}`),
  ...(error ? [error.message] : []),
];
export const violations = ({ properties, error }: Report) => [
  ...properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id),
  ...(error ? [error.message] : []),
];
