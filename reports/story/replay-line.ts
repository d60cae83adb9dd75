/** The command that drives a counterexample again, as a shell takes it: the same one wherever a report shows it. */
import { join } from "node:path/posix";
import { counterexampleFile } from "../data/counterexample.ts";

/** Where a report lies by default: as the documentation and the action name it. */
export const REPORT_FOLDER = "poolproof-report";

/** The folder of the counterexamples, within the report's. */
export const COUNTEREXAMPLES = "counterexamples";

/** The file of a property's counterexample, within the report's folder. */
export const counterexamplePath = (property: string): string =>
  join(COUNTEREXAMPLES, counterexampleFile(property));

/** What the line needs besides the counterexample. */
export interface Replaying {
  /** What the suite started the server with, if it did. */
  readonly start?: string | undefined;
  /** Of the report, as seen from where the suite is run. */
  readonly folder?: string | undefined;
}

export const replayLine = (
  property: string,
  { start, folder = REPORT_FOLDER }: Replaying = {},
): string =>
  `npx poolproof replay ${quoted(join(folder, counterexamplePath(property)))}${startArgument(start)}`;

/** The server's start, for a command that is shown. */
export const startArgument = (start: string | undefined): string =>
  start === undefined ? "" : ` --start ${quoted(start)}`;

/** A word as a shell takes it back. */
export const quoted = (word: string): string =>
  /^[\w./:=@#,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
