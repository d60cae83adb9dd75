/** The shortest programs that tell apart what the source leaves open, found on the model itself. */
import {
  admits,
  areCompatible,
  CHOICES,
  type Choices,
  clientOf,
  type Expectation,
  expectedOf,
  FEATURES,
  factsOf,
  fieldsFor,
  initialState,
  isSent,
  type Message,
  type Observation,
  type Outcome,
  type Settings,
  type Snapshot,
  type State,
  type Statement,
  shownBy,
  step,
} from "../../model/index.ts";
import { catalogAt } from "../programs/vendor.ts";
import { alphabetOf, clientsOf, type Scope } from "./scope.ts";

export type Choice = keyof Choices;

/** What one choice may still be, of each. */
export type Open = { readonly [C in Choice]: readonly Choices[C][] };

/** Something that a candidate shows after a message, by which two values of a choice differ. */
export interface Telling {
  readonly choice: Choice;
  readonly values: readonly [string, string];
  readonly program: Settings & { readonly steps: readonly Message[] };
  /** The fields of the last snapshot that tell, each with what it is under either value; empty where only the answer does. */
  readonly fields: readonly TellingField[];
  /** What may be answered to the last message under either value, where that tells. */
  readonly answers?: readonly [readonly Expectation[], readonly Expectation[]];
}

export interface TellingField {
  readonly name: string;
  readonly shown: readonly [readonly string[], readonly string[]];
}

/** Before anything is known. */
export const ALL_OPEN: Open = CHOICES;

/** One client, and little of everything: each choice is about what becomes of a single one. */
const SCOPE: Scope = {
  name: "one client",
  clients: 1,
  capacities: [],
  otherCapacities: [],
  catalogues: [{ revision: 1, bulletins: catalogAt(1) }],
  bulletins: catalogAt(1),
  policies: ["install"],
  plugIns: [true],
  evidence: [{ plugIn: true, tools: true, scan: true }],
  days: [1],
};
const SETTINGS: Settings = { capacity: 1, otherCapacity: 1 };

/** A program, and the state that it leads to under each way to choose. */
interface Node {
  readonly steps: readonly Message[];
  readonly states: readonly State[];
}

/**
 * The shortest program after whose last message the model shows, or has to answer, one thing under each of a choice's
 * two values, whatever else is chosen among what is open. Breadth first over the states of all ways to choose together,
 * which are finitely many: where there is no such program, no program with one client tells.
 * @param asked choices that are worth a program
 */
export function tellApart(
  features: Statement["features"],
  open: Open,
  asked: readonly Choice[],
): Telling | undefined {
  const statements = combinations(open).map((choices): Statement => ({ features, choices }));
  const pairs = openPairs(open).filter(({ choice }) => asked.includes(choice));
  const moves = alphabetFor(statements[0] as Statement);
  const start = statements.map(() => initialState(SETTINGS));
  const seen = new Set([start.map(keyOf).join()]);
  const queue: Node[] = pairs.length > 0 ? [{ steps: [], states: start }] : [];
  for (const { steps, states } of queue)
    for (const message of moves) {
      const shown = advance(states, message, statements);
      if (!shown) continue;
      const longer = [...steps, message];
      for (const pair of pairs) {
        const telling = compareUnder(pair, shown, statements);
        if (telling) return { ...pair, program: { ...SETTINGS, steps: longer }, ...telling };
      }
      const after = shown.map(({ state }) => state);
      const key = after.map(keyOf).join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ steps: longer, states: after });
    }
  return undefined;
}

const keys = new WeakMap<State, string>();

/** All of a state but how many inventories it has taken, which nothing here depends on. */
function keyOf(state: State): string {
  let key = keys.get(state);
  if (key === undefined) {
    const { capacity, aup, dormant, revision, listed, enabled, deployed } = state;
    const { inventories: _, ...record } = clientOf(state, clientsOf(SCOPE)[0] ?? "");
    const lists = [...listed, "|", ...enabled, "|", ...deployed];
    key = JSON.stringify([capacity, aup, dormant, revision, lists, Object.values(record)]);
    keys.set(state, key);
  }
  return key;
}

