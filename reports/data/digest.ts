/** Short names for data, the same for the same data. */
import { createHash } from "node:crypto";
import type { Report } from "./report.ts";

const DIGITS = 16;

/** Sixteen hexadecimal digits. */
export const digestOf = (value: unknown): string =>
  createHash("sha256").update(canonical(value)).digest("hex").slice(0, DIGITS);

/** JSON in which the order of an object's keys makes no difference. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The digest of a report without its times, its digest, and what a baseline makes of it. */
export function contentDigest({ timing: _, gate: __, ...report }: Report): string {
  const { shard, joined, properties } = report;
  return digestOf({
    ...report,
    properties: properties.map(({ known: _, ...property }) => property),
    ...(shard && { shard: { ...shard, digest: undefined } }),
    ...(joined && { joined: { ...joined, digest: undefined } }),
  });
}

/** The report of a part with its digest, by which a merge sees whether it was changed since. */
export function sealed(report: Report): Report {
  const { shard, joined } = report;
  const digest = contentDigest(report);
  return {
    ...report,
    ...(shard && { shard: { ...shard, digest } }),
    ...(joined && { joined: { ...joined, digest } }),
  };
}
