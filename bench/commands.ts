/**
 * The same model and the same candidates under fast-check's own model-based testing (`fc.commands`), written
 * as one would who knows it well: the benchmark's measure of what this suite adds.
 *
 * The same as in this suite: the model, the vocabulary of messages and their arguments, two to five
 * clients of the palette a list, the capacities drawn with it, messages that the specification never
 * sends left out, every outcome and snapshot compared. What differs is what this suite has besides:
 * weights, composites such as onboard, the closing probe, swarm and state-changing programs, variants; and each message judged
 * by what the candidate showed before it.
 */
import fc from "fast-check";
import type { Candidate } from "../adapters/protocol/port.ts";
import {
  admits,
  clientOf,
  declares,
  describeMessage,
  initialState,
  inUse,
  type Message,
  otherInUse,
  type Settings,
  type Snapshot,
  type State,
  type Statement,
  statementOf,
  step,
} from "../model/index.ts";
import { capacity } from "../properties/programs/arguments.ts";
import { isComposite } from "../properties/programs/program.ts";
import {
  ALL_KINDS,
  CLIENTS,
  cast,
  isKindDeclared,
  NUMBERS,
  steps,
} from "../properties/programs/steps.ts";

/** The model's part of a run: its state, and the clients that the list's numbers stand for. */
export interface Model {
  state: State;
  readonly statement: Statement;
  readonly clients: readonly string[];
}

interface Real {
  readonly candidate: Candidate;
  /** Called with every message before it is sent. */
  readonly onMessage: (message: Message) => void;
}

/** The candidate does not do what the model does. */
class Disagreement extends Error {}

/** The benchmark cannot run this candidate. */
export class AnswersLater extends Error {}

/** The candidates of the zoo answer at once, which spares both sides the event loop. */
export function atOnce<T>(answer: T | Promise<T>): T {
  if (answer instanceof Promise) throw new AnswersLater("the candidate answers with a promise");
  return answer;
}

/** Where the types of message do not differ: they are sent in any state, and compared alike. */
class Send implements fc.Command<Model, Real> {
  protected readonly message: Message;

  constructor(message: Message) {
    this.message = message;
  }

  check(_: Readonly<Model>): boolean {
    return true;
  }

  run(model: Model, { candidate, onMessage }: Real): void {
    const message = cast(this.message, model.clients) as Message;
    onMessage(message);
    const outcome = atOnce(candidate.handle(message));
    const snapshot = atOnce(candidate.snapshot());
    const { state, expected } = step(model.state, message, model.statement);
    model.state = state;
    if (!admits(expected, outcome)) throw new Disagreement(`${this}: another answer`);
    if (!shows(snapshot, state, model.statement)) throw new Disagreement(`${this}: another state`);
  }

  toString(): string {
    return describeMessage(this.message);
  }
}

/** A policy is not created for a bulletin that is listed but not enabled. */
class SendCreatePolicy extends Send {
  override check({ state }: Readonly<Model>): boolean {
    return isSendable(state, this.message);
  }
}

export function isSendable(state: State, message: Message): boolean {
  if (message.type !== "createPolicy") return true;
  return !state.listed.has(message.bulletin) || state.enabled.has(message.bulletin);
}

/** Whether a snapshot shows the model's state, and nothing else. */
export function shows(snapshot: Snapshot, state: State, statement: Statement): boolean {
  if (snapshot.capacity !== state.capacity || snapshot.inUse !== inUse(state)) return false;
  return (
    showsClients(snapshot, state, statement) &&
    (!declares(statement, "other-solutions") || showsOther(snapshot, state)) &&
    (!declares(statement, "maintenance") || showsCatalog(snapshot, state))
  );
}

function showsClients({ clients }: Snapshot, state: State, statement: Statement): boolean {
  const withOther = declares(statement, "other-solutions");
  let recorded = 0;
  for (const { record } of state.clients.values()) if (record !== "none") recorded += 1;
  if (clients.length !== recorded) return false;
  if (new Set(clients.map(({ client }) => client)).size !== recorded) return false;
  return clients.every((shown) => {
    const record = clientOf(state, shown.client);
    return (
      shown.record === record.record &&
      shown.licensed === record.licensed &&
      shown.inventories === record.inventories &&
      (!withOther || shown.otherLicensed === record.otherLicensed)
    );
  });
}

const showsOther = ({ other }: Snapshot, state: State) =>
  other?.capacity === state.otherCapacity && other.inUse === otherInUse(state);

function showsCatalog({ functioning, catalog }: Snapshot, state: State): boolean {
  return (
    functioning === !state.dormant &&
    catalog?.revision === state.revision &&
    isSame(state.listed, catalog.listed) &&
    isSame(state.enabled, catalog.enabled) &&
    isSame(state.deployed, catalog.deployed)
  );
}

const isSame = (set: ReadonlySet<string>, shown: readonly string[]) =>
  set.size === shown.length && shown.every((item) => set.has(item));

/** An arbitrary for each kind of message; a complete scan and an incomplete one are two kinds. */
function commandArbitraries(statement: Statement): fc.Arbitrary<fc.Command<Model, Real>>[] {
  const arbitraries = steps(fc.nat({ max: NUMBERS - 1 }).map(String));
  return ALL_KINDS.filter(
    (kind) => isKindDeclared(kind, statement) && !isComposite({ type: kind }),
  ).map((kind) =>
    arbitraries[kind].map((message) =>
      message.type === "createPolicy"
        ? new SendCreatePolicy(message)
        : new Send(message as Message),
    ),
  );
}

/** How long lists get: fast-check's defaults, which end at ten, or up to a hundred. */
export const LENGTHS = {
  "fc.commands": {},
  "fc.commands, up to 100": { maxCommands: 100, size: "max" },
} as const satisfies Record<string, fc.CommandsContraints>;

interface CommandsOptions {
  readonly constraints: fc.CommandsContraints;
  readonly onMessage?: (message: Message) => void;
  /** Called where a list begins. */
  readonly onList?: (settings: Settings) => void;
}

/** The property that a candidate does what the model does, for `fc.check`. */
export function commandsProperty(candidate: Candidate, options: CommandsOptions) {
  const { constraints, onList, onMessage = () => undefined } = options;
  const statement = statementOf(candidate.declaration);
  const few = fc.shuffledSubarray([...CLIENTS], { minLength: 2, maxLength: 5 });
  const lists = fc.commands(commandArbitraries(statement), constraints);
  return fc.property(
    few,
    capacity,
    capacity,
    lists,
    (clients, patchCapacity, otherCapacity, commands) => {
      const settings = { capacity: patchCapacity, otherCapacity };
      onList?.(settings);
      fc.modelRun(() => {
        atOnce(candidate.reset(settings));
        const model: Model = { state: initialState(settings), statement, clients };
        return { model, real: { candidate, onMessage } };
      }, commands);
    },
  );
}
