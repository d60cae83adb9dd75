/** The suite over stdio compared with the bare exchange of the same lines. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createLineReader } from "../adapters/process/json-lines.ts";
import { openCandidate } from "../adapters/session/open.ts";
import { type Batch, batchesOf, campaign, countOf, secondsOf } from "./batches.ts";
import { figure, median, times } from "./statistics.ts";
import type { Table } from "./table.ts";

const COMMAND = "python3 candidates/python/ledger.py";
/** The first programs are dearer than the others, so that a few would not be fair. */
const STDIO_PROGRAMS = 1000;

/** Requests as they go over the wire, made before the clock starts. */
function requestsOf(batches: readonly Batch[]): readonly string[] {
  let id = 0;
  const line = (method: string, params: object) => {
    id += 1;
    return `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
  };
  const initialize = line("initialize", { protocol: 1, suite: { name: "bench", version: "0" } });
  return [
    initialize,
    ...batches.flatMap(({ settings, messages }) => [
      line("reset", settings),
      line("execute", { messages, observe: "each" }),
    ]),
  ];
}

/** One request after the other, as the suite sends them; answers are split into lines, and not parsed. */
async function exchange(requests: readonly string[]): Promise<number> {
  const [file = "", ...args] = COMMAND.split(" ");
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "ignore"] });
  let answered: () => void = () => undefined;
  const reader = createLineReader(() => answered());
  child.stdout.on("data", reader.push);
  const ask = (request: string) =>
    new Promise<void>((resolve) => {
      answered = resolve;
      child.stdin.write(request);
    });
  const [initialize = "", ...others] = requests;
  await ask(initialize);
  const seconds = await secondsOf(async () => {
    for (const request of others) await ask(request);
  });
  const ended = once(child, "exit");
  child.stdin.end();
  await ended;
  return seconds;
}

export async function overStdio(seeds: number): Promise<Table> {
  const candidate = await openCandidate(`stdio:${COMMAND}`);
  const session = await candidate.connect();
  const samples: { messages: number; seconds: number; bareSeconds: number }[] = [];
  for (let seed = 0; seed <= seeds; seed += 1) {
    const text = `stdio ${seed}`;
    const batches = await batchesOf(session, text, STDIO_PROGRAMS);
    const requests = requestsOf(batches);
    const seconds = await secondsOf(() => campaign(session, text, STDIO_PROGRAMS));
    const bareSeconds = await exchange(requests);
    if (seed > 0) samples.push({ messages: countOf(batches), seconds, bareSeconds });
  }
  await session.close();
  return {
    title: "Throughput over stdio, on the Python ledger",
    head: ["messages/s", "bare exchange, messages/s", "time ÷ the exchange's"],
    rows: [
      [
        figure(median(samples.map((s) => s.messages / s.seconds))),
        figure(median(samples.map((s) => s.messages / s.bareSeconds))),
        times(median(samples.map((s) => s.seconds / s.bareSeconds))),
      ],
    ],
    notes: [
      `Medians over ${seeds} seeds. The bare exchange writes the same requests, made beforehand, one after the other, and splits the answers into lines without parsing them.`,
    ],
  };
}
