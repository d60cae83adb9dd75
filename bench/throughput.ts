/** Messages judged per second, compared with `fc.modelRun` and with the candidate's work alone. */

import fc from "fast-check";
import { inProcessTransport } from "../adapters/in-process/in-process.ts";
import { createReference } from "../adapters/in-process/reference.ts";
import type { Candidate, Execution } from "../adapters/protocol/port.ts";
import { openSession } from "../adapters/session/session.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { runOf } from "../engine/drive.ts";
import { ENOUGH } from "../engine/result.ts";
import type { Run } from "../engine/specification.ts";
import type { Message } from "../model/index.ts";
import { isPlanned, type LicensePool, licensePool } from "../properties/license-pool.ts";
import {
  type Batch,
  batchesOf,
  campaign,
  countOf,
  execute,
  secondsOf,
  steadyPart,
} from "./batches.ts";
import { commandsProperty, LENGTHS } from "./commands.ts";
import { overStdio } from "./exchange.ts";
import { figure, median, times } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

const DEFAULT_SEEDS = 5;
/** As many as a run drives by default: the first ones are dearer than the others. */
const PROGRAMS = 1000;
/** Messages of a list of commands are a few, so that many lists come to as much. */
const COMMANDS_MESSAGES = 20_000;
const REQUEST_LIMIT_MS = 10_000;

const CANDIDATES: Readonly<Record<string, () => Candidate>> = {
  "the reference": () => createReference(),
  "the pool server": () => createPoolServer(),
};

/** One seed's measurement of one way to test. */
interface Sample {
  readonly messages: number;
  readonly seconds: number;
  /** Of the same messages on the candidate, and nothing else. */
  readonly bareSeconds: number;
}

/** A pass before those that are timed records what is sent, and warms up. */
async function sampleOurs(create: () => Candidate, seed: number): Promise<Sample> {
  const candidate = create();
  const session = await openSession(inProcessTransport(candidate, REQUEST_LIMIT_MS));
  const text = `throughput ${seed}`;
  const batches = await batchesOf(session, text, PROGRAMS);
  const seconds = await quickest(() => campaign(session, text, PROGRAMS));
  return { messages: countOf(batches), seconds, bareSeconds: await bare(candidate, batches) };
}

async function sampleCommands(
  create: () => Candidate,
  seed: number,
  constraints: fc.CommandsContraints,
): Promise<Sample> {
  const candidate = create();
  const batches: { readonly settings: Batch["settings"]; readonly messages: Message[] }[] = [];
  const recording = commandsProperty(candidate, {
    constraints,
    onList: (settings) => batches.push({ settings, messages: [] }),
    onMessage: (message) => batches.at(-1)?.messages.push(message),
  });
  const perList = Math.max(...Object.values(constraints).filter((v) => typeof v === "number"), 10);
  const parameters = { seed, numRuns: Math.ceil((COMMANDS_MESSAGES * 2) / perList) };
  fc.assert(recording, parameters);
  const property = commandsProperty(candidate, { constraints });
  const seconds = await quickest(() => fc.assert(property, parameters));
  return { messages: countOf(batches), seconds, bareSeconds: await bare(candidate, batches) };
}

const bare = (candidate: Candidate, batches: readonly Batch[]): Promise<number> =>
  quickest(() => execute(candidate, batches));

const PASSES = 5;

/** Seconds of the quickest of a few passes over the same: what else a machine does makes some of them slower, and none quicker. */
async function quickest(work: () => void | Promise<void>): Promise<number> {
  const seconds: number[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) seconds.push(await secondsOf(work));
  return Math.min(...seconds);
}

async function inProcess(seeds: number): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const [name, create] of Object.entries(CANDIDATES)) {
    const ways: [string, (seed: number) => Promise<Sample>][] = [
      ["poolproof", (seed) => sampleOurs(create, seed)],
      ...Object.entries(LENGTHS).map(
        ([way, constraints]): [string, (seed: number) => Promise<Sample>] => [
          way,
          (seed) => sampleCommands(create, seed, constraints),
        ],
      ),
    ];
    const samples = ways.map((): Sample[] => []);
    // Seed by seed, so that what else the machine does meets all of them.
    for (let seed = 0; seed <= seeds; seed += 1)
      for (const [at, [, sample]] of ways.entries()) {
        const taken = await sample(seed);
        if (seed > 0) samples[at]?.push(taken);
      }
    tables.push(
      rates(
        `Throughput in process, on ${name}`,
        ways.map(([way]) => way),
        samples,
        seeds,
      ),
    );
  }
  return tables;
}

