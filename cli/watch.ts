/** `poolproof run --watch`: runs again when a file of the candidate changes, what failed last first. */
import { existsSync, statSync } from "node:fs";
import { dirname, extname, relative, resolve } from "node:path";
import { clearScreenDown, cursorTo } from "node:readline";
import { parseArgsStringToArgv } from "string-argv";
import { isModule } from "../adapters/session/selector.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { difference, differenceLines } from "../reports/data/difference.ts";
import type { Report } from "../reports/data/report.ts";
import { inPrintableWords } from "../reports/text/lines.ts";
import { hasKeys, KEYS, listenForKeys } from "./keys.ts";
import { print, style } from "./output.ts";

/** What people write. A candidate's own store, log or report would never let the runs end. */
const SOURCES = new Set(
  "ts mts cts js mjs cjs py java kt go cs fs rs rb php sql c h cc cpp ex exs sh".split(" "),
);
const NEVER = /(^|[\\/])(node_modules|\.git|__pycache__|poolproof-report)([\\/]|$)/;

/** Changed files that the heading of a run names; the rest is counted. */
const MAX_NAMES = 3;

/** What a run takes over from those before it. */
export interface Earlier {
  readonly examples: readonly Counterexample[];
  /** Findings after which it ends. */
  readonly bail: number | undefined;
  /** What to print before the report. */
  readonly linesBefore: (report: Report) => readonly string[];
}

/** Why there is a run: something has changed, or the user wants everything. The first one has neither reason. */
export interface Cause {
  readonly changed: readonly string[];
  readonly isAll: boolean;
}

/**
 * Watches until Ctrl-C, or the key for it.
 * @param run one run
 * @returns what the last run returned
 */
export async function watch<T>(
  selector: string,
  { start, bail }: { readonly start?: string | undefined; readonly bail: number | undefined },
  run: (earlier: Earlier) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const stop = () => end.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  // It goes on listening: what cleans up at a signal that kills makes sure that something still handles this one.
  for (const signal of signals) process.on(signal, stop);
  const folders = foldersOf(selector, start);
  const next = remembering(bail);
  let runs = 0;
  const runNext = (cause: Cause) => {
    runs += 1;
    beginScreen(headingOf(runs, cause));
    return run(next(cause));
  };
  const onIdle = (runAll: () => void) => {
    const keys = hasKeys(process.stdin) ? KEYS : "Ctrl-C ends it";
    print(`${style.faint(`watching ${folders.join(", ")}; ${keys}`)}\n`);
    return listenForKeys(process.stdin, { everything: runAll, end: stop });
  };
  try {
    return await rerun(folders, runNext, { signal: end.signal, onIdle });
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** The folders of a candidate's files: of its module, or of each file that its command names. */
export function foldersOf(selector: string, start: string | undefined): readonly string[] {
  const words = isModule(selector)
    ? [selector.replace(/#[\w$]+$/, "")]
    : parseArgsStringToArgv(start ?? selector.replace(/^stdio:/, ""));
  const files = words.filter((word) => existsSync(word) && statSync(word).isFile());
  const folders = [...new Set(files.map((file) => dirname(resolve(file))))];
  return folders.length > 0 ? folders : [process.cwd()];
}

/** @param bail findings after which a run ends, unless it is one of everything */
export function remembering(bail: number | undefined): (cause: Cause) => Earlier {
  let known: readonly Counterexample[] | undefined;
  return ({ isAll }) => ({
    examples: known ?? [],
    bail: isAll ? undefined : bail,
    linesBefore: (report) => {
      const changes = difference(known ?? [], report);
      // Why a program was not run may be in a candidate's words.
      const printable = inPrintableWords({ ...changes, known: [] });
      const lines = known ? differenceLines(printable, style) : [];
      known = changes.known;
      return lines;
    },
  });
}

export interface Watched {
  /** Ends the watching, after the run that is under way. */
  readonly signal: AbortSignal;
  /** Called if nothing has changed meanwhile, with a function that runs everything at once. It returns what ends the wait. */
  readonly onIdle: (runAll: () => void) => () => void;
}

/**
 * Runs again once something has changed; at once if it changed during the run, however often.
 * @returns what the last run returned
 */
export async function rerun<T>(
  folders: readonly string[],
  run: (cause: Cause) => Promise<T>,
  { signal, onIdle }: Watched,
): Promise<T> {
  let changed: string[] = [];
  let wake: (isAll: boolean) => void = () => undefined;
  const { watch: watchFiles } = await import("chokidar");
  const watcher = watchFiles([...folders], {
    ignoreInitial: true,
    ignored: (path, stats) =>
      NEVER.test(path) || (stats?.isFile() === true && !SOURCES.has(extname(path).slice(1))),
  });
  for (const event of ["add", "change", "unlink"] as const)
    watcher.on(event, (path) => {
      changed.push(path);
      wake(false);
    });
  signal.addEventListener("abort", () => wake(false));
  const wait = async () => {
    const woken = new Promise<boolean>((resolve) => {
      wake = resolve;
    });
    const stop = onIdle(() => wake(true));
    try {
      return await woken;
    } finally {
      stop();
    }
  };
  try {
    await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
    for (let isAll = false; ; ) {
      const cause = { changed, isAll };
      changed = [];
      const result = await run(cause);
      isAll = !signal.aborted && changed.length === 0 && (await wait());
      if (signal.aborted) return result;
    }
  } finally {
    await watcher.close();
  }
}

/** @returns nothing for the first run */
export function headingOf(runs: number, { changed, isAll }: Cause): string {
  if (runs === 1) return "";
  if (isAll) return `run ${runs}: everything`;
  const names = [...new Set(changed)].map((path) => relative(process.cwd(), path));
  const more = names.length - MAX_NAMES;
  const rest = more > 0 ? ` and ${more} more` : "";
  const verb = names.length === 1 ? "has" : "have";
  return `run ${runs}: ${names.slice(0, MAX_NAMES).join(", ")}${rest} ${verb} changed`;
}

/** Each run has a screen to itself; in a pipe there is a line between two. */
function beginScreen(heading: string): void {
  if (!process.stdout.isTTY) {
    if (heading) print(`\n──── ${heading} ────\n`);
    return;
  }
  cursorTo(process.stdout, 0, 0);
  clearScreenDown(process.stdout);
  if (heading) print(`${style.faint(heading)}\n`);
}
