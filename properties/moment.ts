/** A driven program, message by message: what the model expects beside what the candidate showed. */
import {
  type ClientId,
  type ClientRecord,
  declares,
  deletedRecord,
  type Expectation,
  freshRecord,
  type Message,
  type Outcome,
  type Snapshot,
  type State,
  type Statement,
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
  let past = NO_PAST;
  for (const [index, plan] of planned.entries()) {
    const outcome = outcomes[index];
    const snapshot = snapshots[index];
    if (!before || !outcome || !snapshot) throw new Error(`the recording ends at message ${index}`);
    const stepped = plan.before === before ? undefined : step(before, plan.message, statement);
    const after = stepped?.state ?? plan.after;
    const expected = stepped?.expected ?? plan.expected;
    const seen = stateSeen(before, after, snapshot, statement);
    const { message } = plan;
    const inUseBefore = snapshots[index - 1]?.inUse ?? 0;
    const moment: Moment = {
      index,
      step: plan.step,
      statement,
      message,
      before,
      after,
      expected,
      outcome,
      snapshot,
      inUseBefore,
      seen,
      past,
    };
    moments.push(moment);
    past = remember(past, moment);
    before = seen;
  }
  return moments;
}

/** What the snapshot shows, and the model's idea of the rest: `after` itself where they agree. */
function stateSeen(before: State, after: State, snapshot: Snapshot, statement: Statement): State {
  const clients = clientsSeen(after, snapshot, statement);
  const other = declares(statement, "other-solutions") ? snapshot.other : undefined;
  const catalog = declares(statement, "maintenance") ? snapshot.catalog : undefined;
  const dormant = catalog ? snapshot.functioning === false : after.dormant;
  const otherCapacity = other?.capacity ?? after.otherCapacity;
  const sameServer =
    snapshot.capacity === after.capacity &&
    otherCapacity === after.otherCapacity &&
    dormant === after.dormant &&
    (!catalog ||
      (catalog.revision === after.revision &&
        sameSet(after.listed, catalog.listed) &&
        sameSet(after.enabled, catalog.enabled) &&
        sameSet(after.deployed, catalog.deployed)));
  if (sameServer && clients === after.clients) return after;
  return {
    ...after,
    clients,
    capacity: snapshot.capacity,
    otherCapacity,
    dormant,
    // Only an expired server is dormant, so one that shows dormancy counts as expired from then on.
    aup: dormant && !before.dormant ? "expired" : after.aup,
    revision: catalog?.revision ?? after.revision,
    listed: catalog ? new Set(catalog.listed) : after.listed,
    enabled: catalog ? new Set(catalog.enabled) : after.enabled,
    deployed: catalog ? new Set(catalog.deployed) : after.deployed,
  };
}

function clientsSeen(
  after: State,
  snapshot: Snapshot,
  statement: Statement,
): ReadonlyMap<ClientId, ClientRecord> {
  const showsOther = declares(statement, "other-solutions");
  const unexpected = freshRecord(deletedRecord(statement), statement);
  const seen = new Map<ClientId, ClientRecord>();
  let same = true;
  for (const shown of snapshot.clients) {
    const known = after.clients.get(shown.client);
    const model = known ?? unexpected;
    const otherLicensed = showsOther ? shown.otherLicensed === true : model.otherLicensed;
    const asExpected =
      known !== undefined &&
      model.record === shown.record &&
      model.licensed === shown.licensed &&
      model.otherLicensed === otherLicensed &&
      model.inventories === shown.inventories;
    same &&= asExpected && !seen.has(shown.client);
    const { record, licensed, inventories } = shown;
    seen.set(
      shown.client,
      asExpected ? model : { ...model, record, licensed, otherLicensed, inventories },
    );
  }
  for (const [client, model] of after.clients) {
    if (seen.has(client)) continue;
    same &&= model.record === "none";
    seen.set(client, model.record === "none" ? model : deletedRecord(statement));
  }
  return same ? after.clients : seen;
}

function sameSet(set: ReadonlySet<string>, shown: readonly string[]): boolean {
  return set.size === shown.length && shown.every((item) => set.has(item));
}