function rates(
  title: string,
  ways: readonly string[],
  samples: readonly (readonly Sample[])[],
  seeds: number,
): Table {
  const rateOf = (own: readonly Sample[]) => median(own.map((s) => s.messages / s.seconds));
  const [ours = []] = samples;
  const rows = ways.map((way, at) => {
    const own = samples[at] ?? [];
    return [
      way,
      figure(rateOf(own)),
      times(rateOf(ours) / rateOf(own)),
      figure(median(own.map((s) => s.messages / s.bareSeconds))),
      times(median(own.map((s) => s.seconds / s.bareSeconds))),
    ];
  });
  return {
    title,
    head: [
      "",
      "messages/s",
      "poolproof ÷ it",
      "the candidate alone, messages/s",
      "time ÷ the candidate's",
    ],
    rows,
    notes: [
      `Medians over ${seeds} seeds, each the quickest of ${PASSES} passes. Generated, driven and judged, variants too, without start-up.`,
      "The candidate alone handles the same messages and takes the same snapshots, unchecked. Snapshots of longer runs show more clients.",
    ],
  };
}

const STAGES = [
  "generate",
  "predict",
  "drive and check",
  "compare with the model",
  "judge",
] as const;

/** Seconds of each stage, one after the other over all programs; their variants are left out. */
async function secondsByStage(seed: string): Promise<readonly number[]> {
  const session = await openSession(inProcessTransport(createPoolServer(), REQUEST_LIMIT_MS));
  const { statement } = session;
  const judge = licensePool.createJudge(
    licensePool.properties(statement),
    licensePool.situations(statement),
    statement,
    ENOUGH,
  );
  const driver = { specification: licensePool, statement };
  const programAt = steadyPart(statement).generate(seed);
  let staged: Stage[] = [];
  const seconds = [
    await secondsOf(() => {
      const programs = Array.from({ length: PROGRAMS }, (_, index) => programAt(index));
      staged = programs.map((program) => ({ program, prediction: [] }));
    }),
    await secondsOf(() => {
      for (const one of staged) one.prediction = licensePool.predict(one.program, statement);
    }),
    await secondsOf(async () => {
      for (const one of staged) {
        const predicted = isPlanned(one.prediction) ? one.prediction : [];
        const messages = predicted.map(({ message }) => message);
        one.recording = await session.run(one.program, messages);
      }
    }),
    await secondsOf(() => {
      for (const one of staged) {
        const { program, prediction, recording } = one;
        if (recording) one.run = runOf(driver, program, prediction, recording, undefined);
      }
    }),
    await secondsOf(() => {
      for (const { run } of staged) if (run) judge.judgeRun(run);
    }),
  ];
  await session.close();
  return seconds;
}

interface Stage {
  readonly program: LicensePool["program"];
  prediction: LicensePool["prediction"];
  recording?: Execution;
  run?: Run<LicensePool>;
}

async function stages(seeds: number): Promise<Table> {
  const shares = STAGES.map((): number[] => []);
  for (let seed = 0; seed <= seeds; seed += 1) {
    const seconds = await secondsByStage(`stages ${seed}`);
    const whole = seconds.reduce((a, b) => a + b, 0);
    if (seed > 0) for (const [at, own] of seconds.entries()) shares[at]?.push((100 * own) / whole);
  }
  return {
    title: "Where the time goes, on the pool server",
    head: ["stage", "share of the whole"],
    rows: STAGES.map((stage, at) => [stage, `${figure(median(shares[at] ?? []))} %`]),
    notes: [`Medians over ${seeds} seeds, of programs without their variants.`],
  };
}

export const throughput: Part = {
  name: "throughput",
  run: async ({ seeds = DEFAULT_SEEDS }: PartOptions) => [
    ...(await inProcess(seeds)),
    await stages(seeds),
    await overStdio(seeds),
  ],
};
