/** `poolproof run --watch`: again, whenever a file of the candidate changes. */
import { existsSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { parseArgsStringToArgv } from "string-argv";
import { isModule } from "../adapters/selector.ts";
import { print, style } from "./output.ts";

/** What people write; a candidate's own store, log or report is none of it, and would never let the runs end. */
const SOURCES = new Set(
  "ts mts cts js mjs cjs py java kt go cs fs rs rb php sql c h cc cpp ex exs sh".split(" "),
);
const NEVER = /(^|[\\/])(node_modules|\.git|__pycache__|poolproof-report)([\\/]|$)/;

/** The folders in which a candidate's files are: of its module, or of each file that its command names. */
export function foldersOf(selector: string, start: string | undefined): readonly string[] {
  const words = isModule(selector)
    ? [selector.replace(/#[\w$]+$/, "")]
    : parseArgsStringToArgv(start ?? selector.replace(/^stdio:/, ""));
  const files = words.filter((word) => existsSync(word) && statSync(word).isFile());
  const folders = [...new Set(files.map((file) => dirname(resolve(file))))];
  return folders.length > 0 ? folders : [process.cwd()];
}

export interface Watched {
  /** Ends the watching; the run that is under way comes to its end. */
  readonly signal: AbortSignal;
  /** Called as soon as every change is noticed, which is before the first run. */
  readonly onReady?: () => void;
  /** Called after each run, with the files that have changed since it began. */
  readonly onWait?: (changed: readonly string[]) => void;
}

/**
 * Runs, and runs again once something has changed: at once if it changed while the run was under way, however often.
 * @returns what the last run returned
 */
export async function rerun<T>(
  folders: readonly string[],
  run: () => Promise<T>,
  { signal, onReady, onWait }: Watched,
): Promise<T> {
  let changed: string[] = [];
  let wake: () => void = () => undefined;
  const { watch: watchFiles } = await import("chokidar");
  const watcher = watchFiles([...folders], {
    ignoreInitial: true,
    ignored: (path, stats) =>
      NEVER.test(path) || (stats?.isFile() === true && !SOURCES.has(extname(path).slice(1))),
  });
  const notice = (path: string) => {
    changed.push(path);
    wake();
  };
  for (const event of ["add", "change", "unlink"] as const) watcher.on(event, notice);
  signal.addEventListener("abort", () => wake());
  try {
    await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
    onReady?.();
    for (;;) {
      changed = [];
      const result = await run();
      if (signal.aborted) return result;
      onWait?.(changed);
      if (changed.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted) resolve();
        });
      if (signal.aborted) return result;
    }
  } finally {
    await watcher.close();
  }
}

/** On the command line: until Ctrl-C. @returns what the last run returned */
export async function watch<T>(
  selector: string,
  start: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const stop = () => end.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  const folders = foldersOf(selector, start);
  const onWait = (changed: readonly string[]) => {
    if (changed.length === 0)
      print(`${style.faint(`watching ${folders.join(", ")}; Ctrl-C ends it`)}\n`);
  };
  return rerun(folders, run, { signal: end.signal, onWait });
}
