/** The reference semantics: what a message does to a server, and what the server may answer. */
import { expectInstructions, expectNothing } from "./check-in.ts";
import type { ClientRecord } from "./clients.ts";
import type { Expectation } from "./expectation.ts";
import type { ClientId, Message, MessageOf } from "./messages.ts";
import { receivePatchInventory } from "./patch-inventory.ts";
import {
  clientOf,
  deletedRecord,
  freshRecord,
  otherInUse,
  recordWith,
  type State,
  stateWith,
  withClient,
} from "./state.ts";
import type { Statement } from "./statement.ts";

export interface Step {
  readonly state: State;
  readonly expected: Expectation;
}

/** One message, taken by a server in `state` that honours `statement`. Total: any message in any state. */
// biome-ignore format: a message a line
export function step(state: State, message: Message, by: Statement): Step {
  switch (message.type) {
    case "enroll": return unjudged(enroll(state, message.client, by));
    case "checkIn": return checkIn(state, message.client, by);
    case "sendBasicInventory": return unjudged(basicInventory(state, message, by));
    case "returnPatchInventory": return patchInventory(state, message, by);
    case "returnOtherInventory": return unjudged(otherInventory(state, message.client, by));
    case "target": return unjudged(changeRecord(state, message.client, { target: message.policy }));
    case "retire": return unjudged(retire(state, message.client, by));
    case "delete": return unjudged(changeRecord(state, message.client, deletedRecord(by)));
    case "setCapacity": return unjudged(stateWith(state, { capacity: message.nodes }));
    case "setOtherCapacity": return unjudged(stateWith(state, { otherCapacity: message.nodes }));
    case "expireAup": return unjudged(stateWith(state, { aup: "expired" }));
    case "renewAup": return unjudged(stateWith(state, { aup: "current", dormant: false }));
    case "importCatalog": return importCatalog(state, message);
    case "enableBulletin": return unjudged(enableBulletin(state, message.bulletin));
    case "createPolicy": return unjudged(createPolicy(state, message.bulletin));
    case "upgradeSolution": return unjudged(upgradeSolution(state, by));
    case "passDays": return unjudged(state);
  }
}

/** A policy is not created for a bulletin that is listed but not enabled: the source is silent on it. */
export function isSent(state: State, message: Message): boolean {
  if (message.type !== "createPolicy") return true;
  return !state.listed.has(message.bulletin) || state.enabled.has(message.bulletin);
}

/** The outcome is information. */
function unjudged(state: State): Step {
  return { state, expected: ANYTHING };
}
const ANYTHING: Expectation = { kind: "anything" };

const oneOf = (state: State, types: readonly ("done" | "refused" | "imported")[]): Step => ({
  state,
  expected: { kind: "oneOf", types },
});

/**
 * Entry: what a report does to its sender's record before anything else, also where the report is then discarded.
 * `undefined` where the server ignores the sender.
 */
export function enter(state: State, client: ClientId, statement: Statement): State | undefined {
  const before = clientOf(state, client);
  const { unknownReports, retiredReports } = statement.choices;
  if (before.record === "active") return state;
  if (before.record === "none") {
    if (unknownReports === "ignored") return undefined;
    return withClient(state, client, freshRecord(before, statement));
  }
  if (retiredReports === "ignored") return undefined;
  return withClient(state, client, recordWith(before, { record: "active" }));
}

function enroll(state: State, client: ClientId, statement: Statement): State {
  const before = clientOf(state, client);
  if (before.record === "none") return withClient(state, client, freshRecord(before, statement));
  return enter(state, client, statement) ?? state;
}

function checkIn(state: State, client: ClientId, statement: Statement): Step {
  const entered = enter(state, client, statement);
  if (!entered)
    return { state, expected: { kind: "ignoredCheckIn", nothing: expectNothing(statement) } };
  return { state: entered, expected: expectInstructions(entered, client, statement) };
}

function basicInventory(
  state: State,
  message: MessageOf<"sendBasicInventory">,
  statement: Statement,
): State {
  const entered = enter(state, message.client, statement);
  if (!entered) return state;
  return changeRecord(entered, message.client, { plugInReported: message.plugIn });
}

function patchInventory(
  state: State,
  message: MessageOf<"returnPatchInventory">,
  statement: Statement,
): Step {
  const entered = enter(state, message.client, statement);
  if (!entered) return { state, expected: { kind: "ignoredScan" } };
  return receivePatchInventory(entered, message, statement);
}

function otherInventory(state: State, client: ClientId, statement: Statement): State {
  const entered = enter(state, client, statement);
  if (!entered || clientOf(entered, client).otherLicensed) return entered ?? state;
  if (otherInUse(entered) >= entered.otherCapacity) return entered;
  return changeRecord(entered, client, { otherLicensed: true });
}

function retire(state: State, client: ClientId, statement: Statement): State {
  const { retiredRecord, retiredOther } = statement.choices;
  const { record, otherLicensed, plugInReported } = clientOf(state, client);
  if (record !== "active") return state;
  return changeRecord(state, client, {
    record: "retired",
    licensed: false,
    otherLicensed: otherLicensed && retiredOther === "kept",
    plugInReported: plugInReported && (retiredRecord === "kept" || !hasPlugIns(statement)),
  });
}

/** Without `onboarding` nothing ever reports a plug-in, and every client counts as having it. */
const hasPlugIns = (statement: Statement) => statement.features.includes("onboarding");

/** The client's record with these fields, if it has one; the same state where nothing changes. */
function changeRecord(state: State, client: ClientId, fields: Partial<ClientRecord>): State {
  const before = clientOf(state, client);
  const after = before.record === "none" ? before : recordWith(before, fields);
  return after === before ? state : withClient(state, client, after);
}

function importCatalog(state: State, message: MessageOf<"importCatalog">): Step {
  // Whether a job that finds nothing new calls itself done, refused or successful is its own affair.
  if (message.revision <= state.revision) return oneOf(state, ["done", "refused", "imported"]);
  if (state.aup === "expired") return oneOf(state, ["refused"]);
  const listed = new Set([...state.listed, ...message.bulletins]);
  return oneOf(stateWith(state, { revision: message.revision, listed }), ["imported"]);
}

function enableBulletin(state: State, bulletin: string): State {
  if (state.dormant || !state.listed.has(bulletin) || state.enabled.has(bulletin)) return state;
  return stateWith(state, { enabled: new Set(state.enabled).add(bulletin) });
}

function createPolicy(state: State, bulletin: string): State {
  if (state.dormant || !state.enabled.has(bulletin) || state.deployed.has(bulletin)) return state;
  return stateWith(state, { deployed: new Set(state.deployed).add(bulletin) });
}

function upgradeSolution(state: State, statement: Statement): State {
  const stops = state.aup === "expired" && statement.choices.upgradeAfterAup === "dormant";
  return stops ? stateWith(state, { dormant: true }) : state;
}
