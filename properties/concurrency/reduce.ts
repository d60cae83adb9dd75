/** Smaller programs to try in place of one with races or crashes that fails, the boldest first. */
import type { Message } from "../../model/index.ts";
import type { Kill } from "./history.ts";
import {
  isRace,
  type LaneProgram,
  type LaneStep,
  messagesIn,
  type RaceStep,
  withMessages,
} from "./program.ts";

/** What a reader counts: steps, and each message in a lane or on its way into a crash. */
export const sizeOf = ({ steps }: LaneProgram): number =>
  steps.reduce((sum, item) => sum + 1 + (isRace(item) ? messagesIn(item).length : 0), 0);

const PLAIN = "abcdefghij";

/** Each is smaller, or as large with fewer or plainer names and smaller numbers, so that repeating ends. */
export function* reductions(program: LaneProgram): Generator<LaneProgram> {
  const before = weightOf(program);
  for (const smaller of attempts(program)) if (isLess(weightOf(smaller), before)) yield smaller;
}

function* attempts(program: LaneProgram): Generator<LaneProgram> {
  yield* withoutChunks(program);
  yield* withSmallerRaces(program);
  yield* withLessInFlight(program);
  yield* withoutStepAndLicense(program);
  yield* withSimplerSteps(program);
  yield* withFewerClients(program);
  yield* inPlainNames(program);
  yield* withSmallerNumbers(program);
}

const withSteps = (program: LaneProgram, steps: readonly LaneStep[]) => ({ ...program, steps });

function* withoutChunks(program: LaneProgram): Generator<LaneProgram> {
  const { steps } = program;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0)
    for (let start = 0; start < steps.length; start += size)
      yield withSteps(program, steps.toSpliced(start, size));
}

/** Fewer lanes, fewer messages in them, fewer on their way into a crash; no kill in a race, or an earlier one. */
function* withSmallerRaces(program: LaneProgram): Generator<LaneProgram> {
  for (const [index, item] of program.steps.entries())
    if (isRace(item))
      for (const smaller of smallerRaces(item))
        yield withSteps(program, program.steps.with(index, smaller));
}

/** A message takes a few milliseconds until it is answered. */
const EARLY_KILLS: readonly Kill[] = [0, 1, 2, 3, 4].map((lagMs) => ({ answers: 0, lagMs }));

function* smallerRaces(item: RaceStep): Generator<LaneStep> {
  if (item.kill && (item.kill.answers > 0 || item.kill.lagMs > 0))
    for (const kill of smallerKills(item.kill)) yield { ...item, kill };
  if (item.type === "crash") {
    for (const at of item.during.keys()) yield { ...item, during: item.during.toSpliced(at, 1) };
    return;
  }
  const { lanes } = item;
  // A crash without lanes shows more plainly what was lost, and fails every time or never.
  if (item.kill)
    for (const during of lanes)
      for (const kill of [item.kill, ...EARLY_KILLS]) yield { type: "crash", during, kill };
  if (lanes.length > 2)
    for (const first of lanes.keys())
      for (const second of lanes.keys())
        if (first < second) yield { ...item, lanes: [lanes[first] ?? [], lanes[second] ?? []] };
  for (const lane of lanes.keys())
    if (lanes.length > 2) yield { ...item, lanes: lanes.toSpliced(lane, 1) };
  for (const [at, lane] of lanes.entries())
    for (const place of lane.keys())
      if (lane.length > 1) yield { ...item, lanes: lanes.with(at, lane.toSpliced(place, 1)) };
}

function* smallerKills({ answers, lagMs }: { readonly answers: number; readonly lagMs: number }) {
  yield { answers: 0, lagMs: 0 };
  if (answers > 0) yield { answers: answers - 1, lagMs };
  if (lagMs > 0) yield { answers, lagMs: Math.floor(lagMs * 5) / 10 };
}

/** What begins a lane, or is on its way into a crash, comes before it: answered, it has no part in what is not sure. */
function* withLessInFlight(program: LaneProgram): Generator<LaneProgram> {
  for (const [index, item] of program.steps.entries()) {
    const lifted = (first: Message | undefined, rest: LaneStep) =>
      withSteps(program, program.steps.toSpliced(index, 1, ...(first ? [first] : []), rest));
    if (item.type === "crash" && item.during.length > 0)
      yield lifted(item.during[0], { ...item, during: item.during.slice(1) });
    if (item.type !== "together") continue;
    for (const [at, [first, ...rest]] of item.lanes.entries())
      if (rest.length > 0) yield lifted(first, { ...item, lanes: item.lanes.with(at, rest) });
  }
}

/** A step, and the license that it takes up: by themselves neither can go. */
function* withoutStepAndLicense(program: LaneProgram): Generator<LaneProgram> {
  const { capacity, otherCapacity } = program;
  for (const [index, item] of program.steps.entries()) {
    const steps = program.steps.toSpliced(index, 1);
    if (item.type === "setCapacity") yield { ...program, steps, capacity: item.nodes };
    if (item.type === "setOtherCapacity") yield { ...program, steps, otherCapacity: item.nodes };
    if (!("client" in item)) continue;
    if (capacity > 0) yield { ...program, steps, capacity: capacity - 1 };
    if (otherCapacity > 0) yield { ...program, steps, otherCapacity: otherCapacity - 1 };
  }
}

