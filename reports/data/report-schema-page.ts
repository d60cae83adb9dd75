/** report.json as a page of the documentation, made of its published JSON Schema: a table for each object. */
import type { TSchema } from "typebox";
import { MessageSchema, OutcomeSchema } from "../../adapters/protocol/wire.ts";
import { ReportSchema } from "./report.ts";

const HEAD = `# The fields of report.json

For programs that read reports. \`npm run reference\` makes this page of the JSON Schema that comes with the package
(\`poolproof/schemas/report.schema.json\`). [reports.md](reports.md) describes the other files of a report.

\`[]\` is each element of a list. A field with \`?\` may be missing. An object that is _below_ has its own table.
`;

/** What the page needs of a JSON Schema. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>> & { readonly type?: Schema };
  readonly required?: readonly string[];
  readonly description?: string;
}

interface Section {
  readonly path: string;
  readonly schema: Schema;
}

/** Links to the schemas that have a description elsewhere on the page, or on another one. */
type Links = Map<string, string>;

const PROTOCOL_LINKS: readonly (readonly [schema: TSchema, link: string])[] = [
  [MessageSchema, "[message](protocol.md#messages)"],
  [OutcomeSchema, "[outcome](protocol.md#outcomes)"],
];

export function reportSchemaPage(): string {
  const sections: string[] = [];
  const links: Links = new Map(
    PROTOCOL_LINKS.map(([schema, link]) => [keyOf(schema as Schema), link]),
  );
  const waiting: Section[] = [{ path: "", schema: ReportSchema as unknown as Schema }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const key = keyOf(next.schema);
    if (links.has(key)) continue;
    const anchor = next.path.toLowerCase().replace(/[^a-z]/g, "");
    links.set(key, `[as there](#${anchor})`);
    const inner = within(next).filter(({ schema }) => !links.has(keyOf(schema)));
    sections.push(sectionOf(next, links));
    waiting.unshift(...inner);
  }
  return [HEAD, ...sections].join("\n");
}

/** The same for the same fields, where their descriptions differ too. */
const keyOf = ({ description: _, ...schema }: Schema) => JSON.stringify(schema);

function sectionOf({ path, schema }: Section, links: Links): string {
  const [head, rows] = schema.anyOf
    ? ["| `type` | other fields |\n| --- | --- |", schema.anyOf.map((one) => branchRow(one, links))]
    : ["| field | type | what it is |\n| --- | --- | --- |", fieldRows(schema, links)];
  return [`## ${path === "" ? "The report" : `\`${path}\``}`, "", head, ...rows, ""].join("\n");
}

const fieldRows = (schema: Schema, links: Links) =>
  fieldsOf(schema).map(
    ([name, field]) => `| \`${name}\` | ${typeOf(field, links)} | ${field.description ?? ""} |`,
  );

/** A branch of a union is known by its `type`. */
function branchRow(branch: Schema, links: Links): string {
  if (!branch.properties) return `| | ${typeOf(branch, links)} |`;
  const fields = fieldsOf(branch).filter(([name]) => name !== "type");
  const type = String(branch.properties.type?.const);
  return `| \`${type}\` | ${fields.map(([name, field]) => `\`${name}\` (${typeOf(field, links)})`).join(", ")} |`;
}

/** With a question mark where they may be missing. */
const fieldsOf = ({ properties = {}, required = [] }: Schema) =>
  Object.entries(properties).map(
    ([name, field]) => [required.includes(name) ? name : `${name}?`, field] as const,
  );

/** The objects in an object, each of which has a table. */
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

const hasFields = ({ properties, anyOf }: Schema) =>
  properties !== undefined || anyOf !== undefined;

function typeOf(schema: Schema, links: Links): string {
  const link = links.get(keyOf(schema));
  if (link) return link;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.items) return `list: ${typeOf(schema.items, links)}`;
  if (hasFields(schema)) return "below";
  return schema.type ?? "anything";
}
