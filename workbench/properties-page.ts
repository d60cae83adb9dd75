/** Every property as a page of the documentation, by clause: what `poolproof explain` prints, without the examples. */
import {
  CLAUSE_IDS,
  CLAUSES,
  type ClauseId,
  EXCLUSIONS,
  groundsOf,
  SOURCE,
} from "../model/index.ts";
import { allProperties } from "../properties/all-properties.ts";
import { situations } from "../properties/clauses/situations.ts";
import { type AnyProperty, appliesLines, KINDS, propertiesOf } from "./explaining.ts";

const HEAD = `# The properties

This page lists everything that a run judges. It is made of the properties themselves, by \`npm run reference\`.
\`npx poolproof explain NAME\` shows any of them with an example: a server that breaks it, and one that does not.
[why-these-properties.md](why-these-properties.md) explains why there are several kinds.

A property is listed below the first clause that it is about. The clauses are a reading of ${SOURCE}: see
[specification.md](specification.md).
`;

export function propertiesPage(): string {
  return [
    HEAD,
    "## Kinds",
    "",
    ...table(["kind", "properties", "how it is judged"], kindRows()),
    "",
    ...CLAUSE_IDS.flatMap(clauseSection),
    "## Situations",
    "",
    "A run that reaches one of these less often than listed is inconclusive. Situations of features that the candidate does not declare do not count.",
    "",
    ...table(["situation", "at least", "with"], situations.map(situationRow)),
    "",
    "## Not covered",
    "",
    "What the source says and no property is about:",
    "",
    ...EXCLUSIONS.map(({ quote, reason }) => `- “${quote}”: ${reason}.`),
    "",
  ].join("\n");
}

const kindRows = () =>
  Object.entries(KINDS).map(([kind, says]) => [
    kind,
    String(allProperties.filter((property) => property.kind === kind).length),
    says,
  ]);

const situationRow = ({ id, least, needs }: (typeof situations)[number]) => [
  id,
  String(least),
  needs.map((feature) => `\`${feature}\``).join(", "),
];

function clauseSection(id: ClauseId): readonly string[] {
  const { level, feature, statement } = CLAUSES[id];
  const own = propertiesOf(id).filter(({ clauses }) => clauses[0] === id);
  const elsewhere = propertiesOf(id).filter(({ clauses }) => clauses[0] !== id);
  return [
    `## ${id}`,
    "",
    `**${level}**, with \`${feature}\`: ${statement}.`,
    "",
    `> ${groundsOf(CLAUSES[id])}`,
    "",
    ...own.flatMap(propertySection),
    ...(elsewhere.length > 0 ? [`Besides: ${elsewhere.map(link).join(", ")}.`, ""] : []),
  ];
}

const propertySection = (property: AnyProperty): readonly string[] => [
  `### ${property.id}`,
  "",
  `${property.level}, ${property.kind}: ${property.description}.`,
  "",
  `_When:_ ${[...appliesLines(property), ...besides(property.clauses)].join("; ")}.`,
  "",
];

function besides([, ...others]: readonly ClauseId[]): readonly string[] {
  return others.length === 0 ? [] : [`it is about ${others.map(linked).join(", ")} as well`];
}

const linked = (id: ClauseId) => `[${id}](#${id.toLowerCase()})`;

/** The anchor that a heading gets: without its slash. */
const link = ({ id }: AnyProperty) => `[${id}](#${id.replace("/", "")})`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
