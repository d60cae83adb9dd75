/**
 * GitHub's own parser of actions and workflows, in a process of its own: it imports JSON in a way that not every Node
 * takes, and tsx does. Texts come as JSON on the standard input, and what is wrong with each goes out.
 */
import { readFileSync } from "node:fs";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/index";

const texts = JSON.parse(readFileSync(0, "utf8")) as readonly {
  readonly name: string;
  readonly content: string;
}[];
const trace = new NoOperationTraceWriter();
const errors = texts.map((file) => {
  const parsed = file.name === "action.yml" ? parseAction(file, trace) : parseWorkflow(file, trace);
  return parsed.context.errors.getErrors().map(({ message }) => message);
});
process.stdout.write(JSON.stringify(errors));
