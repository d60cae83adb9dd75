/** `poolproof replay`: drives a counterexample again. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compiled, explain } from "../adapters/protocol/check.ts";
import { nearestFile } from "../adapters/session/nearest-file.ts";
import { isModule } from "../adapters/session/selector.ts";
import { errorReport } from "../reports/data/build.ts";
import { type Counterexample, CounterexampleSchema } from "../reports/data/counterexample.ts";
import { EXIT_CODES, REPORT_SCHEMA_ID } from "../reports/data/report.ts";
import { COUNTEREXAMPLES, quoted } from "../reports/story/replay-line.ts";
import { renderStory } from "../reports/story/story.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import { earlyProbe } from "../suite/program-checks.ts";
import type { Replay } from "../suite/replay.ts";
import { isCounterexampleFile, readJson } from "./files.ts";
import { print, style } from "./output.ts";
import { doTask } from "./thread.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";

/** A candidate may break many properties: of the others in a folder, only their number is printed. */
const MAX_FILES = 8;

/** @returns the exit code: 0 if the program shows no fault, 1 if it does, 4 if that proves nothing */
export async function replay(
  file: string,
  selector: string | undefined,
  { timeout, start }: { readonly timeout: number; readonly start?: string },
): Promise<number> {
  const recorded = readCounterexample(file);
  const candidate = selector ?? recorded.candidate;
  refuseSelector(candidate, start);
  try {
    const timeLimitMs = timeout * 1000;
    const input = { recorded, selector: candidate, timeLimitMs, start };
    const result = await doTask("replay", input, { selectors: [candidate], timeLimitMs });
    print(`${resultLines(recorded, candidate, result).join("\n")}\n`);
    if (result.still || result.others.length > 0) return EXIT_CODES.nonconformant;
    const isKnown = recorded.reproduced && result.claimed;
    return isKnown ? EXIT_CODES.conformant : EXIT_CODES.inconclusive;
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`${file} cannot be replayed: ${error.message}`);
    const report = errorReport({ error });
    const moved = selector === undefined && isElsewhere(candidate, report.code);
    const hint = moved ? elsewhereHint(file) : report.hint;
    print(`${brokenLines({ ...report, hint }, style).join("\n")}\n`);
    return EXIT_CODES.broken;
  }
}

/** Whether a candidate did not start because its files are named relative to another folder. */
function isElsewhere(candidate: string, code: string): boolean {
  if (isModule(candidate)) return code === "not-found";
  if (!candidate.startsWith("stdio:") || (code !== "not-found" && code !== "exited")) return false;
  const words = candidate.slice("stdio:".length).split(" ");
  const isFile = (word: string) =>
    /^[^-{].*(\.\w+|\/[^/]*)$/.test(word) && !word.includes("{store}");
  return words.some((word) => isFile(word) && !existsSync(word));
}

const elsewhereHint = (file: string) =>
  `replay it in the folder in which it was recorded, or give the candidate as it is named from here: poolproof replay ${quoted(file)} CANDIDATE`;

function resultLines(
  recorded: Counterexample,
  candidate: string,
  { still, others, claimed, runs }: Replay,
): readonly string[] {
  const about = `${style.strong(recorded.property)} on ${candidate}`;
  if (still)
    return [`${style.bad("✗ still violated")}: ${about}`, "", ...renderStory(still, style)];
  const [other, ...more] = others;
  const often = recorded.race && runs > 1 ? ` in ${runs} runs` : "";
  const own = claimed ? `holds now${often}` : "is not claimed";
  if (!other && !claimed)
    return [
      `${style.strong("? cannot say")}: ${about} ${own}; all that is claimed holds on the program`,
      `replay it on a candidate that claims ${recorded.property}`,
    ];
  if (!other && !recorded.reproduced)
    return [
      `${style.strong("? cannot say")}: ${about} ${own}, but when it was found it did not fail twice either`,
      "run the candidate again: what fails by chance, or after another program, needs more than one replay",
    ];
  if (!other)
    return [
      `${style.good("✓ fixed")}: ${about} ${own}, and so does all else that the program shows`,
    ];
  const rest = more.length > 0 ? `, and of ${more.map(({ property }) => property).join(", ")}` : "";
  return [
    `${style.bad("✗ not fixed")}: ${about} ${own}, but the same program is a counterexample of ${other.property}${rest}`,
    "",
    ...renderStory(other, style),
  ];
}

const checker = compiled(CounterexampleSchema);

/** @throws {UsageError} if the file is not a counterexample */
export function readCounterexample(file: string): Counterexample {
  const value = readJson(file, (error) => whyUnreadable(file, error));
  if ((value as { schema?: unknown } | null)?.schema === REPORT_SCHEMA_ID)
    throw new UsageError(
      `${file} is a whole report: replay one of the files in counterexamples/ beside it`,
    );
  if (!checker().Check(value))
    throw new UsageError(`${file} is no counterexample: ${explain(checker(), value)}`);
  const early = earlyProbe(value.program);
  if (early !== -1)
    throw new UsageError(
      `${file} is no counterexample: /program/steps/${early} is a probe, which can only come last`,
    );
  return value;
}

/** @param error what reading the file threw */
function whyUnreadable(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "EISDIR") return ofFolder(path);
  const cannot = `${path} cannot be read as a counterexample: ${message}`;
  if (code !== "ENOENT") return cannot;
  const near = nearestFile(path);
  return [
    cannot,
    "another run into the same folder replaces the counterexamples of the one before: copy those that are to be kept",
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
  ].join("\n");
}

function ofFolder(folder: string): string {
  const inside = join(folder, COUNTEREXAMPLES);
  const place = existsSync(inside) ? inside : folder;
  const files = readdirSync(place)
    .filter((name) => isCounterexampleFile(join(place, name)))
    .sort();
  const left = files.length - MAX_FILES;
  if (files.length === 0) return `${folder} is a folder, and there are no counterexamples in it`;
  return [
    `${folder} is a folder: replay one of the counterexamples in it`,
    ...files.slice(0, MAX_FILES).map((name) => `  poolproof replay ${quoted(join(place, name))}`),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ].join("\n");
}
