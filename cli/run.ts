/** `poolproof run`: one candidate, one campaign, one report. */
import { Command, Option } from "commander";
import type { Shard } from "../engine/sharding.ts";
import type { Statement } from "../model/index.ts";
import { incompleteReport } from "../reports/data/build.ts";
import type { Subject } from "../reports/data/rendering.ts";
import { EXIT_CODES, type Report } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { quoted, REPORT_FOLDER, startArgument } from "../reports/story/replay-line.ts";
import { askedOf, DEFAULTS } from "../suite/options.ts";
import { openChunk } from "./chunk-folder.ts";
import { type EventsFile, isStandard, openEvents } from "./events-file.ts";
import { addStoreOptions, openStore, type StoreOptions } from "./example-store.ts";
import { addFilterOptions, type FilterOptions, filtersOf } from "./filters.ts";
import { addGateOptions, type GateOptions, openGate } from "./gate.ts";
import { onInterrupt } from "./interrupt.ts";
import { checkIsolated, type IsolatedOptions } from "./isolated.ts";
import { settledLines } from "./kept-examples.ts";
import { liveRun } from "./live.ts";
import {
  CANDIDATES,
  count,
  countOrNone,
  EXITS,
  extraStates,
  file,
  findingsCount,
  folder,
  index,
  seconds,
  seedOption,
  shard,
  startOption,
  timeoutOption,
} from "./options.ts";
import { leaveOutputToData, print, style } from "./output.ts";
import { publish } from "./publish.ts";
import { beginReport, recordReport } from "./report-folder.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";
import { type Again, ALONE, watch } from "./watching.ts";

