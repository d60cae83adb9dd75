/** A run's result as plain data: what `report.json` holds, and every other report is made from. */
import { type Static, Type } from "typebox";
import { CounterexampleSchema, Level, ProgramSchema, Statement } from "./counterexample.ts";
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
  start: Type.Optional(
    Type.String({ description: "the command that the suite started the server with, if it did" }),
  ),
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
