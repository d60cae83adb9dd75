/** Whether reports are those of all shards of one campaign, each there once; and if not, what is wrong with them. */
import { isDeepStrictEqual } from "node:util";
import { tellFilters } from "../histories/selection.ts";
import type { Report } from "./report.ts";
import type { ShardReport } from "./report-parts.ts";
import { printable } from "./terminal.ts";

/** A report of a shard, with the name by which it is told, such as its folder. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

export interface NamedShard extends NamedReport {
  readonly report: Report & { readonly shard: ShardReport };
}

/** Reports that are not those of all shards of one campaign. */
export class MergeError extends Error {
  override readonly name = "MergeError";
}

/**
 * @returns the same, in the order of the shards
 * @throws {MergeError}
 */
export function checkShards(reports: readonly NamedReport[]): readonly NamedShard[] {
  for (const named of reports) checkOne(named);
  const shards = reports as readonly NamedShard[];
  const first = shards.find(isOpened) ?? shards[0];
  if (!first) throw new MergeError("there is no report to join");
  for (const other of shards) checkSame(first, other);
  return allOf(first.report.shard.of, shards);
}

function checkOne({ name, report }: NamedReport): void {
  const { shard, merged, incomplete, filtered } = report;
  if (merged !== undefined)
    throw new MergeError(`${name} is joined already: name the folders of the shards`);
  if (!shard)
    throw new MergeError(
      `${name} is the report of a whole campaign: only those of --shard are joined`,
    );
  // Where filters leave nothing that is claimed, no run comes further.
  if (incomplete !== undefined && filtered?.judged !== 0)
    throw new MergeError(
      `${name} is incomplete: ${told(incomplete)}; run shard ${shard.index}/${shard.of} again`,
    );
}

/** Whether it came so far that the candidate was judged, or could have been. */
export const isOpened = ({ report }: NamedReport): boolean => report.properties.length > 0;

/** What has to be the same in all of them, in words. A candidate that never answered has told nothing of itself. */
function settingsOf(named: NamedShard): Readonly<Record<string, unknown>> {
  const { report } = named;
  const { shard, seed, versions, candidate, statement, filtered, examples = [] } = report;
  const { of, programs, scopes, extraStates } = shard;
  const { selector, ...declared } = candidate;
  return {
    "number of shards": of,
    seed,
    "version of Poolproof": versions.poolproof,
    "version of the protocol": versions.protocol,
    "number of programs": programs,
    "setting of --exhaustive": scopes,
    "setting of --extra-states": extraStates ?? "none",
    ...(isOpened(named) && {
      candidate: selector,
      "declaration of the candidate": declared,
      "conformance statement": statement,
      filter: filtered ? tellFilters(filtered).join(" ") : "none",
      "list of what had failed before": examples.map((one) => `${one.property} ${one.fingerprint}`),
    }),
  };
}

function checkSame(first: NamedShard, other: NamedShard): void {
  const [here, there] = [settingsOf(first), settingsOf(other)];
  for (const [what, value] of Object.entries(here)) {
    if (!(what in there) || isDeepStrictEqual(value, there[what])) continue;
    throw new MergeError(
      `another ${what}: ${told(value)} in ${first.name}, and ${told(there[what])} in ${other.name}; run all shards alike`,
    );
  }
}

/** What a report says is anybody's: no line of its own, and nothing that a terminal obeys. */
export const told = (value: unknown): string => printable(JSON.stringify(value) ?? "none");

function allOf(of: number, shards: readonly NamedShard[]): readonly NamedShard[] {
  const byIndex = new Map<number, NamedShard>();
  for (const one of shards) {
    const { index } = one.report.shard;
    if (index > of)
      throw new MergeError(`${one.name} is shard ${index} of ${of}: there is no such`);
    const twin = byIndex.get(index);
    if (twin)
      throw new MergeError(`shard ${index}/${of} is there twice: ${twin.name} and ${one.name}`);
    byIndex.set(index, one);
  }
  const missing: string[] = [];
  for (let index = 1; index <= of && missing.length < 10; index += 1)
    if (!byIndex.has(index)) missing.push(`${index}/${of}`);
  if (missing.length > 0)
    throw new MergeError(`missing: shard ${missing.join(", ")}; name the folders of all ${of}`);
  return [...byIndex].sort(([a], [b]) => a - b).map(([, one]) => one);
}
