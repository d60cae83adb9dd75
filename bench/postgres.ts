/**
 * The ledger on a real PostgreSQL server, over HTTP, in its three variants: in how many seeds a default run finds the race of
 * the one that counts first and inserts later, and that it fails neither of the others.
 */
import { once } from "node:events";
import { type Command, startCommand } from "../adapters/process/child-process.ts";
import { createStore } from "../adapters/process/store.ts";
import { engineSession } from "../adapters/session/engine-session.ts";
import { openCandidate } from "../adapters/session/open.ts";
import { runCampaign } from "../engine/campaign.ts";
import type { CampaignResult } from "../engine/result.ts";
import type { LaneProgram, LaneStep } from "../properties/concurrency/program.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import { DEFAULTS } from "../suite/options.ts";
import { figure, median } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

const DEFAULT_SEEDS = 3;
const VARIANTS = ["naive", "locking", "serializable"] as const;
const BOUND = "concurrency/capacity";

/** The server as a user starts it; from the top of the repository. */
async function start(
  variant: string,
): Promise<{ readonly running: Command; readonly url: string }> {
  const command = `"${process.execPath}" --import tsx candidates/postgres/main.ts --variant ${variant} --port 0`;
  const running = await startCommand(command, "the server", createStore(command));
  const [line] = await Promise.race([
    once(running.child.stdout, "data"),
    running.exited.then(() => {
      throw new Error(`the ${variant} server did not start`);
    }),
  ]);
  return { running, url: String(line).trim() };
}

type Result = CampaignResult<LicensePool>;

/** The part of a run with messages in flight together: the others would take far longer, and find no race. */
async function driveRaces(url: string, seed: string, programs: number): Promise<Result> {
  const { statement, connect } = await openCandidate(url);
  const parts = licensePool.parts(statement).filter(({ name }) => name === "concurrency");
  const properties = parts.flatMap((part) => part.properties);
  const result = await runCampaign(
    { ...licensePool, parts: () => parts, properties: () => properties, situations: () => [] },
    async () => engineSession(await connect()),
    statement,
    { seed, programs, sessions: 1, shortest: DEFAULTS.shortest, canBeFresh: false },
  );
  if (result.failure) throw result.failure.error;
  return result;
}

async function runsOf(variant: string, seeds: number, programs: number) {
  const { running, url } = await start(variant);
  const runs: { readonly result: Result; readonly ms: number }[] = [];
  try {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const startedMs = performance.now();
      const result = await driveRaces(url, `seed ${seed}`, programs);
      runs.push({ result, ms: performance.now() - startedMs });
    }
  } finally {
    running.child.kill("SIGTERM");
    await running.exited;
  }
  return runs;
}

/** Lanes and messages in them, and the steps that prepare for them. */
function shapeOf(steps: readonly LaneStep[]): string {
  const lanes = steps.flatMap((step) => (step.type === "together" ? step.lanes : []));
  const others = steps.filter(({ type }) => type !== "together").length;
  return `${lanes.length} × ${Math.max(0, ...lanes.map((lane) => lane.length))}, ${others} before`;
}

async function rowOf(
  variant: string,
  { seeds = DEFAULT_SEEDS, programs = DEFAULTS.programs }: PartOptions,
) {
  const runs = await runsOf(variant, seeds, programs);
  const found = runs.flatMap(({ result }) => {
    const property = result.properties.find((one) => one.property.id === BOUND);
    return property?.counterexample ?? [];
  });
  const failed = runs.filter(({ result }) =>
    result.properties.some((p) => p.verdict === "violated"),
  );
  const held = runs.filter(({ result }) => result.properties.every((p) => p.verdict === "holds"));
  const shapes = new Set(found.map(({ run }) => shapeOf((run.program as LaneProgram).steps)));
  const rates = found.map(({ rate }) => rate.failed / rate.of);
  const of = (count: number) => `${count} of ${runs.length}`;
  return [
    variant,
    of(failed.length),
    of(held.length),
    figure(median(runs.map(({ result }) => result.parts[0]?.overlapping ?? 0))),
    [...shapes].join("; ") || "–",
    rates.length > 0 ? `${Math.round(median(rates) * 100)} %` : "–",
    figure(median(runs.map(({ ms }) => ms / 1000))),
  ];
}

async function run(options: PartOptions): Promise<readonly Table[]> {
  const rows: (readonly string[])[] = [];
  for (const variant of VARIANTS) rows.push(await rowOf(variant, options));
  return [
    {
      title: "A ledger on PostgreSQL, over HTTP: races found",
      head: ["variant", "failed", "all hold", "overlapping", `${BOUND}: lanes`, "fails in", "s"],
      rows,
      notes: [
        "Seeds in which some property fails, and in which every one holds; medians over the seeds. Only the programs with messages in flight together, as many as a run has by default.",
        "Overlapping: messages that were in flight with another one. Lanes: how many, with how many messages each, after minimising. Fails in: of twenty runs of that program.",
      ],
    },
  ];
}

export const postgres: Part = { name: "postgres", run };
