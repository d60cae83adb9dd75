/** What the earlier messages of a program amount to, for the clauses that speak of more than one. */
import {
  type ClientId,
  clientOf,
  type Expectation,
  type Message,
  type State,
} from "../../model/index.ts";

export interface Past {
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

export const NO_PAST: Past = {
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
const pastWith = (past: Past, fields: Partial<Past>): Past => ({
  refused: fields.refused ?? past.refused,
  deleted: fields.deleted ?? past.deleted,
  recovered: fields.recovered ?? past.recovered,
  releasedByRetire: fields.releasedByRetire ?? past.releasedByRetire,
  releasedByDelete: fields.releasedByDelete ?? past.releasedByDelete,
  renewed: fields.renewed ?? past.renewed,
});

/** What a message adds to the past. */
interface Taken {
  readonly message: Message;
  readonly before: State;
  readonly expected: Expectation;
}

/** The past of the next moment. */
export function remember(past: Past, { message, before, expected }: Taken): Past {
  switch (message.type) {
    case "renewAup":
      return before.aup === "expired" ? pastWith(past, { renewed: true }) : past;
    case "returnPatchInventory":
      return afterScan(past, message.client, expected);
    case "retire":
    case "delete":
      return afterRelease(past, message.type, message.client, before);
    default:
      return past;
  }
}

function afterScan(past: Past, client: ClientId, expected: Expectation): Past {
  const refused = isTurnedAwayReady(expected);
  if (refused === past.refused.has(client)) return past;
  const waiting = new Set(past.refused);
  if (refused) waiting.add(client);
  else if (expected.kind === "processed") waiting.delete(client);
  return pastWith(past, { refused: waiting });
}

function afterRelease(
  past: Past,
  type: "retire" | "delete",
  client: ClientId,
  before: State,
): Past {
  const { record, licensed, target } = clientOf(before, client);
  if (record === "none") return past;
  const released = licensed ? 1 : 0;
  const refused = without(past.refused, client);
  if (type === "retire")
    return pastWith(past, { refused, releasedByRetire: past.releasedByRetire + released });
  const deleted = new Set(past.deleted).add(client);
  const isRecovery = licensed && target === "uninstall";
  const recovered = isRecovery ? new Set(past.recovered).add(client) : past.recovered;
  const releasedByDelete = past.releasedByDelete + released;
  return pastWith(past, { refused, deleted, recovered, releasedByDelete });
}

/** The same set where there is nothing to take out of it. */
function without(set: ReadonlySet<ClientId>, client: ClientId): ReadonlySet<ClientId> {
  if (!set.has(client)) return set;
  const rest = new Set(set);
  rest.delete(client);
  return rest;
}
