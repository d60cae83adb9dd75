/** `poolproof replay`: a counterexample, driven again. */
import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { compiled, explain } from "../adapters/protocol/check.ts";
import { isModule } from "../adapters/session/selector.ts";
import { errorReport } from "../reports/data/build.ts";
import { type Counterexample, CounterexampleSchema } from "../reports/data/counterexample.ts";
import { EXIT_CODES, REPORT_SCHEMA_ID } from "../reports/data/report.ts";
import { quoted } from "../reports/story/replay-line.ts";
import { renderStory } from "../reports/story/story.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import { earlyProbe } from "../suite/program-checks.ts";
import type { Replay } from "../suite/replay.ts";
import { whyUnreadable } from "./counterexample-files.ts";
import { CANDIDATES, startOption, timeoutOption } from "./options.ts";
import { print, style } from "./output.ts";
import { doTask } from "./thread.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";

/** @returns the exit code: 0 where all that the program shows is right, 1 where it is not, 4 where that says nothing */
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
    print(`${tell(recorded, candidate, result).join("\n")}\n`);
    if (result.still || result.others.length > 0) return EXIT_CODES.nonconformant;
    const isKnown = recorded.reproduced && result.claimed;
    return isKnown ? EXIT_CODES.conformant : EXIT_CODES.inconclusive;
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`${file} cannot be replayed: ${error.message}`);
    const told = errorReport({ error });
    const moved = selector === undefined && isElsewhere(candidate, told.code);
    const hint = moved ? elsewhereHint(file) : told.hint;
    print(`${brokenLines({ ...told, hint }, style).join("\n")}\n`);
    return EXIT_CODES.broken;
  }
}

/** Whether a candidate did not start because its files, named as seen from another folder, are not here. */
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

function tell(
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

/** @throws {UsageError} where the file is none */
export function readCounterexample(file: string): Counterexample {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(whyUnreadable(file, error));
  }
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

export function replayCommand(): Command {
  return new Command("replay")
    .summary("drive a counterexample again")
    .description("drive a counterexample again: exit 0 if it is fixed, 1 if not")
    .argument("<file>", "a file of a report's counterexamples/")
    .argument("[candidate]", "the candidate, if not the one that it was found on")
    .addOption(startOption())
    .addOption(timeoutOption())
    .addHelpText("after", CANDIDATES)
    .action(async (file, candidate, options) => {
      process.exitCode = await replay(file, candidate, options);
    });
}
