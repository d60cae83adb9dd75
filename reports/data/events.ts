/**
 * A run as a sequence of events, each plain data. Every report of a run is a fold over them. A run that was killed is a shorter
 * sequence, and its report is incomplete.
 */
import { type Static, Type } from "typebox";
import { CounterexampleSchema } from "./counterexample.ts";
import { count, described, list, oneOf, text } from "./fields.ts";
import { ExhaustiveReport, type Report, ReportSchema } from "./report.ts";

export const EVENTS_SCHEMA_ID = "poolproof/events/1";

const kind = <Name extends string>(name: Name) =>
  Type.Literal(name, { description: "what kind of event it is" });

const Started = Type.Object(
  {
    type: kind("started"),
    schema: Type.Literal(EVENTS_SCHEMA_ID, { description: "of which version all the events are" }),
    report: described(ReportSchema, "the report before anything is driven, which is incomplete"),
  },
  { description: "the candidate is up and has said what it claims" },
);

const Progress = Type.Object(
  {
    type: kind("progress"),
    stage: oneOf(
      ["driving", "racing", "exhausting", "shrinking", "searching"],
      "driving: random programs; racing: programs with races or crashes; exhausting: transitions of a scope; shrinking and searching: programs run for shorter counterexamples",
    ),
    done: count("of this stage"),
    total: count("of this stage, as far as that is known"),
    violated: count("programs in which something failed"),
    leftMs: Type.Optional(
      count("milliseconds that the rest of the run will take, estimated from the measured speed"),
    ),
  },
  { description: "how far the run is; the only event that the seed does not determine" },
);
export type ProgressEvent = Static<typeof Progress>;

export const FINDING_STATES = ["seen", "reduced", "shortest", "proven", "consequence"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

const Finding = Type.Object(
  {
    type: kind("finding"),
    id: text("the property that it was found by; the same for all events of one finding"),
    state: oneOf(
      FINDING_STATES,
      "seen: as found, cut to what matters; reduced: nothing can be left out; shortest: no program up to shortestUpTo steps is shorter; proven: none is; consequence: another finding explains it",
    ),
    cause: Type.Optional(text("the id of the finding that explains it, of a consequence")),
    counterexamples: list(
      CounterexampleSchema,
      "one for each property that the program breaks, the finding's own first",
    ),
  },
  { description: "something failed, or the counterexample of a finding became better" },
);
export type FindingEvent = Static<typeof Finding>;

const Scope = Type.Object(
  {
    type: kind("scope"),
    scope: described(ExhaustiveReport, "what of it was driven"),
  },
  { description: "all programs of a scope were driven, or as many as the run allows" },
);

const Finished = Type.Object(
  {
    type: kind("finished"),
    report: described(ReportSchema, "the whole report, as in report.json"),
  },
  { description: "the run has ended, or was interrupted" },
);

export const RunEventSchema = Type.Union([Started, Progress, Finding, Scope, Finished]);
export type RunEvent = Static<typeof RunEventSchema>;

/**
 * The report after another event: incomplete, with what was found so far, until the last event has the whole report.
 * @param report after the events before; `undefined` before the first
 */
export function foldEvent(report: Report | undefined, event: RunEvent): Report | undefined {
  if (event.type === "started" || event.type === "finished") return event.report;
  if (!report || event.type === "progress") return report;
  if (event.type === "scope") return { ...report, exhaustive: [...report.exhaustive, event.scope] };
  const found = new Map(event.counterexamples.map((one) => [one.property, one]));
  return {
    ...report,
    verdict: "nonconformant",
    properties: report.properties.map((property) => {
      const counterexample = found.get(property.id);
      return counterexample ? { ...property, verdict: "violated", counterexample } : property;
    }),
  };
}
