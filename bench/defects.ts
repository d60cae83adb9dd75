/**
 * Sharpness at length: every defective candidate, on many seeds at the default budget.
 * `npm run defects -- [seeds]`; exit 1 where one is not found, or not for the clauses that it names.
 */
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { checkConformance } from "../conformance.ts";
import { replayCounterexample } from "../replay.ts";

const [seedsText = "10"] = process.argv.slice(2);
let failed = 0;
for (const { name, clauses, create } of DEFECTS) {
  const steps: number[] = [];
  let found = 0;
  let replayed = 0;
  let counterexamples = 0;
  for (let seed = 1; seed <= Number(seedsText); seed += 1) {
    const report = await checkConformance(create, {
      seed: `defects ${seed}`,
      exhaustive: false,
    });
    const violated = report.properties.flatMap((p) => (p.counterexample ? [p.counterexample] : []));
    const named = new Set<string>(violated.flatMap((c) => c.clauses.map(({ id }) => id)));
    const missing = clauses.filter((clause) => !named.has(clause));
    if (report.verdict === "nonconformant" && missing.length === 0) found += 1;
    else console.log(`  ${name}, seed ${seed}: ${report.verdict}, missing ${missing.join(", ")}`);
    steps.push(Math.min(...violated.map((c) => c.program.steps.length)));
    for (const counterexample of violated) {
      // A state that survives a reset need not show again in a program by itself.
      if (!counterexample.reproduced) continue;
      counterexamples += 1;
      const broken = await replayCounterexample(counterexample, create);
      const correct = await replayCounterexample(counterexample, "reference");
      if (broken.still && !correct.still && correct.others.length === 0) replayed += 1;
      else console.log(`  ${name}, seed ${seed}: ${counterexample.property} does not replay`);
    }
  }
  if (found < Number(seedsText) || replayed < counterexamples) failed += 1;
  console.log(
    `${name.padEnd(32)} found ${found} of ${seedsText}, replayed ${replayed} of ${counterexamples}, shortest ${[...new Set(steps)].join("/")} steps  ${clauses.join(", ")}`,
  );
}
process.exitCode = failed > 0 ? 1 : 0;
