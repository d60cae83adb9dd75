/** How often a race fails, by a number of runs. */
import { triesFor } from "../../engine/shrink.ts";
import type { Race } from "./counterexample.ts";

type Counted = Race["rate"];

/** Shares of runs. */
interface Rates {
  readonly least: number;
  readonly most: number;
}

/** A race that is rarer takes more runs than the suite has to be found. */
export const MIN_RATE = 0.01;
/** Of a race whose rate is not recorded. */
export const DEFAULT_RATES: Rates = { least: 0.05, most: 1 };

/** Three standard deviations: a right rate is found wrong once in some hundred thousand times. */
const DEVIATIONS = 3;

/**
 * The rates that a count leaves likely: Wilson's score interval (E. B. Wilson, _Probable inference, the law of
 * succession, and statistical inference_, JASA 22, 1927), which is right for few runs and for rates near 0 and 1.
 */
function likelyRates({ failed, of }: Counted): Rates {
  if (of === 0) return { least: 0, most: 1 };
  const rate = failed / of;
  const squared = DEVIATIONS ** 2;
  const centre = rate + squared / (2 * of);
  const spread = DEVIATIONS * Math.sqrt((rate * (1 - rate)) / of + squared / (4 * of * of));
  const whole = 1 + squared / of;
  return { least: (centre - spread) / whole, most: (centre + spread) / whole };
}

/** Whether a count is unlikely to come of any of these rates. */
export function isBeyond(counted: Counted, { least, most }: Rates): boolean {
  const likely = likelyRates(counted);
  return likely.most < least || likely.least > most;
}

/** Another machine may show a race half as often. */
const MARGIN = 0.5;

/** The lowest rate to record for a race that failed so often; rounded, since people read it. */
export function minRate(counted: Counted): number {
  const least = Math.floor(likelyRates(counted).least * MARGIN * 100) / 100;
  return Math.max(MIN_RATE, least);
}

/** Chance that a race which still fails at its recorded rate is taken for fixed. */
export const MISSED = 0.001;
/** Enough for the lowest rate that can be recorded. */
const MAX_TRIES = 700;

/** Runs without a failure after which a race that fails at this rate or more often counts as fixed. */
export const triesAt = (rate: number): number =>
  triesFor({ failed: rate * MAX_TRIES, of: MAX_TRIES }, MISSED, MAX_TRIES);
