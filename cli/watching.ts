/** `poolproof run --watch` on the command line: what failed last comes first, and what has changed is said first. */
import { relative } from "node:path";
import { clearScreenDown, cursorTo } from "node:readline";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { difference, differenceLines } from "../reports/data/difference.ts";
import type { Report } from "../reports/data/report.ts";
import { inPrintableWords } from "../reports/text/lines.ts";
import { hasKeys, KEYS, listenForKeys } from "./keys.ts";
import { print, style } from "./output.ts";
import { type Cause, foldersOf, rerun } from "./watch.ts";

/** What a run is asked for besides its own options, because of those before it. */
export interface Again {
  readonly examples: readonly Counterexample[];
  /** Findings after which it ends. */
  readonly bail: number | undefined;
  /** What to say before the report. */
  readonly linesBefore: (report: Report) => readonly string[];
}

export const ALONE: Again = { examples: [], bail: undefined, linesBefore: () => [] };

/**
 * What each run takes over from those before it.
 * @param bail findings after which a run ends, unless everything is asked for
 */
export function remembering(bail: number | undefined): (cause: Cause) => Again {
  let known: readonly Counterexample[] | undefined;
  return ({ isAll }) => ({
    examples: known ?? [],
    bail: isAll ? undefined : bail,
    linesBefore: (report) => {
      const changes = difference(known ?? [], report);
      // Why a program was not run may be in a candidate's words.
      const told = inPrintableWords({ ...changes, known: [] });
      const lines = known ? differenceLines(told, style) : [];
      known = changes.known;
      return lines;
    },
  });
}

/**
 * Until Ctrl-C, or the key for it.
 * @param run one run
 * @returns what the last one returned
 */
export async function watch<T>(
  selector: string,
  { start, bail }: { readonly start?: string | undefined; readonly bail: number | undefined },
  run: (again: Again) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const stop = () => end.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  // It goes on listening: those who clean up at a signal that kills see to it that somebody still handles this one.
  for (const signal of signals) process.on(signal, stop);
  const folders = foldersOf(selector, start);
  const next = remembering(bail);
  let runs = 0;
  try {
    return await rerun(
      folders,
      (cause) => {
        runs += 1;
        beginScreen(headingOf(runs, cause));
        return run(next(cause));
      },
      {
        signal: end.signal,
        onIdle: (runAll) => {
          const keys = hasKeys(process.stdin) ? KEYS : "Ctrl-C ends it";
          print(`${style.faint(`watching ${folders.join(", ")}; ${keys}`)}\n`);
          return listenForKeys(process.stdin, { everything: runAll, end: stop });
        },
      },
    );
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Files that are named; the rest is counted. */
const MOST_NAMED = 3;

/** Nothing of the first run. */
export function headingOf(runs: number, { changed, isAll }: Cause): string {
  if (runs === 1) return "";
  if (isAll) return `run ${runs}: everything`;
  const names = [...new Set(changed)].map((path) => relative(process.cwd(), path));
  const more = names.length - MOST_NAMED;
  const rest = more > 0 ? ` and ${more} more` : "";
  const verb = names.length === 1 ? "has" : "have";
  return `run ${runs}: ${names.slice(0, MOST_NAMED).join(", ")}${rest} ${verb} changed`;
}

/** A screen of its own for each run; in a pipe, a line between one and the next. */
function beginScreen(heading: string): void {
  if (!process.stdout.isTTY) {
    if (heading) print(`\n──── ${heading} ────\n`);
    return;
  }
  cursorTo(process.stdout, 0, 0);
  clearScreenDown(process.stdout);
  if (heading) print(`${style.faint(heading)}\n`);
}
