/** What the earlier messages of a program amount to, for the clauses that speak of more than one. */
import {
  type ClientId,
  clientOf,
  type Expectation,
  type Message,
  type State,
} from "../../model/index.ts";

export interface Summary {
  /** Ready clients whose latest scan found no license, and who have not been served since. */
  readonly refused: ReadonlySet<ClientId>;
  readonly deleted: ReadonlySet<ClientId>;
  /** Those that held a license when they were deleted, targeted with the uninstall policy. */
  readonly recovered: ReadonlySet<ClientId>;
  /** Licenses of the node pool that retirements and deletions have released. */
  readonly releasedByRetire: number;
  readonly releasedByDelete: number;
  /** Whether an AUP that had expired was renewed. */
  readonly renewed: boolean;
}

export const EMPTY_SUMMARY: Summary = {
  refused: new Set(),
  deleted: new Set(),
  recovered: new Set(),
  releasedByRetire: 0,
  releasedByDelete: 0,
  renewed: false,
};

/** A scan that lacks nothing but a free license. */
export const isTurnedAwayReady = (expected: Expectation): boolean =>
  expected.kind === "discarded" &&
  expected.reasons.length === 1 &&
  expected.reasons[0] === "no-license";

/** Field by field: a spread with fields set in it is looked up anew each time. */
const summaryWith = (summary: Summary, fields: Partial<Summary>): Summary => ({
  refused: fields.refused ?? summary.refused,
  deleted: fields.deleted ?? summary.deleted,
  recovered: fields.recovered ?? summary.recovered,
  releasedByRetire: fields.releasedByRetire ?? summary.releasedByRetire,
  releasedByDelete: fields.releasedByDelete ?? summary.releasedByDelete,
  renewed: fields.renewed ?? summary.renewed,
});

/** What a message adds to the summary. */
interface Taken {
  readonly message: Message;
  readonly before: State;
  readonly expected: Expectation;
}

/** The summary for the next step. */
export function summarize(summary: Summary, { message, before, expected }: Taken): Summary {
  switch (message.type) {
    case "renewAup":
      return before.aup === "expired" ? summaryWith(summary, { renewed: true }) : summary;
    case "returnPatchInventory":
      return afterScan(summary, message.client, expected);
    case "retire":
    case "delete":
      return afterRelease(summary, message.type, message.client, before);
    default:
      return summary;
  }
}

function afterScan(summary: Summary, client: ClientId, expected: Expectation): Summary {
  const refused = isTurnedAwayReady(expected);
  if (refused === summary.refused.has(client)) return summary;
  const waiting = new Set(summary.refused);
  if (refused) waiting.add(client);
  else if (expected.kind === "processed") waiting.delete(client);
  return summaryWith(summary, { refused: waiting });
}

function afterRelease(
  summary: Summary,
  type: "retire" | "delete",
  client: ClientId,
  before: State,
): Summary {
  const { record, licensed, target } = clientOf(before, client);
  if (record === "none") return summary;
  const released = licensed ? 1 : 0;
  const refused = without(summary.refused, client);
  if (type === "retire")
    return summaryWith(summary, { refused, releasedByRetire: summary.releasedByRetire + released });
  const deleted = new Set(summary.deleted).add(client);
  const isRecovery = licensed && target === "uninstall";
  const recovered = isRecovery ? new Set(summary.recovered).add(client) : summary.recovered;
  const releasedByDelete = summary.releasedByDelete + released;
  return summaryWith(summary, { refused, deleted, recovered, releasedByDelete });
}

/** The same set where there is nothing to take out of it. */
function without(set: ReadonlySet<ClientId>, client: ClientId): ReadonlySet<ClientId> {
  if (!set.has(client)) return set;
  const rest = new Set(set);
  rest.delete(client);
  return rest;
}
