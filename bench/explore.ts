/**
 * States and transitions a second of the reference model, compiled and by `step` alone, scope by scope.
 * `npm run bench:explore`. Where the plain exploration would take too long, it is left out.
 */
import { compile, explore, type Scope, statementOf } from "../model/index.ts";
import { exploreNaively } from "../model/naive-exploration.test-helper.ts";
import { FEATURES } from "../model/statement.ts";
import { EVERYTHING, ONE_CLIENT, THREE_CLIENTS_DELETED } from "../properties/scopes.ts";

const statement = statementOf({ features: FEATURES });

/** The plain exploration is not run on scopes with more transitions than this. */
const MOST_BY_STEP = 3_000_000;

const SCOPES: readonly Scope[] = [
  ONE_CLIENT,
  THREE_CLIENTS_DELETED,
  { ...THREE_CLIENTS_DELETED, name: "eight clients and the node pool", clients: 8 },
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

const perSecond = (count: number, ms: number) =>
  `${Math.round((count / ms) * 1000).toLocaleString("en")}/s`;

for (const scope of SCOPES) {
  // The second run is the one that counts: the first is compiled while it runs.
  const first = compiled(scope);
  const { states, transitions, ms } = compiled(scope);
  console.log(scope.name);
  console.log(
    `  ${states.toLocaleString("en")} states, ${transitions.toLocaleString("en")} transitions`,
  );
  console.log(
    `  compiled  ${ms.toFixed(0)} ms (the first time ${first.ms.toFixed(0)}): ${perSecond(states, ms)} states, ${perSecond(transitions, ms)} transitions`,
  );
  if (transitions > MOST_BY_STEP) continue;
  const slow = plain(scope);
  if (slow.states !== states || slow.transitions !== transitions)
    throw new Error(`by step there are ${slow.states} states, ${slow.transitions} transitions`);
  console.log(
    `  by step   ${slow.ms.toFixed(0)} ms: ${perSecond(slow.states, slow.ms)} states, ${perSecond(slow.transitions, slow.ms)} transitions; ratio ${(slow.ms / ms).toFixed(0)}`,
  );
}
