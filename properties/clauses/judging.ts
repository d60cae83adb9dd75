/** Small questions about a step of a run, and the failures that answer them. */
import type { Failure } from "../../engine/specification.ts";
import {
  type ClientId,
  type ClientRecord,
  clientOf,
  describeClient,
  describeDifferences,
  describeExpectation,
  describeOutcome,
  expectedOf,
  fieldsFor,
  inUse,
  type Message,
  type MessageOf,
  type Policy,
  type State,
} from "../../model/index.ts";
import type { ObservedStep } from "./observed-step.ts";
import { isTurnedAwayReady } from "./summary.ts";

export const SCAN = ["returnPatchInventory"] as const;
export const CHECK_IN = ["checkIn"] as const;

/** The client that the message is about; `""`, which is no client's id, for a server message. */
export const subject = (message: Message): ClientId => ("client" in message ? message.client : "");

export const subjectBefore = (m: ObservedStep): ClientRecord =>
  clientOf(m.before, subject(m.message));
export const subjectAfter = (m: ObservedStep): ClientRecord =>
  clientOf(m.after, subject(m.message));
export const subjectObserved = (m: ObservedStep): ClientRecord =>
  clientOf(m.observed, subject(m.message));

export const isScan = (
  m: ObservedStep,
): m is ObservedStep & { message: MessageOf<"returnPatchInventory"> } =>
  m.message.type === "returnPatchInventory";

/** A scan that the model serves, from a license already held or one pulled now. */
export const expectsService = (m: ObservedStep, license?: "held" | "pulled"): boolean =>
  isScan(m) &&
  m.expected.kind === "processed" &&
  (license === undefined || m.expected.license === license);

/** A ready, unlicensed client scans at a server that functions, and there is no license for it. */
export const isDenied = (m: ObservedStep): boolean =>
  isScan(m) && !subjectBefore(m).licensed && isTurnedAwayReady(m.expected);

/** Every license is in use, or more than every one after the pool shrank. */
export const isFull = (state: State): boolean => inUse(state) >= state.capacity;

/** The first managed client, of those wanted, that holds a license of the node pool. */
export function findHolder(
  state: State,
  wanted: (client: ClientId, record: ClientRecord) => boolean,
): ClientId | undefined {
  if (inUse(state) === 0) return undefined;
  let found: ClientId | undefined;
  state.clients.every((client, record) => {
    if (record.licensed && record.record === "active" && wanted(client, record)) found = client;
    return found === undefined;
  });
  return found;
}

export const isExpired = (m: ObservedStep): boolean => m.before.aup === "expired";
export const functions = (m: ObservedStep): boolean => !m.before.dormant;

/** Inventories that the message added to a record; `undefined` where the record was not active throughout. */
export function growth(m: ObservedStep, client: ClientId): number | undefined {
  const before = clientOf(m.before, client);
  const seen = clientOf(m.observed, client);
  if (before.record !== "active" || seen.record !== "active") return undefined;
  if (m.message.type === "delete" && m.message.client === client) return undefined;
  return seen.inventories - before.inventories;
}

/** The subject's scan was processed, and is counted once. */
export function judgeServed(m: ObservedStep, license?: "held" | "pulled"): Failure | undefined {
  const added = growth(m, subject(m.message)) ?? 1;
  const answered =
    m.outcome.type === "processed" && (license === undefined || m.outcome.license === license);
  if (answered && added === 1 && subjectObserved(m).licensed) return undefined;
  const how = license ? `processed, license ${license}` : "processed";
  return failure(m, `${how}; 1 inventory more; it holds a license`);
}

/** The subject's scan gave it no license and was not processed. */
export function judgeNotServed(m: ObservedStep): Failure | undefined {
  const added = growth(m, subject(m.message)) ?? 0;
  const pulled = subjectObserved(m).licensed && !subjectBefore(m).licensed;
  if (m.outcome.type !== "processed" && added === 0 && !pulled) return undefined;
  return failure(m, "not processed; no inventory more; no license pulled");
}

export const isInstructed = (m: ObservedStep, policy: Policy): boolean =>
  m.outcome.type === "instructions" && m.outcome.plugIn === policy;

export const judgeInstructed = (m: ObservedStep, policy: Policy): Failure | undefined =>
  isInstructed(m, policy) ? undefined : failure(m, `instructions whose plugIn is "${policy}"`);

export const judgeNotInstructed = (m: ObservedStep, policy: Policy): Failure | undefined =>
  isInstructed(m, policy)
    ? failure(m, `instructions whose plugIn is anything but "${policy}"`)
    : undefined;

/** What the candidate did about the subject, beside what it had to do. */
export function failure(m: ObservedStep, expected: string): Failure {
  const client = subject(m.message);
  const added = growth(m, client);
  const seen = [
    `answered "${describeOutcome(m.outcome)}"`,
    ...(client ? [`${client} is ${describeClient(subjectObserved(m))}`] : []),
    ...(added ? [inventoriesMore(added)] : []),
    describePool(m),
  ];
  return { expected, seen: seen.join("; ") };
}

function inventoriesMore(added: number): string {
  const count = Math.abs(added);
  return `${count} ${count === 1 ? "inventory" : "inventories"} ${added > 0 ? "more" : "fewer"}`;
}

const describePool = ({ observed }: ObservedStep): string =>
  `${inUse(observed)} of ${observed.capacity} in use`;

/** What the snapshot has to show, and does not. The candidate's own counts are judged by themselves. */
export const differences = (expected: State, m: ObservedStep): Failure | undefined =>
  describeDifferences(
    expectedOf(expected),
    expectedOf(m.observed),
    fieldsFor(m.statement),
    ({ field, client = "" }) =>
      field.isCounter ? growth(m, client) !== undefined : !field.isOwnCount,
  );

/** The answer, where it is none of those that the specification admits. */
export function judgeAnswer(m: ObservedStep, admitted: boolean): Failure | undefined {
  if (admitted) return undefined;
  return {
    expected: `the answer "${describeExpectation(m.expected)}"`,
    seen: `the answer "${describeOutcome(m.outcome)}"`,
  };
}
