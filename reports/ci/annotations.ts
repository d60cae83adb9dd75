/** The report as annotations of a GitHub job, which it shows beside the change that it ran for. */
import { findings, knownOf } from "../data/findings.ts";
import type { Report } from "../data/report.ts";
import { sayingOf } from "../data/verdicts.ts";
import { gateLine } from "../gate/gate-terminal.ts";
import { renderBriefly, replayLines } from "../story/story.ts";
import { clausesOf } from "../text/content.ts";

/** GitHub shows no more of a step. */
const MAX_ANNOTATIONS = 10;

/**
 * Workflow commands, a line each; none of a run that is conformant, or that fails only as its baseline lists.
 * @param folder of the report, for the lines that replay
 */
export function renderAnnotations(report: Report, folder?: string): readonly string[] {
  const { verdict, error, gate } = report;
  if (gate ? gate.verdict === "passed" : verdict === "conformant") return [];
  const broken = error
    ? [command(`Poolproof: broken, ${error.code}`, [error.message, error.hint])]
    : [];
  const causes = findings(report).filter((found) => !found.follows && !knownOf(found));
  if (causes.length === 0 && !error)
    return [command(`Poolproof: ${verdict}`, [gate ? gateLine(gate) : sayingOf(report)])];
  const violated = causes.map(({ counterexample, properties }) => {
    return command(`Poolproof: ${clausesOf(properties)} violated`, [
      properties.map(({ id }) => id).join(", "),
      ...renderBriefly(counterexample),
      ...replayLines(counterexample, { start: report.start, folder }),
    ]);
  });
  return [...broken, ...violated].slice(0, MAX_ANNOTATIONS);
}

/** What a command means by its own signs is written in others (see GitHub's workflow commands). */
const command = (title: string, lines: readonly string[]) =>
  `::error title=${inProperty(title)}::${inData(lines.join("\n"))}`;

const inData = (text: string) =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const inProperty = (text: string) => inData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A text in which GitHub finds no command: a candidate's words reach the log, and may give none. */
export const withoutCommands = (text: string) =>
  text.replace(/^(\s*)::/gm, "$1: :").replaceAll("##[", "# #[");
