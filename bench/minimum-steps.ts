/**
 * The minimum number of steps after which each property can fail: breadth first, as in `minimum.ts`, but past the first
 * difference from the model, and judged message by message. Properties that compare two runs are searched for program by
 * program. Neither uses the suite's own search.
 */
import type { Candidate } from "../adapters/protocol/port.ts";
import {
  initialState,
  isSent,
  type Outcome,
  type Snapshot,
  type State,
  type Statement,
  statementOf,
  step,
} from "../model/index.ts";
import { interpret, type ObservedStep } from "../properties/clauses/observed-step.ts";
import type { MetamorphicProperty, StepProperty } from "../properties/clauses/property.ts";
import { properties } from "../properties/clauses/specification.ts";
import { EMPTY_SUMMARY, type Summary, summarize } from "../properties/clauses/summary.ts";
import { type PredictedStep, type Program, predict } from "../properties/programs/program.ts";
import { type Action, actionsOf, resetsOf, settingsOf } from "./actions.ts";
import { atOnce } from "./commands.ts";
import { copyServer, keyOf, serverKey } from "./copying.ts";
import { type Path, probeAfter } from "./minimum.ts";

/** A counterexample of each property, by its id. */
type Known = ReadonlyMap<string, Program>;

const lengthOf = ({ steps }: Program) => steps.length;

/**
 * @param budget transitions that may be tried, and programs of two runs a tenth of that
 * @returns by the id of the property; without those that are not known when the budget ends
 */
export function minimumSteps(
  create: () => Candidate,
  known: Known,
  budget: number,
): ReadonlyMap<string, number> {
  const context = contextOf(create, known);
  const found = new Map<string, number>();
  const own = properties.filter(({ id }) => known.has(id));
  const single = own.filter((property) => property.kind !== "metamorphic");
  searchStates(context, new Set(single), found, budget);
  for (const property of own)
    if (property.kind === "metamorphic") searchPrograms(context, property, found, budget / 10);
  return found;
}

interface Context {
  readonly create: () => Candidate;
  readonly known: Known;
  readonly statement: Statement;
  readonly hints: readonly Program[];
  readonly actions: readonly Action[];
}

function contextOf(create: () => Candidate, known: Known): Context {
  const hints = [...known.values()];
  const statement = statementOf(create().declaration);
  const actions = [...actionsOf("steps", statement, hints), ...resetsOf(hints)];
  return { create, known, statement, hints, actions };
}

/** A property is settled as soon as it fails, or when all shorter programs than the known one have been tried. */
const isOpenAt = ({ known }: Context, { id }: { readonly id: string }, depth: number) =>
  lengthOf(known.get(id) as Program) > depth;

/** Model and candidate after the same messages. */
interface Joint {
  readonly server: Candidate;
  /** The model's own run, which decides what is sent. */
  readonly state: State;
  /** What the candidate showed last, and what no snapshot shows as in the model. */
  readonly seen: State;
  readonly summary: Summary;
  /** The candidate's own count. */
  readonly inUse: number;
  readonly introduced: number;
  readonly path: Path;
}

function searchStates(
  context: Context,
  open: Set<StepProperty>,
  found: Map<string, number>,
  budget: number,
): void {
  const { create, known, statement, hints, actions } = context;
  const visited = new Set<string>();
  let left = budget;
  let level = settingsOf(hints).map((settings): Joint => {
    const state = initialState(settings);
    const server = create();
    atOnce(server.reset(settings));
    const start = { path: { settings }, introduced: 0 };
    return { ...start, server, state, seen: state, summary: EMPTY_SUMMARY, inUse: 0 };
  });
  for (let depth = 1; open.size > 0; depth += 1) {
    for (const property of open) {
      if (isOpenAt(context, property, depth)) continue;
      found.set(property.id, lengthOf(known.get(property.id) as Program));
      open.delete(property);
    }
    const isLast = ![...open].some((property) => isOpenAt(context, property, depth + 1));
    const onStep = (step: ObservedStep) => {
      for (const property of open) {
        if (!fails(property, step)) continue;
        found.set(property.id, depth);
        open.delete(property);
      }
    };
    const next: Joint[] = [];
    for (const joint of level) {
      if (open.size === 0) return;
      take(joint, probeAfter(joint.path, statement), statement, onStep);
      for (const action of actions) {
        if (action.plain > joint.introduced) continue;
        left -= 1;
        if (left < 0) return;
        const after = take(joint, action, statement, onStep);
        // Nothing comes after the last level, so its states need not be distinguished.
        if (isLast || after === joint) continue;
        const key = keyOfJoint(after);
        if (visited.has(key)) continue;
        visited.add(key);
        next.push(after);
      }
    }
    level = next;
  }
}

