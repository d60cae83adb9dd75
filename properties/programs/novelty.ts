/**
 * What a program brings that none before it has brought, counted in the model.
 *
 * Failures come of few conditions met together, mostly of two or three (Kuhn, Wallace, Gallo, "Software
 * Fault Interactions and Implications for Software Testing", IEEE TSE 2004). So what is counted are pairs: of each kind of message, which two
 * facts about the server, the client and their summary it has met together.
 */
import {
  type ClientRecord,
  clientOf,
  type Expectation,
  initialState,
  inUse,
  isSent,
  MESSAGE_TYPES,
  type Message,
  otherInUse,
  type Settings,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import { subject } from "../clauses/judging.ts";
import { EMPTY_SUMMARY, type Summary, summarize } from "../clauses/summary.ts";
import { expand, type ProgramStep } from "./program.ts";

/** A message about to be sent, and what it meets. */
interface Meeting {
  readonly message: Message;
  readonly before: State;
  readonly after: State;
  readonly expected: Expectation;
  readonly summary: Summary;
  readonly client: string;
  readonly record: ClientRecord;
  /** Whom the message before was about. */
  readonly isSameClient: boolean;
}

/** A fact about a meeting: one of so many values, from 0. */
interface Fact {
  readonly values: number;
  readonly of: (meeting: Meeting) => number;
}

const yes = (of: (meeting: Meeting) => boolean): Fact => ({
  values: 2,
  of: (meeting) => (of(meeting) ? 1 : 0),
});
const upTo = (most: number, of: (meeting: Meeting) => number): Fact => ({
  values: most + 1,
  of: (meeting) => Math.min(of(meeting), most),
});
const among = <T>(values: readonly T[], of: (meeting: Meeting) => T): Fact => ({
  values: values.length,
  of: (meeting) => values.indexOf(of(meeting)),
});

const POOL_LEVELS = 7;

/** No pool, over-full, full, one left, and more of a small, a large, an endless pool. */
function levelOf(used: number, capacity: number): number {
  if (capacity === 0) return 0;
  if (used >= capacity) return used > capacity ? 1 : 2;
  if (used + 1 === capacity) return 3;
  return capacity < 4 ? 4 : capacity < 10 ? 5 : 6;
}

/** How far a bulletin has come on its way to the clients. */
function stageOf({ listed, enabled, deployed }: State, bulletin: string): number {
  if (deployed.has(bulletin)) return 3;
  return enabled.has(bulletin) ? 2 : listed.has(bulletin) ? 1 : 0;
}

/** How far the furthest has come. */
function furthestOf({ listed, enabled, deployed }: State): number {
  if (deployed.size > 0) return 3;
  return enabled.size > 0 ? 2 : listed.size > 0 ? 1 : 0;
}

/** Where the message's own argument leads. */
function reachOf({ message, before }: Meeting): number {
  if (message.type === "importCatalog") return Math.sign(message.revision - before.revision) + 1;
  if (message.type === "setCapacity") return levelOf(inUse(before), message.nodes);
  if (message.type === "setOtherCapacity") return levelOf(otherInUse(before), message.nodes);
  return "bulletin" in message ? stageOf(before, message.bulletin) : 0;
}

const FACTS: readonly Fact[] = [
  among(["none", "active", "retired"], ({ record }) => record.record),
  among(["none", "install", "uninstall", "unknown"], ({ record }) => record.target),
  yes(({ record }) => record.plugInReported),
  yes(({ record }) => record.licensed),
  yes(({ record }) => record.otherLicensed),
  upTo(2, ({ record }) => record.inventories),
  { values: POOL_LEVELS, of: ({ before }) => levelOf(inUse(before), before.capacity) },
  { values: POOL_LEVELS, of: ({ before }) => levelOf(otherInUse(before), before.otherCapacity) },
  { values: POOL_LEVELS, of: reachOf },
  { values: 3, of: ({ before }) => (before.dormant ? 2 : before.aup === "expired" ? 1 : 0) },
  { values: 4, of: ({ before }) => furthestOf(before) },
  yes(({ summary, client }) => summary.refused.has(client)),
  yes(({ summary, client }) => summary.deleted.has(client)),
  yes(({ summary }) => summary.refused.size > 0),
  upTo(3, ({ summary }) => summary.releasedByRetire),
  upTo(2, ({ summary }) => summary.releasedByDelete),
  yes(({ summary }) => summary.renewed),
  yes(({ isSameClient }) => isSameClient),
  {
    values: 3,
    of: ({ before, after, expected: { kind } }) =>
      kind === "processed" ? 2 : before === after ? 0 : 1,
  },
];

/**
 * Every two facts have a place for each value of both: a row for each value of the later one, with a column for each value of all
 * that are before it.
 */
const COLUMNS = new Uint32Array(FACTS.length);
const ROWS = new Uint32Array(FACTS.length);
const { places: PLACES } = FACTS.reduce(
  ({ columns, places }, { values }, fact) => {
    COLUMNS[fact] = columns;
    ROWS[fact] = places;
    return { columns: columns + values, places: places + columns * values };
  },
  { columns: 0, places: 0 },
);

const TYPES = new Map(MESSAGE_TYPES.map((type, at) => [type, at]));
const VARIANTS = 8;
const POLICIES = ["none", "install", "uninstall"];

/** Messages that differ in what decides about them are of different kinds. */
function kindOf(message: Message): number {
  const kind = (TYPES.get(message.type) ?? 0) * VARIANTS;
  if (message.type === "sendBasicInventory") return kind + Number(message.plugIn);
  if (message.type === "target") return kind + POLICIES.indexOf(message.policy);
  if (message.type !== "returnPatchInventory") return kind;
  return kind + 4 * Number(message.plugIn) + 2 * Number(message.tools) + Number(message.scan);
}

/** Where a program has come to. */
interface Place {
  readonly state: State;
  readonly summary: Summary;
  readonly client: string;
}

export class Novelty {
  readonly #statement: Statement;
  readonly #met = new Uint8Array(MESSAGE_TYPES.length * VARIANTS * PLACES);
  readonly #columns = new Uint32Array(FACTS.length);
  #place: Place = startOf({ capacity: 0, otherCapacity: 0 });

  constructor(statement: Statement) {
    this.#statement = statement;
  }

  begin(settings: Settings): void {
    this.#place = startOf(settings);
  }

  /** Pairs that the step would bring, a message; below 0 where it sends none. */
  worth(item: Exclude<ProgramStep, { type: "reset" }>): number {
    const { pairs, messages } = this.#play(item, false);
    return messages === 0 ? -1 : pairs / messages;
  }

  /** The program goes on with this step, and what it brings is new no more. */
  take(item: Exclude<ProgramStep, { type: "reset" }>): void {
    this.#place = this.#play(item, true).place;
  }

  #play(item: Exclude<ProgramStep, { type: "reset" }>, isTaken: boolean) {
    let { state, summary, client: last } = this.#place;
    let pairs = 0;
    let messages = 0;
    for (const message of expand(item, state, [], this.#statement)) {
      if (!isSent(state, message)) continue;
      const { state: after, expected } = step(state, message, this.#statement);
      const client = subject(message);
      const record = clientOf(state, client);
      const isSameClient = client === last;
      const meeting = {
        message,
        before: state,
        after,
        expected,
        summary,
        client,
        record,
        isSameClient,
      };
      pairs += this.#count(meeting, isTaken);
      messages += 1;
      summary = summarize(summary, meeting);
      state = after;
      last = client;
    }
    return { place: { state, summary, client: last }, pairs, messages };
  }

  #count(meeting: Meeting, isTaken: boolean): number {
    const [met, columns] = [this.#met, this.#columns];
    const base = kindOf(meeting.message) * PLACES;
    let fresh = 0;
    for (let later = 0; later < FACTS.length; later += 1) {
      const value = (FACTS[later] as Fact).of(meeting);
      const width = COLUMNS[later] as number;
      columns[later] = width + value;
      const row = base + (ROWS[later] as number) + value * width;
      for (let earlier = 0; earlier < later; earlier += 1) {
        const place = row + (columns[earlier] as number);
        if (met[place] === 1) continue;
        fresh += 1;
        if (isTaken) met[place] = 1;
      }
    }
    return fresh;
  }
}

const startOf = (settings: Settings): Place => ({
  state: initialState(settings),
  summary: EMPTY_SUMMARY,
  client: "",
});
