/** Whether reports are those of parts of one campaign; and if not, what is wrong with them. */
import { isDeepStrictEqual } from "node:util";
import { tellFilters } from "../../properties/selection.ts";
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

function fail(why: string): never {
  throw new MergeError(why);
}

/** What has to be the same in all of them, in words. A candidate that never answered has told nothing of itself. */
function settingsOf(piece: Piece): Readonly<Record<string, unknown>> {
  const { seed, versions, candidate, statement, filtered, examples = [] } = piece.report;
  const { scopes, extraStates } = piece.joinable;
  const { selector, ...declared } = candidate;
  return {
    seed,
    "version of Poolproof": versions.poolproof,
    "version of the protocol": versions.protocol,
    "setting of --exhaustive": scopes,
    "setting of --extra-states": extraStates ?? "none",
    ...(isOpened(piece) && {
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
