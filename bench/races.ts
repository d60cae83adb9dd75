/** Races and crash defects of the zoo: how soon each is found, and what a reader gets to see of it. */
import { fileURLToPath } from "node:url";
import type { Host } from "../adapters/protocol/port.ts";
import { engineSession } from "../adapters/session/engine-session.ts";
import { type CandidateSource, openCandidate } from "../adapters/session/open.ts";
import type { DurableDefect } from "../candidates/zoo/durable-defect.ts";
import {
  DURABLE_DEFECTS,
  type DurableDefectName,
  durableDefect,
} from "../candidates/zoo/durable-defects.ts";
import { createDurableServer } from "../candidates/zoo/durable-server.ts";
import {
  createExposureContext,
  type ExposureContext,
  expose,
  type Kill,
} from "../engine/adequacy.ts";
import { confirm, createShrinking, shrink } from "../engine/shrink.ts";
import type { Run, Session } from "../engine/specification.ts";
import { CHOICES, type Choices, type Message } from "../model/index.ts";
import type { LaneProgram, Plan } from "../properties/concurrency/program.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import { DEFAULTS } from "../suite/options.ts";
import { figure, median, spaced } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

/** What it took until every property that a defect declares had failed, and the counterexample of the first of them. */
interface Found {
  /** Driven until then. */
  readonly programs: number;
  readonly reduced?: Reduced;
}

interface Reduced {
  /** As a reader counts them; lanes of its widest race, and crashes. */
  readonly steps: number;
  readonly lanes: number;
  readonly crashes: number;
  readonly messages: number;
  readonly failed: number;
  readonly of: number;
  readonly program: LaneProgram;
}

type Search = Pick<DurableDefect, "needs" | "kills"> & { readonly isReduced: boolean };

/**
 * Drives the histories of a run until every property that the defect declares has failed; `undefined` where one of them
 * does not in as many programs as a run has.
 */
async function findRace(
  source: CandidateSource,
  { needs, kills, isReduced }: Search,
  seed: string,
): Promise<Found | undefined> {
  const { session, contextOf } = await connected(source);
  try {
    const context = contextOf(seed, needs);
    if (context.parts.length === 0) throw new Error(`the candidate does not declare ${needs}`);
    const exposure = await expose(context, session, kills);
    if (exposure.failure) throw exposure.failure.error;
    const own = exposure.kills.filter(({ property }) => kills.includes(property.id));
    const [first] = own;
    if (own.length < kills.length || !first) return undefined;
    const found = { programs: Math.max(...own.map(({ program }) => program)) };
    return isReduced ? { ...found, reduced: await reduce(context, session, first) } : found;
  } finally {
    await session.close();
  }
}

/** Programs that shrinking a race may run: a tenth of what a run has for all that it finds. */
const MAX_RUNS = DEFAULTS.shortest / 10;

async function reduce(
  context: ExposureContext<LicensePool>,
  session: Session<LicensePool>,
  { property, violation }: Kill<LicensePool>,
): Promise<Reduced> {
  const budget = { runs: MAX_RUNS };
  const own = { session, budget, isOver: () => false };
  const shrinking = createShrinking(context, context.judge.properties, own);
  const shrunk = await shrink(shrinking, property, violation, []);
  const { run, rate } = await confirm(shrinking, property, shrunk);
  return { ...sizesOf(run), ...rate };
}

function sizesOf(run: Run<LicensePool>) {
  const program = run.program as LaneProgram;
  const { phases } = run.prediction as Plan;
  const lanes = program.steps.map((step) => (step.type === "together" ? step.lanes.length : 0));
  const sent = phases.flatMap((phase): readonly Message[] => {
    if (phase.type === "sequence") return phase.messages;
    return phase.type === "together" ? phase.lanes.flat() : phase.during;
  });
  return {
    steps: licensePool.sizeOf(program),
    lanes: Math.max(0, ...lanes),
    crashes: program.steps.filter((step) => "kill" in step && step.kill).length,
    messages: sent.length,
    program,
  };
}

async function connected(source: CandidateSource) {
  const { statement, connect } = await openCandidate(source);
  const session = engineSession(await connect());
  /** The programs of one part of a run, as many as it has by default. */
  const contextOf = (seed: string, needs: DurableDefect["needs"]) => {
    const parts = licensePool.parts(statement).filter(({ name }) => name === needs);
    const specification = { ...licensePool, parts: () => parts };
    return createExposureContext(specification, statement, { seed, programs: DEFAULTS.programs });
  };
  return { session, contextOf };
}

const SERVER = new URL("../candidates/zoo/stdio-server.js", import.meta.url);

