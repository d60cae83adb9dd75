/** A candidate that is still being written: its "not implemented: enroll" gets what enroll is, and what to do next. */
import { MESSAGES } from "../../model/index.ts";
import { CandidateError } from "./candidate-error.ts";

const SAYS_SO = /\bnot implemented: *([a-z]+)/i;

/** What each request is about, for somebody who writes it now. */
const TASKS: Readonly<Record<string, { readonly task: string }>> = {
  ...MESSAGES,
  reset: { task: "empty the server and set both capacities" },
  snapshot: {
    task: "show the capacity, how many licenses are in use, and every client with a record",
  },
};

/** The error that says what to do next, where this is how a skeleton says that there is something to do. */
export function notImplemented(text: string): CandidateError | undefined {
  const [, name] = SAYS_SO.exec(text) ?? [];
  if (name === undefined) return undefined;
  const task = Object.hasOwn(TASKS, name) ? `: ${TASKS[name]?.task}` : "";
  return new CandidateError("not-implemented", `${name} is not implemented yet`, {
    hint: `implement ${name} next${task}; poolproof doctor shows all that is left, docs/specification.md the details`,
  });
}
