/** The strings that select a candidate, and what may have been meant by one that does not. Nothing is loaded or started. */
import { nearest } from "../../properties/programs/nearest.ts";
import { isHttp, urlOf } from "../http/http-selector.ts";
import { wordsOf } from "../process/child-process.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { isCommand, nearestFile } from "./nearest-file.ts";

export const REFERENCE = "reference";
const STDIO = "stdio:";
/** More than a letter, which is a drive's. A file of such a name is written with ./ before it. */
const SCHEME = /^(\w[\w+-]+):(.*)$/s;

/** The command of a candidate over stdio; `undefined` of any other. */
export const commandOf = (selector: string): string | undefined =>
  selector.startsWith(STDIO) ? selector.slice(STDIO.length) : undefined;

/** The file of a candidate that is a module, and its export, if that has a name; `undefined` of any other. */
export function moduleOf(selector: string): { path: string; exported?: string } | undefined {
  if (SCHEME.test(selector)) return undefined;
  const [, path, exported] = /^(.+?\.[cm]?[jt]s)(?:#([\w$]+))?$/.exec(selector) ?? [];
  return path === undefined ? undefined : { path, ...(exported !== undefined && { exported }) };
}

/** Whether it names a module, whose candidate then lives in the thread that opens it. */
export const isModule = (selector: string): boolean => moduleOf(selector) !== undefined;

/** @throws {CandidateError} `bad-selector`, with what may have been meant, where a string selects nothing */
export function checkSelector(selector: string): void {
  const command = commandOf(selector);
  if (command !== undefined) wordsOf(command, STDIO);
  else if (isHttp(selector)) urlOf(selector);
  else if (selector !== REFERENCE && !moduleOf(selector))
    throw new CandidateError("bad-selector", `"${selector}" selects no candidate`, {
      hint: meant(selector),
    });
}

/** What may have been meant; `undefined` where nothing is near. */
function meant(selector: string): string | undefined {
  // Before what is near: of "node stdio.mjs" the last word is a file, but the whole is none.
  if (isCommand(selector)) return `did you mean "${STDIO}${selector}"?`;
  if (/^[\w.-]+:\d+(\/|$)/.test(selector)) return `did you mean http://${selector}?`;
  const [, scheme = "", rest] = SCHEME.exec(selector) ?? [];
  const near = nearest(scheme, ["stdio", "http", "https"]);
  if (near !== undefined) return `did you mean "${near}:${rest}"?`;
  const file = nearestFile(selector);
  if (file !== undefined && /\.[cm]?[jt]s$/.test(file))
    return `did you mean ./${file.replace(/^\.\//, "")}?`;
  const word = nearest(selector, [REFERENCE]);
  return word === undefined ? undefined : `did you mean ${word}?`;
}
