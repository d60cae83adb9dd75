/** What a reader gets to see of a defect: how short, and whether it is the same on every seed. */
import fc from "fast-check";
import type { Candidate } from "../adapters/protocol/port.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import type { Message, Settings } from "../model/index.ts";
import type { Program } from "../properties/programs/program.ts";
import { findings } from "../reports/data/findings.ts";
import { checkConformance } from "../suite/conformance.ts";
import { commandsProperty, LENGTHS } from "./commands.ts";
import { trueMinimum } from "./minimum.ts";
import { figure, median, share, spaced } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

type Create = () => Candidate;

/** A reduced counterexample. */
export interface Shown {
  /** Sent up to the one at which it fails; where a variant contradicts it, with the variant's. */
  readonly messages: number;
  /** Of this suite's programs only: what a reader reads, a composite as one. */
  readonly steps?: number;
  /** The same for two that differ in the names of clients only. */
  readonly form: string;
  readonly program?: Program;
}

/** Names of clients are given in the order of their appearance. */
export function formOf({ capacity, otherCapacity }: Settings, items: readonly object[]): string {
  const names = new Map<string, number>();
  return JSON.stringify([capacity, otherCapacity, items], (key, value: unknown) => {
    if (key !== "client" || typeof value !== "string") return value;
    if (!names.has(value)) names.set(value, names.size);
    return names.get(value);
  });
}

/** The first finding of a report. */
async function showOurs(
  create: Create,
  seed: string,
  programs: number,
): Promise<Shown | undefined> {
  const [first] = findings(await checkConformance(create, { seed, programs, exhaustive: false }));
  if (!first) return undefined;
  const { program: written, history, divergence, variant } = first.counterexample;
  const program = written as Program;
  return {
    messages: divergence.message + 1 + (variant ? variant.message + 1 : 0),
    steps: program.steps.length,
    form: formOf(
      program,
      history.slice(0, divergence.message + 1).map(({ message }) => message),
    ),
    program,
  };
}

/** Lists of commands until one fails; the default, a hundred, would miss most defects. */
const MAX_LISTS = 50_000;

export function showCommands(
  create: Create,
  seed: number,
  constraints: fc.CommandsContraints,
): Shown | undefined {
  let settings: Settings = { capacity: 0, otherCapacity: 0 };
  let sent: Message[] = [];
  let last: Shown | undefined;
  const property = commandsProperty(create(), {
    constraints,
    onList: (drawn) => {
      settings = drawn;
      sent = [];
    },
    onMessage: (message) => sent.push(message),
  });
  const failing = property.run.bind(property);
  // Of all that fail on the way down, the last is what fast-check reports.
  property.run = (value) => {
    const failure = failing(value);
    if (failure) last = { messages: sent.length, form: formOf(settings, sent) };
    return failure;
  };
  fc.check(property, { seed, numRuns: MAX_LISTS });
  return last;
}

const DEFAULT_SEEDS = 3;
/** Fewer than in a run by default, which would take a second and more for each defect and seed. */
const DEFAULT_PROGRAMS = 200;
/** The search for a long minimum takes seconds. */
const DEFAULT_DEFECTS = 30;

const WAYS = ["poolproof", ...Object.keys(LENGTHS)];

interface Result {
  readonly defect: string;
  /** Of each way, the counterexamples of all seeds that found the defect. */
  readonly shown: readonly (readonly Shown[])[];
  readonly minMessages: number | undefined;
  readonly minSteps: number | undefined;
}

async function showAll({
  seeds = DEFAULT_SEEDS,
  programs = DEFAULT_PROGRAMS,
  defects = DEFAULT_DEFECTS,
}: PartOptions): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { name, create } of spaced(DEFECTS, defects)) {
    const shown = WAYS.map((): Shown[] => []);
    for (let seed = 1; seed <= seeds; seed += 1) {
      const found = [
        await showOurs(create, `counterexamples ${seed}`, programs),
        ...Object.values(LENGTHS).map((constraints) => showCommands(create, seed, constraints)),
      ];
      for (const [at, one] of found.entries()) if (one) shown[at]?.push(one);
    }
    const ours = (shown[0] ?? []).toSorted((a, b) => (a.steps ?? 0) - (b.steps ?? 0));
    const hint = ours[0]?.program;
    const minMessages = trueMinimum(create, {
      hint,
      atMost: minOf(shown.flat().map(({ messages }) => messages)),
    });
    const atMost = minOf(ours.flatMap(({ steps }) => steps ?? []));
    const minSteps = trueMinimum(create, { unit: "steps", hint, atMost });
    results.push({ defect: name, shown, minMessages, minSteps });
  }
  return results;
}

