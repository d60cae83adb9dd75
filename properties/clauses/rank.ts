/** Which of the properties that one message breaks says most of what went wrong. */
import type { ClauseId, Level } from "../../model/index.ts";

export const RANKS = {
  step: 0,
  invariant: 1,
  metamorphic: 2,
  agreement: 3,
  concurrent: 4,
  durable: 5,
} as const;

interface Ranked {
  readonly kind: keyof typeof RANKS;
  readonly level: Level;
  readonly clauses: readonly (ClauseId | string)[];
}

const LEVELS = { MUST: 0, SHOULD: 1 } as const;

/** The groups of clauses, from what is about one situation to what holds in all of them. */
const GROUPS = ["AUP", "EXC", "REC", "OTHER", "FRAME", "CONS", "COMP"];
const generality = ({ clauses: [first = ""] }: Ranked) => GROUPS.indexOf(first.replace(/-.*/, ""));

/**
 * Below 0 where `a` says more. What the article says itself comes first, and of that the special case, which says more of
 * a program than what holds always. Properties of histories have an order of their own.
 */
export const byRank = (a: Ranked, b: Ranked): number =>
  RANKS[a.kind] - RANKS[b.kind] ||
  (a.kind === "step" ? LEVELS[a.level] - LEVELS[b.level] || generality(a) - generality(b) : 0);
