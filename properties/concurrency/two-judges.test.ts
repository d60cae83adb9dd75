/**
 * Two judges of one run. Messages one after the other are judged by a fast path, message by message; messages in flight
 * together by the search for an order. Where nothing is in flight together there is one order, and both must agree.
 */
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import type { Candidate } from "../../adapters/protocol/port.ts";
import { engineSession } from "../../adapters/session/engine-session.ts";
import { openCandidate } from "../../adapters/session/open.ts";
import { DEFECTS } from "../../candidates/zoo/defects.ts";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import type { Session } from "../../engine/specification.ts";
import {
  CHOICES,
  type Choices,
  FEATURES,
  type Feature,
  type Statement,
  statementOf,
} from "../../model/index.ts";
import { createLiberal } from "../clauses/liberal.test-helper.ts";
import { interpret, type Recording } from "../clauses/observed-step.ts";
import { claimedProperties } from "../clauses/specification.ts";
import { type LicensePool, licensePool } from "../license-pool.ts";
import { sessionOf } from "../programs/driving.test-helper.ts";
import { generatePrograms } from "../programs/generate.ts";
import { firstOf, predictedOnce } from "../programs/predicted.test-helper.ts";
import type { PredictedStep, Program } from "../programs/program.ts";
import { checkLinearizability } from "./linearizability.ts";
import { operationsOf, sequentialSpecification } from "./sequential.ts";
import { SPOILS } from "./spoils.test-helper.ts";
import { messageOfEvent, stretchesOf } from "./stretches.test-helper.ts";
import { EVERYTHING } from "./views.ts";

/** A candidate; enough for some with a reset in their middle. */
const PROGRAMS = 20;
const MAX_STEPS = 16;
/** Of so many defects the programs have to show one at least, or they would show nothing of the judges. */
const MIN_SHOWN = 60;

const programsFor = predictedOnce(function* (statement): Generator<Program> {
  for (const program of firstOf(PROGRAMS, generatePrograms(statement, "two judges")))
    yield { ...program, steps: [...program.steps.slice(0, MAX_STEPS), { type: "probe" }] };
});

/** What a judge says of a run: the message that it first objects to, if it does. */
interface Verdicts {
  readonly fast: number | undefined;
  readonly general: number | undefined;
  /** The first message that does not agree with the model in all that the fast path looks at. */
  readonly parted: number | undefined;
}

function judgesOf(statement: Statement) {
  const momentary = claimedProperties(statement).filter(({ kind }) => kind !== "metamorphic");
  const judge = licensePool.createJudge(momentary, [], statement);
  return (
    program: Program,
    predicted: readonly PredictedStep[],
    recording: Recording,
  ): Verdicts => {
    const steps = interpret(predicted, recording, statement);
    const run = { program, prediction: predicted, history: steps };
    const { violations } = judge.judgeRun(run);
    const failed = [...violations.values()].map(({ index }) => index);
    return {
      fast: failed.length > 0 ? Math.min(...failed) : undefined,
      general: firstBlocked(program, predicted, recording, statement),
      parted: steps.find(({ agrees }) => !agrees)?.index,
    };
  };
}

function firstBlocked(
  program: Program,
  predicted: readonly PredictedStep[],
  recording: Recording,
  statement: Statement,
): number | undefined {
  for (const { settings, from, history } of stretchesOf(program, predicted, recording)) {
    const found = checkLinearizability(
      sequentialSpecification(settings, statement, EVERYTHING),
      operationsOf(history),
      { maxSteps: Number.POSITIVE_INFINITY },
    );
    if (found.verdict === "ok") continue;
    // One order, so that one event is next: what comes before it is explained, to the last event.
    const [blocked = -1, ...others] = found.verdict === "violated" ? found.blocked : [];
    expect(others).toEqual([]);
    expect(found.explained).toEqual(history.slice(0, blocked).map((_, index) => index));
    return from + messageOfEvent(blocked);
  }
  return undefined;
}