const minOf = (lengths: readonly number[]) =>
  lengths.length > 0 ? Math.min(...lengths) : undefined;

const distinct = (shown: readonly Shown[] = []) => new Set(shown.map(({ form }) => form)).size;

function summary(
  results: readonly Result[],
  { seeds = DEFAULT_SEEDS, programs = DEFAULT_PROGRAMS }: PartOptions,
): Table {
  const known = results.filter(({ minMessages }) => minMessages !== undefined);
  const rows = WAYS.map((way, at) => {
    const all = results.flatMap(({ shown }) => shown[at] ?? []);
    const pairs = known.flatMap(({ shown, minMessages = 0 }) =>
      (shown[at] ?? []).map(({ messages }) => ({ messages, minMessages })),
    );
    const minimal = pairs.filter(({ messages, minMessages }) => messages === minMessages);
    const forms = results.map(({ shown }) => distinct(shown[at]));
    return [
      way,
      `${all.length} of ${results.length * seeds}`,
      share(minimal.length, pairs.length),
      figure(median(all.map(({ messages }) => messages))),
      figure(median(pairs.map(({ messages, minMessages }) => messages - minMessages))),
      figure(forms.reduce((a, b) => a + b, 0) / forms.length),
      String(Math.max(...forms)),
    ];
  });
  return {
    title: "Counterexamples: messages, and forms over the seeds",
    head: [
      "",
      "found",
      "of minimum length",
      "messages, median",
      "above the minimum, median",
      "forms per defect, mean",
      "max. forms",
    ],
    rows,
    notes: [
      `${results.length} of ${DEFECTS.length} defects, ${seeds} seeds, runs of ${programs} programs. Of each report, its first counterexample; of fc.commands, what fc.check reports after shrinking. A length is the number of messages sent up to the failing one, composites in full.`,
      `The minimum length is known for ${known.length} defects, by a search of the states that model and candidate can be in together; the others are left out of its columns. Of what survives a reset, only the last program is counted.`,
      "Two counterexamples are of one form if they differ in the names of clients only.",
    ],
  };
}

function inSteps(results: readonly Result[]): Table {
  const known = results.filter(({ minSteps }) => minSteps !== undefined);
  const pairs = known.flatMap(({ shown, minSteps = 0 }) =>
    (shown[0] ?? []).flatMap(({ steps }) => (steps === undefined ? [] : { steps, minSteps })),
  );
  const minimal = pairs.filter(({ steps, minSteps }) => steps === minSteps);
  return {
    title: "Counterexamples: steps of the suite's programs, a composite as one",
    head: ["of minimum length", "steps, median", "defects with a known minimum"],
    rows: [
      [
        share(minimal.length, pairs.length),
        figure(median(pairs.map(({ steps }) => steps))),
        `${known.length} of ${results.length}`,
      ],
    ],
    notes: ["The suite reduces steps, and gathers messages into composites."],
  };
}

function byDefect(results: readonly Result[]): Table {
  const lengths = (shown: readonly Shown[] = []) => {
    const found = [...new Set(shown.map(({ messages }) => messages))].sort((a, b) => a - b);
    return found.length > 0 ? found.join("/") : "–";
  };
  return {
    title: "Counterexamples, by defect: lengths in messages, and the number of forms",
    head: ["defect", "minimum", ...WAYS.map((way) => `${way} (forms)`), "steps", "minimum steps"],
    rows: results.map(({ defect, shown, minMessages, minSteps }) => [
      defect,
      String(minMessages ?? "?"),
      ...shown.map((own) => `${lengths(own)} (${distinct(own)})`),
      [...new Set((shown[0] ?? []).map(({ steps }) => steps))].join("/"),
      String(minSteps ?? "?"),
    ]),
  };
}

export const counterexamples: Part = {
  name: "counterexamples",
  run: async (options: PartOptions) => {
    const results = await showAll(options);
    return [summary(results, options), inSteps(results), byDefect(results)];
  },
};
