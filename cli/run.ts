/** `poolproof run`: one candidate, one campaign, one report. */
import { Command, Option } from "commander";
import type { Shard } from "../engine/sharding.ts";
import { askedOf, DEFAULTS } from "../options.ts";
import { incompleteReport } from "../reports/build.ts";
import { quoted, REPORT_FOLDER, startArgument } from "../reports/replay-line.ts";
import { EXIT_CODES, type Report } from "../reports/report.ts";
import { exitCodeOf } from "../reports/run-verdict.ts";
import type { Subject } from "../reports/telling.ts";
import { openChunk } from "./chunk-folder.ts";
import { addStoreOptions, openStore, type StoreOptions } from "./example-store.ts";
import { addFilterOptions, type FilterOptions, filtersOf } from "./filters.ts";
import { addGateOptions, type GateOptions, openGate } from "./gate.ts";
import { checkIsolated } from "./isolated.ts";
import {
  CANDIDATES,
  count,
  EXITS,
  extraStates,
  file,
  folder,
  index,
  seconds,
  secondsOrNone,
  seedOption,
  shard,
  startOption,
  timeoutOption,
} from "./options.ts";
import { print, style } from "./output.ts";
import { progressLine } from "./progress.ts";
import { publish } from "./publish.ts";
import { beginReport } from "./report-folder.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";
import { watch } from "./watch.ts";

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
  readonly sessions?: number;
  readonly start?: string;
  /** Seconds, a property. */
  readonly shortest: number;
  /** Seconds. */
  readonly timeout: number;
}

/** Programs that the search for the shortest counterexample may run in a second, so that a quick machine finds the same. */
const PROOF_RUNS_PER_SECOND = 2000;

/** @returns the exit code */
export async function run(selector: string, options: RunOptions): Promise<number> {
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
  const interruption = new AbortController();
  const stopListening = onInterrupt(() => interruption.abort());
  const mostProofRuns = Math.round(options.shortest * PROOF_RUNS_PER_SECOND);
  const chunk = openChunk(options.chunks, { baseline: gate.baseline?.text, mostProofRuns });
  const begin = (subject: Subject) => {
    if (folder) beginReport(folder, incompleteReport(subject));
    chunk.begin(subject);
  };
  begin({ selector, ...askedOf(campaign) });
  const progress = progressLine();
  let report: Report;
  try {
    report = await checkIsolated(selector, {
      ...campaign,
      baseline: gate.baseline,
      examples: store.examples,
      timeLimitMs: options.time && options.time * 1000,
      requestTimeLimitMs: options.timeout * 1000,
      sessions: options.sessions,
      start,
      mostProofRuns,
      proofTimeLimitMs: options.shortest * 1000,
      signal: interruption.signal,
      onSubject: begin,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
    stopListening();
  }
  store.update(report);
  report = gate.judge(report);
  const isKept = chunk.write(report);
  if (!publish(report, { folder, summary: options.summary }) || !isKept) return EXIT_CODES.broken;
  print(chunk.line());
  if (options.chunks !== undefined && !folder) return exitCodeOf(report);
  print(folder ? `${style.faint("report in")} ${folder}\n` : reportLine(report, selector, options));
  return exitCodeOf(report);
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

/** The first time the run is brought to its end; the second time the process dies at once. */
function onInterrupt(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const stopListening = () => {
    for (const signal of signals) process.off(signal, listener);
  };
  let isFirst = true;
  const listener = (signal: NodeJS.Signals) => {
    if (isFirst) stop();
    // It goes on listening after the first: those who clean up at a signal that kills see to it that
    // somebody still handles this one.
    else {
      stopListening();
      process.kill(process.pid, signal);
    }
    isFirst = false;
  };
  for (const signal of signals) process.on(signal, listener);
  return stopListening;
}

export function runCommand(): Command {
  const command = new Command("run")
    .summary("hold a candidate to every clause that it claims")
    .description("hold a candidate to every clause that it claims")
    .argument("<candidate>", "the implementation under test")
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
    )
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
      new Option("--sessions <n>", "candidates side by side, if they share no store").argParser(
        count,
      ),
    )
    .addOption(
      new Option("--shortest <seconds>", "look so long for a shortest counterexample")
        .argParser(secondsOrNone)
        .default(DEFAULTS.proofTimeLimitMs / 1000),
    )
    .option("--watch", "run again whenever a file of the candidate changes")
    .addOption(startOption())
    .addOption(timeoutOption());
  // In the order of the help: what decides, and what is left out, after what is driven.
  return addStoreOptions(addGateOptions(addFilterOptions(command)))
    .addHelpText("after", CANDIDATES + EXITS)
    .action(async (candidate, options) => {
      process.exitCode = options.watch
        ? await watch(candidate, options.start, () => run(candidate, options))
        : await run(candidate, options);
    });
}
