/**
 * Counterexamples at length: of every defective candidate, on many seeds, all are driven again.
 * `npm run replays -- [seeds]`; exit 1 where one does not fail on its candidate, or fails on the reference.
 * What it takes to find the defects is told by `poolproof adequacy`.
 */
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { checkConformance } from "../suite/conformance.ts";
import { replayCounterexample } from "../suite/replay.ts";

const [seedsText = "10"] = process.argv.slice(2);
let failed = 0;
for (const { name, create } of DEFECTS) {
  const steps: number[] = [];
  let replayed = 0;
  let counterexamples = 0;
  for (let seed = 1; seed <= Number(seedsText); seed += 1) {
    const report = await checkConformance(create, { seed: `replays ${seed}` });
    const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
    steps.push(Math.min(...found.map(({ program }) => program.steps.length)));
    for (const counterexample of found) {
      counterexamples += 1;
      const broken = await replayCounterexample(counterexample, create);
      const correct = await replayCounterexample(counterexample, "reference");
      if (broken.still && !correct.still && correct.others.length === 0) replayed += 1;
      else console.log(`  ${name}, seed ${seed}: ${counterexample.property} does not replay`);
    }
  }
  if (replayed < counterexamples || counterexamples === 0) failed += 1;
  const lengths = [...new Set(steps)].join("/");
  console.log(
    `${name.padEnd(32)} replayed ${replayed} of ${counterexamples}, shortest ${lengths} steps`,
  );
}
console.log(
  `${DEFECTS.length} defects, ${failed} of them with a counterexample that does not replay`,
);
process.exitCode = failed > 0 ? 1 : 0;