function alphabetFor(statement: Statement): readonly Message[] {
  const { ofClients, ofServer } = alphabetOf(SCOPE, statement);
  const clients = clientsOf(SCOPE);
  return [...clients.flatMap((client) => ofClients.map((about) => about(client))), ...ofServer];
}

type Pair = Pick<Telling, "choice" | "values">;

function openPairs(open: Open): readonly Pair[] {
  return (Object.entries(open) as [Choice, readonly string[]][]).flatMap(([choice, values]) =>
    values.flatMap((value, at) =>
      values.slice(at + 1).map((other) => ({ choice, values: [value, other] as const })),
    ),
  );
}

/** Every way to choose among what is open. */
export function combinations(open: Open): readonly Choices[] {
  let all: readonly Partial<Choices>[] = [{}];
  for (const [choice, values] of Object.entries(open))
    all = all.flatMap((chosen) =>
      (values as readonly string[]).map((value) => ({ ...chosen, [choice]: value })),
    );
  return all as readonly Choices[];
}

interface Shown {
  readonly state: State;
  readonly expected: Expectation;
}

/** `undefined` where the message is not sent in one of the states. */
function advance(
  states: readonly State[],
  message: Message,
  statements: readonly Statement[],
): readonly Shown[] | undefined {
  if (!states.every((state) => isSent(state, message))) return undefined;
  return states.map((state, at) => step(state, message, statements[at] as Statement));
}

function compareUnder(
  { choice, values }: Pair,
  shown: readonly Shown[],
  statements: readonly Statement[],
): Pick<Telling, "fields" | "answers"> | undefined {
  const under = (value: string) =>
    shown.filter((_, at) => (statements[at] as Statement).choices[choice] === value);
  const [these, those] = [under(values[0]), under(values[1])];
  const features = (statements[0] as Statement).features;
  const fields = disjointFields(these, those, features);
  const answers = [unique(these), unique(those)] as const;
  const tells = answers[0].every((a) => answers[1].every((b) => !areCompatible(a, b)));
  if (fields.length === 0 && !tells) return undefined;
  return { fields, ...(tells && { answers }) };
}

const unique = (all: readonly Shown[]): readonly Expectation[] => [
  ...new Map(all.map(({ expected }) => [JSON.stringify(expected), expected])).values(),
];

function disjointFields(
  these: readonly Shown[],
  those: readonly Shown[],
  features: Statement["features"],
): readonly TellingField[] {
  const valuesOf = (all: readonly Shown[]) => {
    const values = new Map<string, Set<string>>();
    for (const { state } of all)
      for (const [name, value] of factsFor(expectedOf(state), features))
        values.set(name, (values.get(name) ?? new Set()).add(value));
    return values;
  };
  const [left, right] = [valuesOf(these), valuesOf(those)];
  return [...left].flatMap(([name, mine]) => {
    const others = right.get(name) ?? new Set();
    if ([...mine].some((value) => others.has(value))) return [];
    return [{ name, shown: [[...mine], [...others]] as const }];
  });
}

/** What a snapshot shows, by name. What is only counted is left out: it differs where that which is counted does. */
function factsFor(observation: Observation, features: Statement["features"]) {
  return factsOf(
    observation,
    fieldsFor({ features }, ({ isCounter, isOwnCount }) => !isCounter && !isOwnCount),
    clientsOf(SCOPE),
  );
}

export interface Reading {
  /** The values that agree with everything that tells. */
  readonly fitting: readonly string[];
  /** What was seen, of each thing that tells. */
  readonly seen: readonly { readonly name: string; readonly value: string }[];
}

/** Which of the two values agrees with what a candidate showed and answered at the end of the program. */
export function readTelling(telling: Telling, outcome: Outcome, snapshot: Snapshot): Reading {
  const { values, fields, answers } = telling;
  const shown = factsFor(shownBy(snapshot), FEATURES);
  const fits = (side: 0 | 1) =>
    fields.every(({ name, shown: wanted }) => wanted[side].includes(shown.get(name) ?? "")) &&
    (answers?.[side].some((expected) => admits(expected, outcome)) ?? true);
  return {
    fitting: values.filter((_, side) => fits(side as 0 | 1)),
    seen: fields.map(({ name }) => ({ name, value: shown.get(name) ?? "" })),
  };
}
