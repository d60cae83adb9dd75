/** The reference semantics: what a message does to a server, and what the server may answer. */
import { match } from "ts-pattern";
import { expectInstructions, expectNothing } from "./check-in.ts";
import type { ClientRecord } from "./clients.ts";
import type { Expectation } from "./expectation.ts";
import type { ClientId, Message, MessageOf, MessageType } from "./messages.ts";
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
import { MESSAGE_TYPES, type Statement } from "./statement.ts";

export interface Step {
  readonly state: State;
  readonly expected: Expectation;
}

type Leaf = (state: State, message: Message, statement: Statement) => Step;

/** A leaf is only ever given messages of its own type, which is what it is looked up by. */
const leaf = <T extends MessageType>(
  take: (state: State, message: MessageOf<T>, statement: Statement) => Step,
) => take as Leaf;

// biome-ignore format: a message a line
const leafOf = (type: MessageType): Leaf =>
  match(type)
    .returnType<Leaf>()
    .with("enroll", (t) => leaf<typeof t>((s, m, by) => unjudged(enroll(s, m.client, by))))
    .with("checkIn", (t) => leaf<typeof t>((s, m, by) => checkIn(s, m.client, by)))
    .with("sendBasicInventory", (t) => leaf<typeof t>((s, m, by) => unjudged(basicInventory(s, m, by))))
    .with("returnPatchInventory", (t) => leaf<typeof t>(patchInventory))
    .with("returnOtherInventory", (t) => leaf<typeof t>((s, m, by) => unjudged(otherInventory(s, m.client, by))))
    .with("target", (t) => leaf<typeof t>((s, m) => unjudged(changeRecord(s, m.client, { target: m.policy }))))
    .with("retire", (t) => leaf<typeof t>((s, m, by) => unjudged(retire(s, m.client, by))))
    .with("delete", (t) => leaf<typeof t>((s, m, by) => unjudged(changeRecord(s, m.client, deletedRecord(by)))))
    .with("setCapacity", (t) => leaf<typeof t>((s, m) => unjudged(stateWith(s, { capacity: m.nodes }))))
    .with("setOtherCapacity", (t) => leaf<typeof t>((s, m) => unjudged(stateWith(s, { otherCapacity: m.nodes }))))
    .with("expireAup", () => (s) => unjudged(stateWith(s, { aup: "expired" })))
    .with("renewAup", () => (s) => unjudged(stateWith(s, { aup: "current", dormant: false })))
    .with("importCatalog", (t) => leaf<typeof t>(importCatalog))
    .with("enableBulletin", (t) => leaf<typeof t>((s, m) => unjudged(enableBulletin(s, m.bulletin))))
    .with("createPolicy", (t) => leaf<typeof t>((s, m) => unjudged(createPolicy(s, m.bulletin))))
    .with("upgradeSolution", () => (s, _, by) => unjudged(upgradeSolution(s, by)))
    .with("passDays", () => unjudged)
    .exhaustive();

/** Matched once a type and not once a message: the matching takes longer than most leaves do. */
const LEAVES = new Map(MESSAGE_TYPES.map((type) => [type, leafOf(type)]));

/** One message, taken by a server in `state` that honours `statement`. Total: any message in any state. */
export function step(state: State, message: Message, statement: Statement): Step {
  const take = LEAVES.get(message.type) ?? leafOf(message.type);
  return take(state, message, statement);
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
 * Entry: what a report does to its sender's record before anything else, whatever becomes of the report.
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
