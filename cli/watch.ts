/** `poolproof run --watch`: again, whenever a file of the candidate changes. */
import { existsSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { parseArgsStringToArgv } from "string-argv";
import { isModule } from "../adapters/session/selector.ts";

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
  /**
   * Called where nothing has changed meanwhile, with what runs everything at once. What it returns is called as soon as
   * the waiting is over.
   */
  readonly onIdle?: (runAll: () => void) => () => void;
}

/** Why there is a run: something has changed, or everything was asked for. The first is for neither. */
export interface Cause {
  readonly changed: readonly string[];
  readonly isAll: boolean;
}

/**
 * Runs, and runs again once something has changed: at once if it changed while the run was under way, however often.
 * @returns what the last run returned
 */
export async function rerun<T>(
  folders: readonly string[],
  run: (cause: Cause) => Promise<T>,
  { signal, onReady, onWait, onIdle }: Watched,
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
  /** @returns whether everything was asked for */
  const wait = async () => {
    let stop: (() => void) | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        wake = () => resolve(false);
        stop = onIdle?.(() => resolve(true));
        if (signal.aborted) wake();
      });
    } finally {
      stop?.();
    }
  };
  try {
    await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
    onReady?.();
    let isAll = false;
    for (;;) {
      const cause = { changed, isAll };
      changed = [];
      const result = await run(cause);
      if (signal.aborted) return result;
      onWait?.(changed);
      isAll = changed.length === 0 && (await wait());
      if (signal.aborted) return result;
    }
  } finally {
    await watcher.close();
  }
}