export interface RunOptions extends FilterOptions, GateOptions, StoreOptions {
  readonly seed: string;
  readonly programs: number;
  /** The first of them, where they are a chunk. */
  readonly from?: number;
  readonly shard?: Shard;
  readonly exhaustive?: true;
  readonly extraStates?: 0 | 1;
  /** Seconds. */
  readonly time?: number;
  readonly report?: string;
  /** A folder with a folder for each part. */
  readonly chunks?: string;
  /** A file. */
  readonly summary?: string;
  /** A file, or `-`. */
  readonly events?: string;
  /** Findings. */
  readonly bail?: number;
  readonly sessions?: number;
  readonly start?: string;
  /** Programs. */
  readonly shortest: number;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * @param again where it is one run of a watched candidate
 * @returns the exit code
 */
export async function run(
  selector: string,
  options: RunOptions,
  again: Again = ALONE,
): Promise<number> {
  const { seed, start, report: folder } = options;
  refuseSelector(selector, start);
  const filters = filtersOf(options);
  const gate = openGate(options);
  refuseForPart(options);
  const store = openStore(selector, options);
  const campaign = {
    seed,
    ...filters,
    programs: options.programs,
    from: options.from,
    shard: options.shard,
    exhaustive: options.exhaustive && ("all" as const),
    extraStates: options.extraStates,
  };
  const { shortest } = options;
  const chunk = openChunk(options.chunks, { baseline: gate.baseline?.text, shortest });
  const subject = { selector, ...askedOf(campaign) };
  chunk.begin(subject);
  if (folder) beginReport(folder, incompleteReport(subject));
  const events = openEvents(options.events);
  let code: number;
  let isWhole = false;
  try {
    const found = await drive(selector, events, {
      ...campaign,
      baseline: gate.baseline,
      examples: [...again.examples, ...store.examples],
      timeLimitMs: options.time && options.time * 1000,
      requestTimeLimitMs: options.timeout * 1000,
      sessions: options.sessions,
      start,
      shortest,
      bail: again === ALONE ? options.bail : again.bail,
      folder,
      onStarted: (begun) => chunk.begin({ ...subject, ...declaredIn(begun) }),
    });
    const settled = store.update(found);
    const report = gate.judge(found);
    for (const line of again.linesBefore(report)) print(`${line}\n`);
    const isKept = chunk.write(report);
    const isPublished = publish(report, { folder, summary: options.summary }) && isKept;
    if (isPublished) for (const line of settledLines(settled)) print(`${style.faint(line)}\n`);
    const last = folder ? `${style.faint("report in")} ${folder}\n` : undefined;
    print(chunk.line());
    if (isPublished && !options.chunks) print(last ?? reportLine(report, selector, options));
    code = isPublished ? exitCodeOf(report) : EXIT_CODES.broken;
  } finally {
    isWhole = events.close();
  }
  return isWhole ? code : EXIT_CODES.broken;
}

interface DriveOptions extends IsolatedOptions {
  /** Of the report, where there is one. */
  readonly folder: string | undefined;
  readonly onStarted: (begun: Report) => void;
}

/** What a candidate has said of itself, as far as a report has it. */
function declaredIn({ candidate, statement }: Report): Partial<Subject> {
  const { selector: _, ...declared } = candidate;
  const own = statement as Statement | undefined;
  return own ? { declaration: { name: "", ...declared, ...own }, statement: own } : {};
}

/** What is written comes first: whoever sees a finding can replay it. */
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

/** What says something of a whole campaign, or of this machine's own memory, does not go with a part of one. */
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

/** Where there are counterexamples that are not all known, and no files of them, how to come by the files. */
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

/** What is driven of which campaign. */
const addCampaignOptions = (command: Command): Command =>
  command
    .addOption(seedOption())
    .addOption(
      new Option("--programs <n>", "programs to drive").argParser(count).default(DEFAULTS.programs),
    )
    .addOption(
      new Option("--from <n>", "the first program of a chunk of a campaign").argParser(index),
    )
    .addOption(
      new Option(
        "--shard <i/n>",
        "drive the i-th of n parts; poolproof merge joins them",
      ).argParser(shard),
    )
    .option("--exhaustive", "prove more, on larger scopes: about a minute")
    .addOption(
      new Option("--extra-states <n>", "allow for 0 or 1 states beyond the model's").argParser(
        extraStates,
      ),
    )
    .addOption(
      new Option("--time <seconds>", "begin no further program after this long").argParser(seconds),
    );

export function runCommand(): Command {
  const command = new Command("run")
    .summary("hold a candidate to every clause that it claims")
    .description("hold a candidate to every clause that it claims")
    .argument("<candidate>", "the implementation under test");
  addCampaignOptions(command)
    .addOption(
      new Option(
        "--report <dir>",
        "write report.html, report.json and the other files there",
      ).argParser(folder),
    )
    .addOption(
      new Option(
        "--chunks <dir>",
        "keep the report of a part there, for poolproof merge",
      ).argParser(folder),
    )
    .addOption(new Option("--summary <file>", "write a summary in Markdown there").argParser(file))
    .addOption(
      new Option("--events <file>", "write each event as a line of JSON; - for stdout").argParser(
        file,
      ),
    )
    .addOption(
      new Option("--bail [n]", "end after n findings, or the first one").argParser(findingsCount),
    )
    .addOption(
      new Option("--sessions <n>", "candidates side by side, if they share no store").argParser(
        count,
      ),
    )
    .addOption(
      new Option("--shortest <n>", "programs for shorter counterexamples")
        .argParser(countOrNone)
        .default(DEFAULTS.shortest),
    )
    .option("--watch", "run again at each change, what failed first")
    .addOption(startOption())
    .addOption(timeoutOption());
  // In the order of the help: what decides, and what is left out, after what is driven.
  return addStoreOptions(addGateOptions(addFilterOptions(command)))
    .addHelpText("after", CANDIDATES + EXITS)
    .action(async (candidate, given) => {
      const options = { ...given, ...(given.bail === true && { bail: 1 }) };
      const { start, baseline, watch: isWatched } = options;
      // What a list knows fails each time, and would end each run.
      const bail = baseline === undefined ? (options.bail ?? 1) : undefined;
      const giveBack = isStandard(options.events) ? leaveOutputToData() : () => undefined;
      try {
        process.exitCode = isWatched
          ? await watch(candidate, { start, bail }, (again) => run(candidate, options, again))
          : await run(candidate, options);
      } finally {
        giveBack();
      }
    });
}
