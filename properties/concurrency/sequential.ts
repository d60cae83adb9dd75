/**
 * The reference model as the sequential specification that histories are held to: what a message may answer and a
 * snapshot may show after the messages that took effect before it.
 */
import {
  admits,
  type ClientId,
  clientOf,
  type Expectation,
  initialState,
  type Message,
  type Outcome,
  recordWith,
  type Settings,
  type Snapshot,
  type State,
  type Statement,
  stateWith,
  step,
} from "../../model/index.ts";
import type { History } from "./history.ts";
import type { Operation } from "./linearizability.ts";
import { showsOf, type View } from "./views.ts";

/** A state that the candidate may be in. */
export interface Possible {
  readonly state: State;
  /**
   * Clients whose count of inventories the next snapshot may show as it likes: growth is judged only of a record that was
   * active through every message since the last one.
   */
  readonly uncounted: ReadonlySet<ClientId>;
  /** Crashes so far: what was unanswered at an earlier one cannot take effect any more. */
  readonly crashes: number;
  /** Of requests that were never answered, how many of their messages took effect. */
  readonly progress: ReadonlyMap<number, number>;
}

/** What takes effect at one moment. */
export type Call =
  | { readonly type: "message"; readonly message: Message }
  /** A message that was never answered: the `place`-th of its request, cut off by the crash of that number. */
  | {
      readonly type: "unanswered";
      readonly message: Message;
      readonly request: number;
      readonly place: number;
      readonly crash: number;
    }
  | { readonly type: "snapshot" }
  | { readonly type: "crash" };

export type Answer = Outcome | Snapshot;

/** The operations of a history, one for each event. */
export function operationsOf(history: History): readonly Operation<Call, Answer>[] {
  let crashes = 0;
  const places = new Map<number, number>();
  return history.map((event) => {
    const { call, return: answered } = event;
    if (event.type === "snapshot") {
      const input = { type: "snapshot" } as const;
      return { lane: 0, input, output: event.snapshot, call, return: answered };
    }
    if (event.type === "crash") {
      crashes += 1;
      return { lane: 0, input: { type: "crash" }, call, return: answered };
    }
    const { lane, message, request, outcome } = event;
    if (outcome && answered !== undefined)
      return { lane, input: { type: "message", message }, output: outcome, call, return: answered };
    const place = places.get(request) ?? 0;
    places.set(request, place + 1);
    return { lane, input: { type: "unanswered", message, request, place, crash: crashes }, call };
  });
}

const NOBODY: ReadonlySet<ClientId> = new Set();
const NOTHING: ReadonlyMap<number, number> = new Map();

/**
 * @param view what of the answers and snapshots is looked at
 */
export function sequentialSpecification(settings: Settings, statement: Statement, view: View) {
  const initial: Possible = {
    state: initialState(settings),
    uncounted: NOBODY,
    crashes: 0,
    progress: NOTHING,
  };
  const shows = showsOf(view, statement);
  return {
    initial,
    keyOf,
    step: (possible: Possible, call: Call, answer: Answer | undefined): Possible | undefined => {
      if (call.type === "crash")
        return { ...possible, crashes: possible.crashes + 1, progress: NOTHING };
      if (call.type === "snapshot") {
        const snapshot = answer as Snapshot;
        const state = withCountsShown(possible, snapshot);
        // From a snapshot on, inventories are counted from what it shows.
        return shows(state, snapshot) ? { ...possible, state, uncounted: NOBODY } : undefined;
      }
      if (call.type === "unanswered") {
        const done = possible.progress.get(call.request) ?? 0;
        if (call.crash !== possible.crashes || call.place !== done) return undefined;
        const { possible: after } = take(possible, call.message, statement);
        return { ...after, progress: new Map(after.progress).set(call.request, done + 1) };
      }
      const { possible: after, expected } = take(possible, call.message, statement);
      const isJudged = answer && view.answers.has(call.message.type);
      return isJudged && !admits(expected, answer as Outcome) ? undefined : after;
    },
  };
}

/** A message taken in a state that the candidate may be in. */
export function take(
  possible: Possible,
  message: Message,
  statement: Statement,
): { readonly possible: Possible; readonly expected: Expectation } {
  const { state, expected } = step(possible.state, message, statement);
  if (state === possible.state) return { possible, expected };
  const client = "client" in message ? message.client : undefined;
  const isSteady =
    client === undefined ||
    (clientOf(possible.state, client).record === "active" &&
      clientOf(state, client).record === "active");
  const uncounted =
    isSteady || possible.uncounted.has(client)
      ? possible.uncounted
      : new Set(possible.uncounted).add(client);
  const { crashes, progress } = possible;
  // Field by field, as in the model itself.
  return { possible: { state, uncounted, crashes, progress }, expected };
}

/**
 * The state as the snapshot has to show it. Counts that are not judged are the snapshot's own: those of records that were not
 * active throughout.
 */
export function withCountsShown({ state, uncounted }: Possible, { clients }: Snapshot): State {
  let records = state.clients;
  for (const { client, inventories } of clients) {
    const record = records.get(client);
    if (!record || record.inventories === inventories) continue;
    if (record.record !== "active" || uncounted.has(client))
      records = records.with(client, recordWith(record, { inventories }));
  }
  return stateWith(state, { clients: records });
}

const stateKeys = new WeakMap<State, string>();

/** The same for states that differ only in the order in which their records came about. */
export function keyOfState(state: State): string {
  const known = stateKeys.get(state);
  if (known !== undefined) return known;
  const { clients, listed, enabled, deployed, ...server } = state;
  const records = [...clients].map(
    ([client, record]) => `${client} ${Object.values(record).join()}`,
  );
  const sets = [records, [...listed], [...enabled], [...deployed]].map((set) => set.sort());
  const key = JSON.stringify([Object.values(server), ...sets]);
  stateKeys.set(state, key);
  return key;
}

function keyOf({ state, uncounted, crashes, progress }: Possible): string {
  const hidden = uncounted.size > 0 ? [...uncounted].sort().join() : "";
  const cut = progress.size > 0 ? [...progress].sort(([a], [b]) => a - b).join(";") : "";
  return `${keyOfState(state)}|${hidden}|${crashes}|${cut}`;
}
