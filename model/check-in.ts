/** What a check-in ("Update Configuration") has to hand out, and what is free about it. */

import type { ClientRecord } from "./clients.ts";
import type { InstructionsExpectation, SetExpectation } from "./expectation.ts";
import type { BulletinId, ClientId, Package, Policy } from "./messages.ts";
import { canPull, clientOf, type State } from "./state.ts";
import { declares, type Statement } from "./statement.ts";

const PACKAGES: readonly Package[] = ["tools", "scan"];
const POLICIES: readonly Policy[] = ["none", "install", "uninstall"];

const NONE = { atLeast: [], atMost: [] } as const;

/** After Entry: `client` has an active record in `state`. */
export function expectInstructions(
  state: State,
  client: ClientId,
  statement: Statement,
): InstructionsExpectation {
  const record = clientOf(state, client);
  return asDeclared(
    statement,
    plugInInstructions(record),
    packages(state, record, statement),
    updates(state, record),
  );
}

/** Instructions for a client that Entry ignores. */
export function expectNothing(statement: Statement): InstructionsExpectation {
  return asDeclared(statement, ["none"], NONE, NONE);
}

const FREE = { atLeast: [], atMost: "anything" } as const;

/** What belongs to a feature that is not declared is not judged. */
function asDeclared(
  statement: Statement,
  plugIn: readonly Policy[],
  packages: SetExpectation<Package>,
  updates: SetExpectation<BulletinId>,
): InstructionsExpectation {
  const onboards = declares(statement, "onboarding");
  return {
    kind: "instructions",
    plugIn: onboards ? plugIn : POLICIES,
    packages: onboards ? packages : FREE,
    updates: declares(statement, "maintenance") ? updates : FREE,
  };
}

/** The target, or nothing where it is already satisfied; anything where a deletion made it unknown. */
function plugInInstructions(record: ClientRecord): readonly Policy[] {
  const { target, plugInReported } = record;
  if (target === "unknown") return POLICIES;
  const satisfied = target === "install" ? plugInReported : !plugInReported;
  return satisfied && target !== "none" ? [target, "none"] : [target];
}

function packages(
  state: State,
  record: ClientRecord,
  statement: Statement,
): SetExpectation<Package> {
  if (!record.plugInReported) return NONE;
  const due = record.target === "install" && !state.dormant;
  const mayUse = record.licensed || canPull(state, statement);
  return { atLeast: due && mayUse ? PACKAGES : [], atMost: PACKAGES };
}

function updates(state: State, record: ClientRecord): SetExpectation<BulletinId> {
  if (state.dormant || state.deployed.size === 0) return NONE;
  const deployed = [...state.deployed];
  const served = record.licensed && record.plugInReported;
  const stays = record.target === "none" || record.target === "install";
  return { atLeast: served && stays ? deployed : [], atMost: deployed };
}
