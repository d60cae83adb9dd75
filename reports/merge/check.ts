/** Whether reports are those of parts of one campaign; and if not, what is wrong with them. */
import { isDeepStrictEqual } from "node:util";
import { SUITE } from "../../adapters/protocol/requests.ts";
import { tellFilters } from "../../properties/selection.ts";
import { contentDigest, digestOf } from "../data/digest.ts";
import { tellPart } from "../data/parts.ts";
import { printable } from "../text/terminal.ts";
import { isOpened, type NamedReport, type Piece, pieceOf } from "./piece.ts";

/** Reports that contradict each other, or are none of parts of a campaign. */
export class MergeError extends Error {
  override readonly name = "MergeError";
}

/** @throws {MergeError} where they are of different campaigns, or one is none that can be joined */
export function checkPieces(reports: readonly NamedReport[]): readonly Piece[] {
  const pieces = reports.map(
    (named) =>
      pieceOf(named) ??
      fail(`${named.name} is the report of a whole campaign: only those of its parts are joined`),
  );
  const first = pieces.find(isOpened) ?? pieces[0];
  if (!first) throw new MergeError("there is no report to join");
  for (const piece of pieces) {
    checkSame(first, piece);
    for (const { index, of } of [...piece.parts, ...piece.missing])
      if (index > of) fail(`${piece.name} is shard ${index} of ${of}: there is no such`);
  }
  return pieces;
}

/**
 * A report is a file: what a part leaves out or adds would be taken for tested. What is to be joined has to be as Poolproof wrote it.
 * @throws {MergeError} where one is of another version, or was changed since
 */
export function checkContents(pieces: readonly Piece[]): void {
  for (const { name, report, parts, joinable } of pieces) {
    const { poolproof } = report.versions;
    const [part] = parts;
    // One of a run that was killed is not added up.
    if (!part) continue;
    const again = report.joined ? "join its parts again" : `run ${tellPart(part)} again`;
    if (poolproof !== SUITE.version)
      fail(`${name} is of Poolproof ${told(poolproof)}, and this is ${SUITE.version}; ${again}`);
    if (joinable.digest !== contentDigest(report))
      fail(`${name} is not as Poolproof wrote it: its digest is of another content; ${again}`);
  }
}

function fail(why: string): never {
  throw new MergeError(why);
}

/** What has to be the same in all of them, in words. A candidate that never answered has told nothing of itself. */
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
      filter: filtered ? tellFilters(filtered).join(" ") : "none",
      "list of what had failed before": examples.map((one) => `${one.property} ${one.fingerprint}`),
    }),
  };
}

function checkSame(first: Piece, other: Piece): void {
  const [here, there] = [settingsOf(first), settingsOf(other)];
  for (const [what, value] of Object.entries(here)) {
    if (!(what in there) || isDeepStrictEqual(value, there[what])) continue;
    fail(
      `another ${what}: ${told(value)} in ${first.name}, and ${told(there[what])} in ${other.name}; run all parts alike`,
    );
  }
}

/** What a report says is anybody's: no line of its own, and nothing that a terminal obeys. */
export const told = (value: unknown): string => printable(JSON.stringify(value) ?? "none");
