/** Programs: the plain data that is generated, driven, shrunk, stored and replayed. */
import {
  type BulletinId,
  type ClientId,
  clientOf,
  completeScan,
  declares,
  type Expectation,
  type Form,
  initialState,
  inUse,
  isSent,
  MESSAGES,
  type Message,
  mayReceive,
  type OfForm,
  otherInUse,
  type Settings,
  type State,
  type Statement,
  type Step,
  step,
} from "../../model/index.ts";
import { catalogAt, firstRevisionWith } from "./vendor.ts";

/** Steps that stand for several messages, as a person would name them. */
export const COMPOSITES = {
  /** The article's whole way to a license: record, target, plug-in, check-in, scan. */
  onboard: { about: "client", features: ["pool"] },
  /** The article's whole way back: uninstall, deletion, a new record, the other solution's license. */
  recover: { about: "client", features: ["other-solutions"] },
  /** A bulletin's whole way to the clients: catalogue, enabling, policy. */
  rollOut: { about: "server", argument: "bulletin", features: ["maintenance"] },
} as const satisfies Readonly<Record<string, Form>>;

type CompositeType = keyof typeof COMPOSITES;
type Composite = { [T in CompositeType]: OfForm<T, (typeof COMPOSITES)[T]> }[CompositeType];

export type ProgramStep =
  | Message
  | Composite
  /** The server is emptied, as it is before a program: what shows afterwards has survived that. */
  | ({ readonly type: "reset" } & Settings)
  /** The closing experiment that shows what a snapshot may hide. */
  | { readonly type: "probe" };

export interface Program extends Settings {
  readonly steps: readonly ProgramStep[];
}

export const isComposite = (step: { readonly type: string }): boolean =>
  Object.hasOwn(COMPOSITES, step.type);

const FORMS: Readonly<Record<string, Form>> = { ...MESSAGES, ...COMPOSITES };

/** The form of a message or composite; none of a reset or a probe. */
export const formOf = ({ type }: { readonly type: string }): Form | undefined => FORMS[type];

/** The same step about another client; itself where it is about none. */
export const ofClient = <S extends ProgramStep>(step: S, client: ClientId): S =>
  "client" in step ? { ...step, client } : step;

/** A message of a program, with what the reference model does with it. */
export interface PredictedStep {
  readonly message: Message;
  /** Index of the step that it came from. */
  readonly step: number;
  /** The server is reset to these before the message. */
  readonly reset?: Settings;
  readonly before: State;
  readonly after: State;
  readonly expected: Expectation;
}

/**
 * The program as messages, and the reference model's run of them. A message that the specification says
 * is never sent in the state reached is left out.
 */
export function predict(program: Program, statement: Statement): readonly PredictedStep[] {
  const predicted: PredictedStep[] = [];
  let state = initialState(program);
  let reset: Settings | undefined;
  program.steps.forEach((item, index) => {
    if (item.type === "reset") {
      const { capacity, otherCapacity } = item;
      reset = { capacity, otherCapacity };
      state = initialState(reset);
      return;
    }
    for (const message of expand(item, state, predicted, statement)) {
      if (!isSent(state, message)) continue;
      const taken = step(state, message, statement);
      predicted.push(predictedStep(message, index, state, taken, reset));
      state = taken.state;
      reset = undefined;
    }
  });
  return predicted;
}

/** Field by field, as in `recordWith`. */
export const predictedStep = (
  message: Message,
  step: number,
  before: State,
  { state: after, expected }: Step,
  reset: Settings | undefined,
): PredictedStep =>
  reset
    ? { message, step, reset, before, after, expected }
    : { message, step, before, after, expected };

/** The reference model's state after one step; the same object where nothing changes. */
export function play(state: State, item: ProgramStep, statement: Statement): State {
  if (item.type === "reset") return initialState(item);
  let after = state;
  for (const message of expand(item, state, [], statement))
    if (isSent(after, message)) after = step(after, message, statement).state;
  return after;
}

/** The messages that a step stands for, in the state reached. */
export function expand(
  item: Exclude<ProgramStep, { type: "reset" }>,
  state: State,
  soFar: readonly Pick<PredictedStep, "message">[],
  statement: Statement,
): readonly Message[] {
  switch (item.type) {
    case "onboard":
      return onboard(item.client, statement);
    case "recover":
      return recover(item.client, statement);
    case "rollOut":
      return rollOut(item.bulletin);
    case "probe":
      return probe(state, soFar, statement);
    default:
      return [item];
  }
}

