/**
 * Defects that show only with messages in flight together, or after a crash; otherwise each is the durable server.
 * `stdio-server.ts --defect NAME` runs one as a separate process.
 */
import type { Candidate, Host } from "../../adapters/protocol/port.ts";
import type { DurableDefect } from "./durable-defect.ts";
import { createDurableServer } from "./durable-server.ts";
import { forgettingDefects } from "./forgetting-defects.ts";
import { journalDefects } from "./journal-defects.ts";
import { lockDefects } from "./lock-defects.ts";
import type { PoolServerOptions } from "./options.ts";
import { storedCountDefects } from "./stored-count-defects.ts";
import { transactionDefects } from "./transaction-defects.ts";

const ALL = {
  ...lockDefects,
  ...transactionDefects,
  ...storedCountDefects,
  ...forgettingDefects,
  ...journalDefects,
} as const;

export type DurableDefectName = keyof typeof ALL;

export const DURABLE_DEFECTS: Readonly<Record<DurableDefectName, DurableDefect>> = ALL;

/** The defect as a candidate of this process. */
export const durableDefect =
  (name: DurableDefectName, options: Omit<PoolServerOptions, "name"> = {}) =>
  (host: Host): Candidate =>
    createDurableServer(host, { ...options, name }, DURABLE_DEFECTS[name].server);
