/** What the reference model remembers of a server. `inUse` is counted, never stored. */
import { type ClientRecord, Clients } from "./clients.ts";
import type { BulletinId, ClientId, Settings } from "./messages.ts";
import { declares, type Statement } from "./statement.ts";

export interface State {
  readonly clients: Clients;
  readonly capacity: number;
  readonly otherCapacity: number;
  readonly aup: "current" | "expired";
  readonly dormant: boolean;
  readonly revision: number;
  readonly listed: ReadonlySet<BulletinId>;
  readonly enabled: ReadonlySet<BulletinId>;
  readonly deployed: ReadonlySet<BulletinId>;
}

const NO_BULLETINS: ReadonlySet<BulletinId> = new Set();

export function initialState(settings: Settings): State {
  return {
    clients: Clients.none,
    capacity: settings.capacity,
    otherCapacity: settings.otherCapacity,
    aup: "current",
    dormant: false,
    revision: 0,
    listed: NO_BULLETINS,
    enabled: NO_BULLETINS,
    deployed: NO_BULLETINS,
  };
}

const ABSENT: ClientRecord = {
  record: "none",
  target: "none",
  plugInReported: false,
  licensed: false,
  otherLicensed: false,
  inventories: 0,
};

export function clientOf(state: State, client: ClientId): ClientRecord {
  return state.clients.get(client) ?? ABSENT;
}

/** What is left of a deleted record; without `onboarding` there are no targets that could outlive it. */
export function deletedRecord(statement: Statement): ClientRecord {
  return recordWith(ABSENT, { target: declares(statement, "onboarding") ? "unknown" : "none" });
}

export function freshRecord(before: ClientRecord, statement: Statement): ClientRecord {
  return recordWith(ABSENT, {
    record: "active",
    target: before.target,
    plugInReported: !declares(statement, "onboarding"),
  });
}

/**
 * A record with these fields changed; the same object where nothing changes, so that what has no effect is seen at once.
 *
 * Here and in `stateWith` all is named field by field. To spread an object and set a field of the copy costs a lookup
 * that V8 does not cache; and most messages of a model's run come by.
 */
export function recordWith(before: ClientRecord, fields: Partial<ClientRecord>): ClientRecord {
  const record = fields.record ?? before.record;
  const target = fields.target ?? before.target;
  const plugInReported = fields.plugInReported ?? before.plugInReported;
  const licensed = fields.licensed ?? before.licensed;
  const otherLicensed = fields.otherLicensed ?? before.otherLicensed;
  const inventories = fields.inventories ?? before.inventories;
  const isSame =
    record === before.record &&
    target === before.target &&
    plugInReported === before.plugInReported &&
    licensed === before.licensed &&
    otherLicensed === before.otherLicensed &&
    inventories === before.inventories;
  if (isSame) return before;
  return { record, target, plugInReported, licensed, otherLicensed, inventories };
}

/** A state with these fields changed; the same object where nothing changes. */
export function stateWith(before: State, fields: Partial<State>): State {
  const clients = fields.clients ?? before.clients;
  const capacity = fields.capacity ?? before.capacity;
  const otherCapacity = fields.otherCapacity ?? before.otherCapacity;
  const aup = fields.aup ?? before.aup;
  const dormant = fields.dormant ?? before.dormant;
  const revision = fields.revision ?? before.revision;
  const listed = fields.listed ?? before.listed;
  const enabled = fields.enabled ?? before.enabled;
  const deployed = fields.deployed ?? before.deployed;
  const isSame =
    clients === before.clients &&
    capacity === before.capacity &&
    otherCapacity === before.otherCapacity &&
    aup === before.aup &&
    dormant === before.dormant &&
    revision === before.revision &&
    listed === before.listed &&
    enabled === before.enabled &&
    deployed === before.deployed;
  if (isSame) return before;
  return {
    clients,
    capacity,
    otherCapacity,
    aup,
    dormant,
    revision,
    listed,
    enabled,
    deployed,
  };
}

/** As `stateWith`, where it is known which field is another: nearly always. */
export function withClient(state: State, client: ClientId, record: ClientRecord): State {
  return {
    clients: state.clients.with(client, record),
    capacity: state.capacity,
    otherCapacity: state.otherCapacity,
    aup: state.aup,
    dormant: state.dormant,
    revision: state.revision,
    listed: state.listed,
    enabled: state.enabled,
    deployed: state.deployed,
  };
}

export const inUse = (state: State): number => state.clients.inUse;
export const otherInUse = (state: State): number => state.clients.otherInUse;

/** Whether an unlicensed client's scan would find a license that it may have. */
export function canPull(state: State, statement: Statement): boolean {
  if (state.aup === "expired" && statement.choices.newClientsAfterAup === "refused") return false;
  return inUse(state) < state.capacity;
}
