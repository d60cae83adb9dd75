/** Processes that a test has started, found again by an argument that only they have. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, vi } from "vitest";

let tags = 0;

/** An argument that only the candidate of one test has, and what it starts. */
export function newTag(): string {
  tags += 1;
  return `tag-${process.pid}-${tags}-end`;
}

/** One that has ended, and whose parent has not been told, has no command line any more. */
export function processesWith(tag: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(tag);
      } catch {
        return false;
      }
    });
}

/** A process takes a moment to end, even when it is made to. */
export const expectNothingLeft = (tag: string) =>
  vi.waitFor(() => expect(processesWith(tag)).toEqual([]), { timeout: 20_000, interval: 50 });
