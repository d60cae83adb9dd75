/**
 * How soon a defect is seen, and how long a failing run takes compared with a passing one: in process, as the command, and
 * over stdio. Runs that are compared alternate, since the load of a machine changes.
 */

import type { Candidate } from "../adapters/protocol/port.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import type { Defect } from "../candidates/zoo/defect.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { type Choices, type Feature, statementOf } from "../model/statement.ts";
import { generatedPrograms } from "../properties/programs/generated.ts";
import type { Report } from "../reports/data/report.ts";
import { checkConformance } from "../suite/conformance.ts";
import { asCommand } from "./feedback-command.ts";
import { figure, percentile, spaced, times } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

/** A whole run, from when the candidate is up. */
interface Timed {
  readonly ms: number;
  /** Of the processor, for all that is done in this process. */
  readonly cpuMs: number;
  /** Driven, variants and all that makes counterexamples better included. */
  readonly programs: number;
  readonly first?: { readonly ms: number; readonly programs: number };
  readonly report: Report;
}

interface RunOptions {
  readonly seed: string;
  readonly programs: number | undefined;
}

/** The programs of the last run are cached: without this a run would not make its own. */
const forgetPrograms = () => generatedPrograms(statementOf({ features: ["pool"] }), "forgotten");

async function timed(source: CandidateSource, options: RunOptions): Promise<Timed> {
  forgetPrograms();
  let startedMs = performance.now();
  let cpu = process.cpuUsage();
  let programs = 0;
  let first: Timed["first"];
  const report = await checkConformance(source, {
    ...options,
    onProgram: () => {
      programs += 1;
    },
    onEvent: ({ type }) => {
      if (type === "started") {
        startedMs = performance.now();
        cpu = process.cpuUsage();
      } else if (type === "finding") first ??= { ms: performance.now() - startedMs, programs };
    },
  });
  const ms = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000, programs, ...(first && { first }), report };
}

/** A failing run, and the passing one before it, of the same seed and of a server that declares the same. */
interface Pair {
  readonly name: string;
  readonly failing: Timed;
  readonly passing: Timed;
}

async function passingRun(source: CandidateSource, options: RunOptions): Promise<Timed> {
  const passing = await timed(source, options);
  if (passing.report.properties.some(({ verdict }) => verdict === "violated"))
    throw new Error("the server that is right fails");
  return passing;
}

/** The right server, declaring what the defective one does. */
function rightServer({ create }: Defect): () => Candidate {
  const { features, choices } = create().declaration;
  return () =>
    createPoolServer({
      ...(features && { features: features as readonly Feature[] }),
      ...(choices && { choices: choices as Partial<Choices> }),
    });
}

const PLAIN = "stdio:python3 candidates/python/ledger.py";
export const PYTHON_DEFECTS = [
  "capacity_off_by_one",
  "full_pool_refuses_holders",
  "retire_keeps_license",
  "delete_keeps_license",
  "shrink_evicts",
  "renewal_leaves_dormant",
] as const;

export const pythonDefect = (name: string) => `stdio:python3 bench/python-defects.py ${name}`;

/** A failing run drives all that the passing one does. */
const refinementOf = ({ failing, passing }: Pair) => failing.programs - passing.programs;

type Measure = readonly [string, (pair: Pair) => number, (value: number) => string];

const count = (value: number) => (Number.isNaN(value) ? "–" : value.toLocaleString("en"));
const isThere = (value: number) => !Number.isNaN(value);
const NONE = Number.NaN;
const FIRST: readonly Measure[] = [
  ["first finding, ms", ({ failing }) => failing.first?.ms ?? NONE, figure],
  ["first finding, programs", ({ failing }) => failing.first?.programs ?? NONE, count],
  [
    "first finding ÷ a passing run",
    ({ failing, passing }) => (failing.first?.ms ?? NONE) / passing.ms,
    times,
  ],
];
const WHOLE: readonly Measure[] = [
  ["passing run, ms", ({ passing }) => passing.ms, figure],
  ["failing run, ms", ({ failing }) => failing.ms, figure],
  ["failing run ÷ passing run", ({ failing, passing }) => failing.ms / passing.ms, times],
];
const PROCESSOR: Measure = [
  "…in time of the processor",
  ({ failing, passing }) => failing.cpuMs / passing.cpuMs,
  times,
];
const COUNTS: readonly Measure[] = [
  ["programs of the failing run", ({ failing }) => failing.programs, count],
  ["…of these, for better counterexamples", refinementOf, count],
];

function summary(
  title: string,
  pairs: readonly Pair[],
  measures: readonly Measure[],
  notes: readonly string[],
): Table {
  const rows = measures.map(([name, measured, shown]) => {
    const values = pairs.map(measured).filter(isThere);
    return [name, ...[0.5, 0.9, 1].map((share) => shown(percentile(values, share)))];
  });
  const missed = pairs.filter(({ failing }) => !failing.first).length;
  return {
    title,
    head: ["", "p50", "p90", "worst"],
    rows,
    notes: [
      `Over defects and seeds, ${pairs.length} pairs of runs, ${missed} of them without a finding. A pair is a run that fails and the passing one before it, of one seed; ratios are of a pair.`,
      ...notes,
    ],
  };
}