function onboard(client: ClientId, statement: Statement): readonly Message[] {
  if (!declares(statement, "onboarding")) return [{ type: "enroll", client }, completeScan(client)];
  return [
    { type: "enroll", client },
    { type: "target", client, policy: "install" },
    { type: "sendBasicInventory", client, plugIn: true },
    { type: "checkIn", client },
    completeScan(client),
  ];
}

function recover(client: ClientId, statement: Statement): readonly Message[] {
  const uninstall: readonly Message[] = [
    { type: "target", client, policy: "uninstall" },
    { type: "checkIn", client },
    { type: "sendBasicInventory", client, plugIn: false },
  ];
  // A server that ignores unknown reports has to be told of the client again.
  const returns = statement.choices.unknownReports === "recreated" ? "checkIn" : "enroll";
  return [
    ...(declares(statement, "onboarding") ? uninstall : []),
    { type: "delete", client },
    { type: mayReceive(statement, "checkIn") ? returns : "enroll", client },
    { type: "returnOtherInventory", client },
  ];
}

function rollOut(bulletin: BulletinId): readonly Message[] {
  const revision = firstRevisionWith(bulletin);
  return [
    { type: "importCatalog", revision, bulletins: catalogAt(revision) },
    { type: "enableBulletin", bulletin },
    { type: "createPolicy", bulletin },
  ];
}

/** Maximum of fresh clients in a probe: a pool with more free licenses is not filled to its end. */
const MAX_PROBES = 12;

/**
 * Names of fresh clients, counted from 1. Most are made once, and out of keys: a string that has been a key is there only
 * once in V8, so that it is looked up in a list in a quarter of the time.
 */
function names(prefix: string): (n: number) => ClientId {
  const nth = (n: number) => `${prefix}-${n}`;
  const made = Object.keys(
    Object.fromEntries(Array.from({ length: 4 * MAX_PROBES }, (_, at) => [nth(at + 1), true])),
  );
  return (n) => made[n - 1] ?? nth(n);
}
const nthProbe = names("probe");
const nthOtherProbe = names("other-probe");

/**
 * Since a snapshot may be computed from the very rows that hide a drift: renewal if the AUP is expired;
 * then clients never seen before become ready and scan, one more than the licenses that are free, and
 * exactly the free ones must pull, in either pool; then every client with a record checks in. An AUP
 * that was expired, and a server that was dormant, end so again.
 */
function probe(
  state: State,
  soFar: readonly Pick<PredictedStep, "message">[],
  statement: Statement,
): readonly Message[] {
  const free = Math.max(0, state.capacity - inUse(state));
  const otherFree = Math.max(0, state.otherCapacity - otherInUse(state));
  const known = new Set(soFar.map(({ message }) => ("client" in message ? message.client : "")));
  const fresh = (count: number, nth: (n: number) => ClientId) => {
    const clients: ClientId[] = [];
    for (let n = 1; clients.length < Math.min(count, MAX_PROBES) + 1; n += 1)
      if (!known.has(nth(n))) clients.push(nth(n));
    return clients;
  };
  const newcomers = fresh(free, nthProbe);
  const others = declares(statement, "other-solutions") ? fresh(otherFree, nthOtherProbe) : [];
  const messages: Message[] = state.aup === "expired" ? [{ type: "renewAup" }] : [];
  for (const client of newcomers)
    messages.push(...becomeReady(client, statement), completeScan(client));
  for (const client of others)
    messages.push({ type: "enroll", client }, { type: "returnOtherInventory", client });
  if (mayReceive(statement, "checkIn"))
    for (const client of [...recorded(state), ...newcomers, ...others])
      messages.push({ type: "checkIn", client });
  // What the program ended in must not survive the reset before the next one.
  if (state.aup === "expired") messages.push({ type: "expireAup" });
  if (state.dormant) messages.push({ type: "upgradeSolution" });
  return messages;
}

function becomeReady(client: ClientId, statement: Statement): readonly Message[] {
  const reported: Message = { type: "sendBasicInventory", client, plugIn: true };
  return [{ type: "enroll", client }, ...(declares(statement, "onboarding") ? [reported] : [])];
}

const recorded = (state: State) =>
  [...state.clients.keys()].filter((client) => clientOf(state, client).record !== "none");
