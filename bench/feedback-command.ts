/** How soon a finding is seen by who runs the command, its start included. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createLineReader } from "../adapters/process/json-lines.ts";
import type { RunEvent } from "../reports/data/events.ts";
import { figure, percentile, times } from "./statistics.ts";
import type { Table } from "./table.ts";

/** From the top of the repository. */
const MAIN = "dist/cli/main.js";
const ZOO = "./candidates/zoo/defects.ts";
const RIGHT = "./candidates/zoo/pool-server.ts#createPoolServer";

interface Seen {
  /** Milliseconds from the start of the process to the first byte of a finding. */
  readonly firstMs: number | undefined;
  readonly ms: number;
}

/** @param isLeft whether it is ended at the first finding */
async function run(args: readonly string[], isLeft: boolean): Promise<Seen> {
  const startedMs = performance.now();
  const since = () => performance.now() - startedMs;
  const child = spawn(process.execPath, [MAIN, "run", ...args, "--events", "-"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  let firstMs: number | undefined;
  const reader = createLineReader((line) => {
    const event = JSON.parse(line) as RunEvent;
    if (event.type !== "finding" || firstMs !== undefined) return;
    firstMs = since();
    if (isLeft) child.kill("SIGKILL");
  });
  child.stdout.on("data", reader.push);
  await ended;
  return { firstMs, ms: since() };
}

/** Findings for each passing run, which comes in their midst. */
const PER_PASSING = 5;

/** Nothing where the command does not write events. */
export async function asCommand(
  defects: readonly string[],
  seeds: number,
  programs: number | undefined,
): Promise<readonly Table[]> {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: ["ignore", 2, 2] });
  const help = execFileSync(process.execPath, [MAIN, "run", "--help"], { encoding: "utf8" });
  if (!help.includes("--events")) return [];
  const passing: number[] = [];
  const first: number[] = [];
  for (const [at, name] of defects.entries()) {
    const seed = `feedback ${1 + (at % seeds)}`;
    const more = ["--seed", seed, ...(programs ? ["--programs", `${programs}`] : [])];
    const { firstMs } = await run([`${ZOO}#${name}`, ...more], true);
    if (firstMs !== undefined) first.push(firstMs);
    if (at % PER_PASSING === 0) passing.push((await run([RIGHT, ...more], false)).ms);
    process.stderr.write(`feedback: ${first.length} findings of the command\r`);
  }
  const whole = percentile(passing, 0.5);
  const shares = [0.5, 0.9, 1];
  return [
    {
      title: "Feedback of the command, on the defects of the zoo",
      head: ["", "p50", "p90", "worst"],
      rows: [
        ["first finding, ms", ...shares.map((share) => figure(percentile(first, share)))],
        [
          "first finding ÷ a passing run",
          ...shares.map((share) => times(percentile(first, share) / whole)),
        ],
      ],
      notes: [
        `${defects.length} defects, the seeds in turn; ${defects.length - first.length} runs without a finding. Time counts from the start of the process, over \`run … --events -\`.`,
        `A passing run is the whole command on the right server: ${figure(whole)} ms, the median of ${passing.length}.`,
      ],
    },
  ];
}
