/** Programs for a whole scope: that they cover it, spare what is right, and what each level finds. */
import { describe, expect, test } from "vitest";
import { DEFECTS } from "../../candidates/zoo/defects.ts";
import { createPoolServer, PoolServer } from "../../candidates/zoo/pool-server.ts";
import { drive } from "../../engine/drive.ts";
import { type Message, type Statement, statementOf } from "../../model/index.ts";
import { claimedProperties } from "../clauses/specification.ts";
import { licensePool } from "../license-pool.ts";
import { type MakeServer, sessionOf, spoiled } from "../programs/driving.test-helper.ts";
import type { Prediction } from "../programs/enumerate.ts";
import { predicted, predictedOnce } from "../programs/predicted.test-helper.ts";
import { type Program, predict } from "../programs/program.ts";
import { compile } from "./compile.ts";
import { type ExhaustivePlan, type Level, planExhaustive } from "./exhaustive.ts";
import type { Scope } from "./scope.ts";
import { STATEMENTS } from "./scopes.test-helper.ts";
import { CATALOGUE, DEFAULT_SCOPES, ONE_CLIENT, THREE_CLIENTS } from "./scopes.ts";

const [, EVERY_FEATURE] = STATEMENTS[0];

/** The tours of one scope after the other. */
const toursOf = predictedOnce(function* (statement) {
  for (const scope of DEFAULT_SCOPES) yield* planExhaustive(scope, statement, "tour").programs();
});

function coverageOf(plan: ExhaustivePlan, statement: Statement): number {
  const coverage = plan.coverage();
  for (const program of plan.programs()) coverage.add(predict(program, statement));
  return coverage.covered;
}

/** The first of the programs at which the server fails, with the properties that say so. */
async function firstFailure(
  make: MakeServer,
  programs: Iterable<Prediction>,
  statement: Statement,
): Promise<{ readonly program: Program; readonly failed: readonly string[] } | undefined> {
  const properties = claimedProperties(statement).filter(({ kind }) => kind !== "metamorphic");
  // How often a situation arises is of no interest here.
  const judge = licensePool.createJudge(properties, [], statement, 1);
  const session = sessionOf(make);
  for (const { program, predicted } of programs) {
    const run = await drive({ specification: licensePool, statement }, session, program, predicted);
    const { violations } = judge.judgeRun(run);
    if (violations.size > 0) return { program, failed: [...violations.keys()] };
  }
  return undefined;
}

const PAIR: Scope = { ...THREE_CLIENTS, name: "two clients and the node pool", clients: 2 };
const LEVELS: readonly Level[] = ["tour", { extraStates: 0 }, { extraStates: 1 }];

describe.each(STATEMENTS)("with %s", (_, statement) => {
  test.each(DEFAULT_SCOPES)("a tour of $name takes every transition", (scope) => {
    const plan = planExhaustive(scope, statement, "tour");
    expect(coverageOf(plan, statement)).toBe(plan.transitions);
  });

  test.each(LEVELS)("%j takes every transition of two clients", (level) => {
    const plan = planExhaustive(PAIR, statement, level);
    expect(coverageOf(plan, statement)).toBe(plan.transitions);
  });

  test("a correct server passes the tours", async () => {
    const make = () => createPoolServer(statement);
    expect(await firstFailure(make, toursOf(statement), statement)).toBeUndefined();
  });

  test("a correct server passes with an extra state", async () => {
    const { programs } = planExhaustive({ ...PAIR, clients: 1 }, statement, { extraStates: 1 });
    const make = () => createPoolServer(statement);
    expect(await firstFailure(make, predicted(programs(), statement), statement)).toBeUndefined();
  });

  test("the strict programs are different, and none begins another", () => {
    const { programs } = planExhaustive({ ...PAIR, clients: 1 }, statement, { extraStates: 1 });
    const all = [...programs()].map(({ steps, ...settings }) =>
      JSON.stringify([settings, ...steps]).slice(0, -1),
    );
    all.sort();
    const begun = all.filter((text, at) => all[at + 1]?.startsWith(text));
    expect(begun).toEqual([]);
  });
});

test("a tour drives no message that is not declared", () => {
  for (const [, statement] of STATEMENTS)
    for (const scope of DEFAULT_SCOPES) {
      const { ofClients, ofServer } = compile(scope, statement);
      const meant = new Set([...ofClients.flat(), ...ofServer].map(({ type }) => type));
      if (!statement.features.includes("maintenance")) expect(meant).not.toContain("expireAup");
      if (!statement.features.includes("onboarding")) expect(meant).not.toContain("target");
    }
});

test("programs are the same ones each time", () => {
  const plan = planExhaustive(CATALOGUE, EVERY_FEATURE, "tour");
  expect([...plan.programs()]).toEqual([...plan.programs()]);
});

