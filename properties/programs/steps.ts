/** Every step that there is to draw, by its kind. */
import fc from "fast-check";
import {
  type ClientId,
  completeScan,
  declares,
  type Form,
  isDeclared,
  MESSAGES,
  type MessageType,
  type Statement,
} from "../../model/index.ts";
import { ARGUMENTS } from "./arguments.ts";
import { COMPOSITES, formOf, ofClient, type ProgramStep } from "./program.ts";

/** Plain ids, then hostile ones: falsy, on every object's prototype, prefixes of one another. */
export const CLIENTS = [
  "a",
  "b",
  "c",
  "d",
  "a-1",
  "a-10",
  "0",
  "__proto__",
  "constructor",
] as const;

export type Kind = MessageType | keyof typeof COMPOSITES | "incompleteScan";

/** Of so many numbers one is drawn that stands for a client: every number of clients up to six divides it. */
export const NUMBERS = 60;

/** The steps of a kind, and how one of them is drawn. */
export interface StepKind {
  /** When the client is drawn that it is about, where there is something else to draw. */
  readonly client?: "first" | "last";
  /** What else: a number. Where it is absent, there is nothing else. */
  readonly which?: fc.Arbitrary<number>;
  /** A new one each time: what a candidate does to its message befalls no other. */
  readonly make: (client: ClientId, which: number) => ProgramStep;
}

function kindOf(type: string, { about, argument }: Form): StepKind {
  const isOfClient = about === "client";
  const make = (client: ClientId, fields?: object) =>
    (isOfClient ? { type, client, ...fields } : { type, ...fields }) as ProgramStep;
  const turn = isOfClient ? ({ client: "first" } as const) : {};
  if (!argument) return { ...turn, make: (client) => make(client) };
  const { which, at } = ARGUMENTS[argument];
  return { ...turn, which, make: (client, n) => make(client, at(n)) };
}

const forms: readonly (readonly [string, Form])[] = Object.entries({ ...COMPOSITES, ...MESSAGES });

/** A complete scan and an incomplete one are two kinds: the one is as likely as all of the other together. */
export const STEP_KINDS = Object.fromEntries(
  forms.flatMap(([type, form]) =>
    type === "returnPatchInventory"
      ? [
          [type, { client: "first", make: completeScan }],
          ["incompleteScan", { ...kindOf(type, form), client: "last" }],
        ]
      : [[type, kindOf(type, form)]],
  ),
) as Readonly<Record<Kind, StepKind>>;

export const ALL_KINDS = Object.keys(STEP_KINDS) as Kind[];

export function isKindDeclared(kind: Kind, statement: Statement): boolean {
  if (kind === "incompleteScan") return declares(statement, "onboarding");
  const form = formOf({ type: kind });
  return form !== undefined && isDeclared(form, statement);
}

/** Every kind of step as an arbitrary of its own, about any of these clients. */
export function steps(
  client: fc.Arbitrary<string>,
): Readonly<Record<Kind, fc.Arbitrary<ProgramStep>>> {
  const arbitraryOf = ({ client: turn, which, make }: StepKind): fc.Arbitrary<ProgramStep> => {
    if (!which) return turn ? client.map((c) => make(c, 0)) : fc.constant(make("", 0));
    if (!turn) return which.map((w) => make("", w));
    return turn === "first"
      ? fc.tuple(client, which).map(([c, w]) => make(c, w))
      : fc.tuple(which, client).map(([w, c]) => make(c, w));
  };
  const entries = ALL_KINDS.map((kind) => [kind, arbitraryOf(STEP_KINDS[kind])]);
  return Object.fromEntries(entries) as Record<Kind, fc.Arbitrary<ProgramStep>>;
}

/** Puts a client of the program in the place of a number. */
export function cast(step: ProgramStep, clients: readonly string[]): ProgramStep {
  if (!("client" in step)) return step;
  return ofClient(step, clients[Number(step.client) % clients.length] ?? step.client);
}
