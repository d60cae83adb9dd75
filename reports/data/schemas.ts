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

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

export const schemas = {
  "wire.schema.json": {
    $schema: DIALECT,
    title: "Poolproof wire protocol, version 1: with every feature declared",
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
  },
  "report.schema.json": { $schema: DIALECT, title: "Poolproof report, version 1", ...ReportSchema },
  "events.schema.json": {
    $schema: DIALECT,
    title: "Poolproof run events, version 1: one of them a line",
    ...RunEventSchema,
  },
  "baseline.schema.json": {
    $schema: DIALECT,
    title: "Poolproof baseline, version 1: a list of known violations, written as YAML",
    ...BaselineSchema,
  },
  "counterexample.schema.json": {
    $schema: DIALECT,
    title: "Poolproof counterexample, version 1",
    ...CounterexampleSchema,
  },
} as const;
