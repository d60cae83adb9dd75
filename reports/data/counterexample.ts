/** A violation as plain data, in a file that can be replayed: a program, what it should have led to, and what it did. */
import { type Static, Type } from "typebox";
import {
  DeclarationSchema,
  MessageSchema,
  OutcomeSchema,
  SettingsSchema,
} from "../../adapters/protocol/wire.ts";
import { count, described, flag, index, list, oneOf, text } from "./fields.ts";

const { features } = DeclarationSchema.properties;
export const Level = Type.Enum(["MUST", "SHOULD"]);
export const Statement = Type.Object({
  features,
  choices: Type.Record(Type.String(), Type.String(), {
    description: "what it does where the source is silent, by the name of the choice",
  }),
});

const Kill = Type.Object({
  answers: count("answers that came before it"),
  lagMs: Type.Number({ minimum: 0, description: "milliseconds from there to the kill" }),
});

const Step = Type.Union([
  MessageSchema,
  Type.Object({
    type: Type.Literal("onboard"),
    client: text("that is brought to where it may get a license"),
  }),
  Type.Object({
    type: Type.Literal("recover"),
    client: text("that is deleted, and comes back for the other solution"),
  }),
  Type.Object({
    type: Type.Literal("rollOut"),
    bulletin: text("that is imported, enabled and deployed"),
  }),
  Type.Object({ type: Type.Literal("reset"), ...SettingsSchema.properties }),
  Type.Object({ type: Type.Literal("probe") }),
  Type.Object({
    type: Type.Literal("together"),
    lanes: list(Type.Array(MessageSchema), "released at the same time"),
    kill: Type.Optional(described(Kill, "when the server is killed meanwhile")),
  }),
  Type.Object({
    type: Type.Literal("crash"),
    during: list(MessageSchema, "one request, in flight at the kill"),
    kill: described(Kill, "when the server is killed"),
  }),
]);
export const ProgramSchema = Type.Object({
  ...SettingsSchema.properties,
  steps: list(Step, "in order, from a reset"),
});

/** A message as it was driven. */
const Exchange = Type.Object({
  step: index("index of the program's step that it came from"),
  message: described(MessageSchema, "as it was sent"),
  outcome: described(OutcomeSchema, "as it was answered"),
  snapshot: Type.Unknown({ description: "what the candidate showed afterwards" }),
  text: text("the message in plain English"),
  answer: text("the outcome in plain English"),
});

const Variant = Type.Object({
  program: described(ProgramSchema, "that has to lead to the same as the other one, and does not"),
  history: list(Exchange, "what was sent and answered"),
  message: index("index into its history: where it differs from the program"),
});

const placed = {
  step: index("index of the program's step that it came from"),
  call: index("where it began, in the order in which the suite saw everything happen"),
  return: index("where it ended, in the same order"),
};

/** What was recorded of a program with messages in flight together, or with crashes. */
const RaceEvent = Type.Union([
  Type.Object({
    type: Type.Literal("message"),
    step: placed.step,
    lane: index("index of the lane in its step"),
    message: described(MessageSchema, "as it was sent"),
    text: text("the message in plain English"),
    call: placed.call,
    return: Type.Optional(placed.return),
    outcome: Type.Optional(described(OutcomeSchema, "as it was answered, if it was")),
    answer: text("the outcome in plain English, or that none came"),
  }),
  Type.Object({
    type: Type.Literal("snapshot"),
    ...placed,
    snapshot: Type.Unknown({ description: "what the candidate showed" }),
  }),
  Type.Object({ type: Type.Literal("crash"), ...placed }),
]);
export type RaceEvent = Static<typeof RaceEvent>;

const Race = Type.Object({
  events: list(RaceEvent, "all that happened"),
  order: list(Type.Integer(), "the longest prefix that some order explains, as indices of events"),
  blocked: list(
    Type.Object({
      event: index("index of it"),
      why: text("the reason, in plain English"),
    }),
    "events that could come next by their times, and why they cannot",
  ),
  rate: Type.Object(
    {
      failed: index("runs in which it failed"),
      of: index("runs"),
    },
    { description: "how often the program failed when it was run again" },
  ),
  sequential: flag("whether its messages fail one after the other as well"),
});
export type Race = Static<typeof Race>;

export const COUNTEREXAMPLE_SCHEMA_ID = "poolproof/counterexample/1";
export const CounterexampleSchema = Type.Object({
  schema: Type.Literal(COUNTEREXAMPLE_SCHEMA_ID, {
    description: "what the file is, and of which version",
  }),
  candidate: text("the selector of the candidate that it was found on"),
  property: text("the id of the property that is broken"),
  level: described(Level, "of the property"),
  says: text("the property in English"),
  clauses: list(
    Type.Object({
      id: text("such as EXC-1"),
      level: described(Level, "of the clause"),
      statement: text("what it asks for"),
      quote: Type.Optional(text("the sentence of the source that it rests on, if it is one")),
    }),
    "that the property is for",
  ),
  statement: described(Statement, "what the candidate claims, and was held to"),
  seed: text("of the run that found it; the program needs none"),
  program: described(ProgramSchema, "the shortest one found"),
  history: list(Exchange, "empty where there is a race instead"),
  race: Type.Optional(
    described(Race, "where messages were in flight together, or the server was killed"),
  ),
  variant: Type.Optional(
    described(Variant, "where the property compares two programs: the other one"),
  ),
  divergence: Type.Object(
    {
      message: index("index into the history, or into the events of the race"),
      step: index("index into the program's steps"),
    },
    { description: "where it went wrong" },
  ),
  expected: text("what the specification asks for there, in plain English"),
  seen: text("what the candidate did"),
  departure: Type.Optional(
    Type.Object(
      {
        message: index("index into the history"),
        expected: text("by the model"),
        seen: text("of the candidate"),
      },
      { description: "an earlier message at which the candidate had already left the model" },
    ),
  ),
  state: Type.Optional(
    Type.Object(
      {
        before: Type.Unknown({
          description: "before the message: as shown, what is hidden as in the model",
        }),
        expected: Type.Unknown({ description: "after the message, in the model" }),
      },
      { description: "the server around the message at which it went wrong" },
    ),
  ),
  cause: Type.Optional(
    text("the id of another property whose counterexample explains this one, if one does"),
  ),
  minimality: oneOf(
    ["proven", "bounded", "reduced", "undecided"],
    "proven: all programs of fewer steps that may break the property were run; bounded: those of up to shortestUpTo steps",
  ),
  shortestUpTo: index("no program of so many steps breaks the property"),
  reproduced: flag("whether it failed again when run once more from reset"),
});
export type Counterexample = Static<typeof CounterexampleSchema>;

/** The name of the file for a property's counterexample. It is never a path, even if the id looks like one. */
export const counterexampleFile = (id: string) => `${id.replaceAll(/[^\w-]/g, "-")}.json`;
