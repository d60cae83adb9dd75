/**
 * The suite's figures beside those of alternatives: one run, one machine, as ratios.
 * `npm run bench -- [part…] [--seeds N] [--programs N] [--defects N] [--histories DIR]`. A run of all parts is
 * written to bench/RESULTS.md.
 */
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { counterexamples } from "./counterexamples.ts";
import { exploration } from "./explore.ts";
import { feedback } from "./feedback.ts";
import { forms } from "./forms.ts";
import { histories } from "./histories.ts";
import { hypothesis } from "./hypothesis.ts";
import { postgres } from "./postgres.ts";
import { races } from "./races.ts";
import { shards } from "./shards.ts";
import { sharpness } from "./sharpness.ts";
import { type Part, type PartOptions, type Table, toMarkdown, toTerminal } from "./table.ts";
import { throughput } from "./throughput.ts";

const PARTS: readonly Part[] = [
  throughput,
  shards,
  feedback,
  sharpness,
  counterexamples,
  forms,
  exploration,
  histories,
  postgres,
  races,
  hypothesis,
];

/** From the top of the repository, since the compiled script is in build/. */
const RESULTS = "bench/RESULTS.md";

const { values, positionals } = parseArgs({
  options: {
    seeds: { type: "string" },
    programs: { type: "string" },
    defects: { type: "string" },
    histories: { type: "string" },
  },
  allowPositionals: true,
});

/** As given, or `undefined` for each part's own default. */
function count(name: Exclude<keyof PartOptions, "histories">): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 1 ? value : usage();
}

function usage(): never {
  const names = PARTS.map(({ name }) => name).join(", ");
  console.error(
    `npm run bench -- [part…] [--seeds N] [--programs N] [--defects N] [--histories DIR], a part being one of: ${names}; not every part uses each of these, and sharpness drives all defects; DIR holds an expected.json`,
  );
  process.exit(2);
}

const options: PartOptions = {
  seeds: count("seeds"),
  programs: count("programs"),
  defects: count("defects"),
  histories: values.histories,
};
const { histories: folder } = values;
// Checked before the parts run.
if (folder !== undefined && !existsSync(join(folder, "expected.json"))) usage();
if (positionals.some((name) => !PARTS.some((part) => part.name === name))) usage();

const tables: Table[] = [];
const startedMs = performance.now();
for (const part of PARTS) {
  if (positionals.length > 0 && !positionals.includes(part.name)) continue;
  for (const table of await part.run(options)) {
    console.log(toTerminal(table));
    tables.push(table);
  }
}
const tookS = Math.round((performance.now() - startedMs) / 1000);
console.log(`${tookS} s`);
// RESULTS.md holds the figures of one run.
if (positionals.length === 0) writeFileSync(RESULTS, results());

function results(): string {
  const { model = "unknown CPU" } = cpus()[0] ?? {};
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  // The path of the folder is private.
  const shown = (value: unknown) => (typeof value === "string" ? "DIR" : value);
  const flags = given.map(([name, v], at) => `${at === 0 ? "-- " : ""}--${name} ${shown(v)}`);
  const command = ["npm run bench", ...flags].join(" ");
  const python = execFileSync("python3", ["--version"], { encoding: "utf8" }).trim();
  const machine = `${model}, ${cpus().length} cores; Node ${process.version}, ${python}`;
  return [
    "# Results",
    "",
    `\`${command}\` on ${new Date().toISOString().slice(0, 10)}, in ${tookS} s on ${machine}. Written by the benchmark, not by hand.`,
    "",
    ...tables.map(toMarkdown),
  ].join("\n");
}
