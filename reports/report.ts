/** A run's result as plain data: what `report.json` holds, and every other report is made from. */
import { type Static, Type } from "typebox";
import {
  DeclarationSchema,
  MessageSchema,
  OutcomeSchema,
  SettingsSchema,
} from "../adapters/wire.ts";
import {
  Count,
  ExampleReport,
  FilteredReport,
  GateReport,
  HistoriesReport,
  Known,
  Merged,
  ShardReport,
} from "./report-parts.ts";

const { features } = DeclarationSchema.properties;
const Level = Type.Enum(["MUST", "SHOULD"]);
const Statement = Type.Object({ features, choices: Type.Record(Type.String(), Type.String()) });

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
      quote: Type.Optional(
        Type.String({ description: "of the article; none where no one sentence says it" }),
      ),
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

const PROPERTY_VERDICTS = [
  "holds",
  "violated",
  "unreached",
  "undecided",
  "not claimed",
  "filtered",
] as const;

const PropertyReport = Type.Object({
  id: Type.String(),
  clauses: Type.Array(Type.String()),
  level: Level,
  kind: Type.Enum(["invariant", "step", "agreement", "metamorphic", "concurrent", "durable"]),
  says: Type.String(),
  verdict: Type.Enum([...PROPERTY_VERDICTS]),
  situations: Count("how often the situation arose that it speaks of, counted as far as 1,000"),
  least: Count("how often it has to arise for a verdict"),
  counterexample: Type.Optional(CounterexampleSchema),
  known: Type.Optional(Known),
});
export type PropertyReport = Static<typeof PropertyReport>;

const SituationReport = Type.Object({
  id: Type.String(),
  count: Count(),
  least: Count(),
  verdict: Type.Enum(["reached", "unreached", "not claimed"]),
  advice: Type.Optional(Type.String({ description: "what to do where more programs do not help" })),
});
export type SituationReport = Static<typeof SituationReport>;

const ExhaustiveReport = Type.Object({
  scope: Type.String(),
  level: Type.String({ description: "how thoroughly: see docs/guarantees.md" }),
  states: Count("of the reference model within the scope"),
  transitions: Count(),
  covered: Count("transitions that were driven, as the model rehearsed them"),
  programs: Count(),
  messages: Count(),
  verdict: Type.Enum(["complete", "violated", "incomplete"], {
    description:
      "complete: every program was driven, and nothing failed; violated: something failed in one",
  }),
  cut: Type.Optional(
    Type.Boolean({ description: "true where programs were left out, whatever the verdict" }),
  ),
  required: Type.Boolean({
    description: "whether the run is inconclusive where this is incomplete",
  }),
  proves: Type.Optional(
    Type.String({
      description: "if complete: what that proves, on the assumptions of docs/guarantees.md",
    }),
  ),
});
export type ExhaustiveReport = Static<typeof ExhaustiveReport>;

const ErrorReport = Type.Object({
  code: Type.String(),
  message: Type.String(),
  cause: Type.Optional(Type.String()),
  hint: Type.String(),
  stderr: Type.Optional(Type.String()),
  program: Type.Optional(ProgramSchema),
});
export type ErrorReport = Static<typeof ErrorReport>;

const VERDICTS = ["conformant", "nonconformant", "inconclusive", "broken"] as const;
export type Verdict = (typeof VERDICTS)[number];

export const REPORT_SCHEMA_ID = "poolproof/report/1";
export const ReportSchema = Type.Object({
  schema: Type.Literal(REPORT_SCHEMA_ID),
  verdict: Type.Enum([...VERDICTS]),
  incomplete: Type.Optional(Type.String({ description: "why the run did not come to its end" })),
  candidate: Type.Object({
    selector: Type.String(),
    name: Type.Optional(Type.String()),
    version: Type.Optional(Type.String()),
    language: Type.Optional(Type.String()),
    homepage: Type.Optional(Type.String()),
  }),
  statement: Type.Optional(Statement),
  seed: Type.String(),
  filtered: Type.Optional(FilteredReport),
  shard: Type.Optional(ShardReport),
  merged: Type.Optional(Merged),
  versions: Type.Object({
    poolproof: Type.String(),
    protocol: Type.Integer(),
    node: Type.String(),
  }),
  programs: Count("random programs that were driven and judged"),
  messages: Count("of these programs and of their variants"),
  properties: Type.Array(PropertyReport),
  situations: Type.Array(SituationReport),
  exhaustive: Type.Array(ExhaustiveReport, {
    description: "scopes whose every transition was to be driven after the random programs",
  }),
  histories: Type.Array(HistoriesReport, {
    description: "programs with races, and apart from these programs with crashes",
  }),
  examples: Type.Optional(
    Type.Array(ExampleReport, {
      description: "programs that had failed before, run before all others; counted nowhere else",
    }),
  ),
  gate: Type.Optional(GateReport),
  error: Type.Optional(ErrorReport),
  timing: Type.Optional(Type.Object({ durationMs: Count() })),
});
export type Report = Static<typeof ReportSchema>;

export const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  conformant: 0,
  nonconformant: 1,
  broken: 3,
  inconclusive: 4,
};
/** For a mistake on the command line or in a file that it names. */
export const EXIT_USAGE = 2;
