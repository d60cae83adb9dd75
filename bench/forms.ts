/** Whether the counterexamples of a defect have minimum length, and the same form for every seed. */
import type { Defect } from "../candidates/zoo/defect.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import type { Program } from "../properties/programs/program.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { findings } from "../reports/data/findings.ts";
import type { Report } from "../reports/data/report.ts";
import { checkConformance } from "../suite/conformance.ts";
import { formOf } from "./counterexamples.ts";
import { minimumSteps } from "./minimum-steps.ts";
import { share, spaced } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

/** The counterexamples of one property over the seeds, or those that the reports show first. */
interface Shown {
  readonly defect: string;
  /** `FIRST` for what each report shows first. */
  readonly property: string;
  /** One for each seed that showed it. */
  readonly counterexamples: readonly Counterexample[];
  /** The minimum number of steps, by property, where it is known. */
  readonly minimum: ReadonlyMap<string, number>;
}

const FIRST = "first";
const DEFAULT_SEEDS = 2;
const DEFAULT_PROGRAMS = 100;
const DEFAULT_DEFECTS = 15;
/** Transitions of the search for the minimum, for each defect. */
const BUDGET = 300_000;

const programOf = (counterexample: Counterexample) => counterexample.program as Program;
const lengthOf = ({ program }: Counterexample) => program.steps.length;
const formOfStory = (counterexample: Counterexample) =>
  formOf(programOf(counterexample), programOf(counterexample).steps);

/** How sure it is that nothing is shorter; of one that does not fail again, that alone. */
const suretyOf = ({ minimality, reproduced }: Counterexample) =>
  reproduced ? minimality : "not reproduced";

const counterexamplesOf = ({ properties }: Report) =>
  properties.flatMap(({ counterexample }) => counterexample ?? []);

/** What the reports of so many seeds show of a defect: first, and of each property. */
async function show(
  { name, create }: Pick<Defect, "name" | "create">,
  seeds: number,
  programs: number,
): Promise<readonly Shown[]> {
  const byProperty = new Map<string, Counterexample[]>();
  const add = (key: string, counterexample: Counterexample | undefined) => {
    if (counterexample) byProperty.set(key, [...(byProperty.get(key) ?? []), counterexample]);
  };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const options = { seed: `forms ${seed}`, programs, exhaustive: false } as const;
    const report = await checkConformance(create, options);
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
  const minimum = minimumSteps(create, shortest, BUDGET);
  return [...byProperty].map(([property, counterexamples]) => ({
    defect: name,
    property,
    counterexamples,
    minimum,
  }));
}

const formsOf = ({ counterexamples }: Shown) => new Set(counterexamples.map(formOfStory)).size;
const isKnown = ({ counterexamples, minimum }: Shown) =>
  counterexamples.every(({ property }) => minimum.has(property));
const isMinimum = ({ counterexamples, minimum }: Shown) =>
  counterexamples.every((one) => lengthOf(one) === minimum.get(one.property));

function row(title: string, all: readonly Shown[], seeds: number): readonly string[] {
  const known = all.filter(isKnown);
  const proven = all.filter(
    (one) =>
      !isKnown(one) && one.counterexamples.every(({ minimality }) => minimality === "proven"),
  );
  const minimal = known.filter(isMinimum);
  const uniform = all.filter((one) => formsOf(one) === 1);
  const again = all.filter(({ counterexamples }) =>
    counterexamples.every(({ reproduced }) => reproduced),
  );
  const always = all.filter(({ counterexamples }) => counterexamples.length === seeds);
  return [
    title,
    String(all.length),
    String(always.length),
    share(again.length, all.length),
    `${minimal.length} of ${known.length}, ${share(minimal.length, known.length)}`,
    `${proven.length} of ${all.length - known.length}`,
    `${uniform.length}, ${share(uniform.length, all.length)}`,
    String(Math.max(0, ...all.map(formsOf))),
  ];
}

const isFine = (one: Shown, seeds: number) =>
  formsOf(one) === 1 &&
  one.counterexamples.length === seeds &&
  isMinimum(one) &&
  one.counterexamples.every(({ reproduced }) => reproduced);

/** What is not as it should be, or not known to be so. */
function exceptions(all: readonly Shown[], seeds: number): Table {
  const each = (values: readonly (string | number)[]) => [...new Set(values)].sort().join("/");
  return {
    title: "Forms: without minimum length and one form on every seed, or not known to have them",
    head: ["defect", "property", "seeds", "forms", "steps", "minimum", "minimality"],
    rows: all
      .filter((one) => !isFine(one, seeds))
      .map((one) => [
        one.defect,
        one.property,
        String(one.counterexamples.length),
        String(formsOf(one)),
        each(one.counterexamples.map(lengthOf)),
        each(one.counterexamples.map(({ property }) => one.minimum.get(property) ?? "?")),
        each(one.counterexamples.map(suretyOf)),
      ]),
  };
}

/** The programs of what is shown first, and is not as it should be: what there is to look into. */
function firstExceptions(all: readonly Shown[], seeds: number): Table {
  const rows = all
    .filter((one) => one.property === FIRST && !isFine(one, seeds))
    .flatMap(({ defect, counterexamples, minimum }) => {
      const byForm = new Map(counterexamples.map((one) => [formOfStory(one), one]));
      return [...byForm.values()].map((one) => [
        defect,
        one.property,
        String(lengthOf(one)),
        String(minimum.get(one.property) ?? "?"),
        suretyOf(one),
        JSON.stringify(one.program),
      ]);
    });
  return {
    title: "Forms: the programs of these that come first in a report, one of each form",
    head: ["defect", "property", "steps", "minimum", "minimality", "program"],
    rows,
  };
}

export const forms: Part = {
  name: "forms",
  run: async ({
    seeds = DEFAULT_SEEDS,
    programs = DEFAULT_PROGRAMS,
    defects = DEFAULT_DEFECTS,
  }: PartOptions) => {
    const all: Shown[] = [];
    const chosen = spaced(DEFECTS, defects);
    for (const [index, defect] of chosen.entries()) {
      all.push(...(await show(defect, seeds, programs)));
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
        "failing again",
        "of minimum length, where it is known",
        "proven, of the others",
        "of one form",
        "max. forms",
      ],
      rows: [row("first in the report", first, seeds), row("of each property", each, seeds)],
      notes: [
        `${chosen.length} of ${DEFECTS.length} defects, ${seeds} seeds, runs of ${programs} programs, with the budget of a run by default for shorter counterexamples.`,
        "A length is the number of steps. Brute force finds the minimum, independently of the suite's own search.",
        "Two counterexamples are of one form if they differ in the names of clients only.",
      ],
    };
    return [summary, exceptions(all, seeds), firstExceptions(all, seeds)];
  },
};
