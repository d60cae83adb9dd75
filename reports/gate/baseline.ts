/** Reads a file of known violations: its entries, their places, and what is wrong with them. */
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
interface Place {
  readonly line: number;
  readonly column: number;
}

interface Fault extends Place {
  readonly says: string;
}

export interface Listed {
  /** The keys that are right: all of them if there are no faults. */
  readonly entry: Partial<BaselineEntry>;
  readonly place: Place;
  readonly faults: readonly Fault[];
}

interface Baseline {
  readonly listed: readonly Listed[];
  /** Of the file, and of no entry. */
  readonly faults: readonly Fault[];
}

/** The file is not YAML: nothing was judged. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
}

/** A reason or an issue that a person has to fill in. */
export const TODO = "TODO";

const KEYS = Object.keys(EntrySchema.properties);
const WHOLE = `the file has to hold "schema: ${BASELINE_SCHEMA_ID}" and "known:" with a list, which may be empty ([])`;

type Path = readonly (string | number)[];

/** @throws {BaselineError} where the text is not YAML, with line and column */
export function parseBaseline(text: string): Baseline {
  const { document, placeOf } = readDocument(text);
  if (!isMap(document.contents)) return { listed: [], faults: [{ ...placeOf([]), says: WHOLE }] };
  const { schema, known, ...others } = document.toJS() as Record<string, unknown>;
  const faults: Fault[] = Object.keys(others).map((key) => ({
    ...placeOf([key]),
    says: unknownKey(key, ["schema", "known"]),
  }));
  if (schema !== BASELINE_SCHEMA_ID)
    faults.push({ ...placeOf(["schema"]), says: `schema has to be ${BASELINE_SCHEMA_ID}` });
  if (!Array.isArray(known)) {
    faults.push({ ...placeOf(["known"]), says: WHOLE });
    return { listed: [], faults };
  }
  const listed = known.map((entry: unknown, index): Listed => {
    const within = (path: Path) => placeOf(["known", index, ...path]);
    return { ...readEntry(entry, within), place: within([]) };
  });
  return { listed, faults };
}

/** @throws {BaselineError} where the text is not YAML, with line and column */
export function readDocument(text: string): {
  readonly document: Document;
  /** The place of what is there, or else of what it is missing from. */
  readonly placeOf: (path: Path) => Place;
} {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new BaselineError(
      `line ${line}, column ${col}: ${error.message}: this is no YAML; put it right there, or let --update-baseline write the file anew`,
    );
  }
  const placeOf = (path: Path): Place => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start === undefined)
      return path.length === 0 ? { line: 1, column: 1 } : placeOf(path.slice(0, -1));
    const { line, col } = lines.linePos(start);
    return { line, column: col };
  };
  return { document, placeOf };
}

const checker = compiled(EntrySchema);

function readEntry(
  value: unknown,
  placeOf: (path: Path) => Place,
): Pick<Listed, "entry" | "faults"> {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return {
      entry: {},
      faults: [{ ...placeOf([]), says: `an entry has the keys ${KEYS.join(", ")}` }],
    };
  const wrong = new Map<string, Fault>();
  const add = (key: string, says: string, path: Path = [key]) => {
    if (!wrong.has(key)) wrong.set(key, { ...placeOf(path), says });
  };
  for (const key of Object.keys(value)) if (!KEYS.includes(key)) add(key, unknownKey(key, KEYS));
  const { reason, issue } = value as Record<string, unknown>;
  if (String(reason).startsWith(TODO)) add("reason", `reason is still ${TODO}${hintOf("reason")}`);
  if (String(issue).startsWith(TODO))
    add("issue", `issue is still ${TODO}: put the link (https://…) of the issue there`);
  for (const error of checker().Errors(value)) {
    const path = error.instancePath.split("/").slice(1);
    const [key] = path;
    if (key !== undefined) add(key, `${path.join(".")} ${messageOf(error)}${hintOf(key)}`, path);
    else if (error.keyword === "required")
      for (const missing of error.params.requiredProperties)
        add(missing, `it has no ${missing}${hintOf(missing)}`);
  }
  const right = Object.entries(value).filter(([key]) => !wrong.has(key));
  return { entry: Object.fromEntries(right), faults: [...wrong.values()] };
}

const unknownKey = (key: string, keys: readonly string[]) =>
  `no key is called ${key}${didYouMean(key, keys) || `: they are ${keys.join(", ")}`}`;

function messageOf({ keyword, message }: TLocalizedValidationError): string {
  if (keyword === "boolean") return "is a key that it does not have";
  return keyword === "pattern" || keyword === "format" ? "is not as it has to be" : message;
}

function hintOf(key: string): string {
  const { description } =
    (EntrySchema.properties as Record<string, { description?: string }>)[key] ?? {};
  return description === undefined ? "" : `: ${description}`;
}
