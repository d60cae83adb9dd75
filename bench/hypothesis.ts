/** The pool alone under Hypothesis, where it is installed, and the suite on the same defects. */
import { spawnSync } from "node:child_process";
import { inProcessTransport } from "../adapters/in-process/in-process.ts";
import { openSession } from "../adapters/session/session.ts";
import { batchesOf, campaign, countOf, secondsOf } from "./batches.ts";
import { LENGTHS } from "./commands.ts";
import { createPool, POOL_DEFECTS } from "./pool-defects.ts";
import { type Search, searchCommands, searchOurs } from "./sharpness.ts";
import { figure, geometricMean, median, times } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

const DEFAULT_SEEDS = 5;
/** Messages after which a search is given up; Hypothesis sends some thousands a second. */
const CAP = 20_000;
const PROGRAMS = 300;
const REQUEST_LIMIT_MS = 10_000;
const SCRIPT = "bench/hypothesis/pool.py";

/** What the script prints: `null` for a search that was given up. */
interface Printed {
  readonly version: string;
  readonly rates: readonly number[];
  readonly searches: Readonly<Record<string, readonly (number | null)[]>>;
}

function underHypothesis(seeds: number): Printed {
  const { status, stdout, stderr } = spawnSync(
    "python3",
    [SCRIPT, "--seeds", String(seeds), "--cap", String(CAP)],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${SCRIPT} failed: ${stderr}`);
  return JSON.parse(stdout) as Printed;
}

async function ourRate(seeds: number): Promise<number> {
  const session = await openSession(inProcessTransport(createPool(), REQUEST_LIMIT_MS));
  const rates: number[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const text = `hypothesis ${seed}`;
    const messages = countOf(await batchesOf(session, text, PROGRAMS));
    rates.push(messages / (await secondsOf(() => campaign(session, text, PROGRAMS))));
  }
  return median(rates);
}

async function compare(seeds: number): Promise<readonly Table[]> {
  const printed = underHypothesis(seeds);
  const theirs = median(printed.rates);
  const ours = await ourRate(seeds);
  const seedList = Array.from({ length: seeds }, (_, at) => at + 1);
  const constraints = LENGTHS["fc.commands, up to 100"];
  const rows: string[][] = [];
  const all: number[][] = [[], [], []];
  for (const [name, create] of Object.entries(POOL_DEFECTS)) {
    const found = printed.searches[name]?.map(
      (at): Search => ({ messages: at ?? CAP, isFound: at !== null }),
    );
    const searches = [
      await Promise.all(seedList.map((seed) => searchOurs(create, `hypothesis ${seed}`, CAP))),
      seedList.map((seed) => searchCommands(create, seed, CAP, constraints)),
      found ?? [],
    ];
    const cells = searches.map((own, at) => {
      const mean = geometricMean(own.map(({ messages }) => messages));
      all[at]?.push(mean);
      return `${own.every(({ isFound }) => isFound) ? "" : "≥ "}${figure(mean)}`;
    });
    rows.push([name, ...cells]);
  }
  const means = all.map(geometricMean);
  rows.push(["geometric mean", ...means.map(figure)]);
  rows.push(["ratio", ...means.map((mean) => times(mean / (means[0] ?? 1)))]);
  return [
    {
      title: "Hypothesis: messages to the first failure, on the pool alone",
      head: ["defect", "poolproof", "fc.commands, up to 100", `Hypothesis ${printed.version}`],
      rows,
      notes: [
        `Geometric means over ${seeds} seeds; a search is given up after ${CAP.toLocaleString("en")} messages and counts as that many.`,
        "Hypothesis: a RuleBasedStateMachine with a rule a message, at most fifty steps, its default; the same vocabulary.",
      ],
    },
    {
      title: "Hypothesis: messages a second, on the correct pool",
      head: ["poolproof", `Hypothesis ${printed.version}`, "ratio"],
      rows: [[figure(ours), figure(theirs), times(ours / theirs)]],
      notes: ["Each in its own language, with a model and a server written in it."],
    },
  ];
}

const isInstalled = () => spawnSync("python3", ["-c", "import hypothesis"]).status === 0;

export const hypothesis: Part = {
  name: "hypothesis",
  run: async ({ seeds = DEFAULT_SEEDS }: PartOptions) => {
    if (isInstalled()) return compare(seeds);
    const advice = "not installed: apt-get install python3-hypothesis";
    return [{ title: "Hypothesis", head: [advice], rows: [] }];
  },
};