const features: readonly Feature[] = FEATURES.filter(
  (feature) => feature !== "concurrency" && feature !== "durability",
);
const alternatives = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, [, alternative]]) => [choice, alternative]),
) as Partial<Choices>;
const DECLARED = [
  { name: "the default statement", features },
  { name: "all alternatives", features, choices: alternatives },
  ...Object.entries(alternatives).map(([choice, value]) => ({
    name: `${choice}: ${value}`,
    features,
    choices: { [choice]: value },
  })),
  { name: "the pool alone", features: ["pool"] as const },
];

async function recordingOf(
  session: Session<LicensePool>,
  program: Program,
  predicted: readonly PredictedStep[],
): Promise<Recording> {
  const { read } = await session.ask(program, predicted, 0);
  return (await read()) as Recording;
}

async function eachRun(
  create: () => Candidate,
  check: (verdicts: Verdicts, program: Program) => void,
) {
  const candidate = await openCandidate(create);
  const { statement } = candidate;
  const session = engineSession(await candidate.connect());
  const judges = judgesOf(statement);
  for (const { program, predicted } of programsFor(statement))
    check(judges(program, predicted, await recordingOf(session, program, predicted)), program);
}

const AGREED: Verdicts = { fast: undefined, general: undefined, parted: undefined };

describe("both accept", () => {
  test.each(DECLARED)("the reference with $name", async (declared) => {
    await eachRun(
      () => createReference(declared),
      (verdicts) => expect(verdicts).toEqual(AGREED),
    );
  });

  test.each(DECLARED.slice(0, 2))("the pool server with $name", async (declared) => {
    await eachRun(
      () => createPoolServer(declared),
      (verdicts) => expect(verdicts).toEqual(AGREED),
    );
  });

  // Inventories of a record that was not active throughout may show as any count: the model's own is not matched then.
  test.each(DECLARED)("a server that takes every liberty with $name", async (declared) => {
    const statement = statementOf(declared);
    const session = sessionOf(() => createLiberal(declared, "liberal"));
    const judges = judgesOf(statement);
    for (const { program, predicted } of programsFor(statement))
      expect(
        judges(program, predicted, await recordingOf(session, program, predicted)),
        JSON.stringify(program),
      ).toMatchObject({ fast: undefined, general: undefined });
  });
});

describe("both object to the same message of", () => {
  const shown = new Set<string>();

  test.each(DEFECTS)("$name", async ({ name, create }) => {
    await eachRun(create, ({ fast, general, parted }, program) => {
      expect({ fast, parted }, JSON.stringify(program)).toEqual({ fast: general, parted: general });
      if (fast !== undefined) shown.add(name);
    });
  });

  test("so many defects that it says something", () => {
    expect(shown.size).toBeGreaterThanOrEqual(MIN_SHOWN);
  });

  test.each(Object.entries(SPOILS))("a recording with another: %s", async (name, spoil) => {
    const random = seedrandom(name);
    const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)];
    for (const { judges, runs } of await rightRuns())
      for (const { program, predicted, outcomes, snapshots } of runs) {
        const at = Math.floor(random() * predicted.length);
        const [outcome, snapshot] = [outcomes[at], snapshots[at]];
        if (!outcome || !snapshot) continue;
        const spoilt = spoil({ outcome, snapshot }, pick);
        const recording = {
          outcomes: outcomes.with(at, spoilt.outcome ?? outcome),
          snapshots: snapshots.with(at, spoilt.snapshot ?? snapshot),
        };
        const { fast, general } = judges(program, predicted, recording);
        expect(fast, JSON.stringify({ program, at, spoilt })).toBe(general);
      }
  });
});

/** What the pool server shows of the programs, recorded once for all that is spoiled of it. */
let recorded: ReturnType<typeof recordRight> | undefined;
const rightRuns = () => {
  recorded ??= recordRight();
  return recorded;
};

const recordRight = () =>
  Promise.all(
    DECLARED.slice(0, 2).map(async (declared) => {
      const statement = statementOf(declared);
      const session = sessionOf(() => createPoolServer(declared));
      const runs = [];
      for (const { program, predicted } of programsFor(statement))
        runs.push({ program, predicted, ...(await recordingOf(session, program, predicted)) });
      return { judges: judgesOf(statement), runs };
    }),
  );
