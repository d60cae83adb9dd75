/** The events that a run may have had which came to this report. */
import { incompleteReport } from "./build.ts";
import { EVENTS_SCHEMA_ID, type FindingEvent, type RunEvent } from "./events.ts";
import { findings } from "./findings.ts";
import type { Report } from "./report.ts";

/** Steps that a finding has more when it is seen than when it is reduced. */
export const STEPS_TOO_MANY = 3;

/** What is known when the candidate is up. */
export function begun({ candidate, statement, seed }: Report): Report {
  const { selector, ...declaration } = candidate;
  const subject = { selector, seed, declaration, statement };
  return incompleteReport(subject as unknown as Parameters<typeof incompleteReport>[0]);
}

/** Each finding twice: as it was seen, with steps that do nothing, and in the end. */
export function findingEvents(report: Report): readonly FindingEvent[] {
  return findings(report).flatMap(({ properties }) => {
    const counterexamples = properties.flatMap(({ counterexample }) => counterexample ?? []);
    const id = properties[0]?.id ?? "";
    const longer = counterexamples.map((one) => {
      const probes = Array.from({ length: STEPS_TOO_MANY }, () => ({ type: "probe" as const }));
      const program = { ...one.program, steps: [...one.program.steps, ...probes] };
      return { ...one, program, minimality: "undecided" as const, reproduced: false };
    });
    return [
      { type: "finding", id, state: "seen", counterexamples: longer },
      { type: "finding", id, state: "reduced", counterexamples },
    ] as const;
  });
}

export function eventsOf(report: Report): readonly RunEvent[] {
  const progress = { type: "progress", total: 12, violated: 1 } as const;
  return [
    { type: "started", schema: EVENTS_SCHEMA_ID, report: begun(report) },
    { ...progress, stage: "driving", done: 6, leftMs: 1500 },
    ...findingEvents(report),
    { ...progress, stage: "searching", done: 0 },
    ...report.exhaustive.map((scope) => ({ type: "scope", scope }) as const),
    { type: "finished", report },
  ];
}
