/** Short names for data, the same ones for the same data. */
import { createHash } from "node:crypto";

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
