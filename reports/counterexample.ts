/** A violation as plain data: a program of messages, what came of it, and what should have. A file of its own, that replays. */
import { type Static, Type } from "typebox";
import {
  DeclarationSchema,
  MessageSchema,
  OutcomeSchema,
  SettingsSchema,
} from "../adapters/wire.ts";

const { features } = DeclarationSchema.properties;
export const Level = Type.Enum(["MUST", "SHOULD"]);
export const Statement = Type.Object({
  features,
  choices: Type.Record(Type.String(), Type.String()),
});

const Kill = Type.Object({
  answers: Type.Integer({ minimum: 0, description: "answers that have come before it" }),
  lagMs: Type.Number({ minimum: 0, description: "milliseconds after that" }),
});

const Step = Type.Union([
  MessageSchema,
  Type.Object({ type: Type.Literal("onboard"), client: Type.String() }),
  Type.Object({ type: Type.Literal("recover"), client: Type.String() }),
  Type.Object({ type: Type.Literal("rollOut"), bulletin: Type.String() }),
  Type.Object({ type: Type.Literal("reset"), ...SettingsSchema.properties }),
  Type.Object({ type: Type.Literal("probe") }),
  Type.Object({
    type: Type.Literal("together"),
    lanes: Type.Array(Type.Array(MessageSchema), { description: "released at the same time" }),
    kill: Type.Optional(Kill),
  }),
  Type.Object({
    type: Type.Literal("crash"),
    during: Type.Array(MessageSchema, { description: "one request, in flight at the kill" }),
    kill: Kill,
  }),
]);
export const ProgramSchema = Type.Object({ ...SettingsSchema.properties, steps: Type.Array(Step) });

/** A message as it was driven. */
const Exchange = Type.Object({
  step: Type.Integer({ description: "index of the program's step that it came from" }),
  message: MessageSchema,
  outcome: OutcomeSchema,
  snapshot: Type.Unknown({ description: "what the candidate showed afterwards" }),
  text: Type.String({ description: "the message in plain English" }),
  answer: Type.String({ description: "the outcome in plain English" }),
});

const Variant = Type.Object({
  program: ProgramSchema,
  history: Type.Array(Exchange),
  message: Type.Integer({
    description: "index into its history: where it differs from the program",
  }),
});

const EventPlace = Type.Integer({
  description: "place in the one order in which the suite saw everything happen",
});

/** What was recorded of a program with messages in flight together, or with crashes. */
const RaceEvent = Type.Union([
  Type.Object({
    type: Type.Literal("message"),
    step: Type.Integer(),
    lane: Type.Integer(),
    message: MessageSchema,
    text: Type.String({ description: "the message in plain English" }),
    call: EventPlace,
    return: Type.Optional(EventPlace),
    outcome: Type.Optional(OutcomeSchema),
    answer: Type.String({ description: "the outcome in plain English, or that none came" }),
  }),
  Type.Object({
    type: Type.Literal("snapshot"),
    step: Type.Integer(),
    call: EventPlace,
    return: EventPlace,
    snapshot: Type.Unknown(),
  }),
  Type.Object({
    type: Type.Literal("crash"),
    step: Type.Integer(),
    call: EventPlace,
    return: EventPlace,
  }),
]);
export type RaceEvent = Static<typeof RaceEvent>;

const Race = Type.Object({
  events: Type.Array(RaceEvent),
  order: Type.Array(Type.Integer(), {
    description: "the longest beginning that an order explains, as indices of events",
  }),
  blocked: Type.Array(Type.Object({ event: Type.Integer(), why: Type.String() }), {
    description: "what could come next by its time, and why it cannot",
  }),
  rate: Type.Object(
    { failed: Type.Integer(), of: Type.Integer() },
    { description: "how often the program failed when it was run so many times more" },
  ),
  sequential: Type.Boolean({
    description: "whether its messages fail one after the other as well",
  }),
});
export type Race = Static<typeof Race>;

export const COUNTEREXAMPLE_SCHEMA_ID = "poolproof/counterexample/1";
export const CounterexampleSchema = Type.Object({
  schema: Type.Literal(COUNTEREXAMPLE_SCHEMA_ID),
  candidate: Type.String({ description: "the selector of the candidate that it was found on" }),
  property: Type.String(),
  level: Level,
  says: Type.String({ description: "the property in English" }),
  clauses: Type.Array(
    Type.Object({
      id: Type.String(),
      level: Level,
      statement: Type.String(),
      quote: Type.String(),
    }),
  ),
  statement: Statement,
  seed: Type.String(),
  program: ProgramSchema,
  history: Type.Array(Exchange, { description: "empty where there is a race instead" }),
  race: Type.Optional(Race),
  variant: Type.Optional(Variant),
  divergence: Type.Object({
    message: Type.Integer({
      description: "index into the history, or into the events of the race",
    }),
    step: Type.Integer({ description: "index into the program's steps" }),
  }),
  expected: Type.String(),
  seen: Type.String(),
  departure: Type.Optional(
    Type.Object(
      { message: Type.Integer(), expected: Type.String(), seen: Type.String() },
      { description: "an earlier message at which the candidate had left the model already" },
    ),
  ),
  state: Type.Optional(
    Type.Object({
      before: Type.Unknown({
        description: "before the message: as shown, what is hidden as in the model",
      }),
      expected: Type.Unknown({ description: "after the message, in the model" }),
    }),
  ),
  minimality: Type.Enum(["proven", "bounded", "reduced", "undecided"], {
    description:
      "proven: all programs of fewer steps that may break the property were run; bounded: those of up to shortestUpTo steps",
  }),
  shortestUpTo: Type.Integer({ description: "no program of so many steps breaks the property" }),
  reproduced: Type.Boolean({
    description: "whether it failed again when run once more from reset",
  }),
});
export type Counterexample = Static<typeof CounterexampleSchema>;

/** The name of the file that a property's counterexample is written to, whatever it is called: never a path. */
export const counterexampleFile = (id: string) => `${id.replaceAll(/[^\w-]/g, "-")}.json`;
