/** What a small part of a huge campaign costs, by where it stands: as much as anywhere else, since a program depends on no other. */
import { performance } from "node:perf_hooks";
import { assign } from "../engine/assigning.ts";
import { ownIndices } from "../engine/sharding.ts";
import { FEATURES, statementOf } from "../model/index.ts";
import { licensePool } from "../properties/license-pool.ts";
import { steadyPart } from "./batches.ts";
import { figure, median, times } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

const CAMPAIGN = 10 ** 9;
const CHUNK = 1000;
const DEFAULT_SEEDS = 5;

const chunk = (from: number) => ownIndices({ from, programs: CHUNK });
const shard = (index: number) =>
  ownIndices({ programs: CAMPAIGN, shard: { index, of: CAMPAIGN / CHUNK } });

const PLACES: readonly { readonly name: string; readonly indices: () => Iterable<number> }[] = [
  { name: "a chunk at the beginning", indices: () => chunk(0) },
  { name: "…in the middle", indices: () => chunk(CAMPAIGN / 2) },
  { name: "…at the end", indices: () => chunk(CAMPAIGN - CHUNK) },
  { name: "the first shard of a million", indices: () => shard(1) },
  { name: "…the last", indices: () => shard(CAMPAIGN / CHUNK) },
];

/** Milliseconds of the processor that it takes to make programs, with the model's run of them and their variants. */
function costOf(seed: string, indices: Iterable<number>): number {
  const statement = statementOf({ features: FEATURES });
  const part = steadyPart(statement);
  const judge = licensePool.createJudge(part.properties, [], statement, 0);
  const context = { specification: licensePool, judge, statement };
  const { user, system } = process.cpuUsage();
  let programs = 0;
  for (const _ of assign(context, part, { seed, indices, at: 1 })) programs += 1;
  const spent = process.cpuUsage({ user, system });
  if (programs !== CHUNK) throw new Error(`${programs} programs in place of ${CHUNK}`);
  return (spent.user + spent.system) / 1000;
}

function costs(seeds: number): Table {
  const startedMs = performance.now();
  const own = PLACES.map((): number[] => []);
  // The first round, in which the code gets warm, counts for nothing.
  for (let seed = 0; seed <= seeds; seed += 1)
    for (const [at, { indices }] of PLACES.entries()) {
      const cost = costOf(`shards ${seed}`, indices());
      if (seed > 0) own[at]?.push(cost);
    }
  const all = own.map(median);
  const rows = PLACES.map(({ name }, at) => [
    name,
    figure(all[at] ?? 0),
    times((all[at] ?? 0) / (all[1] ?? 1)),
  ]);
  const tookS = Math.round((performance.now() - startedMs) / 1000);
  return {
    title: `Shards: ${CHUNK.toLocaleString("en")} programs of ${CAMPAIGN.toLocaleString("en")}, by their place`,
    head: ["", "ms of the processor", "ratio to the middle"],
    rows,
    notes: [
      `Medians over ${seeds} seeds, in ${tookS} s: programs made, with the model's run of them and their variants, and not driven.`,
      "The beginning costs a little more: the first ten programs of a seed depend on each other and take some milliseconds each, and of the first two hundred every other one has a variant. A part that has none of them makes none.",
    ],
  };
}

export const shards: Part = {
  name: "shards",
  run: async ({ seeds = DEFAULT_SEEDS }: PartOptions) => [costs(seeds)],
};
