/**
 * Programs with messages in flight together, and with crashes: like other programs plain data that is
 * generated, driven, shrunk, stored and replayed.
 */
import {
  type BulletinId,
  type ClientId,
  Clients,
  clientOf,
  initialState,
  isSent,
  type Message,
  mayReceive,
  type Settings,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import { expand, type ProgramStep } from "../programs/program.ts";
import { BULLETINS, LAST_REVISION } from "../programs/vendor.ts";
import type { History, HistoryEvent, Kill, Phase } from "./history.ts";

export type LaneStep =
  | Exclude<ProgramStep, { type: "reset" }>
  /** Two lanes or more, released together; with a kill, the candidate is killed while they are in flight. */
  | {
      readonly type: "together";
      readonly lanes: readonly (readonly Message[])[];
      readonly kill?: Kill;
    }
  /** The candidate is killed, with these messages in flight as one request, and started again on its store. */
  | { readonly type: "crash"; readonly during: readonly Message[]; readonly kill: Kill };

export interface LaneProgram extends Settings {
  readonly steps: readonly LaneStep[];
}

/** A program as it is driven. */
export interface Plan {
  readonly phases: readonly Phase[];
  /** Of each phase, the step of each of its messages; of one with lanes or a crash, that step alone. */
  readonly steps: readonly (readonly number[])[];
}

export type RaceStep = Extract<LaneStep, { type: "together" | "crash" }>;

export const isRace = (item: { readonly type: string }): item is RaceStep =>
  item.type === "together" || item.type === "crash";

/** Whether the program kills the candidate: such runs are kept apart from others. */
export const hasCrash = (program: LaneProgram): boolean => crashesIn(program) > 0;

/** How often it does. */
export const crashesIn = ({ steps }: LaneProgram): number =>
  steps.filter((one) => one.type === "crash" || (one.type === "together" && one.kill)).length;

/** The messages and composites of a step, whether in lanes or not. */
export function messagesIn(item: LaneStep): readonly Exclude<ProgramStep, { type: "reset" }>[] {
  if (item.type === "together") return item.lanes.flat();
  return item.type === "crash" ? item.during : [item];
}

/** The step with another message or composite in the place of each. */
export function withMessages(
  item: LaneStep,
  change: <S extends ProgramStep>(one: S) => S,
): LaneStep {
  if (item.type === "together")
    return { ...item, lanes: item.lanes.map((lane) => lane.map(change)) };
  return item.type === "crash" ? { ...item, during: item.during.map(change) } : change(item);
}

/** After a race of one of these it is not known which bulletins are listed or enabled. */
const CATALOGUE: ReadonlySet<string> = new Set([
  "importCatalog",
  "enableBulletin",
  "expireAup",
  "renewAup",
  "upgradeSolution",
]);

/**
 * The program as phases. What state a race leaves is not known beforehand, so that nothing here depends on
 * it: a message that the specification does not send in some of these states is left out, and the
 * probe sends as many newcomers as could pull in any of them.
 */
export function plan(program: LaneProgram, statement: Statement): Plan {
  const phases: Phase[] = [];
  const steps: number[][] = [];
  const walk = walker(program, statement);
  let sequence: { readonly messages: Message[]; readonly steps: number[] } | undefined;
  program.steps.forEach((item, index) => {
    if (isRace(item)) {
      sequence = undefined;
      phases.push(walk.race(item));
      steps.push([index]);
      return;
    }
    for (const message of walk.messages(item)) {
      if (!sequence) {
        sequence = { messages: [], steps: [] };
        phases.push({ type: "sequence", messages: sequence.messages });
        steps.push(sequence.steps);
      }
      sequence.messages.push(message);
      sequence.steps.push(index);
    }
  });
  return { phases, steps };
}

/** Goes through a program along one of the orders that its lanes may take effect in. */
function walker(program: LaneProgram, statement: Statement) {
  let state = initialState(program);
  // From the first race of the catalogue on, what had surely been enabled before it.
  let surelyEnabled: ReadonlySet<BulletinId> | undefined;
  const sent: { readonly message: Message }[] = [];
  const mayBeSent = (message: Message) =>
    surelyEnabled && message.type === "createPolicy"
      ? surelyEnabled.has(message.bulletin)
      : isSent(state, message);
  const take = (message: Message) => {
    state = step(state, message, statement).state;
    sent.push({ message });
  };
  return {
    messages: (item: Exclude<LaneStep, RaceStep>): readonly Message[] => {
      const all =
        item.type === "probe"
          ? closing(program, state, sent, statement)
          : expand(item, state, sent, statement);
      const messages: Message[] = [];
      for (const message of all) {
        if (!mayBeSent(message)) continue;
        messages.push(message);
        take(message);
      }
      return messages;
    },
    race: (item: RaceStep): Phase => {
      if (messagesIn(item).some(({ type }) => CATALOGUE.has(type))) surelyEnabled ??= state.enabled;
      const allowed = (messages: readonly Message[]) => messages.filter(mayBeSent);
      const phase: Phase =
        item.type === "crash"
          ? { ...item, during: allowed(item.during) }
          : { ...item, lanes: apart(item.lanes.map(allowed)).filter((lane) => lane.length > 0) };
      for (const message of phase.type === "together" ? phase.lanes.flat() : phase.during)
        take(message);
      return phase;
    },
  };
}

/** Lanes without policies for what another lane enables, be it enabled already: these are never in flight together. */
const apart = (lanes: readonly (readonly Message[])[]): readonly (readonly Message[])[] =>
  lanes.map((lane) => {
    const others = lanes.filter((other) => other !== lane).flat();
    const enabled = new Set(
      others.flatMap((one) => (one.type === "enableBulletin" ? [one.bulletin] : [])),
    );
    return lane.filter((one) => one.type !== "createPolicy" || !enabled.has(one.bulletin));
  });

/** The probe, where only one of the states that may have been reached is known. */
function closing(
  program: LaneProgram,
  state: State,
  sent: readonly { readonly message: Message }[],
  statement: Statement,
): readonly Message[] {
  const said = program.steps.flatMap(messagesIn);
  const most = (type: "setCapacity" | "setOtherCapacity", least: number) =>
    Math.max(least, ...said.flatMap((one) => (one.type === type ? [one.nodes] : [])));
  const isExpired = said.some(({ type }) => type === "expireAup");
  const emptied: State = {
    ...state,
    clients: Clients.none,
    capacity: most("setCapacity", program.capacity),
    otherCapacity: most("setOtherCapacity", program.otherCapacity),
    aup: isExpired ? "expired" : state.aup,
  };
  const known = (client: ClientId) => clientOf(state, client).record !== "none";
  const checkIns = mayReceive(statement, "checkIn") ? [...state.clients.keys()].filter(known) : [];
  return [
    // No snapshot shows whether the AUP is expired, and the renewal that follows would make up for one that was lost.
    ...(isExpired ? [newerCatalog(said)] : []),
    ...expand({ type: "probe" }, emptied, sent, statement),
    ...checkIns.map((client): Message => ({ type: "checkIn", client })),
  ];
}

/** Newer than any that a program speaks of, with all that is in these. */
function newerCatalog(said: ReturnType<typeof messagesIn>): Message {
  const imported = said.flatMap((one) => (one.type === "importCatalog" ? [one] : []));
  const revision = Math.max(LAST_REVISION, ...imported.map((one) => one.revision)) + 1;
  const bulletins = new Set([...BULLETINS, ...imported.flatMap((one) => one.bulletins)]);
  return { type: "importCatalog", revision, bulletins: [...bulletins] };
}

type MessageEvent = Extract<HistoryEvent, { type: "message" }>;

/** The messages that were in flight together with another one, as the suite saw it. */
export function overlapping(history: History): readonly MessageEvent[] {
  const calls = history.filter((event): event is MessageEvent => event.type === "message");
  const end = (event: MessageEvent) => event.return ?? Number.POSITIVE_INFINITY;
  return calls.filter((one) =>
    calls.some(
      (other) =>
        other.request !== one.request &&
        other.phase === one.phase &&
        other.call < end(one) &&
        one.call < end(other),
    ),
  );
}
