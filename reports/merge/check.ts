/** Whether reports are those of parts of one campaign, as Poolproof wrote them; if not, what is wrong. */
import { isDeepStrictEqual } from "node:util";
import { SUITE } from "../../adapters/protocol/requests.ts";
import { renderFilters } from "../../properties/selection.ts";
import { contentDigest, digestOf } from "../data/digest.ts";
import { partName } from "../data/parts.ts";
import { printable } from "../text/lines.ts";
import { isOpened, type NamedReport, type Piece, pieceOf } from "./piece.ts";

/** Reports contradict each other, or cannot be joined. */
export class MergeError extends Error {
  override readonly name = "MergeError";
}

/** @throws {MergeError} where they are of different campaigns, or one cannot be joined */
export function checkPieces(reports: readonly NamedReport[]): readonly Piece[] {
  const pieces = reports.map(
    (named) =>
      pieceOf(named) ??
      fail(`${named.name} is the report of a whole campaign: only those of its parts are joined`),
  );
  const first = pieces.find(isOpened) ?? pieces[0];
  if (!first) return fail("there is no report to join");
  for (const piece of pieces) {
    checkSame(first, piece);
    for (const { index, of } of [...piece.parts, ...piece.missing])
      if (index > of) fail(`${piece.name} is shard ${index} of ${of}: there is no such shard`);
  }
  return pieces;
}

/**
 * A report is a file. What was left out of it or added since would be taken for tested.
 * @throws {MergeError} where a report is of another version, or was changed after it was written
 */
export function checkContents(pieces: readonly Piece[]): void {
  for (const { name, report, parts, joinable } of pieces) {
    const { poolproof } = report.versions;
    const [part] = parts;
    // The results of a run that was killed are not added up.
    if (!part) continue;
    const again = report.joined ? "join its parts again" : `run ${partName(part)} again`;
    if (poolproof !== SUITE.version)
      fail(
        `${name} is of Poolproof ${jsonText(poolproof)}, and this is ${SUITE.version}; ${again}`,
      );
    if (joinable.digest !== contentDigest(report))
      fail(`${name} is not as Poolproof wrote it: its digest is of another content; ${again}`);
  }
}

export function fail(why: string): never {
  throw new MergeError(why);
}

/** What has to be the same in all of them, by name. A candidate that never came up has declared nothing. */
function settingsOf(piece: Piece): Readonly<Record<string, unknown>> {
  const { seed, versions, candidate, statement, filtered, examples = [] } = piece.report;
  const { properties, situations } = piece.report;
  const { scopes, extraStates } = piece.joinable;
  const { selector, ...declared } = candidate;
  return {
    seed,
    "version of Poolproof": versions.poolproof,
    "version of the protocol": versions.protocol,
    "setting of --exhaustive": scopes,
    "setting of --extra-states": extraStates ?? "none",
    ...(isOpened(piece) && {
      "list of properties": digestOf(properties.map(({ id, kind, least }) => [id, kind, least])),
      "list of situations": digestOf(situations.map(({ id, least }) => [id, least])),
      candidate: selector,
      "declaration of the candidate": declared,
      "conformance statement": statement,
      filter: filtered ? renderFilters(filtered).join(" ") : "none",
      "list of what had failed before": examples.map((one) => `${one.property} ${one.fingerprint}`),
    }),
  };
}

function checkSame(first: Piece, other: Piece): void {
  const [here, there] = [settingsOf(first), settingsOf(other)];
  for (const [what, value] of Object.entries(here)) {
    if (!(what in there) || isDeepStrictEqual(value, there[what])) continue;
    fail(
      `another ${what}: ${jsonText(value)} in ${first.name}, and ${jsonText(there[what])} in ${other.name}; run all parts alike`,
    );
  }
}

/** A value from a file as text of one line, without anything that a terminal obeys. */
export const jsonText = (value: unknown): string => printable(JSON.stringify(value) ?? "none");
