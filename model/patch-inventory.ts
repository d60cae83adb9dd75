/** The scan that a client returns: the one message that pulls a license from the node pool. */
import type { Expectation } from "./expectation.ts";
import type { ClientId, DiscardReason, Evidence, MessageOf } from "./messages.ts";
import { canPull, clientOf, recordWith, type State, withClient } from "./state.ts";
import type { Statement } from "./statement.ts";

type PatchInventory = MessageOf<"returnPatchInventory">;

/** After Entry: `message.client` has an active record in `state`. */
export function receivePatchInventory(
  state: State,
  message: PatchInventory,
  statement: Statement,
): { readonly state: State; readonly expected: Expectation } {
  const reasons = reasonsToDiscard(state, message, statement);
  const record = clientOf(state, message.client);
  if (reasons.length > 0) return { state, expected: { kind: "discarded", reasons } };
  return {
    state: withClient(
      state,
      message.client,
      recordWith(record, { licensed: true, inventories: record.inventories + 1 }),
    ),
    expected: { kind: "processed", license: record.licensed ? "held" : "pulled" },
  };
}

/** Every reason whose own condition holds; a server may name any of them, whichever it checks first. */
function reasonsToDiscard(
  state: State,
  message: PatchInventory,
  statement: Statement,
): readonly DiscardReason[] {
  const { licensed } = clientOf(state, message.client);
  const reasons: DiscardReason[] = [];
  if (!isReady(state, message, statement)) reasons.push("not-ready");
  if (state.dormant) reasons.push("not-functioning");
  if (!licensed && !canPull(state, statement)) reasons.push("no-license");
  return reasons;
}

/** All evidence is there, and the server knows of the plug-in or takes the scan's word for it. */
function isReady(state: State, message: PatchInventory, statement: Statement): boolean {
  return hasEvidence(message) && plugInCounts(state, message.client, statement);
}

export const hasEvidence = ({ plugIn, tools, scan }: Evidence): boolean => plugIn && tools && scan;

function plugInCounts(state: State, client: ClientId, statement: Statement): boolean {
  return (
    clientOf(state, client).plugInReported || statement.choices.unreportedPlugIn === "accepted"
  );
}