/** The defect in a separate process, which waits like a database: without waits, messages would hardly overlap. */
export const overStdio = (name: DurableDefectName): string =>
  `stdio:"${process.execPath}" "${fileURLToPath(SERVER)}" --store {store} --latency 1 --defect ${name}`;

const DEFAULT_SEEDS = 3;
/** A kill takes as long as the start of a process. */
const SEEDS_OVER_STDIO = 2;

/** A reduction takes longer than what it reduces. */
const REDUCED_SEEDS = 3;

const NAMES = Object.keys(DURABLE_DEFECTS) as readonly DurableDefectName[];

async function tableOf(
  title: string,
  names: readonly DurableDefectName[],
  seeds: number,
  sourceOf: (name: DurableDefectName) => CandidateSource,
): Promise<Table> {
  const rows: string[][] = [];
  let missed = 0;
  for (const name of names) {
    const defect = DURABLE_DEFECTS[name];
    const all: Found[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
      const isReduced = seed <= REDUCED_SEEDS;
      const found = await findRace(sourceOf(name), { ...defect, isReduced }, `races ${seed}`);
      if (found) all.push(found);
    }
    missed += seeds - all.length;
    rows.push([name, defect.needs, `${all.length} of ${seeds}`, ...figuresOf(all)]);
  }
  return {
    title,
    head: [
      "defect",
      "needs",
      "found",
      "programs, median",
      "worst",
      "steps",
      "worst",
      "lanes",
      "crashes",
      "messages",
      "it fails in",
    ],
    rows,
    notes: [
      `${names.length} of ${NAMES.length} defects, ${seeds} seeds; ${missed} searches found nothing in the default number of programs.`,
      `Found: every property that the defect declares has failed, and the programs are those until then. The rest is of the reduced counterexamples of ${Math.min(seeds, REDUCED_SEEDS)} seeds, medians but for the worst: steps with each message of a race or a request as one more, messages without composites, and in how many of its runs it fails.`,
    ],
  };
}

/** A dash where nothing was found, as in the other columns. */
const max = (values: readonly number[]) => (values.length > 0 ? String(Math.max(...values)) : "–");

function figuresOf(all: readonly Found[]): readonly string[] {
  const programs = all.map((found) => found.programs);
  const reduced = all.flatMap((found) => found.reduced ?? []);
  const middle = (figureOf: (one: Reduced) => number) => figure(median(reduced.map(figureOf)));
  return [
    figure(median(programs)),
    max(programs),
    middle(({ steps }) => steps),
    max(reduced.map(({ steps }) => steps)),
    middle(({ lanes }) => lanes),
    middle(({ crashes }) => crashes),
    middle(({ messages }) => messages),
    `${middle(({ failed, of }) => (100 * failed) / of)} %`,
  ];
}

/** The defaults, all the other values together, and each of them by itself. */
const others = Object.entries(CHOICES).map(
  ([choice, [, other]]) => ({ [choice]: other }) as Partial<Choices>,
);
const CHOSEN: readonly Partial<Choices>[] = [{}, Object.assign({}, ...others), ...others];

const NEEDS: readonly DurableDefect["needs"][] = ["concurrency", "durability"];

/** Histories of the correct server, of which not one may fail or be given up. */
export async function soundness(seeds: number): Promise<Table> {
  const rows: string[][] = [];
  for (const choices of CHOSEN) {
    const { session, contextOf } = await connected((host: Host) =>
      createDurableServer(host, { choices }),
    );
    let programs = 0;
    let failed = 0;
    for (let seed = 1; seed <= seeds; seed += 1)
      for (const needs of NEEDS) {
        const context = contextOf(`sound ${seed}`, needs);
        const found = await expose(context, session, []);
        if (found.failure) throw found.failure.error;
        programs += found.programs;
        failed += found.kills.length;
      }
    await session.close();
    rows.push([
      JSON.stringify(choices).slice(1, -1) || "defaults",
      String(seeds),
      figure(programs),
      String(failed),
    ]);
  }
  return {
    title: "Races and crashes: the correct server, in process",
    head: ["choices", "seeds", "programs", "properties failed"],
    rows,
  };
}

export const races: Part = {
  name: "races",
  run: async ({ seeds = DEFAULT_SEEDS, defects = NAMES.length }: PartOptions) => {
    const names = spaced(NAMES, defects);
    const few = Math.min(seeds, SEEDS_OVER_STDIO);
    return [
      await tableOf("Races and crashes, in process", names, seeds, (name) => durableDefect(name)),
      await tableOf("Races and crashes, over stdio", names, few, overStdio),
      await soundness(seeds),
    ];
  },
};
