/** `poolproof run`: one candidate, one campaign, one report. */
import type { Statement } from "../model/index.ts";
import { incompleteReport } from "../reports/data/build.ts";
import type { Subject } from "../reports/data/rendering.ts";
import { EXIT_CODES, type Report } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { quoted, REPORT_FOLDER, startArgument } from "../reports/story/replay-line.ts";
import { askedOf, type ConformanceOptions } from "../suite/options.ts";
import { type EventsFile, isStandard, openEvents } from "./events-file.ts";
import { openStore, type StoreOptions } from "./example-store.ts";
import { type FilterOptions, filtersOf } from "./filters.ts";
import { type GateOptions, openGate } from "./gate.ts";
import { onInterrupt } from "./interrupt.ts";
import { checkIsolated, type IsolatedOptions } from "./isolated.ts";
import { settledLines } from "./kept-examples.ts";
import { liveRun } from "./live.ts";
import { leaveOutputToData, print, style } from "./output.ts";
import { publish } from "./publish.ts";
import { beginChunk, beginReport, recordReport } from "./report-folder.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";
import { type Earlier, watch } from "./watch.ts";

export interface RunOptions
  extends FilterOptions,
    GateOptions,
    StoreOptions,
    Pick<ConformanceOptions, "from" | "shard" | "extraStates" | "sessions" | "start" | "bail"> {
  readonly seed: string;
  readonly programs: number;
  readonly exhaustive?: true;
  /** Seconds. */
  readonly time?: number;
  readonly report?: string;
  /** A folder with a folder for each part. */
  readonly chunks?: string;
  /** A file. */
  readonly summary?: string;
  /** A file, or `-`. */
  readonly events?: string;
  readonly shortest: number;
  /** Seconds. */
  readonly timeout: number;
}

/** As they are parsed: `--bail` may come without its number. */
interface GivenOptions extends Omit<RunOptions, "bail"> {
  readonly bail?: number | true;
  readonly watch?: true;
}

/** @returns the exit code */
export async function run(
  selector: string,
  options: RunOptions,
  earlier: Earlier = { examples: [], bail: options.bail, linesBefore: () => [] },
): Promise<number> {
  const { start, report: folder, summary, shortest } = options;
  refuseSelector(selector, start);
  const filters = filtersOf(options);
  const gate = openGate(options);
  refuseForPart(options);
  const store = openStore(selector, options);
  const { seed, programs, from, shard, extraStates } = options;
  const exhaustive = options.exhaustive && ("all" as const);
  const campaign = { seed, ...filters, programs, from, shard, exhaustive, extraStates };
  const subject = { selector, ...askedOf(campaign) };
  const chunkOf = (known: Subject) =>
    options.chunks === undefined
      ? undefined
      : beginChunk(options.chunks, known, { baseline: gate.baseline?.text, shortest });
  let chunk = chunkOf(subject);
  if (folder) beginReport(folder, incompleteReport(subject));
  const events = openEvents(options.events);
  let code: number;
  let isWhole = false;
  try {
    const found = await drive(selector, events, {
      ...campaign,
      baseline: gate.baseline,
      examples: [...earlier.examples, ...store.examples],
      timeLimitMs: options.time && options.time * 1000,
      requestTimeLimitMs: options.timeout * 1000,
      sessions: options.sessions,
      start,
      shortest,
      bail: earlier.bail,
      folder,
      onStarted: (begun) => {
        chunk = chunkOf({ ...subject, ...declaredIn(begun) });
      },
    });
    const settled = store.update(found);
    const report = gate.judge(found);
    for (const line of earlier.linesBefore(report)) print(`${line}\n`);
    const isPublished = publish(report, { folder, summary, chunk });
    if (isPublished) for (const line of settledLines(settled)) print(`${style.faint(line)}\n`);
    if (chunk) print(`${style.faint("part in")} ${chunk}\n`);
    else if (isPublished && folder) print(`${style.faint("report in")} ${folder}\n`);
    else if (isPublished) print(reportLine(report, selector, options));
    code = isPublished ? exitCodeOf(report) : EXIT_CODES.broken;
  } finally {
    isWhole = events.close();
  }
  return isWhole ? code : EXIT_CODES.broken;
}

interface DriveOptions extends IsolatedOptions {
  /** Of the report, if there is one. */
  readonly folder: string | undefined;
  readonly onStarted: (begun: Report) => void;
}

/** What a candidate has declared, if it has. */
function declaredIn({ candidate, statement }: Report): Partial<Subject> {
  const { selector: _, ...declared } = candidate;
  const own = statement as Statement | undefined;
  return own ? { declaration: { name: "", ...declared, ...own }, statement: own } : {};
}

/** Files are written first, so that a finding that is shown can be replayed. */
async function drive(
  selector: string,
  events: EventsFile,
  { folder, onStarted, ...options }: DriveOptions,
): Promise<Report> {
  const interruption = new AbortController();
  const stopListening = onInterrupt(() => interruption.abort());
  const live = liveRun(folder);
  const folds = [events.write, ...(folder ? [recordReport(folder)] : []), live.take];
  try {
    return await checkIsolated(selector, {
      ...options,
      signal: interruption.signal,
      onEvent: (event) => {
        if (event.type === "started") onStarted(event.report);
        for (const fold of folds) fold(event);
      },
    });
  } finally {
    live.stop();
    stopListening();
  }
}

/** Options about a whole campaign, or about what this machine has stored, do not go with a part of one. */
function refuseForPart(options: RunOptions): void {
  const { shard, from, programs, chunks, store, updateBaseline } = options;
  if (from !== undefined && !Number.isSafeInteger(from + programs))
    throw new UsageError("--from and --programs are together more than a number holds exactly");
  if (!shard && from === undefined) {
    if (chunks === undefined) return;
    throw new UsageError(
      "--chunks is for parts of a campaign: give --from and --programs, or --shard",
    );
  }
  if (updateBaseline)
    throw new UsageError("--update-baseline needs a whole campaign: give it to poolproof merge");
  if (store)
    throw new UsageError(
      `--store and ${shard ? "--shard" : "--from"} do not go together, since all parts have to begin alike: leave --store out`,
    );
}

/** How to get files of the counterexamples, if some are not known. */
export function reportLine(
  report: Report,
  selector: string,
  { seed }: Pick<RunOptions, "seed">,
): string {
  if (report.gate?.verdict === "passed") return "";
  if (!report.properties.some(({ counterexample }) => counterexample)) return "";
  const command = `npx poolproof run ${quoted(selector)} --seed ${quoted(seed)}${startArgument(report.start)} --report ${REPORT_FOLDER}`;
  return `${style.faint("for files that replay:")} ${command}\n`;
}

/** @returns the exit code */
export async function runOrWatch(candidate: string, given: GivenOptions): Promise<number> {
  const options = { ...given, bail: given.bail === true ? 1 : given.bail };
  const { start, baseline, events } = options;
  const giveBack = isStandard(events) ? leaveOutputToData() : () => undefined;
  // What a baseline knows fails each time, and would end each run.
  const bail = baseline === undefined ? (options.bail ?? 1) : undefined;
  try {
    return options.watch
      ? await watch(candidate, { start, bail }, (earlier) => run(candidate, options, earlier))
      : await run(candidate, options);
  } finally {
    giveBack();
  }
}
