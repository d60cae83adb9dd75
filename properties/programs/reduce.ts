/** Smaller programs to try in place of a failing one, the boldest first. */
import {
  type Argument,
  type Arguments,
  type ClientId,
  completeScan,
  declares,
  type Message,
  mayReceive,
  SENT_BY_CLIENTS,
  type Statement,
} from "../../model/index.ts";
import { ARGUMENTS, smallerNumbers } from "./arguments.ts";
import {
  formOf,
  isComposite,
  ofClient,
  type Program,
  type ProgramStep,
  predict,
} from "./program.ts";
import { CLIENTS } from "./steps.ts";
import { BULLETINS } from "./vendor.ts";
import { clientsOf, compare, compareSteps, plainId, vocabularyOf } from "./vocabulary.ts";

/** What a reader counts: steps, with a composite as one. */
export const sizeOf = (program: Program): number => program.steps.length;

/**
 * Programs that are smaller than `program` in one respect: nothing after the failing step, fewer steps (in halves, quarters… as in
 * Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), messages gathered
 * into an `onboard` or a `recover`, licenses added where clients made room, fewer clients, plainer ids, smaller numbers,
 * simpler steps. Each comes before `program` in the order of all programs, so that repeating ends.
 */
export function* reductions(
  program: Program,
  statement: Statement,
  failingStep: number,
): Generator<Program> {
  for (const smaller of attempts(program, statement, failingStep))
    if (compare(smaller, program) < 0) yield smaller;
}

function* attempts(
  program: Program,
  statement: Statement,
  failingStep: number,
): Generator<Program> {
  if (failingStep + 1 < program.steps.length)
    yield withSteps(program, program.steps.slice(0, failingStep + 1));
  yield* withoutIdleSteps(program, statement);
  yield* withoutChunks(program);
  yield* withoutStepAndLicense(program);
  yield* gathered(program, statement);
  yield* withLicenseAdded(program);
  yield* withoutProbe(program, statement);
  yield* withFewerClients(program);
  yield* withPlainerIds(program);
  yield* withPlainerBulletins(program);
  yield* withSmallerNumbers(program);
  yield* withSimplerSteps(program, statement);
}

const withSteps = (program: Program, steps: readonly ProgramStep[]): Program => ({
  ...program,
  steps,
});

/** All at once, the steps that change nothing in the reference model. */
function* withoutIdleSteps(program: Program, statement: Statement): Generator<Program> {
  const busy = new Set<number>();
  for (const { step, before, after } of predict(program, statement))
    if (before !== after) busy.add(step);
  const steps = program.steps.filter(
    ({ type }, index) => busy.has(index) || type === "probe" || type === "reset",
  );
  if (steps.length < program.steps.length) yield withSteps(program, steps);
}

