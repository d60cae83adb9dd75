/** What has changed from one run to the next of the same candidate. What was not tested does not count as fixed. */
import { fingerprint } from "../gate/fingerprint.ts";
import { PLAIN, type Style } from "../story/style.ts";
import type { Counterexample } from "./counterexample.ts";
import { minRate, triesAt } from "./rate.ts";
import type { Report } from "./report.ts";

interface Difference {
  /** Properties that failed before: now they hold, or the program that broke them passes. */
  readonly mended: readonly string[];
  /** Properties that failed before and fail now. */
  readonly remaining: readonly { readonly property: string; readonly how: keyof typeof HOW }[];
  /** Properties that fail only now. */
  readonly appeared: readonly string[];
  /** Properties that failed before and were not tested enough, and what is known of them. */
  readonly open: readonly { readonly property: string; readonly why: string }[];
  /** One counterexample of each property that fails now, or that is open. */
  readonly known: readonly Counterexample[];
}

/** Whether the program that fails is the one of before. */
const HOW = {
  same: "",
  other: " (in another program)",
  "other only": " (in another program; the one of before passes)",
} as const;

/** @param before what failed in the last run, or was still open then */
export function difference(before: readonly Counterexample[], report: Report): Difference {
  const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
  const foundOf = (before: Counterexample) =>
    found.find(({ property }) => property === before.property);
  const passing = before.filter((one) => !foundOf(one));
  const isMended = (one: Counterexample) => passes(one, report) || isHeld(one, report);
  const left = passing.filter((one) => !isMended(one));
  return {
    mended: passing.filter(isMended).map(({ property }) => property),
    remaining: before.flatMap((one) => {
      const now = foundOf(one);
      if (!now) return [];
      const isSame = fingerprint(one) === fingerprint(now);
      const how = isSame ? "same" : passes(one, report) ? "other only" : "other";
      return [{ property: one.property, how } as const];
    }),
    appeared: found
      .filter(({ property }) => !before.some((one) => one.property === property))
      .map(({ property }) => property),
    open: left.map((one) => ({ property: one.property, why: whyOpen(one, report) })),
    known: [...found, ...left],
  };
}

/** The result of the program of before, if it was run. */
const resultOf = (one: Counterexample, { examples = [] }: Report) =>
  examples.find(
    ({ property, fingerprint: own }) => property === one.property && own === fingerprint(one),
  );

/** Tries without a failure after which a race counts as fixed. */
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

/** A line for each kind of change; none where nothing failed, neither before nor now. */
export function differenceLines(
  { mended, remaining, appeared, open }: Difference,
  style: Style = PLAIN,
): readonly string[] {
  const line = (mark: string, what: string, all: readonly string[]) =>
    all.length > 0 ? [`   ${mark} ${what.padEnd("still there".length)}  ${all.join(", ")}`] : [];
  const still = remaining.map(({ property, how }) => property + HOW[how]);
  const unknown = open.map(({ property, why }) => `${property} (${why})`);
  const lines = [
    ...line(style.good("✓"), "mended", mended),
    ...line(style.bad("✗"), "still there", still),
    ...line(style.bad("✗"), "new", appeared),
    ...line("?", "open", unknown),
  ];
  return lines.length > 0 ? [style.strong("since the last run"), ...lines] : [];
}
