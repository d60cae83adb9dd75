/** A driven program, message by message: what the model expects beside what the candidate showed. */
import {
  admits,
  type ClientId,
  type ClientRecord,
  type ClientSnapshot,
  Clients,
  declares,
  deletedRecord,
  type Expectation,
  freshRecord,
  inUse,
  type Message,
  type Outcome,
  otherInUse,
  recordWith,
  type Snapshot,
  type State,
  type Statement,
  stateWith,
  step,
} from "../model/index.ts";
import { NO_PAST, type Past, remember } from "./past.ts";
import type { Planned } from "./program.ts";

export interface Moment {
  readonly index: number;
  /** Index of the program's step that the message came from. */
  readonly step: number;
  readonly statement: Statement;
  readonly message: Message;
  /**
   * What the candidate showed before the message; what no snapshot shows is the model's. So each
   * message is judged by itself, and a defect seen once does not hide the next one.
   */
  readonly before: State;
  /** What the model expects after the message. */
  readonly after: State;
  readonly expected: Expectation;
  readonly outcome: Outcome;
  readonly snapshot: Snapshot;
  /** The candidate's own count before the message. */
  readonly inUseBefore: number;
  /** The snapshot as a state. It *is* `after` where the two agree in all that is judged. */
  readonly seen: State;
  /**
   * The candidate showed and answered what the model expects, and its own counts were right before and
   * after. No property of a moment can fail then, so that none is asked.
   */
  readonly agrees: boolean;
  readonly past: Past;
}

export interface Recording {
  readonly outcomes: readonly Outcome[];
  readonly snapshots: readonly Snapshot[];
}

/** Lays a recording beside the model's run of the same messages. */
export function interpret(
  planned: readonly Planned[],
  { outcomes, snapshots }: Recording,
  statement: Statement,
): readonly Moment[] {
  const moments: Moment[] = [];
  let before = planned[0]?.before;
  let last: Moment | undefined;
  let past = NO_PAST;
  for (let index = 0; index < planned.length; index += 1) {
    const plan = planned[index] as Planned;
    const outcome = outcomes[index];
    const snapshot = snapshots[index];
    if (!before || !outcome || !snapshot) throw new Error(`the recording ends at message ${index}`);
    if (plan.reset) {
      before = plan.before;
      last = undefined;
      past = NO_PAST;
    }
    const stepped = plan.before === before ? undefined : step(before, plan.message, statement);
    const after = stepped?.state ?? plan.after;
    const expected = stepped?.expected ?? plan.expected;
    // The snapshot before, where it showed just what `before` says.
    const known = last?.seen === last?.after ? last?.snapshot : undefined;
    const seen = stateSeen({ before, after, snapshot, known }, statement);
    const inUseBefore = last?.snapshot.inUse ?? 0;
    const agrees =
      seen === after &&
      inUseBefore === inUse(before) &&
      snapshot.inUse === inUse(after) &&
      (!snapshot.other || snapshot.other.inUse === otherInUse(after)) &&
      admits(expected, outcome);
    const moment: Moment = {
      index,
      step: plan.step,
      statement,
      message: plan.message,
      before,
      after,
      expected,
      outcome,
      snapshot,
      inUseBefore,
      seen,
      agrees,
      past,
    };
    moments.push(moment);
    past = remember(past, moment);
    before = seen;
    last = moment;
  }
  return moments;
}

/** Stands in where only the model has run; no situation looks at either. */
const NO_OUTCOME: Outcome = { type: "done" };
const NO_SNAPSHOT: Snapshot = { capacity: 0, inUse: 0, clients: [] };

/** The moment of a message at which the candidate does all that the model expects. */
export function momentImagined(
  plan: Planned,
  index: number,
  statement: Statement,
  past: Past,
): Moment {
  // Field by field: a spread of what has an optional field takes many times as long.
  const { step, message, before, after, expected } = plan;
  return {
    index,
    step,
    statement,
    message,
    before,
    after,
    expected,
    outcome: NO_OUTCOME,
    snapshot: NO_SNAPSHOT,
    inUseBefore: 0,
    seen: after,
    agrees: true,
    past,
  };
}

/** The moments of a run in which it does so throughout. */
export function imagine(planned: readonly Planned[], statement: Statement): readonly Moment[] {
  let past: Past = NO_PAST;
  return planned.map((plan, index) => {
    const moment = momentImagined(plan, index, statement, plan.reset ? NO_PAST : past);
    past = remember(moment.past, moment);
    return moment;
  });
}

