/** The JSON Schemas that are published with the package, by file name. */
import {
  executionSchema,
  executionsSchema,
  InitializeSchema,
  MessageSchema,
  OutcomeSchema,
  ProgramsSchema,
  SettingsSchema,
  snapshotSchema,
} from "../../adapters/protocol/wire.ts";
import { FEATURES } from "../../model/index.ts";
import { BaselineSchema } from "../gate/baseline.ts";
import { CounterexampleSchema } from "./counterexample.ts";
import { RunEventSchema } from "./events.ts";
import { ReportSchema } from "./report.ts";

const published = <S extends object>(title: string, schema: S) => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: `Poolproof ${title}`,
  ...schema,
});

export const schemas = {
  "wire.schema.json": published("wire protocol, version 1: with every feature declared", {
    $defs: {
      message: MessageSchema,
      outcome: OutcomeSchema,
      snapshot: snapshotSchema(FEATURES),
      poolSnapshot: snapshotSchema(["pool"]),
      initializeResult: InitializeSchema,
      resetParams: SettingsSchema,
      executeResult: executionSchema(FEATURES),
      programsParams: ProgramsSchema,
      programsResult: executionsSchema(FEATURES),
    },
  }),
  "report.schema.json": published("report, version 1", ReportSchema),
  "events.schema.json": published("run events, version 1: one of them a line", RunEventSchema),
  "baseline.schema.json": published(
    "baseline, version 1: a list of known violations, written as YAML",
    BaselineSchema,
  ),
  "counterexample.schema.json": published("counterexample, version 1", CounterexampleSchema),
};
