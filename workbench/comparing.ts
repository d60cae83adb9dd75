/** `poolproof compare`: the shortest program on which two candidates are seen to differ. */

import { engineSession } from "../adapters/session/engine-session.ts";
import { type CandidateSource, openCandidate } from "../adapters/session/open.ts";
import { drive } from "../engine/drive.ts";
import type { Session } from "../engine/specification.ts";
import {
  admits,
  describeMessage,
  describeOutcome,
  differencesBetween,
  fieldsFor,
  type Row,
  renderValue,
  type Snapshot,
  type Statement,
  shownBy,
} from "../model/index.ts";
import type { ObservedStep } from "../properties/clauses/observed-step.ts";
import { type LicensePool, licensePool, observedSteps } from "../properties/license-pool.ts";
import { generatedPrograms } from "../properties/programs/generated.ts";
import type { Program } from "../properties/programs/program.ts";
import { reductions } from "../properties/programs/reduce.ts";

export interface DifferOptions {
  readonly seed: string;
  /** Programs to look in. */
  readonly programs: number;
  /** Milliseconds that one request may take. */
  readonly timeLimitMs: number;
}

export interface Difference {
  readonly program: Program;
  /** The messages up to the one at which they differ. */
  readonly messages: readonly string[];
  /** What each answered to the last one, and what it shows then that the other does not. */
  readonly left: string;
  readonly right: string;
}

export interface Comparison {
  /** Features that both declare: only their messages were sent. */
  readonly features: Statement["features"];
  readonly programs: number;
  /** `undefined` if no program shows one. */
  readonly difference?: Difference;
}

/** Programs that making a difference smaller may run. */
const MAX_REDUCTIONS = 500;

/**
 * Drives the same programs on both until they differ in anything that is judged, and makes that program smaller.
 * @throws {CandidateError} if one of them is broken
 */
export async function compareTwo(
  sources: readonly [CandidateSource, CandidateSource],
  { seed, programs, timeLimitMs }: DifferOptions,
): Promise<Comparison> {
  const left = await openCandidate(sources[0], timeLimitMs);
  const right = await openCandidate(sources[1], timeLimitMs);
  const statement = commonStatement(left.statement, right.statement);
  const sessions = [
    engineSession(await left.connect()),
    engineSession(await right.connect()),
  ] as const;
  const pair: Pair = { sessions, statement };
  const { features } = statement;
  try {
    const programAt = generatedPrograms(statement, seed);
    for (let driven = 1; driven <= programs; driven += 1) {
      const program = programAt(driven - 1);
      const found = await differenceOn(pair, program);
      if (!found) continue;
      const { difference } = await smaller(pair, found);
      return { features, programs: driven, difference };
    }
    return { features, programs };
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** The features that both declare. The choices of the first decide only which answers are free. */
function commonStatement(left: Statement, right: Statement): Statement {
  const features = left.features.filter(
    (feature) =>
      right.features.includes(feature) && feature !== "concurrency" && feature !== "durability",
  );
  return { features, choices: left.choices };
}

interface Pair {
  readonly sessions: readonly [Session<LicensePool>, Session<LicensePool>];
  readonly statement: Statement;
}

interface Found {
  readonly difference: Difference;
  /** Index of the program's step at which they differ. */
  readonly step: number;
}

async function differenceOn({ sessions, statement }: Pair, program: Program) {
  const [left, right] = sessions;
  const driver = { specification: licensePool, statement };
  const one = observedSteps(await drive(driver, left, program));
  const other = observedSteps(await drive(driver, right, program));
  for (const [index, step] of one.entries()) {
    const beside = other[index];
    if (!beside) break;
    const sides = sidesOf(
      [step, one[index - 1]?.snapshot],
      [beside, other[index - 1]?.snapshot],
      statement,
    );
    if (!sides) continue;
    const messages = one.slice(0, index + 1).map(({ message }) => describeMessage(message));
    return { difference: { program, messages, ...sides }, step: step.step } satisfies Found;
  }
  return undefined;
}

/** Greedily: the first smaller program that still shows a difference, even another one. */
async function smaller(pair: Pair, first: Found): Promise<Found> {
  let found = first;
  let runs = 0;
  for (let isDone = false; !isDone && runs < MAX_REDUCTIONS; ) {
    isDone = true;
    const { program } = found.difference;
    for (const next of reductions(program, pair.statement, found.step)) {
      runs += 1;
      const still = await differenceOn(pair, next);
      if (still) found = still;
      isDone = !still;
      if (still || runs >= MAX_REDUCTIONS) break;
    }
  }
  return found;
}

type Sides = Pick<Difference, "left" | "right">;

/** A step, and the snapshot before it. */
type Side = readonly [ObservedStep, Snapshot | undefined];

/** `undefined` if all that is judged is the same, or free to differ. */
function sidesOf(one: Side, other: Side, statement: Statement): Sides | undefined {
  const sides = [one, other] as const;
  const [left, right] = sides.map(([{ outcome }]) => describeOutcome(outcome)) as [string, string];
  const areAdmitted = sides.every(([{ expected, outcome }]) => admits(expected, outcome));
  const answersDiffer = one[0].outcome.type !== other[0].outcome.type || left !== right;
  const rows = [...differencesBetween(shownSince(one), shownSince(other), fieldsFor(statement))];
  if (rows.length === 0 && (!answersDiffer || areAdmitted)) return undefined;
  const render = (answer: string, side: 0 | 1) =>
    [answer, ...rows.map((row) => `${row.name}: ${inWords(row, side)}`)].join("; ");
  return { left: render(left, 0), right: render(right, 1) };
}

/** What a snapshot shows, but of inventories only whether there are more than before. */
function shownSince([{ snapshot }, before]: Side) {
  const counts = new Map(before?.clients.map(({ client, inventories }) => [client, inventories]));
  return shownBy({
    ...snapshot,
    clients: snapshot.clients.map((shown) => ({
      ...shown,
      inventories: Number(shown.inventories > (counts.get(shown.client) ?? shown.inventories)),
    })),
  });
}

function inWords({ field, values }: Row, side: 0 | 1): string {
  if (field.isCounter) return values[side] ? "more than before" : "no more than before";
  return renderValue(values[side]);
}