test("what leaves the scope is no transition of it", () => {
  const plan = planExhaustive(PAIR, EVERY_FEATURE, "tour");
  const messages: readonly Message[] = [
    { type: "enroll", client: "b" },
    { type: "enroll", client: "a" },
    { type: "setCapacity", nodes: 9 },
    { type: "enroll", client: "a" },
    { type: "setCapacity", nodes: 1 },
    { type: "checkIn", client: "a" },
    { type: "enroll", client: "z" },
    { type: "enroll", client: "a" },
  ];
  const predicted = predict({ capacity: 1, otherCapacity: 0, steps: messages }, EVERY_FEATURE);
  const found = plan.transitionsOf(predicted).map((transition) => transition >= 0);
  expect(found).toEqual([true, true, false, false, false, false, false, false]);
  // Which of two clients alike it is makes no difference, and nor does another copy of the program.
  const [first] = plan.transitionsOf(predicted);
  const [, again] = predict(
    { capacity: 1, otherCapacity: 0, steps: structuredClone(messages.slice(0, 2)).reverse() },
    EVERY_FEATURE,
  ).map((p) => plan.transitionsOf([p])[0]);
  expect(plan.transitionsOf(predicted)[1]).toBe(again);
  expect(first).not.toBe(again);
});

const NO_SUCH_ID = "no client or bulletin of a scope is called so";
const TOO_SMALL = "no pool of a scope is so large";
const FRESH_SERVERS = "here, each program has a server of its own";

const NOT_FOUND: Readonly<Record<string, string>> = {
  longSilenceReleases: "no program of a tour lets so many days pass on end",
  releasesByPrefix: "no client of a scope begins like another",
  secondCheckInReleases: "it remembers the message before, and a tour takes each transition once",
  zeroIsNoClient: NO_SUCH_ID,
  protoIsNeverAHolder: NO_SUCH_ID,
  constructorAlwaysHolds: NO_SUCH_ID,
  protoIsNeverEnabled: NO_SUCH_ID,
  capacityInSixteenBits: TOO_SMALL,
  countWrapsAtEight: TOO_SMALL,
  largePoolsKeepAReserve: TOO_SMALL,
  expirySurvivesReset: FRESH_SERVERS,
  targetSurvivesReset: FRESH_SERVERS,
  policySurvivesReset: FRESH_SERVERS,
};

describe("of the defects, the tours find all but those that lie outside of the scopes", () => {
  test.each(DEFECTS)("$name", async ({ name, create }) => {
    const statement = statementOf(create().declaration);
    const found = await firstFailure(create, toursOf(statement), statement);
    expect(found !== undefined).toBe(!(name in NOT_FOUND));
  });

  test("each of which there is", () => {
    const names = DEFECTS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(NOT_FOUND)));
  });
});

describe("a wrong target, which no snapshot shows", () => {
  const statement = EVERY_FEATURE;
  const scope: Scope = { ...ONE_CLIENT, capacities: [1], otherCapacities: [0] };
  /** To stop targeting a client has no effect. */
  const make: MakeServer = spoiled(
    () => createPoolServer(),
    (server) => ({
      handle: (message) =>
        message.type === "target" && message.policy === "none"
          ? { type: "done" }
          : server.handle(message),
    }),
  );
  const programs = [...planExhaustive(scope, statement, { extraStates: 0 }).programs()];

  test("is missed by the transitions alone", async () => {
    const bare = programs.map((program) => ({ ...program, steps: withoutIdentification(program) }));
    expect(await firstFailure(make, predicted(bare, statement), statement)).toBeUndefined();
  });

  test("is found by the identification behind them", async () => {
    expect(await firstFailure(make, predicted(programs, statement), statement)).toBeDefined();
  });

  /** It begins with a catalogue that is newer than those of the scope. */
  const withoutIdentification = ({ steps }: Program) => {
    const newer = steps.findIndex((item) => item.type === "importCatalog");
    return steps.slice(0, newer);
  };
});

/** Correct, but for one hidden state: a second retirement leads to it, and any next message out of it. */
class ForgetsNextDeletion extends PoolServer {
  private primed = false;

  override reset(...settings: Parameters<PoolServer["reset"]>): void {
    super.reset(...settings);
    this.primed = false;
  }

  override handle(message: Message) {
    const wasPrimed = this.primed;
    this.primed =
      message.type === "retire" && this.computers.get(message.client)?.record === "retired";
    if (wasPrimed && message.type === "delete") return { type: "done" } as const;
    return super.handle(message);
  }
}

describe("one hidden state too many", () => {
  const statement = statementOf({ features: ["pool"] });
  const scope: Scope = { ...PAIR, messages: [...(PAIR.messages ?? []), "delete"], clients: 1 };
  const make = () => new ForgetsNextDeletion(statement);

  test("may be missed where none is counted on", async () => {
    const { programs } = planExhaustive(scope, statement, { extraStates: 0 });
    expect(await firstFailure(make, predicted(programs(), statement), statement)).toBeUndefined();
  });

  test("is found where one is", async () => {
    const { programs } = planExhaustive(scope, statement, { extraStates: 1 });
    const found = await firstFailure(make, predicted(programs(), statement), statement);
    expect(found?.program.steps.map(({ type }) => type).slice(0, 4)).toEqual([
      "enroll",
      "retire",
      "retire",
      "delete",
    ]);
  });
});
