/** Whether the counterexamples of a defect are of the least length, and of one form whatever the seed. */
import type { Candidate } from "../adapters/port.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { checkConformance } from "../conformance.ts";
import type { Program } from "../properties/program.ts";
import type { Counterexample } from "../reports/counterexample.ts";
import { findings } from "../reports/findings.ts";
import type { Report } from "../reports/report.ts";
import { formOf } from "./counterexamples.ts";
import { leastSteps } from "./least.ts";
import { share, spaced } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

type Create = () => Candidate;

/** What the reports of all seeds tell of one property, or tell first. */
interface Told {
  readonly defect: string;
  /** `"first"` for what each report tells first. */
  readonly property: string;
  /** One for each seed that showed it. */
  readonly counterexamples: readonly Counterexample[];
  /** Steps; `undefined` where it is not known. */
  readonly least: number | undefined;
}

const FIRST = "first";
const DEFAULT_SEEDS = 2;
const DEFAULT_PROGRAMS = 100;
const DEFAULT_DEFECTS = 15;
/** Programs alone are counted: a cut by time would depend on what else the machine does. */
const UNTIMED = {
  reductionTimeLimitMs: Number.POSITIVE_INFINITY,
  proofTimeLimitMs: Number.POSITIVE_INFINITY,
};
/** Transitions of the search for the least lengths, for each defect. */
const BUDGET = 300_000;

const programOf = (counterexample: Counterexample) => counterexample.program as Program;
const lengthOf = ({ program }: Counterexample) => program.steps.length;
const formOfStory = (counterexample: Counterexample) =>
  formOf(programOf(counterexample), programOf(counterexample).steps);

const counterexamplesOf = ({ properties }: Report) =>
  properties.flatMap(({ counterexample }) => counterexample ?? []);

/** A counterexample before the search for the shortest, of one property. */
const startOf = ({ property, program, reproduced }: Counterexample) =>
  JSON.stringify([property, program, reproduced]);

/** With the counterexamples that searches from the same starts ended at. */
const withSearched = (report: Report, searched: ReadonlyMap<string, Counterexample>): Report => ({
  ...report,
  properties: report.properties.map((result) => {
    const { counterexample } = result;
    const shortest = counterexample && searched.get(startOf(counterexample));
    return shortest ? { ...result, counterexample: shortest } : result;
  }),
});

/**
 * The reports of so many seeds. What the search for the shortest ends at is a function of what it starts from: the reduced
 * counterexamples. So it is done once for each start that is another one, and not for each seed.
 */
async function reportsOf(create: Create, seeds: number, programs: number) {
  const searched = new Map<string, Counterexample>();
  const reports: Report[] = [];
  let searches = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const options = { seed: `forms ${seed}`, programs, exhaustive: false, ...UNTIMED } as const;
    const start = await checkConformance(create, { ...options, mostProofRuns: 0 });
    const starts = counterexamplesOf(start);
    if (!starts.every((one) => searched.has(startOf(one)))) {
      const found = counterexamplesOf(await checkConformance(create, options));
      searches += 1;
      const shortest = new Map(found.map((one) => [one.property, one]));
      for (const one of starts) {
        const counterexample = shortest.get(one.property);
        if (counterexample) searched.set(startOf(one), counterexample);
      }
    }
    reports.push(withSearched(start, searched));
  }
  return { reports, searches };
}

/** What the reports of so many seeds tell of a defect: first, and of each property. */
export async function tell(name: string, create: Create, seeds: number, programs: number) {
  const { reports, searches } = await reportsOf(create, seeds, programs);
  const byProperty = new Map<string, Counterexample[]>();
  const add = (key: string, counterexample: Counterexample | undefined) => {
    if (counterexample) byProperty.set(key, [...(byProperty.get(key) ?? []), counterexample]);
  };
  for (const report of reports) {
    add(FIRST, findings(report)[0]?.counterexample);
    for (const counterexample of counterexamplesOf(report))
      add(counterexample.property, counterexample);
  }
  const shortest = new Map<string, Program>();
  for (const [property, [first, ...others]] of byProperty) {
    if (!first || property === FIRST) continue;
    const best = others.reduce((a, b) => (lengthOf(b) < lengthOf(a) ? b : a), first);
    shortest.set(property, programOf(best));
  }
  const least = leastSteps(create, shortest, BUDGET);
  const told = [...byProperty].map(([property, counterexamples]): Told => {
    const own = property === FIRST ? counterexamples[0]?.property : property;
    return { defect: name, property, counterexamples, least: least.get(own ?? "") };
  });
  return { told, searches };
}

