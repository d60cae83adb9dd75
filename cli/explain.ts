/** `poolproof explain`: what a property, a clause or a situation says, its source, and what breaks it. */
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { DURABLE_DEFECTS } from "../candidates/zoo/durable-defects.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { CLAUSES, type ClauseId, groundsOf } from "../model/index.ts";
import { renderStory } from "../reports/story/story.ts";
import { exampleOf } from "../workbench/example.ts";
import {
  type AnyProperty,
  appliesLines,
  KINDS,
  propertiesOf,
  type Subject,
  subjectOf,
  unknownName,
} from "../workbench/explaining.ts";
import { print, style } from "./output.ts";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} if the name is unknown */
export async function explain(name: string): Promise<void> {
  const subject = subjectOf(name);
  if (!subject) throw new UsageError(unknownName(name));
  print(`${(await linesOf(subject)).join("\n")}\n`);
}

async function linesOf(subject: Subject): Promise<readonly string[]> {
  if (subject.kind === "clause") return clauseStory(subject.clause);
  if (subject.kind === "property")
    return [...propertyLines(subject.property), ...(await exampleLines(subject.property))];
  const { id, needs, on, least, advice } = subject.situation;
  return [
    `${style.strong(id)}  ${style.faint("a situation")}`,
    "A run that does not reach it often enough is inconclusive.",
    "",
    `${style.strong("when")}  at least ${least} times in a run${needs.length > 0 ? `, if the candidate declares ${needs.join(", ")}` : ""}`,
    ...(on ? [`      on ${on.join(", ")}`] : []),
    ...(advice ? [`      where it is missed: ${advice}`] : []),
  ];
}

const clauseLines = (id: ClauseId): readonly string[] => {
  const { level, statement } = CLAUSES[id];
  return [
    `${style.strong(id)} ${level}  ${statement}`,
    style.faint(`  ${groundsOf(CLAUSES[id])}`),
    ...(level === "MUST" ? [style.faint("  MUST: the source says so itself")] : []),
  ];
};

function clauseStory(id: ClauseId): readonly string[] {
  const defects = DEFECTS.filter(({ clauses }) => clauses.includes(id));
  return [
    ...clauseLines(id),
    "",
    `${style.strong("when")}  if the candidate declares ${CLAUSES[id].feature}`,
    "",
    style.strong("its properties"),
    ...propertiesOf(id).map((p) => `  ${p.id}  ${style.faint(p.description)}`),
    ...caughtLines(defects),
    "",
    style.faint("poolproof explain PROPERTY shows one of them by example"),
  ];
}

const propertyLines = (property: AnyProperty): readonly string[] => [
  `${style.strong(property.id)}  ${style.faint(`${property.level}, ${property.kind}: ${KINDS[property.kind]}`)}`,
  `${property.description}.`,
  "",
  style.strong("why"),
  ...property.clauses.flatMap(clauseLines),
  "",
  style.strong("when"),
  ...appliesLines(property).map((line) => `  ${line}`),
];

function caughtLines(defects: readonly { readonly name: string; readonly idea: string }[]) {
  if (defects.length === 0) return [];
  return [
    "",
    style.strong("what it catches"),
    ...defects.map(({ name, idea }) => `  ${name}  ${style.faint(idea)}`),
  ];
}

async function exampleLines({ id, kind }: AnyProperty): Promise<readonly string[]> {
  if (kind === "concurrent" || kind === "durable") {
    const needs = kind === "concurrent" ? "concurrency" : "durability";
    const all = Object.entries(DURABLE_DEFECTS).map(([name, defect]) => ({ name, ...defect }));
    return caughtLines(all.filter((defect) => defect.needs === needs));
  }
  const defects = DEFECTS.filter(({ properties }) => properties.includes(id));
  const [defect] = defects;
  if (!defect) return [];
  const { name, create, idea, clauses } = defect;
  const { choices } = create().declaration;
  const right = () => createPoolServer(choices ? { choices } : {});
  const example = await exampleOf(id, { name, clauses, declares: [id], source: create }, right);
  const caught = caughtLines(defects);
  if (!example) return caught;
  return [
    ...caught,
    "",
    `${style.bad("a server that breaks it")}  ${style.faint(idea)}`,
    ...storyOf(example.failing).map((line) => (line ? `  ${line}` : "")),
    "",
    style.good("a server that does not, after the same messages"),
    ...example.passing.map((line, at) => `  ${`${at + 1}.`.padStart(4)} ${line}`),
  ];
}

/** Without the clauses and the property, which are printed above it. */
function storyOf(failing: Parameters<typeof renderStory>[0]): readonly string[] {
  const lines = renderStory({ ...failing, clauses: [] }, style);
  return lines.slice(lines.indexOf("") + 1);
}
