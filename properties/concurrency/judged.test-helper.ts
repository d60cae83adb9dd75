/** Histories of races and crashes that a test writes down, and how they are judged. */
import { type Message, type Outcome, statementOf } from "../../model/index.ts";
import type { HistoryEvent } from "./history.ts";
import { judge } from "./judge.ts";
import { type LaneProgram, type LaneStep, plan } from "./program.ts";
import { claimedHistoryProperties } from "./properties.ts";

/** The pool alone: everybody is ready, so that histories are short. */
export const statement = statementOf({ features: ["pool", "concurrency", "durability"] });

export { completeScan as scan } from "../../model/index.ts";
export const retire = (client: string): Message => ({ type: "retire", client });
export const enroll = (client: string): Message => ({ type: "enroll", client });

export const PULLED: Outcome = { type: "processed", license: "pulled" };
export const HELD: Outcome = { type: "processed", license: "held" };
export const REFUSED: Outcome = { type: "discarded", reason: "no-license" };
export const DONE: Outcome = { type: "done" };

/** A message of a race: in flight from the beginning to the end of it, unless it is unanswered. */
export type Said = readonly [Message, Outcome | undefined];

/** Everybody in a lane of their own; `licensed` and how often each is shown to be processed afterwards. */
export interface Shown {
  readonly capacity: number;
  readonly holders: readonly string[];
  readonly others?: readonly string[];
  readonly retired?: readonly string[];
  readonly inUse?: number;
}

export function snapshotOf({ capacity, holders, others = [], retired = [], inUse }: Shown) {
  const clients = [...holders, ...others, ...retired].map((client) => ({
    client,
    record: retired.includes(client) ? ("retired" as const) : ("active" as const),
    licensed: holders.includes(client),
    inventories: 0,
  }));
  return { capacity, inUse: inUse ?? holders.length, clients };
}

/** Judges one race or crash with nothing before it. */
export function judged(capacity: number, said: readonly Said[], shown: Shown, kill = false) {
  const step: LaneStep = {
    type: "together",
    lanes: said.map(([message]) => [message]),
    ...(kill && { kill: { answers: 0, lagMs: 0 } }),
  };
  const program: LaneProgram = { capacity, otherCapacity: 0, steps: [step] };
  const history: HistoryEvent[] = said.map(([message, outcome], lane) => ({
    type: "message",
    phase: 0,
    lane,
    message,
    request: lane,
    call: lane,
    ...(outcome && { return: 100 + lane, outcome }),
  }));
  if (kill) history.push({ type: "crash", phase: 0, call: 200, return: 201 });
  history.push({ type: "snapshot", phase: 0, call: 300, return: 301, snapshot: snapshotOf(shown) });
  const kind = kill ? "durable" : "concurrent";
  const properties = claimedHistoryProperties(statement).filter((one) => one.kind === kind);
  return judge({ program, plan: plan(program, statement), history }, properties, statement);
}