const formsOf = ({ counterexamples }: Told) => new Set(counterexamples.map(formOfStory)).size;
const isLeast = ({ counterexamples, least }: Told) =>
  counterexamples.every((one) => lengthOf(one) === least);

function row(title: string, all: readonly Told[], seeds: number): readonly string[] {
  const known = all.filter(({ least }) => least !== undefined);
  const proven = all.filter(
    (one) =>
      one.least === undefined &&
      one.counterexamples.every(({ minimality }) => minimality === "proven"),
  );
  const minimal = known.filter(isLeast);
  const uniform = all.filter((one) => formsOf(one) === 1);
  const always = all.filter(({ counterexamples }) => counterexamples.length === seeds);
  return [
    title,
    String(all.length),
    String(always.length),
    `${minimal.length} of ${known.length}, ${share(minimal.length, known.length)}`,
    `${proven.length} of ${all.length - known.length}`,
    `${uniform.length}, ${share(uniform.length, all.length)}`,
    String(Math.max(0, ...all.map(formsOf))),
  ];
}

/** What is not as it should be, or not known to be so. */
function exceptions(all: readonly Told[], seeds: number): Table {
  const isFine = (one: Told) =>
    formsOf(one) === 1 &&
    one.counterexamples.length === seeds &&
    one.least !== undefined &&
    isLeast(one) &&
    one.counterexamples.every(({ reproduced }) => reproduced);
  const each = (values: readonly (string | number)[]) => [...new Set(values)].sort().join("/");
  return {
    title:
      "Forms: what is not of the least length and of one form on every seed, or not known to be",
    head: ["defect", "property", "seeds", "forms", "steps", "least", "minimality"],
    rows: all
      .filter((one) => !isFine(one))
      .map((one) => [
        one.defect,
        one.property,
        String(one.counterexamples.length),
        String(formsOf(one)),
        each(one.counterexamples.map(lengthOf)),
        String(one.least ?? "?"),
        each(
          one.counterexamples.map(({ minimality, reproduced }) =>
            reproduced ? minimality : "not reproduced",
          ),
        ),
      ]),
  };
}

export const forms: Part = {
  name: "forms",
  run: async ({
    seeds = DEFAULT_SEEDS,
    programs = DEFAULT_PROGRAMS,
    defects = DEFAULT_DEFECTS,
  }: PartOptions) => {
    const all: Told[] = [];
    const chosen = spaced(DEFECTS, defects);
    let searches = 0;
    for (const [index, { name, create }] of chosen.entries()) {
      const one = await tell(name, create, seeds, programs);
      all.push(...one.told);
      searches += one.searches;
      process.stderr.write(`forms: ${index + 1} of ${chosen.length} defects\r`);
    }
    const first = all.filter(({ property }) => property === FIRST);
    const each = all.filter(({ property }) => property !== FIRST);
    const summary: Table = {
      title: "Forms: the counterexamples of each defect over the seeds",
      head: [
        "",
        "counterexamples",
        "on every seed",
        "of the least length, where it is known",
        "proven, of the others",
        "of one form",
        "most forms",
      ],
      rows: [row("told first", first, seeds), row("of each property", each, seeds)],
      notes: [
        `${chosen.length} of ${DEFECTS.length} defects, ${seeds} seeds, runs of ${programs} programs; ${searches} searches for the shortest, from starts that were not searched from before, with the budget of a run by default.`,
        "A length is the number of steps. The least is looked for by brute force, apart from the suite's own search.",
        "Two counterexamples are of one form if they differ in the names of clients only.",
      ],
    };
    return [summary, exceptions(all, seeds)];
  },
};
