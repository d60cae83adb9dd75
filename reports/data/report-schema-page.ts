/** report.json as a page of the documentation, made of its published JSON Schema: a table an object. */
import type { TSchema } from "typebox";
import { MessageSchema, OutcomeSchema } from "../../adapters/protocol/wire.ts";
import { ReportSchema } from "./report.ts";

const HEAD = `# The fields of report.json

This page is for whoever reads a report with a program. It is made of the JSON Schema that comes with the package
(\`poolproof/schemas/report.schema.json\`), by \`npm run reference\`. What the other files of a report are is told in
[reports.md](reports.md).

\`[]\` is each element of a list. A field with \`?\` may be missing. What is _below_ has a table of its own.
`;

/** The part of a JSON Schema that is told here. */
interface Told {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Told[];
  readonly items?: Told;
  readonly properties?: Readonly<Record<string, Told>> & { readonly type?: Told };
  readonly required?: readonly string[];
  readonly description?: string;
}

interface Section {
  readonly path: string;
  readonly schema: Told;
}

/** What the wire protocol tells already, and where. */
const ELSEWHERE: readonly (readonly [schema: TSchema, told: string])[] = [
  [MessageSchema, "[message](protocol.md#messages)"],
  [OutcomeSchema, "[outcome](protocol.md#outcomes)"],
];

export function reportSchemaPage(): string {
  const sections: string[] = [];
  const names = new Map(ELSEWHERE.map(([schema, told]) => [keyOf(schema as Told), told]));
  const waiting: Section[] = [{ path: "", schema: ReportSchema as unknown as Told }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const key = keyOf(next.schema);
    if (names.has(key)) continue;
    names.set(key, `[as there](#${anchor(next.path)})`);
    const inner = within(next).filter(({ schema }) => !names.has(keyOf(schema)));
    sections.push(sectionOf(next, names));
    waiting.unshift(...inner);
  }
  return [HEAD, ...sections].join("\n");
}

/** The same for the same fields, whatever they are in their place. */
const keyOf = ({ description: _, ...schema }: Told) => JSON.stringify(schema);

type Names = ReadonlyMap<string, string>;

const anchor = (path: string) => path.toLowerCase().replace(/[^a-z]/g, "");

function sectionOf({ path, schema }: Section, names: Names): string {
  const [head, rows] = schema.anyOf
    ? ["| `type` | other fields |\n| --- | --- |", schema.anyOf.map((one) => branchRow(one, names))]
    : ["| field | type | what it is |\n| --- | --- | --- |", fieldRows(schema, names)];
  return [`## ${path === "" ? "The report" : `\`${path}\``}`, "", head, ...rows, ""].join("\n");
}

const fieldRows = (schema: Told, names: Names) =>
  fieldsOf(schema).map(
    ([name, field]) => `| \`${name}\` | ${typeOf(field, names)} | ${field.description ?? ""} |`,
  );

/** A branch of a union is told by its `type`. */
function branchRow(branch: Told, names: Names): string {
  const told = names.get(keyOf(branch));
  if (!branch.properties) return `| | ${told ?? typeOf(branch, names)} |`;
  const fields = fieldsOf(branch).filter(([name]) => name !== "type");
  const type = String(branch.properties.type?.const);
  return `| \`${type}\` | ${fields.map(([name, field]) => `\`${name}\` (${typeOf(field, names)})`).join(", ")} |`;
}

/** Marked where they may be missing. */
const fieldsOf = ({ properties = {}, required = [] }: Told) =>
  Object.entries(properties).map(
    ([name, field]) => [required.includes(name) ? name : `${name}?`, field] as const,
  );

/** The objects in an object, each of which has a table of its own. */
function within({ path, schema }: Section): readonly Section[] {
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => within({ path, schema: branch }));
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return [
      ...(hasFields(field) ? [{ path: at, schema: field }] : []),
      ...(field.items && hasFields(field.items) ? [{ path: `${at}[]`, schema: field.items }] : []),
    ];
  });
}

const hasFields = ({ properties, anyOf }: Told) => properties !== undefined || anyOf !== undefined;

function typeOf(schema: Told, names: Names): string {
  const told = names.get(keyOf(schema));
  if (told) return told;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.items) return `list: ${typeOf(schema.items, names)}`;
  if (hasFields(schema)) return "below";
  return schema.type ?? "anything";
}
