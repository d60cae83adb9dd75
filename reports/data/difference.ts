/** What has changed from one run to the next of the same candidate. Nothing that was not tested is called mended. */

import { fingerprint } from "../gate/fingerprint.ts";
import { PLAIN, type Style } from "../story/style.ts";
import type { Counterexample } from "./counterexample.ts";
import { minRate, triesAt } from "./rate.ts";
import type { Report } from "./report.ts";

export interface Difference {
  /** Properties that failed, and do not fail any more: all of the run says so, or the program that broke them. */
  readonly mended: readonly string[];
  readonly remaining: readonly Remaining[];
  readonly appeared: readonly string[];
  readonly open: readonly Open[];
  /** One counterexample of each property that fails now, or of which it is not known whether it still does. */
  readonly known: readonly Counterexample[];
}

/** What failed, and fails. */
interface Remaining {
  readonly property: string;
  /** In the same program; in another one; or in another one although the program of before passes. */
  readonly how: "same" | "other" | "other only";
}

/** What failed, and was not tested enough to say more. */
interface Open {
  readonly property: string;
  /** As far as it was tested. */
  readonly why: string;
}

/** @param before what failed in the last run, or was still open then */
export function difference(before: readonly Counterexample[], report: Report): Difference {
  const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
  const foundOf = ({ property }: Counterexample) => found.find((one) => one.property === property);
  const [failing, passing] = [before.filter(foundOf), before.filter((one) => !foundOf(one))];
  const isMended = (one: Counterexample) => passes(one, report) || isHeld(one, report);
  const left = passing.filter((one) => !isMended(one));
  return {
    mended: passing.filter(isMended).map(({ property }) => property),
    remaining: failing.map((one) => ({
      property: one.property,
      how: howOf(one, foundOf(one) ?? one, report),
    })),
    appeared: found
      .filter(({ property }) => !before.some((one) => one.property === property))
      .map(({ property }) => property),
    open: left.map((one) => ({ property: one.property, why: whyOpen(one, report) })),
    known: [...found, ...left],
  };
}

function howOf(one: Counterexample, found: Counterexample, report: Report): Remaining["how"] {
  if (fingerprint(one) === fingerprint(found)) return "same";
  return passes(one, report) ? "other only" : "other";
}

/** What came of the program of before, if it was run. */
const resultOf = (one: Counterexample, { examples = [] }: Report) =>
  examples.find(
    ({ property, fingerprint: own }) => property === one.property && own === fingerprint(one),
  );

/** Tries without a failure after which a race counts as mended. */
const triesOf = ({ race }: Counterexample) => (race ? triesAt(minRate(race.rate)) : 1);

function passes(one: Counterexample, report: Report): boolean {
  const { runs = 0, failed = false } = resultOf(one, report) ?? {};
  return !failed && runs >= triesOf(one);
}

/** Whether a run that came to its end says that the property holds. */
const isHeld = ({ property }: Counterexample, { incomplete, verdict, properties }: Report) =>
  incomplete === undefined &&
  verdict !== "broken" &&
  properties.some((own) => own.id === property && own.verdict === "holds");

function whyOpen(one: Counterexample, report: Report): string {
  const { unable, runs = 0 } = resultOf(one, report) ?? {};
  if (unable !== undefined) return unable;
  if (runs > 0) return `passed ${runs} of ${triesOf(one)} tries`;
  const { verdict } = report.properties.find(({ id }) => id === one.property) ?? {};
  return verdict === "not claimed" || verdict === "filtered" ? verdict : "not run yet";
}

const HOW: Readonly<Record<Remaining["how"], string>> = {
  same: "",
  other: " (in another program)",
  "other only": " (in another program; the one of before passes)",
};

/** A line for each kind of change; none where nothing failed, neither before nor now. */
export function differenceLines(
  { mended, remaining, appeared, open }: Difference,
  style: Style = PLAIN,
): readonly string[] {
  const line = (mark: string, what: string, all: readonly string[]) =>
    all.length > 0 ? [`   ${mark} ${what.padEnd(WIDTH)}  ${all.join(", ")}`] : [];
  const lines = [
    ...line(style.good("✓"), "mended", mended),
    ...line(
      style.bad("✗"),
      "still there",
      remaining.map(({ property, how }) => property + HOW[how]),
    ),
    ...line(style.bad("✗"), "new", appeared),
    ...line(
      "?",
      "open",
      open.map(({ property, why }) => `${property} (${why})`),
    ),
  ];
  return lines.length > 0 ? [style.strong("since the last run"), ...lines] : [];
}

const WIDTH = "still there".length;