/** One message in the place of several, and an enrolment in that of most. */
function* withSimplerSteps(program: LaneProgram): Generator<LaneProgram> {
  for (const [index, item] of program.steps.entries())
    for (const simpler of simplerSteps(item))
      yield withSteps(program, program.steps.with(index, simpler));
}

function simplerSteps(item: LaneStep): readonly LaneStep[] {
  if (item.type === "probe") return [];
  if (item.type === "rollOut") return [{ type: "enableBulletin", bulletin: item.bulletin }];
  if (!("client" in item) || item.type === "enroll") return [];
  const { client } = item;
  const enroll: Message = { type: "enroll", client };
  const reported: Message = { type: "sendBasicInventory", client, plugIn: true };
  return item.type === "onboard" || item.type === "recover" ? [enroll, reported] : [enroll];
}

const clientsOf = ({ steps }: LaneProgram): readonly string[] => [
  ...new Set(steps.flatMap(messagesIn).flatMap((said) => ("client" in said ? [said.client] : []))),
];

/** The program with other names for some clients. */
function renamed(program: LaneProgram, names: ReadonlyMap<string, string>): LaneProgram {
  const rename = <S extends object>(one: S): S =>
    "client" in one ? { ...one, client: names.get(String(one.client)) ?? one.client } : one;
  return withSteps(
    program,
    program.steps.map((item) => withMessages(item, rename)),
  );
}

function* withFewerClients(program: LaneProgram): Generator<LaneProgram> {
  const clients = clientsOf(program);
  for (const [index, from] of clients.entries())
    for (const to of clients.slice(0, index)) yield renamed(program, new Map([[from, to]]));
}

/** In the order of their first use the clients become a, b, c…, first all together, then one by one. */
function* inPlainNames(program: LaneProgram): Generator<LaneProgram> {
  const clients = clientsOf(program);
  const plain = (index: number) => PLAIN[index] ?? `client-${index}`;
  yield renamed(program, new Map(clients.map((client, index) => [client, plain(index)])));
  for (const [index, client] of clients.entries())
    if (!clients.includes(plain(index))) yield renamed(program, new Map([[client, plain(index)]]));
}

function* withSmallerNumbers(program: LaneProgram): Generator<LaneProgram> {
  const smaller = (n: number) => [0, 1, Math.floor(n / 2), n - 1].filter((m) => m >= 0 && m < n);
  for (const capacity of smaller(program.capacity)) yield { ...program, capacity };
  for (const otherCapacity of smaller(program.otherCapacity)) yield { ...program, otherCapacity };
  const lesser = (said: LaneStep): readonly LaneStep[] =>
    said.type === "setCapacity" || said.type === "setOtherCapacity"
      ? smaller(said.nodes).map((nodes) => ({ ...said, nodes }))
      : [];
  for (const [index, item] of program.steps.entries()) {
    for (const simpler of lesser(item))
      yield withSteps(program, program.steps.with(index, simpler));
    if (item.type !== "together") continue;
    for (const [at, lane] of item.lanes.entries())
      for (const [place, message] of lane.entries())
        for (const simpler of lesser(message))
          yield withSteps(
            program,
            program.steps.with(index, {
              ...item,
              lanes: item.lanes.with(at, lane.with(place, simpler as Message)),
            }),
          );
  }
}

/** What gets smaller, the weightiest first: the size, what is in flight, what composites stand for, kills, clients and their names, numbers. */
function weightOf(program: LaneProgram): readonly number[] {
  const clients = clientsOf(program);
  const said = program.steps.flatMap(messagesIn);
  const kills = program.steps.flatMap((item) => (isRace(item) && item.kill ? [item.kill] : []));
  const misnamed = clients.filter((client, index) => client !== PLAIN[index]).length;
  const count = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return [
    sizeOf(program),
    count(program.steps.map((item) => (isRace(item) ? messagesIn(item).length : 0))),
    count(said.map(complexityOf)),
    kills.length,
    count(kills.map(({ answers, lagMs }) => answers * 100 + lagMs)),
    clients.length,
    misnamed,
    program.capacity + program.otherCapacity,
    count(said.map((item) => ("nodes" in item ? item.nodes : 0))),
  ];
}

function complexityOf({ type }: ReturnType<typeof messagesIn>[number]): number {
  if (type === "onboard" || type === "recover" || type === "rollOut") return 3;
  if (type === "probe") return 4;
  return type === "enroll" ? 0 : 1;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}

/** Its messages one after the other, lanes in their order and in the opposite one, and no crash. */
export function serialise(program: LaneProgram): readonly LaneProgram[] {
  const inOrder = (reverse: boolean) =>
    withSteps(
      program,
      program.steps.flatMap((item): readonly LaneStep[] => {
        if (item.type === "crash") return item.during;
        if (item.type !== "together") return [item];
        return (reverse ? item.lanes.toReversed() : item.lanes).flat();
      }),
    );
  const hasLanes = program.steps.some(({ type }) => type === "together");
  return hasLanes ? [inOrder(false), inOrder(true)] : [inOrder(false)];
}
