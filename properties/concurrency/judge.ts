/** Holds a history to the properties: is there an order that explains what each of them looks at? */
import type { Explanation, Failure, Measures } from "../../engine/specification.ts";
import {
  describeDifferences,
  describeExpectation,
  describeMessage,
  describeOutcome,
  describeRepetition,
  expectedOf,
  fieldsFor,
  type MessageType,
  type Snapshot,
  type Statement,
  shownBy,
} from "../../model/index.ts";
import type { History, HistoryEvent } from "./history.ts";
import { checkLinearizability, type Linearizability } from "./linearizability.ts";
import { hasCrash, type LaneProgram, overlapping, type Plan } from "./program.ts";
import type { HistoryProperty } from "./properties.ts";
import {
  operationsOf,
  type Possible,
  sequentialSpecification,
  take,
  withCountsShown,
} from "./sequential.ts";
import { EVERYTHING, type View } from "./views.ts";

export interface Run {
  readonly program: LaneProgram;
  readonly plan: Plan;
  readonly history: History;
}

/** An event that no order explains, and why. */
export interface Unexplained extends Explanation {
  readonly failure: Failure;
  readonly event: number;
}

export interface Judgement {
  readonly arisen: readonly string[];
  readonly violations: ReadonlyMap<string, Unexplained>;
  readonly undecided: readonly string[];
  readonly measures: Measures;
}

/** Steps of the model that one search for an order may try. */
const MAX_STEPS = 200_000;

export function judge(
  run: Run,
  properties: readonly HistoryProperty[],
  statement: Statement,
): Judgement {
  const { history } = run;
  const count = (type: HistoryEvent["type"]) =>
    history.filter((event) => event.type === type).length;
  const violations = new Map<string, Unexplained>();
  const undecided: string[] = [];
  const whole = explain(run, EVERYTHING, statement);
  const types = typesInQuestion(run);
  const arisen: string[] = [];
  for (const { id, view, isBound, on } of properties) {
    // What explains everything explains each part.
    const isWhole = view === EVERYTHING || whole.verdict === "ok";
    const found = isWhole ? whole : explain(run, view, statement);
    // A fault that shows before anything is in flight together is one of a single message: other properties find it.
    if (isSpoiled(run, found)) continue;
    if (on.some((type) => types.has(type))) arisen.push(id);
    if (!isBound && found.verdict === "undecided") undecided.push(id);
    const unexplained = isBound
      ? boundBroken(run)
      : found.verdict === "violated" && refuted(run, found, statement);
    if (unexplained) violations.set(id, unexplained);
  }
  const measures = {
    messages: count("message"),
    overlapping: overlapping(history).length,
    crashes: count("crash"),
    spoiled: Number(isSpoiled(run, whole)),
  };
  return { arisen, violations, undecided, measures };
}

const explain = ({ program, history }: Run, view: View, statement: Statement) =>
  checkLinearizability(sequentialSpecification(program, statement, view), operationsOf(history), {
    maxSteps: MAX_STEPS,
  });

function isSpoiled({ plan, history }: Run, found: Linearizability<Possible>): boolean {
  if (found.verdict !== "violated") return false;
  const firstRace = plan.phases.findIndex(({ type }) => type !== "sequence");
  return found.blocked.every((index) => (history[index]?.phase ?? 0) < firstRace);
}

/** Types of messages that were in flight with another one; in a run with crashes, of all before the last crash. */
function typesInQuestion({ program, history }: Run): ReadonlySet<MessageType> {
  const lastCrash = history.findLast(({ type }) => type === "crash")?.call ?? 0;
  const inQuestion = hasCrash(program)
    ? history.filter(({ call }) => call < lastCrash)
    : overlapping(history);
  return new Set(
    inQuestion.flatMap((event) => (event.type === "message" ? [event.message.type] : [])),
  );
}

/** Never more holders than there were before the race, or than licenses at any time since. */
function boundBroken({ program, plan, history }: Run): Unexplained | undefined {
  let before = 0;
  /** The most licenses that there may be, by what is known of the order. */
  let most = program.capacity;
  let surely: number | undefined;
  for (const [index, event] of history.entries()) {
    const isRace = plan.phases[event.phase]?.type !== "sequence";
    if (event.type === "message" && event.message.type === "setCapacity") {
      most = Math.max(most, event.message.nodes);
      surely = isRace ? undefined : event.message.nodes;
    }
    if (event.type !== "snapshot") continue;
    const holders = holdersIn(event.snapshot);
    const bound = Math.max(before, most);
    if (isRace && holders.length > bound) {
      const failure = {
        expected: `${bound} ${bound === 1 ? "holder" : "holders"} at most`,
        seen: `${holders.length} holders: ${holders.join(", ")}`,
      };
      return { failure, event: index, order: [], blocked: [] };
    }
    before = holders.length;
    most = surely ?? most;
    surely = undefined;
  }
  return undefined;
}

const holdersIn = ({ clients }: Snapshot) =>
  clients.filter(({ licensed }) => licensed).map(({ client }) => client);

/** Why each event that may come next cannot; the first of them is reported. */
function refuted(
  { history }: Run,
  {
    explained: order,
    blocked: next,
    state,
  }: Extract<Linearizability<Possible>, { verdict: "violated" }>,
  statement: Statement,
): Unexplained {
  const failures = next.map((event) => refusalOf(state, history[event], statement));
  const blocked = next.map((event, at) => {
    const { expected, seen } = failures[at] as Failure;
    return { event, why: `expected ${expected}; seen ${seen}` };
  });
  const failure = failures[0] ?? { expected: "an order that explains it", seen: "none" };
  return { failure, event: next[0] ?? 0, order, blocked };
}

const NOTHING = { expected: "nothing", seen: "nothing" };

/** What the model expects of an event in a state in which it cannot come next, and what was seen. */
function refusalOf(possible: Possible, event: HistoryEvent | undefined, statement: Statement) {
  if (event?.type === "message" && event.outcome) {
    const { expected } = take(possible, event.message, statement);
    return {
      expected: `${describeMessage(event.message)}: "${describeExpectation(expected)}"`,
      seen: `"${describeOutcome(event.outcome)}"`,
    };
  }
  if (event?.type !== "snapshot") return NOTHING;
  const { snapshot } = event;
  const fields = fieldsFor(statement);
  const expected = expectedOf(withCountsShown(possible, snapshot));
  return (
    describeDifferences(expected, shownBy(snapshot), fields) ??
    describeRepetition(snapshot, fields) ??
    NOTHING
  );
}