function* withoutChunks(program: Program): Generator<Program> {
  const { steps } = program;
  for (
    let size = Math.ceil(steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let start = 0; start < steps.length; start += size)
      yield withSteps(program, [...steps.slice(0, start), ...steps.slice(start + size)]);
}

/** A step and the license that it takes up, or the capacity that it sets, in one: by themselves neither can go. */
function* withoutStepAndLicense(program: Program): Generator<Program> {
  const { capacity, otherCapacity } = program;
  for (const [index, step] of program.steps.entries()) {
    const steps = program.steps.toSpliced(index, 1);
    if (step.type === "setCapacity") yield { ...program, steps, capacity: step.nodes };
    else if (step.type === "setOtherCapacity")
      yield { ...program, steps, otherCapacity: step.nodes };
    else if ("client" in step) {
      if (capacity > 0) yield { ...program, steps, capacity: capacity - 1 };
      if (otherCapacity > 0) yield { ...program, steps, otherCapacity: otherCapacity - 1 };
    }
  }
}

/** A client that takes up a license and then makes room, as a license that is added then. */
function* withLicenseAdded(program: Program): Generator<Program> {
  const { capacity, steps } = program;
  if (capacity === 0) return;
  for (const [at, step] of steps.entries()) {
    if (step.type !== "retire" && step.type !== "delete") continue;
    const isOther = (one: ProgramStep) => !("client" in one) || one.client !== step.client;
    const before = steps.slice(0, at).filter(isOther);
    const added = { type: "setCapacity", nodes: capacity } as const;
    const all = [...before, added, ...steps.slice(at + 1)];
    if (before.length < at) yield { ...program, capacity: capacity - 1, steps: all };
  }
}

/**
 * Two messages of one client as its onboarding, or as its recovery where one is its deletion; two of one bulletin as its
 * roll-out: in the later's place.
 */
function* gathered(program: Program, statement: Statement): Generator<Program> {
  const { steps } = program;
  const mayRecover = declares(statement, "other-solutions");
  for (const [later, step] of steps.entries()) {
    const composite = compositeOf(step);
    if (!composite) continue;
    for (const [earlier, other] of steps.slice(0, later).entries()) {
      if (JSON.stringify(compositeOf(other)) !== JSON.stringify(composite)) continue;
      const inOne = (one: ProgramStep) =>
        withSteps(program, steps.with(later, one).toSpliced(earlier, 1));
      yield inOne(composite);
      if (!mayRecover || !("client" in step)) continue;
      if ([step.type, other.type].includes("delete"))
        yield inOne({ type: "recover", client: step.client });
    }
  }
}

function compositeOf(step: ProgramStep): ProgramStep | undefined {
  if (isComposite(step)) return undefined;
  if ("client" in step) return { type: "onboard", client: step.client };
  return "bulletin" in step ? { type: "rollOut", bulletin: step.bulletin } : undefined;
}

/** One client's check-in or onboarding in the place of the probe, which is a crowd. */
function* withoutProbe(program: Program, statement: Statement): Generator<Program> {
  if (program.steps.at(-1)?.type !== "probe") return;
  const steps = program.steps.slice(0, -1);
  const mayCheckIn = mayReceive(statement, "checkIn");
  for (const client of mayCheckIn ? clientsOf(program) : [])
    yield withSteps(program, [...steps, { type: "checkIn", client }]);
  yield withSteps(program, [...steps, { type: "onboard", client: "probe-1" }]);
}

function rename(program: Program, from: ClientId, to: ClientId): Program {
  return withSteps(
    program,
    program.steps.map((step) =>
      "client" in step && step.client === from ? ofClient(step, to) : step,
    ),
  );
}

function* withFewerClients(program: Program): Generator<Program> {
  const clients = clientsOf(program);
  for (const [index, from] of clients.entries())
    for (const to of clients.slice(0, index)) yield rename(program, from, to);
}

/** In the order of their first use the clients become a, b, c…, first all together, then one by one. */
function* withPlainerIds(program: Program): Generator<Program> {
  const clients = clientsOf(program);
  const all = inPlainNames(program);
  if (compare(all, program) < 0) yield all;
  for (const [index, client] of clients.entries())
    if (!clients.includes(plainId(index))) yield rename(program, client, plainId(index));
  // Where a plain name would not do, another one of those that are not plain may.
  for (const client of clients)
    for (const other of CLIENTS) if (!clients.includes(other)) yield rename(program, client, other);
}

function inPlainNames(program: Program): Program {
  const clients = clientsOf(program);
  return withSteps(
    program,
    program.steps.map((step) =>
      "client" in step ? ofClient(step, plainId(clients.indexOf(step.client))) : step,
    ),
  );
}

/**
 * As many steps, but one of them earlier, or a simpler one in the place of one: so that programs that
 * show the same become one.
 */
function* withSimplerSteps(program: Program, statement: Statement): Generator<Program> {
  const { steps } = program;
  const vocabulary = vocabularyOf([program], statement);
  const clients = clientsOf(program).filter((client) => !vocabulary.fixedIds.includes(client));
  const isPlain = vocabulary.fixedIds.length === 0;
  for (const [later, step] of steps.entries())
    for (let earlier = 0; earlier < later && step.type !== "probe"; earlier += 1) {
      const order = steps.toSpliced(later, 1).toSpliced(earlier, 0, step);
      const moved = withSteps(program, order);
      const renamed = isPlain ? inPlainNames(moved) : moved;
      if (compare(renamed, program) < 0) yield renamed;
    }
  const known = vocabulary.stepsAfter(Math.max(0, clients.length - 1));
  for (const [index, step] of steps.entries())
    for (const simpler of known)
      if (compareSteps(simpler, step) < 0) yield withSteps(program, steps.with(index, simpler));
}

/** Each bulletin in all its steps for an earlier one. */
function* withPlainerBulletins(program: Program): Generator<Program> {
  const bulletins = new Set(
    program.steps.flatMap((step) => ("bulletin" in step ? [step.bulletin] : [])),
  );
  for (const from of bulletins)
    for (const to of BULLETINS) {
      if (to === from) break;
      const renamed = program.steps.map((step) =>
        "bulletin" in step && step.bulletin === from ? { ...step, bulletin: to } : step,
      );
      yield withSteps(program, renamed);
    }
}

function* withSmallerNumbers(program: Program): Generator<Program> {
  for (const capacity of smallerNumbers(program.capacity)) yield { ...program, capacity };
  for (const otherCapacity of smallerNumbers(program.otherCapacity))
    yield { ...program, otherCapacity };
  for (const [index, step] of program.steps.entries())
    for (const simpler of simplerSteps(step))
      yield withSteps(program, program.steps.with(index, simpler));
}

/** A report, and what stands for several messages, as simpler ones; what a step carries as something simpler. */
function simplerSteps(step: ProgramStep): readonly ProgramStep[] {
  if (step.type === "reset")
    return [
      ...smallerNumbers(step.capacity).map((capacity) => ({ ...step, capacity })),
      ...smallerNumbers(step.otherCapacity).map((otherCapacity) => ({ ...step, otherCapacity })),
    ];
  if (step.type === "onboard") return [enroll(step.client), completeScan(step.client)];
  if (step.type === "recover") {
    const { client } = step;
    return [{ type: "delete", client }, { type: "returnOtherInventory", client }, enroll(client)];
  }
  const argument = formOf(step)?.argument;
  const simpler = argument ? simplerArguments(argument, step) : [];
  return [
    ...("client" in step && isReport(step) ? [enroll(step.client)] : []),
    ...simpler.map((fields) => ({ ...step, ...fields }) as ProgramStep),
  ];
}

const simplerArguments = <A extends Argument>(argument: A, step: object): readonly object[] =>
  ARGUMENTS[argument].simpler(step as Arguments[A]);

const enroll = (client: ClientId): Message => ({ type: "enroll", client });
const isReport = ({ type }: ProgramStep) =>
  type !== "enroll" && (SENT_BY_CLIENTS as readonly string[]).includes(type);
