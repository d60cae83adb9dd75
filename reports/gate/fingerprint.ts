/** A name for a counterexample: the same for the same fault, with any seed and any names of clients. */
import { Clean } from "typebox/value";
import { snapshotSchema } from "../../adapters/protocol/wire.ts";
import { FEATURES, type Outcome } from "../../model/index.ts";
import type { LaneStep } from "../../properties/concurrency/program.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { canonical, digestOf } from "../data/digest.ts";

type Program = Counterexample["program"];

/** Of what a fingerprint is made of. It also keeps YAML from reading one as a number. */
const VERSION = "v1";
/** As a regular expression for a whole fingerprint. */
export const FINGERPRINT = `^${VERSION}-[0-9a-f]{16}$`;

/**
 * Of a program that fails each time: the property, the program with its clients in order of first use, where it
 * fails, what was answered there and what was shown. Of one with messages in flight or with crashes, whose runs differ:
 * the property, and the kinds of messages that are in flight together or at a crash.
 */
export function fingerprint(counterexample: Counterexample): string {
  const { property, program, race } = counterexample;
  const facts = race ? raceShape(program) : deterministic(counterexample);
  return `${VERSION}-${digestOf([property, facts])}`;
}

function deterministic({ program, history, divergence, variant }: Counterexample) {
  const own = renaming([program, ...(variant ? [variant.program] : []), history]);
  return own([
    program,
    divergence.message,
    shownAt(history[divergence.message]),
    variant && [variant.program, variant.message, shownAt(variant.history[variant.message])],
  ]);
}

/** The kind of answer without what it lists, and the fields of the snapshot that the protocol knows. */
function shownAt(exchange: Counterexample["history"][number] | undefined) {
  if (!exchange) return null;
  const { message, outcome, snapshot } = exchange;
  const shown = Clean(SNAPSHOT, structuredClone(snapshot)) as Record<string, unknown>;
  const { clients } = shown;
  const inOrder = Array.isArray(clients) ? clients.map(canonical).sort() : [];
  return [
    message.type,
    kindOf(outcome as Outcome),
    { ...shown, clients: inOrder.map((c) => JSON.parse(c)) },
  ];
}

const SNAPSHOT = snapshotSchema(FEATURES);

function kindOf(outcome: Outcome): readonly string[] {
  if (outcome.type === "processed") return [outcome.type, outcome.license];
  return outcome.type === "discarded" ? [outcome.type, outcome.reason] : [outcome.type];
}

/** The lanes of a race are a set: which of them is the first says nothing. */
function raceShape({ steps }: Program): readonly unknown[] {
  const kinds = (messages: readonly { readonly type: string }[]) => messages.map((m) => m.type);
  return (steps as readonly LaneStep[]).flatMap((step): readonly unknown[] => {
    if (step.type === "together")
      return [
        { lanes: step.lanes.map(kinds).map(canonical).sort(), kill: step.kill !== undefined },
      ];
    return step.type === "crash" ? [{ during: kinds(step.during) }] : [];
  });
}

/** @returns a function that names clients in the order of their first use */
function renaming(inOrder: readonly unknown[]) {
  const names = new Map<string, string>();
  JSON.stringify(inOrder, (key, value) => {
    if (key === "client" && typeof value === "string" && !names.has(value))
      names.set(value, `c${names.size + 1}`);
    return value;
  });
  return (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, part) =>
        key === "client" && typeof part === "string" ? (names.get(part) ?? part) : part,
      ),
    );
}
