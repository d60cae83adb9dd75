/** The reports whose results are added up: each part once, and the one that came furthest. */
import { isDeepStrictEqual } from "node:util";
import { canonical } from "../data/digest.ts";
import { findOverlap, inOrder, partKey, partName } from "../data/parts.ts";
import type { DonePart } from "../data/report-parts.ts";
import { fail } from "./check.ts";
import { decidedBy, type Piece, STAGES, stageOf } from "./piece.ts";

/**
 * @returns in the order of the campaign; no part is in two of them
 * @throws {MergeError} where results of one part contradict each other, or parts overlap otherwise
 */
export function choosePieces(pieces: readonly Piece[]): readonly Piece[] {
  const single = bestOfEach(pieces.filter(({ report }) => !report.joined));
  const joined = pieces.filter(({ report }) => report.joined);
  // The largest first: its parts need not be taken from elsewhere.
  joined.sort((a, b) => b.parts.length - a.parts.length || compareTexts(a, b));
  const holders = new Map<string, Holder>();
  const chosen: Piece[] = [];
  const left: Piece[] = [];
  for (const piece of [...joined, ...single]) {
    if (piece.parts.some((part) => holders.has(partKey(part)))) left.push(piece);
    else {
      chosen.push(piece);
      for (const part of piece.parts) holders.set(partKey(part), { ...part, name: piece.name });
    }
  }
  for (const piece of left) checkHeld(piece, holders);
  checkOverlap([...holders.values()]);
  return chosen.filter(({ parts }) => parts.length > 0).sort(byFirstPart);
}

/** A part, with the name of the report that it is taken from. */
type Holder = DonePart & Pick<Piece, "name">;

const byFirstPart = (a: Piece, b: Piece): number => {
  const [one, other] = [a, b].map(({ parts }) => [...parts].sort(inOrder)[0]);
  return one && other ? inOrder(one, other) : 0;
};

/** Of the reports of each part the best one. */
function bestOfEach(pieces: readonly Piece[]): readonly Piece[] {
  const best = new Map<string, Piece>();
  for (const piece of pieces) {
    const [part] = piece.parts;
    if (!part) continue;
    const known = best.get(partKey(part));
    best.set(partKey(part), known ? better(known, piece) : piece);
  }
  return [...best.values()];
}

function better(one: Piece, other: Piece): Piece {
  const [stage, otherStage] = [stageOf(one), stageOf(other)];
  if (stage !== otherStage) return stage > otherStage ? one : other;
  if (stage === STAGES.done) checkAlike(one, other);
  const further = one.report.programs - other.report.programs || compareTexts(other, one);
  return further >= 0 ? one : other;
}

/** So that the choice does not depend on the order of reports, where races came out differently. */
function compareTexts(a: Piece, b: Piece): number {
  const [one, other] = [a, b].map(({ report: { timing: _, ...report } }) => canonical(report));
  return one === other ? 0 : (one ?? "") < (other ?? "") ? -1 : 1;
}

function checkAlike(one: Piece, other: Piece): void {
  const [here, there] = [decidedBy(one.report), decidedBy(other.report)];
  const names = Object.keys({ ...here, ...there });
  const what = names.find((name) => !isDeepStrictEqual(here[name], there[name]));
  if (what !== undefined)
    fail(
      `${one.name} and ${other.name} are both ${one.parts.map(partName).join(", ")}, and contradict each other: another ${what}; leave out the one that is wrong`,
    );
}

/** What is not added up has to be the same in what is. */
function checkHeld(piece: Piece, holders: ReadonlyMap<string, Holder>): void {
  const { name, parts } = piece;
  const shared = parts.find((one) => holders.has(partKey(one)));
  for (const part of parts) {
    const holder = holders.get(partKey(part));
    if (!holder) {
      const other = shared && holders.get(partKey(shared))?.name;
      fail(
        `${shared && partName(shared)} is in ${name} and in ${other}, which were joined from different parts: join the reports of the parts themselves`,
      );
    }
    if (holder.digest === part.digest) continue;
    // A part that did not come to its end may differ. From a joined report it cannot be taken out.
    if (!piece.report.joined && stageOf(piece) < STAGES.done) continue;
    fail(
      holder.cut
        ? `${partName(part)} was cut short where it was joined to ${holder.name}, and is whole in ${name}: join the reports of the parts themselves`
        : `${holder.name} and ${name} both have ${partName(part)}, and contradict each other: leave out the one that is wrong`,
    );
  }
}

function checkOverlap(holders: readonly Holder[]): void {
  const [one, other] = findOverlap(holders) ?? [];
  if (!one || !other) return;
  const [here, there] = [one, other].map(
    ({ from, programs }) => `programs ${from} to ${from + programs - 1}`,
  );
  if (one.from !== other.from)
    fail(
      `${here} are in ${one.name}, and ${there} in ${other.name}, so that some are in both: leave one of them out`,
    );
  const what = one.programs === other.programs ? "of" : "programs";
  fail(
    `another number of ${what === "of" ? "shards" : what}: ${one[what]} in ${one.name}, and ${other[what]} in ${other.name}; run all parts alike`,
  );
}
