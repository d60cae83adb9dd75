/** Messages and histories, as the tests of what is recorded speak of them. */
import type { Message } from "../../model/index.ts";
import type { History, HistoryEvent, Phase } from "../../properties/concurrency/history.ts";
import type { CandidateExport } from "../protocol/port.ts";
import { openCandidate } from "./open.ts";

export const SETTINGS = { capacity: 2, otherCapacity: 1 };

export const enroll = (client: string): Message => ({ type: "enroll", client });
export { completeScan as scan } from "../../model/index.ts";

export async function record(
  source: CandidateExport,
  phases: readonly Phase[],
  seed = "a seed",
  timeLimitMs?: number,
): Promise<History> {
  const session = await (await openCandidate(source, timeLimitMs)).connect();
  return session.record(SETTINGS, phases, seed).finally(() => session.close());
}

export const of = <T extends HistoryEvent["type"]>(history: History, type: T) =>
  history.filter((event): event is Extract<HistoryEvent, { type: T }> => event.type === type);
export const lastSnapshot = (history: History) => of(history, "snapshot").at(-1)?.snapshot;
export const clientOf = (message: Message) => ("client" in message ? message.client : "");
export const clientsIn = (history: History) =>
  lastSnapshot(history)?.clients.map(({ client }) => client);
