/**
 * States and transitions a second of the reference model, compiled and by `step` alone, scope by scope.
 * Where the plain exploration would take too long, it is left out.
 */
import { statementOf } from "../model/index.ts";
import { FEATURES } from "../model/statement.ts";
import { compile } from "../properties/exhaustive/compile.ts";
import { explore } from "../properties/exhaustive/explore.ts";
import { exploreNaively } from "../properties/exhaustive/naive-exploration.test-helper.ts";
import type { Scope } from "../properties/exhaustive/scope.ts";
import { EVERYTHING, FOUR_CLIENTS, ONE_CLIENT } from "../properties/exhaustive/scopes.ts";
import type { Part } from "./table.ts";

const statement = statementOf({ features: FEATURES });

/** The plain exploration is not run on scopes with more transitions than this. */
const MAX_BY_STEP = 3_000_000;

const SCOPES: readonly Scope[] = [
  ONE_CLIENT,
  FOUR_CLIENTS,
  { ...FOUR_CLIENTS, name: "seven clients and the node pool, with deletions", clients: 7 },
  EVERYTHING,
  { ...EVERYTHING, name: "three clients, every message", clients: 3 },
];

interface Measured {
  readonly states: number;
  readonly transitions: number;
  readonly ms: number;
}

function measure(run: () => { readonly states: number; readonly transitions: number }): Measured {
  const startedMs = performance.now();
  const counts = run();
  return { ...counts, ms: performance.now() - startedMs };
}

const compiled = (scope: Scope) =>
  measure(() => {
    const { states, transitions } = explore(compile(scope, statement));
    return { states: states.length, transitions };
  });

const plain = (scope: Scope) =>
  measure(() => {
    const { states, transitions } = exploreNaively(scope, statement);
    return { states: states.length, transitions };
  });

const count = (number: number) => Math.round(number).toLocaleString("en");
const rate = (number: number, { ms }: Measured) => count((number / ms) * 1000);

function row(name: string, how: string, measured: Measured, ratio: string): readonly string[] {
  const { states, transitions, ms } = measured;
  const rates = [rate(states, measured), rate(transitions, measured)];
  return [name, how, count(states), count(transitions), count(ms), ...rates, ratio];
}

export const exploration: Part = {
  name: "exploration",
  run: async () => {
    const rows = SCOPES.flatMap((scope) => {
      // Only the second run counts: during the first, the machine still compiles what it runs.
      compiled(scope);
      const quick = compiled(scope);
      if (quick.transitions > MAX_BY_STEP) return [row(scope.name, "compiled", quick, "")];
      const slow = plain(scope);
      if (slow.states !== quick.states || slow.transitions !== quick.transitions)
        throw new Error(`by step there are ${slow.states} states, ${slow.transitions} transitions`);
      return [
        row(scope.name, "compiled", quick, ""),
        row("", "by step", slow, `${count(slow.ms / quick.ms)}×`),
      ];
    });
    return [
      {
        title: "Exploration of the reference model",
        head: ["scope", "", "states", "transitions", "ms", "states/s", "transitions/s", "ratio"],
        rows,
        notes: ["Compiling the model to tables is included in the time."],
      },
    ];
  },
};