/** What there is to tell by what a candidate shows. */
interface Shown {
  readonly before: State;
  readonly after: State;
  readonly snapshot: Snapshot;
  /** A snapshot that shows `before`: what is shared with it, where the model changes nothing, is right as it stands. */
  readonly known: Snapshot | undefined;
}

/** What the snapshot shows, and the model's idea of the rest: `after` itself where they agree. */
function stateSeen(shown: Shown, statement: Statement): State {
  const { before, after, snapshot } = shown;
  const showsOther = declares(statement, "other-solutions");
  const other = showsOther ? snapshot.other : undefined;
  const catalog = declares(statement, "maintenance") ? snapshot.catalog : undefined;
  const dormant = catalog ? snapshot.functioning === false : after.dormant;
  const otherCapacity = other?.capacity ?? after.otherCapacity;
  const sameServer =
    snapshot.capacity === after.capacity &&
    otherCapacity === after.otherCapacity &&
    dormant === after.dormant &&
    (!catalog || showsCatalog(shown, catalog));
  const isSame = showsClients(shown, showsOther);
  if (sameServer && isSame) return after;
  return stateWith(after, {
    clients: isSame ? after.clients : clientsSeen(after, snapshot, statement),
    capacity: snapshot.capacity,
    otherCapacity,
    dormant,
    // Only an expired server is dormant, so one that shows dormancy counts as expired from then on.
    aup: dormant && !before.dormant ? "expired" : after.aup,
    revision: catalog?.revision ?? after.revision,
    listed: catalog ? new Set(catalog.listed) : after.listed,
    enabled: catalog ? new Set(catalog.enabled) : after.enabled,
    deployed: catalog ? new Set(catalog.deployed) : after.deployed,
  });
}

function showsCatalog(
  { before, after, known }: Shown,
  catalog: NonNullable<Snapshot["catalog"]>,
): boolean {
  const { listed, enabled, deployed } = after;
  const isKnown = catalog === known?.catalog;
  return (
    catalog.revision === after.revision &&
    ((isKnown && before.listed === listed) || isSameSet(listed, catalog.listed)) &&
    ((isKnown && before.enabled === enabled) || isSameSet(enabled, catalog.enabled)) &&
    ((isKnown && before.deployed === deployed) || isSameSet(deployed, catalog.deployed))
  );
}

/** Whether the snapshot shows just these clients as they are. Nearly always they even stand in the same order. */
function showsClients({ before, after, snapshot, known }: Shown, other: boolean): boolean {
  const shown = snapshot.clients;
  if (shown === known?.clients && after.clients === before.clients) return true;
  let at = 0;
  const areShown = after.clients.every((client, record) => {
    if (record.record === "none") return true;
    const here = shown[at];
    at += 1;
    const own = here?.client === client ? here : shown.find((one) => one.client === client);
    return own !== undefined && isShown(record, own, other);
  });
  // All of them are there, and nothing besides them, not even one of them twice.
  return areShown && at === shown.length;
}

const isShown = (record: ClientRecord, shown: ClientSnapshot, other: boolean): boolean =>
  record.record === shown.record &&
  record.licensed === shown.licensed &&
  record.inventories === shown.inventories &&
  (!other || record.otherLicensed === (shown.otherLicensed === true));

function clientsSeen(after: State, snapshot: Snapshot, statement: Statement): Clients {
  const showsOther = declares(statement, "other-solutions");
  const unexpected = freshRecord(deletedRecord(statement), statement);
  const seen = new Map<ClientId, ClientRecord>();
  for (const shown of snapshot.clients) {
    const known = after.clients.get(shown.client);
    const model = known ?? unexpected;
    const { record, licensed, inventories } = shown;
    const otherLicensed = showsOther ? shown.otherLicensed === true : model.otherLicensed;
    const asExpected = known !== undefined && isShown(known, shown, showsOther);
    seen.set(
      shown.client,
      asExpected ? known : recordWith(model, { record, licensed, otherLicensed, inventories }),
    );
  }
  for (const [client, model] of after.clients)
    if (!seen.has(client))
      seen.set(client, model.record === "none" ? model : deletedRecord(statement));
  return Clients.of(seen);
}

function isSameSet(set: ReadonlySet<string>, shown: readonly string[]): boolean {
  // As many as there are, all of them in the set, and none twice.
  return (
    set.size === shown.length &&
    shown.every((item, at) => set.has(item) && shown.indexOf(item) === at)
  );
}