function byDefect(title: string, pairs: readonly Pair[], measures: readonly Measure[]): Table {
  const names = [...new Set(pairs.map(({ name }) => name))];
  return {
    title,
    head: ["defect", ...measures.map(([name]) => name)],
    rows: names.map((name) => {
      const own = pairs.filter((pair) => pair.name === name);
      return [
        name,
        ...measures.map(([, measured, shown]) =>
          shown(percentile(own.map(measured).filter(isThere), 1)),
        ),
      ];
    }),
    notes: ["The worst of the seeds."],
  };
}

const DEFAULT_SEEDS = 2;
const DEFAULT_DEFECTS = 15;
/** Of a run that counts for nothing: the first one also compiles what the others only run. */
const WARM_UP = { seed: "warm-up", programs: 100 };

/** Of so many seeds, each defect is driven with one in so many, so that all have their turn with few of them. */
const MANY_SEEDS = 6;
const SEEDS_PER_RUN = 3;

const ownOf = <One>(all: readonly One[], seed: number, seeds: number): readonly One[] =>
  seeds < MANY_SEEDS ? all : all.filter((_, at) => (at + seed) % SEEDS_PER_RUN === 0);

const shared = (seeds: number) =>
  seeds < MANY_SEEDS ? "" : `, each defect with one in ${SEEDS_PER_RUN} of them`;

/** Defects whose runs are compared to one passing run, which comes right before them. */
const PER_PASSING = 3;

/** Few defects at a time, which declare the same. */
function groupsOf(defects: readonly Defect[]): readonly (readonly Defect[])[] {
  const alike = new Map<string, Defect[]>();
  for (const defect of defects) {
    const { features, choices } = defect.create().declaration;
    const key = JSON.stringify([features, choices]);
    alike.set(key, [...(alike.get(key) ?? []), defect]);
  }
  return [...alike.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / PER_PASSING) }, (_, at) =>
      all.slice(at * PER_PASSING, (at + 1) * PER_PASSING),
    ),
  );
}

async function inProcess(
  defects: readonly Defect[],
  seeds: number,
  programs: number | undefined,
): Promise<readonly Table[]> {
  const pairs: Pair[] = [];
  await timed(() => createPoolServer(), WARM_UP);
  for (let seed = 1; seed <= seeds; seed += 1)
    for (const group of groupsOf(ownOf(defects, seed, seeds))) {
      const options = { seed: `feedback ${seed}`, programs };
      const [first] = group;
      if (!first) continue;
      const passing = await passingRun(rightServer(first), options);
      for (const { name, create } of group)
        pairs.push({ name, passing, failing: await timed(create, options) });
      process.stderr.write(
        `feedback: ${pairs.length} pairs in process, seed ${seed} of ${seeds}\r`,
      );
    }
  const measures = [...FIRST, ...WHOLE, PROCESSOR, ...COUNTS];
  return [
    summary("Feedback in process, on the defects of the zoo", pairs, measures, [
      `${defects.length} of ${DEFECTS.length} defects, ${seeds} seeds${shared(seeds)}. Time counts from when the candidate is up.`,
      "Programs are all that are driven, variants too; up to the first finding with those that shrink it. Those for better counterexamples are what a failing run drives beyond the passing one: to shrink what is seen, to search for the shortest, and to confirm.",
    ]),
    byDefect("Feedback in process, by defect", pairs, measures),
  ];
}

async function overStdio(seeds: number, programs: number | undefined): Promise<readonly Table[]> {
  const pairs: Pair[] = [];
  for (let seed = 1; seed <= seeds; seed += 1)
    for (const name of ownOf(PYTHON_DEFECTS, seed, seeds)) {
      const options = { seed: `feedback ${seed}`, programs };
      const passing = await passingRun(PLAIN, options);
      pairs.push({ name, passing, failing: await timed(pythonDefect(name), options) });
      process.stderr.write(`feedback: ${pairs.length} pairs over stdio\r`);
    }
  const measures = [...FIRST, ...WHOLE, ...COUNTS];
  return [
    summary("Feedback over stdio, on the Python ledger", pairs, measures, [
      `${PYTHON_DEFECTS.length} defects of bench/python-defects.py, ${seeds} seeds${shared(seeds)}, all five features. Time counts from when the candidate is up.`,
    ]),
    byDefect("Feedback over stdio, by defect", pairs, measures),
  ];
}

export const feedback: Part = {
  name: "feedback",
  run: async ({
    seeds = DEFAULT_SEEDS,
    programs,
    defects = DEFAULT_DEFECTS,
  }: PartOptions): Promise<readonly Table[]> => {
    const chosen = spaced(DEFECTS, defects);
    return [
      ...(await inProcess(chosen, seeds, programs)),
      ...(await asCommand(
        chosen.map(({ name }) => name),
        seeds,
        programs,
      )),
      ...(await overStdio(seeds, programs)),
    ];
  },
};
