/**
 * The linearizability checker on long histories, and on those that porcupine is tested with: these are not part of
 * the project, and are read from a folder that holds porcupine's test data (github.com/anishathalye/porcupine,
 * test_data) and `expected.json`, an object from file names to whether they are linearizable.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import seedrandom from "seedrandom";
import {
  checkLinearizability,
  type Linearizability,
  type Operation,
  type SequentialSpecification,
} from "../properties/concurrency/linearizability.ts";
import {
  recorded,
  register,
  registerInput,
  specificationOf,
} from "../properties/concurrency/objects.test-helper.ts";
import { etcdRegister, keyValueStore, readEtcd, readStore } from "./porcupine.ts";
import { figure, median } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

const DEFAULT_SEEDS = 5;
const MAX_STEPS = 20_000_000;

interface Checked {
  readonly verdict: Linearizability<unknown>["verdict"];
  readonly operations: number;
  readonly steps: number;
  readonly ms: number;
}

function check<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): Checked {
  const startedMs = performance.now();
  const { verdict, steps } = checkLinearizability(specification, operations, {
    maxSteps: MAX_STEPS,
  });
  return { verdict, operations: operations.length, steps, ms: performance.now() - startedMs };
}

const LONG = { operations: 1000, lanes: 8, lost: 0, input: registerInput(5) };

/** One read of the last third has seen what was never there. */
function corrupted<Input, Output>(
  history: readonly Operation<Input, Output | number>[],
): readonly Operation<Input, Output | number>[] {
  const from = (2 * history.length) / 3;
  const at = history.findIndex(({ output }, index) => index > from && typeof output === "number");
  return history.map((operation, index) =>
    index === at ? { ...operation, output: -1 } : operation,
  );
}

function long(seeds: number): Table {
  const shapes = [
    ["every outcome known", LONG],
    ["of 200 outcomes, one lost", { ...LONG, lost: 0.005 }],
  ] as const;
  const rows = shapes.flatMap(([shape, recipe]) =>
    [false, true].map((isWrong) => {
      const checked = Array.from({ length: seeds + 1 }, (_, seed) => {
        const history = recorded(register, recipe, seedrandom(`long ${seed}`));
        return check(specificationOf(register), isWrong ? corrupted(history) : history);
      }).slice(1);
      const verdicts = new Set(checked.map(({ verdict }) => verdict));
      return [
        shape,
        isWrong ? "one read wrong" : "as recorded",
        [...verdicts].join(", "),
        figure(median(checked.map(({ steps }) => steps))),
        figure(median(checked.map(({ ms }) => ms))),
        figure(Math.max(...checked.map(({ ms }) => ms))),
      ];
    }),
  );
  return {
    title: "Linearizability: 1,000 operations of 8 lanes on one register",
    head: ["", "", "verdict", "steps", "ms", "ms, max."],
    rows,
    notes: [
      `Medians over ${seeds} seeds; one more before them warms up. Every lane is always in a call.`,
    ],
  };
}

/** By the end of a file's name. */
const KINDS = [
  [".log", "etcd, one register", (text: string) => check(etcdRegister, readEtcd(text))],
  [".txt", "a key-value store", (text: string) => check(keyValueStore, readStore(text))],
] as const;

function published(folder: string): Table {
  const expected = Object.entries(
    JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<string, boolean>,
  );
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const rows = KINDS.map(([end, kind, checkText]) => {
    const files = expected.filter(([name]) => name.endsWith(end));
    const texts = files.map(([name]) => readFileSync(join(folder, name), "utf8"));
    const checked = texts.map(checkText);
    const agreeing = checked.filter(
      ({ verdict }, at) => verdict === (files[at]?.[1] ? "ok" : "violated"),
    );
    const undecided = checked.filter(({ verdict }) => verdict === "undecided");
    return [
      kind,
      `${files.length}`,
      `${agreeing.length}`,
      `${undecided.length}`,
      figure(sum(checked.map(({ operations }) => operations))),
      figure(sum(checked.map(({ steps }) => steps))),
      figure(sum(checked.map(({ ms }) => ms))),
      figure(Math.max(...checked.map(({ ms }) => ms))),
    ];
  });
  return {
    title: "Linearizability: porcupine's test data (github.com/anishathalye/porcupine, test_data)",
    head: ["", "files", "agreeing", "undecided", "operations", "steps", "ms", "ms, max."],
    rows,
    notes: [
      "Agreeing: with the published verdict. Reading the files is not in the time; warming up is.",
      "Porcupine itself is reported to check its 102 histories of etcd in 0.735 s, on another machine.",
    ],
  };
}

function advice(): Table {
  const what = "a folder of porcupine's test data (github.com/anishathalye/porcupine, test_data)";
  return {
    title: "Linearizability: published histories",
    head: [`not given: --histories DIR, ${what} with an expected.json of its verdicts`],
    rows: [],
  };
}

export const histories: Part = {
  name: "histories",
  run: async ({ seeds = DEFAULT_SEEDS, histories: folder }: PartOptions) => [
    long(seeds),
    folder === undefined ? advice() : published(folder),
  ],
};
