/**
 * Messages to the first failure, by mode of generation: each defect, many seeds, one run, side by side.
 * `npm run bench:generation -- [seeds]`. A ratio above 1 means that the mode needs more messages than a run does.
 */
import { engineSession } from "../adapters/session/engine-session.ts";
import { openCandidate } from "../adapters/session/open.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { drive } from "../engine/drive.ts";
import { licensePool } from "../properties/license-pool.ts";
import { modeAt } from "../properties/programs/generate.ts";
import { steadyPart } from "./batches.ts";

const [seedsText = "20"] = process.argv.slice(2);
const SEEDS = Number(seedsText);
const MAX_PROGRAMS = 3000;
/** Those that take turns, each by itself: without the novelty-guided programs that a run begins with. */
const MODES = ["uniform", "swarm", "stateChanging"] as const;

const mean = (logs: readonly number[]) => Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);

/** Messages until the defect shows, counting only the programs whose turn `takes` accepts. */
async function messagesToFailure(
  create: (typeof DEFECTS)[number]["create"],
  seed: string,
  takes: (index: number) => boolean,
): Promise<number> {
  const candidate = await openCandidate(create);
  const session = engineSession(await candidate.connect());
  const { statement } = candidate;
  const { properties, generate } = steadyPart(statement);
  const context = {
    specification: licensePool,
    judge: licensePool.createJudge(properties, [], statement, 0),
    statement,
  };
  const programAt = generate(seed);
  let messages = 0;
  for (let index = 0; index < MAX_PROGRAMS; index += 1) {
    const program = programAt(index);
    if (!takes(index)) continue;
    const { violations, measures } = context.judge.judgeRun(await drive(context, session, program));
    if (violations.size > 0)
      return messages + Math.min(...[...violations.values()].map((v) => v.index)) + 1;
    messages += measures.messages;
  }
  return messages;
}

const columns = ["as in a run", ...MODES] as const;
const logs = new Map<string, number[]>(columns.map((column) => [column, []]));
const worst = new Map<string, number>();
for (const { create } of DEFECTS) {
  for (const column of columns) {
    const takes = (index: number) => column === "as in a run" || modeAt(index) === column;
    const own: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1)
      own.push(Math.log(await messagesToFailure(create, `generation ${seed}`, takes)));
    logs.get(column)?.push(...own);
    worst.set(column, Math.max(worst.get(column) ?? 0, mean(own)));
  }
}
const base = mean(logs.get("as in a run") ?? []);
console.log(`${DEFECTS.length} defects, ${SEEDS} seeds; geometric means, and the worst defect's`);
for (const column of columns) {
  const own = mean(logs.get(column) ?? []);
  console.log(
    `${column.padEnd(12)} ${own.toFixed(0).padStart(6)}  ${(own / base).toFixed(2)}×  worst ${(worst.get(column) ?? 0).toFixed(0)}`,
  );
}