const keyOfJoint = ({ server, state, seen, summary, inUse, introduced }: Joint) =>
  [
    serverKey(server),
    keyOf(state),
    seen === state ? "" : keyOf(seen),
    keyOf(summary),
    inUse,
    introduced,
  ].join("|");

const fails = ({ on, situation, judge }: StepProperty, m: ObservedStep) =>
  (on?.includes(m.message.type) ?? true) && situation(m) && judge(m) !== undefined;

function take(
  joint: Joint,
  { item, messages, plain }: Action,
  statement: Statement,
  onStep: (step: ObservedStep) => void,
): Joint {
  const server = copyServer(joint.server);
  const introduced = Math.max(joint.introduced, plain + 1);
  const path = { ...joint.path, before: joint.path, action: item };
  if (item.type === "reset") {
    atOnce(server.reset(item));
    const state = initialState(item);
    return { server, state, seen: state, summary: EMPTY_SUMMARY, inUse: 0, introduced, path };
  }
  let { state, seen, summary, inUse: counted } = joint;
  let isAnySent = false;
  for (const message of messages) {
    if (!isSent(state, message)) continue;
    isAnySent = true;
    const own = step(state, message, statement);
    const { state: after, expected } = seen === state ? own : step(seen, message, statement);
    const outcome = atOnce(server.handle(message));
    const snapshot = atOnce(server.snapshot());
    const plan = { message, step: 0, before: seen, after, expected };
    const [observed] = interpret([plan], { outcomes: [outcome], snapshots: [snapshot] }, statement);
    if (!observed) throw new Error("a message makes a step");
    onStep({ ...observed, inUseBefore: counted, summary });
    summary = summarize(summary, observed);
    state = own.state;
    seen = observed.observed;
    counted = snapshot.inUse;
  }
  return isAnySent ? { server, state, seen, summary, inUse: counted, introduced, path } : joint;
}

/** Every program of one step, of two… in turn, and its variant. */
function searchPrograms(
  context: Context,
  property: MetamorphicProperty,
  found: Map<string, number>,
  budget: number,
): void {
  const { create, known, statement, hints, actions } = context;
  const max = lengthOf(known.get(property.id) as Program);
  let left = budget;
  let level = settingsOf(hints).map((settings) => ({
    program: { ...settings, steps: [] },
    used: 0,
  })) as {
    readonly program: Program;
    readonly used: number;
  }[];
  for (let length = 1; length < max; length += 1) {
    const next: typeof level = [];
    for (const { program, used } of level)
      for (const { item, plain } of [...actions, PROBE]) {
        if (plain > used || (item.type === "reset" && length === 1)) continue;
        left -= 1;
        if (left < 0) return;
        const longer = { ...program, steps: [...program.steps, item] };
        if (contradicts(create, property, longer, statement)) {
          found.set(property.id, length);
          return;
        }
        if (length + 1 < max && item.type !== "probe")
          next.push({ program: longer, used: Math.max(used, plain + 1) });
      }
    level = next;
  }
  found.set(property.id, max);
}

const PROBE = { item: { type: "probe" }, plain: -1 } as const;

function contradicts(
  create: () => Candidate,
  property: MetamorphicProperty,
  program: Program,
  statement: Statement,
): boolean {
  const predicted = predict(program, statement);
  const variant = property.vary(program, statement, predicted);
  if (!variant) return false;
  // One server for both, as the suite drives them: what survives the reset shows in the second.
  const server = create();
  const original = run(server, program, predicted, statement);
  const other = predict(variant.program, statement);
  const varied = run(server, variant.program, other, statement);
  return property.relate(original, varied, variant.at) !== undefined;
}

function run(
  server: Candidate,
  program: Program,
  predicted: readonly PredictedStep[],
  statement: Statement,
): readonly ObservedStep[] {
  const outcomes: Outcome[] = [];
  const snapshots: Snapshot[] = [];
  if (predicted.length === 0) return [];
  if (!predicted[0]?.reset) atOnce(server.reset(program));
  for (const { message, reset } of predicted) {
    if (reset) atOnce(server.reset(reset));
    outcomes.push(atOnce(server.handle(message)));
    snapshots.push(atOnce(server.snapshot()));
  }
  return interpret(predicted, { outcomes, snapshots }, statement);
}
