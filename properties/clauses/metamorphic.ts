/** Metamorphic properties: two programs that must come out alike, independently of the model. */
import type { Failure } from "../../engine/specification.ts";
import {
  CLIENT_FIELDS,
  type ClientId,
  type ClientRecord,
  clientOf,
  describeClient,
  isSameValue,
  type Message,
  SENT_BY_CLIENTS,
  type Settings,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import {
  ofClient,
  type PredictedStep,
  type Program,
  type ProgramStep,
} from "../programs/program.ts";
import { hasNoEffect } from "./frame.ts";
import type { ObservedStep } from "./observed-step.ts";
import type { MetamorphicProperty, Variant } from "./property.ts";

/**
 * Makes variants by replacing each message by none, one or more; `undefined` if nothing was replaced.
 * The messages of composites and of the probe are replaced like any other, so that what the snapshots hide is compared
 * as well.
 */
const replacing =
  (
    replace: (plan: PredictedStep) => readonly ProgramStep[],
    resize?: (settings: Settings) => Settings,
  ): MetamorphicProperty["vary"] =>
  (program, _statement, predicted) => {
    const steps: ProgramStep[] = [];
    const at: number[] = [];
    let messages = 0;
    let isSame = resize === undefined;
    const sized = ({ capacity, otherCapacity }: Settings) =>
      resize?.({ capacity, otherCapacity }) ?? { capacity, otherCapacity };
    for (const item of predicted) {
      const replaced = replace(item);
      isSame &&= replaced.length === 1 && replaced[0] === item.message;
      messages += replaced.length;
      at.push(replaced.length === 0 ? -1 : messages - 1);
      if (item.reset) steps.push({ type: "reset", ...sized(item.reset) });
      steps.push(...replaced);
    }
    return isSame ? undefined : { program: { ...sized(program), steps }, at };
  };

/** Compares what two runs show of every client, wherever they are aligned. */
function sameClients(rename: (client: ClientId) => ClientId = (client) => client) {
  return (
    original: readonly ObservedStep[],
    variant: readonly ObservedStep[],
    at: readonly number[],
  ) => {
    let alike: readonly [State?, State?] = [];
    for (const [index, other] of at.entries()) {
      const a = original[index]?.observed;
      const b = other < 0 ? undefined : variant[other]?.observed;
      // Where nothing has changed in either, they are as they were.
      if (!a || !b || (alike[0] === a && alike[1] === b)) continue;
      const failure = firstDifference(a, b, rename);
      if (failure) return { index, failure };
      alike = [a, b];
    }
    return undefined;
  };
}

/** How many inventories there are is free, and not compared. */
const COMPARED = CLIENT_FIELDS.filter(({ isCounter }) => !isCounter);

const isShownAlike = (a: ClientRecord, b: ClientRecord): boolean =>
  COMPARED.every((field) => isSameValue(field.of(a), field.of(b)));

function firstDifference(
  a: State,
  b: State,
  rename: (client: ClientId) => ClientId,
): Failure | undefined {
  const alike = (client: ClientId) =>
    isShownAlike(clientOf(a, client), clientOf(b, rename(client)));
  // A renaming is its own inverse.
  if (a.clients.every(alike) && b.clients.every((client) => alike(rename(client)))) return;
  const client = [...a.clients.keys(), ...[...b.clients.keys()].map(rename)].find(
    (one) => !alike(one),
  );
  if (client === undefined) return undefined;
  const [here, there] = [clientOf(a, client), clientOf(b, rename(client))];
  return {
    expected: `in both programs, ${client} is the same`,
    seen: `${client} is ${describeClient(here)} here, and ${describeClient(there)} in the variant`,
  };
}

/** Every client takes the name of its mirror image in the list, an involution. */
const MIRRORED = "abcdefghijklmnopqrstuvwxyz0123456789-_";
const mirrored = new Map<ClientId, ClientId>();

function mirror(client: ClientId): ClientId {
  const known = mirrored.get(client);
  if (known !== undefined) return known;
  const image = [...client].map((c) => MIRRORED[MIRRORED.length - 1 - MIRRORED.indexOf(c)] ?? c);
  mirrored.set(client, image.join(""));
  return image.join("");
}

const mirrorMessage = (message: Message): Message =>
  "client" in message ? ofClient(message, mirror(message.client)) : message;

/** A pool at the greatest count of the wire is as good as endless, and stays. */
const oneMore = (nodes: number) => Math.min(nodes + 1, 2 ** 31 - 1);

/** A message without any effect is left out, as if it had not been sent. */
const dropping = (type: Message["type"]) =>
  replacing((item) => (item.message.type === type && hasNoEffect(item) ? [] : [item.message]));

const twice = (isMeant: (type: Message["type"]) => boolean) =>
  replacing(({ message }) => (isMeant(message.type) ? [message, message] : [message]));

type Definition = Omit<MetamorphicProperty, "kind" | "relate"> &
  Partial<Pick<MetamorphicProperty, "relate">>;

/** Where nothing else is said, clients have to be the same. */
const DEFINITIONS: readonly Definition[] = [
  {
    id: "frame/renaming-clients-changes-nothing",
    clauses: ["FRAME-1"],
    description: "the same program with other client ids comes out the same",
    vary: replacing(({ message }) => [mirrorMessage(message)]),
    relate: sameClients(mirror),
  },
  {
    id: "cons/duplicated-scans-change-nothing",
    clauses: ["CONS-8"],
    description: "with every scan sent twice, the same clients hold licenses at every point",
    vary: twice((type) => type === "returnPatchInventory"),
  },
  {
    id: "frame/a-message-sent-again-changes-nothing-more",
    clauses: ["FRAME-3"],
    description:
      "with every message of an agent sent twice, as where its answer was lost, records and licenses are the same at every point",
    vary: twice((type) => SENT_BY_CLIENTS.includes(type)),
  },
  {
    id: "rec/repeated-retire-changes-nothing",
    clauses: ["REC-1a"],
    description:
      "without the retirements of computers already retired, the program comes out the same",
    isRare: true,
    vary: dropping("retire"),
  },
  {
    id: "rec/repeated-delete-changes-nothing",
    clauses: ["REC-4a"],
    description:
      "without the deletions of clients that have no record, the program comes out the same",
    isRare: true,
    vary: dropping("delete"),
  },
  {
    id: "frame/order-of-uncontended-clients-is-free",
    clauses: ["FRAME-1"],
    description:
      "neighbouring messages of two clients who do not compete for a license can change places",
    vary: swapNeighbours,
  },
  {
    id: "cons/more-capacity-takes-nothing-away",
    clauses: ["CONS-5"],
    description: "with one more license in the pool throughout, whoever held one still holds one",
    vary: replacing(
      ({ message }) => [
        message.type === "setCapacity" ? { ...message, nodes: oneMore(message.nodes) } : message,
      ],
      ({ capacity, otherCapacity }) => ({ capacity: oneMore(capacity), otherCapacity }),
    ),
    relate: keepsEveryGrant,
  },
];

export const metamorphicProperties: readonly MetamorphicProperty[] = DEFINITIONS.map(
  (definition) => ({ kind: "metamorphic", relate: sameClients(), ...definition }),
);

/** Swaps pairs of neighbours where the model ends in the same state either way. */
function swapNeighbours(
  program: Program,
  statement: Statement,
  predicted: readonly PredictedStep[],
): Variant | undefined {
  const messages = predicted.map(({ message }) => message);
  const at = predicted.map((_, index) => index);
  for (let i = 0; i + 1 < predicted.length; i += 1) {
    const [first, second] = [predicted[i], predicted[i + 1]];
    if (!first || !second || second.reset || !commute(first, second, statement)) continue;
    messages[i] = second.message;
    messages[i + 1] = first.message;
    // Between the two the runs differ; they meet again after the second.
    at[i] = -1;
    i += 1;
  }
  if (!at.includes(-1)) return undefined;
  const steps = messages.flatMap((message, i): ProgramStep[] => {
    const reset = predicted[i]?.reset;
    return reset ? [{ type: "reset", ...reset }, message] : [message];
  });
  const { capacity, otherCapacity } = program;
  return { program: { capacity, otherCapacity, steps }, at };
}

function commute(first: PredictedStep, second: PredictedStep, statement: Statement): boolean {
  const [a, b] = [first.message, second.message];
  if (!("client" in a && "client" in b) || a.client === b.client) return false;
  const swapped = step(step(first.before, b, statement).state, a, statement).state;
  return [a.client, b.client].every((client) =>
    isShownAlike(clientOf(swapped, client), clientOf(second.after, client)),
  );
}

function keepsEveryGrant(
  original: readonly ObservedStep[],
  variant: readonly ObservedStep[],
  at: readonly number[],
) {
  for (const [index, other] of at.entries()) {
    const more = variant[other];
    for (const [client, { licensed }] of original[index]?.observed.clients ?? []) {
      if (!licensed || !more || clientOf(more.observed, client).licensed) continue;
      const failure = {
        expected: `${client} holds a license with one more in the pool, as it does here`,
        seen: `${client} is ${describeClient(clientOf(more.observed, client))} there`,
      };
      return { index, failure };
    }
  }
  return undefined;
}

/**
 * A variant doubles what a program costs, and most mistakes show in the program alone: with a variant of
 * every program the first failure took half as many messages again. So the first programs have none, then every other
 * one has, until a short run has enough of each property, and from there on one in four: both prime to the modes.
 */
const FIRST_VARIED = 30;
const FIRST_SPARSE = 200;
const TURNS_BEFORE = (FIRST_SPARSE - FIRST_VARIED) / 2;

/** Among the programs that have a variant, the place of the one with this index; of others none. */
export function turnOf(index: number): number | undefined {
  if (index < FIRST_VARIED) return undefined;
  const isSparse = index >= FIRST_SPARSE;
  const turn = isSparse ? TURNS_BEFORE + (index - FIRST_SPARSE) / 4 : (index - FIRST_VARIED) / 2;
  return Number.isInteger(turn) ? turn : undefined;
}
