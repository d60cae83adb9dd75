/** A file of known violations, read: what is listed, where it stands, and what is wrong with it. */
import { type Static, Type } from "typebox";
import type { TLocalizedValidationError } from "typebox/error";
import { type Document, isMap, isNode, LineCounter, parseDocument } from "yaml";
import { compiled } from "../../adapters/protocol/check.ts";
import { didYouMean } from "../../properties/programs/nearest.ts";
import { ProgramSchema } from "../data/counterexample.ts";
import { list, text } from "../data/fields.ts";
import { MIN_RATE } from "../data/rate.ts";
import { FINGERPRINT } from "./fingerprint.ts";

export const BASELINE_SCHEMA_ID = "poolproof/baseline/1";

const share = (description: string) => Type.Number({ minimum: MIN_RATE, maximum: 1, description });
const EntrySchema = Type.Object(
  {
    property: text("the id of a property; poolproof list shows them"),
    fingerprint: Type.String({
      pattern: FINGERPRINT,
      description: "of its counterexample; --update-baseline writes it",
    }),
    reason: Type.String({ minLength: 1, description: "why it is tolerated" }),
    issue: Type.String({
      format: "uri",
      pattern: "^https?://",
      description: "the link of the issue in which it is to be mended",
    }),
    expires: Type.Optional(
      Type.String({
        format: "date",
        description: "the last day on which it is tolerated, as YYYY-MM-DD",
      }),
    ),
    shows: Type.Optional(text("what was expected and seen, for whoever reads the file")),
    rate: Type.Optional(
      Type.Object(
        {
          least: Type.Optional(share("0.05 by default")),
          most: Type.Optional(share("1 by default")),
        },
        {
          additionalProperties: false,
          description: "of a race: the shares of runs in which it fails",
        },
      ),
    ),
    program: Type.Optional({
      ...ProgramSchema,
      description:
        "the counterexample's program, which is run first, so that it is not left to chance",
    }),
  },
  { additionalProperties: false },
);
export type BaselineEntry = Static<typeof EntrySchema>;

export const BaselineSchema = Type.Object(
  {
    schema: Type.Literal(BASELINE_SCHEMA_ID, {
      description: "what the file is, and of which version",
    }),
    known: list(EntrySchema, "the violations; none is []"),
  },
  { additionalProperties: false },
);

/** Counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Place {
  readonly says: string;
}

export interface Listed {
  /** As far as it is right: all of it, if there are no faults. */
  readonly entry: Partial<BaselineEntry>;
  readonly place: Place;
  readonly faults: readonly Fault[];
}

export interface Baseline {
  readonly listed: readonly Listed[];
  /** Of the file, and of no entry. */
  readonly faults: readonly Fault[];
}

/** The file is no YAML: nothing was judged. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
}

/** What stands in place of a reason until somebody writes one. */
export const TODO = "TODO";

/** @throws {BaselineError} where the text is no YAML, with line and column */
export function parseBaseline(text: string): Baseline {
  const { document, lines } = readDocument(text);
  const at = (path: readonly (string | number)[]) => placeOf(document, lines, path);
  const faults: Fault[] = [];
  const value: unknown = document.toJS();
  if (!isMap(document.contents))
    return { listed: [], faults: [{ ...at([]), says: `the file has to hold ${WHOLE}` }] };
  const { schema, known, ...others } = value as Record<string, unknown>;
  for (const key of Object.keys(others))
    faults.push({ ...at([key]), says: unknownKey(key, ["schema", "known"]) });
  if (schema !== BASELINE_SCHEMA_ID)
    faults.push({ ...at(["schema"]), says: `schema has to be ${BASELINE_SCHEMA_ID}` });
  if (!Array.isArray(known))
    return {
      listed: [],
      faults: [...faults, { ...at(["known"]), says: `the file has to hold ${WHOLE}` }],
    };
  const listed = known.map((entry: unknown, index): Listed => {
    const within = (path: readonly (string | number)[]) => at(["known", index, ...path]);
    return { ...read(entry, within), place: within([]) };
  });
  return { listed, faults };
}

const WHOLE = `"schema: ${BASELINE_SCHEMA_ID}" and "known:" with a list, which may be empty ([])`;

/** @throws {BaselineError} where the text is no YAML, with line and column */
export function readDocument(text: string): {
  readonly document: Document;
  readonly lines: LineCounter;
} {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (!error) return { document, lines };
  const { line, col } = lines.linePos(error.pos[0]);
  throw new BaselineError(
    `line ${line}, column ${col}: ${error.message}: this is no YAML; put it right there, or let --update-baseline write the file anew`,
  );
}

/** Of what is not there, the place of what it is missing from. */
function placeOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): Place {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start === undefined) continue;
    const { line, col } = lines.linePos(start);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

const checker = compiled(EntrySchema);
const KEYS = Object.keys(EntrySchema.properties);

function read(
  value: unknown,
  at: (path: readonly (string | number)[]) => Place,
): Pick<Listed, "entry" | "faults"> {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return { entry: {}, faults: [{ ...at([]), says: `an entry has the keys ${KEYS.join(", ")}` }] };
  const wrong = new Map<string, Fault>();
  const add = (key: string, says: string, path: readonly (string | number)[] = [key]) => {
    if (!wrong.has(key)) wrong.set(key, { ...at(path), says });
  };
  for (const key of Object.keys(value)) if (!KEYS.includes(key)) add(key, unknownKey(key, KEYS));
  const { reason, issue } = value as Record<string, unknown>;
  if (String(reason).startsWith(TODO)) add("reason", `reason is still ${TODO}${hintOf("reason")}`);
  if (String(issue).startsWith(TODO))
    add("issue", `issue is still ${TODO}: put the link (https://…) of the issue there`);
  for (const error of checker().Errors(value)) {
    const path = error.instancePath.split("/").slice(1);
    const [key] = path;
    if (key !== undefined) add(key, `${path.join(".")} ${sayingOf(error)}${hintOf(key)}`, path);
    else if (error.keyword === "required")
      for (const missing of error.params.requiredProperties)
        add(missing, `it has no ${missing}${hintOf(missing)}`);
  }
  const right = Object.entries(value).filter(([key]) => !wrong.has(key));
  return { entry: Object.fromEntries(right), faults: [...wrong.values()] };
}

const unknownKey = (key: string, keys: readonly string[]) =>
  `no key is called ${key}${didYouMean(key, keys) || `: they are ${keys.join(", ")}`}`;

function sayingOf({ keyword, message }: TLocalizedValidationError): string {
  if (keyword === "boolean") return "is a key that it does not have";
  return keyword === "pattern" || keyword === "format" ? "is not as it has to be" : message;
}

function hintOf(key: string): string {
  const { description } =
    (EntrySchema.properties as Record<string, { description?: string }>)[key] ?? {};
  return description === undefined ? "" : `: ${description}`;
}
