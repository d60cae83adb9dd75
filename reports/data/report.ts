/** A run's result as plain data: what `report.json` holds, and every other report is made of. */
import { type Static, Type } from "typebox";
import { MessageSchema } from "../../adapters/protocol/wire.ts";
import { ENOUGH } from "../../engine/result.ts";
import { CounterexampleSchema, Level, ProgramSchema, Statement } from "./counterexample.ts";
import { count, described, flag, index, list, oneOf, text } from "./fields.ts";
import {
  ExampleReport,
  FilteredReport,
  GateReport,
  HistoriesReport,
  JoinedReport,
  Known,
  ShardReport,
} from "./report-parts.ts";

const PropertyReport = Type.Object({
  id: text("its name, as poolproof list has it"),
  clauses: list(Type.String(), "ids of the clauses that it is for"),
  level: described(Level, "of the strictest of them"),
  kind: oneOf(
    ["invariant", "step", "agreement", "metamorphic", "concurrent", "durable"],
    "what it is judged on: see docs/architecture.md",
  ),
  says: text("the property in English"),
  verdict: oneOf(
    ["holds", "violated", "unreached", "undecided", "not claimed", "filtered"],
    "unreached: its situation arose too rarely; undecided: programs were cut, or a search was given up",
  ),
  situations: count(`how often its situation arose, counted up to ${ENOUGH}`),
  least: count("minimum for a verdict"),
  counterexample: Type.Optional(
    described(CounterexampleSchema, "if it is violated; also written to a file"),
  ),
  known: Type.Optional(described(Known, "if it fails as the baseline records it")),
});
export type PropertyReport = Static<typeof PropertyReport>;
/** Whether it is of races or crashes. */
export const isRacy = (kind: PropertyReport["kind"] | undefined): boolean =>
  kind === "concurrent" || kind === "durable";

const SituationReport = Type.Object({
  id: text("its name, as poolproof list has it"),
  count: count(`how often it arose, counted up to ${ENOUGH}`),
  least: count("how often it has to arise"),
  verdict: oneOf(["reached", "unreached", "not claimed"], "whether it arose often enough"),
  advice: Type.Optional(text("what to do if more programs do not help")),
});
export type SituationReport = Static<typeof SituationReport>;

export const ExhaustiveReport = Type.Object({
  scope: text("its name"),
  level: text("how thoroughly: see docs/guarantees.md"),
  states: count("of the reference model within the scope"),
  transitions: count("between these states"),
  covered: count("transitions that were driven, as the model predicts them"),
  programs: count("that were driven for it"),
  messages: count("of these programs"),
  verdict: oneOf(
    ["complete", "violated", "incomplete"],
    "complete: every program was driven, and nothing failed; violated: something failed in one",
  ),
  cut: Type.Optional(flag("true if programs were left out, with any verdict")),
  required: flag("whether the run is inconclusive where this is incomplete"),
  proves: Type.Optional(
    text("if complete: what that proves, on the assumptions of docs/guarantees.md"),
  ),
});
export type ExhaustiveReport = Static<typeof ExhaustiveReport>;

const ErrorReport = Type.Object({
  code: text("what kind of fault it is, such as timeout"),
  message: text("what happened, and where"),
  cause: Type.Optional(text("the error behind it, with its stack")),
  hint: text("what to do about it"),
  stderr: Type.Optional(text("the end of what the candidate's process wrote to stderr")),
  program: Type.Optional(described(ProgramSchema, "that was being driven")),
  at: Type.Optional(
    Type.Object(
      {
        step: count("index of the program's step"),
        message: described(MessageSchema, "which that step is, or stands for"),
      },
      { description: "the message of the program at which the candidate broke, where it is known" },
    ),
  ),
});
export type ErrorReport = Static<typeof ErrorReport>;

export const REPORT_SCHEMA_ID = "poolproof/report/1";
export const ReportSchema = Type.Object({
  schema: Type.Literal(REPORT_SCHEMA_ID, {
    description: "what the file is, and of which version",
  }),
  verdict: oneOf(["conformant", "nonconformant", "inconclusive", "broken"], "see the exit codes"),
  incomplete: Type.Optional(text("why the run did not come to its end")),
  candidate: Type.Object(
    {
      selector: text("as on the command line"),
      name: Type.Optional(text("what it calls itself")),
      version: Type.Optional(text("as it declares it")),
      language: Type.Optional(text("that it is written in")),
      homepage: Type.Optional(text("where to read more about it")),
    },
    { description: "what was tested" },
  ),
  statement: Type.Optional(described(Statement, "what the candidate claims, once it has said so")),
  start: Type.Optional(text("the command that the suite started the server with, if it did")),
  seed: text("that the random programs came from"),
  filtered: Type.Optional(described(FilteredReport, "where a part of the properties is judged")),
  shard: Type.Optional(described(ShardReport, "where it is one part of a campaign")),
  merged: Type.Optional(count("parts whose reports this one was joined from")),
  joined: Type.Optional(described(JoinedReport, "which parts these were, and which are missing")),
  versions: Type.Object(
    {
      poolproof: text("of the suite"),
      protocol: index("of the wire protocol"),
      node: text("of Node.js"),
    },
    { description: "of what tested it" },
  ),
  programs: count("random programs that were driven and judged"),
  messages: count("of these programs and of their variants"),
  properties: list(PropertyReport, "all that there are, claimed or not"),
  situations: list(SituationReport, "that a run has to reach"),
  exhaustive: list(
    ExhaustiveReport,
    "scopes whose every transition was to be driven after the random programs",
  ),
  histories: list(
    HistoriesReport,
    "programs with races, and apart from these programs with crashes",
  ),
  examples: Type.Optional(
    list(
      ExampleReport,
      "programs that had failed before, run before all others; counted nowhere else",
    ),
  ),
  gate: Type.Optional(described(GateReport, "what a list of known violations makes of it")),
  error: Type.Optional(described(ErrorReport, "where the candidate broke, or the suite")),
  timing: Type.Optional(
    Type.Object(
      { durationMs: count("milliseconds of the whole run") },
      { description: "the only part that the seed does not determine" },
    ),
  ),
});
export type Report = Static<typeof ReportSchema>;
export type Verdict = Report["verdict"];

export const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  conformant: 0,
  nonconformant: 1,
  broken: 3,
  inconclusive: 4,
};
/** A mistake on the command line, or in a file that it names. */
export const EXIT_USAGE = 2;
