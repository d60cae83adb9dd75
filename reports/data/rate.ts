/** How often a race fails, as far as a number of runs can tell. */
import { triesFor } from "../../engine/shrink.ts";
import type { Race } from "./counterexample.ts";

type Counted = Race["rate"];

/** Shares of runs. */
export interface Band {
  readonly least: number;
  readonly most: number;
}

/** What is rarer would take more runs to be looked for than a run of the suite can have. */
export const LEAST_RATE = 0.01;
/** Of a race of which nobody has written down how often it fails. */
export const UNTOLD: Band = { least: 0.05, most: 1 };

/** Three standard deviations: a band that is right is found wrong once in some hundred thousand times. */
const DEVIATIONS = 3;

/**
 * The rates that a count leaves likely: Wilson's score interval (E. B. Wilson, _Probable inference, the law of
 * succession, and statistical inference_, JASA 22, 1927), which is right for few runs and for rates near 0 and 1.
 */
export function likelyRates({ failed, of }: Counted): Band {
  if (of === 0) return { least: 0, most: 1 };
  const rate = failed / of;
  const squared = DEVIATIONS ** 2;
  const centre = rate + squared / (2 * of);
  const spread = DEVIATIONS * Math.sqrt((rate * (1 - rate)) / of + squared / (4 * of * of));
  const whole = 1 + squared / of;
  return { least: (centre - spread) / whole, most: (centre + spread) / whole };
}

/** Whether a count can hardly come of a rate within the band. */
export function isBeyond(counted: Counted, { least, most }: Band): boolean {
  const likely = likelyRates(counted);
  return likely.most < least || likely.least > most;
}

/** Another machine may show a race half as often. */
const MARGIN = 0.5;

/** The least rate to write down for a race that failed so often; rounded, since it is read by people. */
export function leastRate(counted: Counted): number {
  const least = Math.floor(likelyRates(counted).least * MARGIN * 100) / 100;
  return Math.max(LEAST_RATE, least);
}

/** Chance that a race which still fails at its recorded rate is taken for mended. */
export const MISSED = 0.001;
/** Enough for the least rate that may be written down. */
const MOST_TRIES = 700;

/** Runs without a failure after which a race that fails at this rate at least is taken for mended. */
export const triesAt = (least: number): number =>
  triesFor({ failed: least * MOST_TRIES, of: MOST_TRIES }, MISSED, MOST_TRIES);
