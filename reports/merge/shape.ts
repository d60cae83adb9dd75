/**
 * Whether the report of a part says what the suite would have said: a report is a file, and what came between may have
 * left something out or put something in. What is missing in one would be taken for tested, and the verdict for a good one.
 */
import { isDeepStrictEqual } from "node:util";
import { countOwn } from "../../engine/sharding.ts";
import type { Statement } from "../../model/index.ts";
import { allProperties } from "../../properties/all-properties.ts";
import { situations } from "../../properties/clauses/situations.ts";
import { claimedSituations } from "../../properties/clauses/specification.ts";
import { type Selection, selectionOf } from "../../properties/selection.ts";
import { partKey, tellPart } from "../data/parts.ts";
import type { PropertyReport } from "../data/report.ts";
import { countBits, unpacked } from "../data/shard.ts";
import { claimedIds, commonOf } from "../data/unjudged.ts";
import { MergeError, told } from "./check.ts";
import { isOpened, type Piece } from "./piece.ts";

/**
 * @param pieces of one campaign
 * @throws {MergeError} with the one that is not as those of a part are
 */
export function checkShapes(pieces: readonly Piece[]): void {
  const opened = pieces.filter(isOpened);
  for (const piece of pieces) if (!isOpened(piece)) checkUnopened(piece);
  for (const piece of opened) {
    checkProperties(piece);
    checkSituations(piece);
    checkScopes(piece);
    checkDriven(piece);
  }
  // One that broke before the scopes tells of none.
  const [first, ...others] = opened.filter(({ report }) => report.exhaustive.length > 0);
  for (const other of others) checkSameScopes(first as Piece, other);
}

/** @returns never; which one it is and what is wrong, and what to do about it */
function refuse({ name, report, parts, missing }: Piece, why: string): never {
  const again = report.joined ? "join its parts again" : "run it again";
  const [part] = [...parts, ...missing];
  const which = report.joined || !part ? again : `run ${tellPart(part)} again`;
  throw new MergeError(`${name} ${why}; ${which}`);
}

function checkUnopened(piece: Piece): void {
  const { report, parts } = piece;
  if (!report.error && parts.length > 0) refuse(piece, "has judged nothing, and does not say why");
}

function checkProperties(named: Piece): void {
  const { properties } = named.report;
  const ids = new Set(allProperties.map(({ id }) => id));
  const odd = properties.find(({ id }) => !ids.has(id));
  if (odd) refuse(named, `tells of a property that this version does not have, ${told(odd.id)}`);
  if (properties.length !== allProperties.length)
    refuse(named, `tells of ${properties.length} properties, and there are ${ids.size}`);
  const unjudged = unjudgedBy(named);
  for (const [at, property] of allProperties.entries()) {
    const found = properties[at] as PropertyReport;
    const { id, kind, level, least, clauses } = commonOf(property);
    const { id: _, ...own } = { id, kind, level, least, clauses };
    if (found.id !== id) refuse(named, `has ${told(found.id)} in the place of ${id}`);
    for (const [what, value] of Object.entries(own))
      if (!isDeepStrictEqual(found[what as keyof typeof own], value))
        refuse(named, `tells of ${id} another ${what} than this version`);
    checkVerdict(named, found, unjudged(found));
  }
}

/** What the verdict of a property has to be that the statement does not claim, or that the filters leave out. */
function unjudgedBy(named: Piece) {
  const { filtered } = named.report;
  const claimed = claimedIds(statementOf(named));
  const isLeft = selectionBy(named);
  return ({ id }: PropertyReport) => {
    if (!claimed.has(id)) return "not claimed";
    return filtered && !isLeft(id) ? "filtered" : undefined;
  };
}

function statementOf(named: Piece): Statement {
  const { statement } = named.report;
  return statement ? (statement as unknown as Statement) : refuse(named, "has no statement");
}

function selectionBy(named: Piece): (id: string) => boolean {
  let selection: Selection;
  try {
    selection = selectionOf(named.report.filtered ?? {});
  } catch (error) {
    return refuse(named, `has a filter that is none: ${told((error as Error).message)}`);
  }
  return (id) => selection({ id });
}

type Unjudged = "not claimed" | "filtered" | undefined;

function checkVerdict(named: Piece, found: PropertyReport, expected: Unjudged): void {
  const { id, verdict, counterexample } = found;
  if ((verdict === "violated") !== (counterexample !== undefined))
    refuse(
      named,
      `says of ${id} ${verdict}, ${counterexample ? "with" : "without"} a counterexample`,
    );
  if (counterexample && counterexample.property !== id)
    refuse(named, `has at ${id} a counterexample to ${told(counterexample.property)}`);
  const own = isUnjudged(found) ? verdict : undefined;
  if (own === expected) return;
  if (own !== undefined && isSkipped(named, found)) return;
  refuse(named, `says of ${id} ${verdict}, where it is ${expected ?? "claimed and was asked for"}`);
}

/** Whether nothing was asked of it. */
export const isUnjudged = ({ verdict }: Pick<PropertyReport, "verdict">): boolean =>
  verdict === "not claimed" || verdict === "filtered";

/** Histories come last: where the candidate has broken before, they are told as if nobody had asked for them. */
const isSkipped = ({ report }: Piece, { kind }: PropertyReport): boolean =>
  report.error !== undefined && (kind === "concurrent" || kind === "durable");

function checkSituations(named: Piece): void {
  const { situations: found } = named.report;
  const claimed = new Set(claimedSituations(statementOf(named)).map(({ id }) => id));
  const toldOf = found.map(({ id, least, verdict }) => [id, least, verdict !== "not claimed"]);
  const expected = situations.map(({ id, least }) => [id, least, claimed.has(id)]);
  if (!isDeepStrictEqual(toldOf, expected))
    refuse(named, "tells of other situations than this version has");
}

function checkScopes(named: Piece): void {
  const { exhaustive, error } = named.report;
  const { driven, scopes } = named.joinable;
  // Those of a campaign belong to the parts that begin with its first program.
  const isFirst = named.parts.some(({ from }) => from === 0);
  if (driven.length !== exhaustive.length)
    refuse(named, `tells of ${exhaustive.length} scopes, and of ${driven.length} what was driven`);
  if (exhaustive.length === 0 && scopes !== "none" && isFirst && !error)
    refuse(named, `tells of no scope, and --exhaustive was ${scopes}`);
  if (exhaustive.length > 0 && scopes === "none")
    refuse(named, `tells of scopes, and --exhaustive was none`);
  for (const [at, { scope, states, covered }] of exhaustive.entries()) {
    const { taken } = driven[at] as (typeof driven)[number];
    let bits: Uint8Array;
    try {
      bits = unpacked(taken, states);
    } catch {
      refuse(named, `has marks of what was driven of ${told(scope)} that no part has written`);
    }
    if (countBits(bits) !== covered)
      refuse(
        named,
        `says that ${covered} transitions of ${told(scope)} were driven, and marks others`,
      );
  }
}

/** A report says what was left out: where it says nothing, all random programs of its parts were driven. */
function checkDriven(named: Piece): void {
  const { error, programs, joined } = named.report;
  const { parts } = named;
  if (new Set(parts.map(partKey)).size < parts.length) refuse(named, "has a part twice");
  if (error || parts.length === 0 || parts.some(({ cut }) => cut)) return;
  const own = parts.reduce(
    (sum, { index, of, programs }) => sum + countOwn({ programs, shard: { index, of } }),
    0,
  );
  if (programs === own) return;
  const whose = joined ? "the" : "its";
  refuse(named, `has driven ${programs} of ${whose} ${own} programs, and does not say why`);
}

function checkSameScopes(first: Piece, other: Piece): void {
  if (!isDeepStrictEqual(scopesOf(first), scopesOf(other)))
    refuse(other, `tells of other scopes than ${first.name}`);
}

const scopesOf = ({ report: { exhaustive }, joinable }: Piece) =>
  exhaustive.map(({ scope, level, states, transitions, required }, at) => {
    const { taken = "", proves } = joinable.driven[at] ?? {};
    const places = unpacked(taken, states).length;
    return { scope, level, states, transitions, required, proves, places };
  });
