/** What a list of known violations makes of a run: what is excused, what is new, and what of the list is not so. */
import { allProperties } from "../../properties/all-properties.ts";
import { didYouMean } from "../../properties/programs/nearest.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { isBeyond, triesAt, UNTOLD } from "../data/rate.ts";
import type { PropertyReport, Report } from "../data/report.ts";
import type { GateEntry, GateReport } from "../data/report-parts.ts";
import { isOnlyPart, isOpen } from "../data/run-verdict.ts";
import { type Baseline, type BaselineEntry, type Listed, parseBaseline } from "./baseline.ts";
import { fingerprint } from "./fingerprint.ts";

/**
 * Holds a report to a list of known violations. The report's verdict stays what it is; `gate.verdict` says whether
 * everything is as listed.
 * @param text the list, as YAML
 * @param today the day by which entries expire, as YYYY-MM-DD
 * @param flaky share of runs: a race that is recorded as rarer need not show again; 0 by default, with which each has to
 * @returns the report with its `gate`, and `known` at each property that is excused
 * @throws {BaselineError} where the list is no YAML
 */
export function gateReport(report: Report, text: string, today: string, flaky = 0): Report {
  const baseline = parseBaseline(text);
  const terms = { today, flaky };
  const entries = baseline.listed.map((_, at) => judgeEntry(report, baseline, at, terms));
  const properties = report.properties.map(({ known: _, ...property }): PropertyReport => {
    const at = entries.findIndex((e) => e.property === property.id && e.status === "known");
    const entry = baseline.listed[at]?.entry as BaselineEntry | undefined;
    if (!entry || property.verdict !== "violated") return property;
    const { reason, issue, expires } = entry;
    return { ...property, known: { reason, issue, ...(expires !== undefined && { expires }) } };
  });
  const ofFile = baseline.faults.map((fault): GateEntry => ({ ...fault, status: "malformed" }));
  const listed = new Set(baseline.listed.map(({ entry }) => entry.property));
  const unlisted = report.properties.flatMap(({ id, counterexample }) =>
    counterexample && !listed.has(id)
      ? [{ property: id, fingerprint: fingerprint(counterexample) }]
      : [],
  );
  const found = { ...toldOf(terms), entries: [...ofFile, ...entries], unlisted };
  return { ...report, properties, gate: { verdict: verdictOf(report, found), ...found } };
}

/** By what entries are judged besides the report. */
interface Terms {
  readonly today: string;
  readonly flaky: number;
}

/** Where every race has to show again, nobody has asked. */
const toldOf = ({ today, flaky }: Terms) => ({ today, ...(flaky > 0 && { flaky }) });

/** In every place the same one, whatever its time zone. */
export const today = (): string => new Date().toISOString().slice(0, 10);

const FAILING: ReadonlySet<GateEntry["status"]> = new Set<GateEntry["status"]>([
  "stale",
  "differs",
  "expired",
  "unmatched",
  "duplicate",
  "malformed",
]);

export const isFailing = ({ status }: GateEntry): boolean => FAILING.has(status);

/** No list excuses what broke, or what was not tested. */
function verdictOf(
  report: Report,
  { entries, unlisted }: Pick<GateReport, "entries" | "unlisted">,
): GateReport["verdict"] {
  if (report.verdict === "broken") return "broken";
  if (unlisted.length > 0 || entries.some(isFailing)) return "failed";
  if (report.error) return "broken";
  const isUnsettled = entries.some(({ status }) => status === "unsettled");
  return isUnsettled || isOpen(report) ? "inconclusive" : "passed";
}

type Judged = Pick<GateEntry, "status" | "says">;

function judgeEntry(report: Report, baseline: Baseline, at: number, terms: Terms): GateEntry {
  const { entry, place } = baseline.listed[at] as Listed;
  return {
    ...(entry.property !== undefined && { property: entry.property }),
    ...place,
    ...judge(report, baseline, at, terms),
  };
}

/** The first thing that is wrong with an entry is told. */
function judge(report: Report, baseline: Baseline, at: number, terms: Terms): Judged {
  const { listed } = baseline;
  const { entry, faults, place } = listed[at] as Listed;
  const { property: id } = entry;
  const known = allProperties.find((property) => property.id === id);
  if (id !== undefined && !known) {
    const meant = didYouMean(
      id,
      allProperties.map((property) => property.id),
    );
    return { status: "unmatched", says: `no property is called ${id}${meant || ": remove it"}` };
  }
  if (faults.length > 0)
    return {
      status: "malformed",
      says: faults
        .map(({ line, says }) => (line === place.line ? says : `${says} (line ${line})`))
        .join("; "),
    };
  const right = entry as BaselineEntry;
  const twin = listed.slice(0, at).find((other) => isTwin(other.entry, right, known?.kind));
  if (twin)
    return {
      status: "duplicate",
      says: `is listed in line ${twin.place.line} already: remove one`,
    };
  const property = report.properties.find((one) => one.id === id);
  // A run that broke early has nothing to say of any property.
  if (!property) return { status: "unsettled", says: "the run broke before it was judged" };
  if (property.verdict === "not claimed")
    return { status: "unmatched", says: "the candidate does not claim this property: remove it" };
  if (property.verdict === "filtered")
    return { status: "filtered", says: "is left out by the filters of this run" };
  const judged = isRacy(property.kind)
    ? judgeRacy(report, property, right, { baseline, ...terms })
    : judgeSteady(report, property, right);
  const { expires } = right;
  const { today } = terms;
  // What does not show in one part of a campaign, or otherwise, may show as recorded in another one.
  if (isOnlyPart(report) && (judged.status === "stale" || judged.status === "differs"))
    return {
      status: "unsettled",
      says: "is for poolproof merge to say, with all parts of the campaign",
    };
  // A race that seldom shows would fail or pass by chance, if its day counted only where it does.
  const isTolerated = judged.status === "known" || judged.status === "unseen";
  if (!isTolerated || expires === undefined || today <= expires) return judged;
  return {
    status: "expired",
    says: `was tolerated until ${expires}, and today is ${today}: mend it, or give it another day`,
  };
}

const isRacy = (kind: PropertyReport["kind"] | undefined) =>
  kind === "concurrent" || kind === "durable";

/** A property has one shortest counterexample, but may have several races. */
const isTwin = (
  { property, fingerprint }: Partial<BaselineEntry>,
  entry: BaselineEntry,
  kind: PropertyReport["kind"] | undefined,
) => property === entry.property && (!isRacy(kind) || fingerprint === entry.fingerprint);

function judgeSteady(report: Report, property: PropertyReport, entry: BaselineEntry): Judged {
  const { verdict, counterexample } = property;
  if (counterexample)
    return fingerprint(counterexample) === entry.fingerprint
      ? knownAs(entry)
      : differs(entry, counterexample);
  if (verdict !== "holds" || report.incomplete !== undefined || report.error)
    return { status: "unsettled", says: "was not tested enough to say whether it still fails" };
  return { status: "stale", says: "holds now: remove it" };
}

/** Not to see a race says little; it takes as many runs of its program as would have shown it. */
function judgeRacy(
  report: Report,
  { id, counterexample }: PropertyReport,
  entry: BaselineEntry,
  { baseline, flaky }: Terms & { readonly baseline: Baseline },
): Judged {
  const own = report.examples?.find(
    (e) => e.property === id && e.fingerprint === entry.fingerprint,
  );
  if (counterexample && fingerprint(counterexample) === entry.fingerprint)
    return judgeRate(counterexample, entry);
  if (own?.failed) return knownAs(entry);
  // What another entry lists is not this one, shown otherwise.
  if (counterexample && !isListed(baseline, counterexample)) return differs(entry, counterexample);
  if (own && !own.unable && own.runs >= triesOf(entry))
    return {
      status: "stale",
      says: `did not fail in ${own.runs} runs of its program, as often as its rate asks for: remove it`,
    };
  if (leastOf(entry) < flaky)
    return {
      status: "unseen",
      says: `was not seen in this run, and is recorded as rarer than ${flaky}: known all the same`,
    };
  return { status: "unsettled", says: `was not seen, and ${reasonNotLookedFor(entry, own)}` };
}

const isListed = ({ listed }: Baseline, counterexample: Counterexample): boolean =>
  listed.some(
    ({ entry }) =>
      entry.property === counterexample.property &&
      entry.fingerprint === fingerprint(counterexample),
  );

const leastOf = ({ rate }: Pick<BaselineEntry, "rate">): number => rate?.least ?? UNTOLD.least;

/**
 * Runs of an entry's program that it takes to say that it fails no more.
 * @param flaky share of runs: one that is rarer is looked for as often as one that fails in so many
 */
export const triesOf = (entry: Pick<BaselineEntry, "rate">, flaky = 0): number =>
  triesAt(Math.max(leastOf(entry), flaky));

function reasonNotLookedFor(
  entry: BaselineEntry,
  own: NonNullable<Report["examples"]>[number] | undefined,
): string {
  if (!entry.program && !own)
    return "there is no program to look for it with: give the entry one (--update-baseline writes it)";
  if (own?.unable) return `its program could not be run: ${own.unable}`;
  return `its program was run ${own?.runs ?? 0} of ${triesOf(entry)} times: leave the run more time`;
}

function judgeRate(counterexample: Counterexample, entry: BaselineEntry): Judged {
  const { rate } = counterexample.race ?? {};
  const band = { ...UNTOLD, ...entry.rate };
  if (!rate || !entry.rate || !isBeyond(rate, band)) return knownAs(entry);
  return {
    status: "differs",
    says: `failed in ${rate.failed} of ${rate.of} runs, and its rate is recorded as ${band.least} to ${band.most}: if that is no other fault, change the rate`,
  };
}

const knownAs = ({ reason, issue, expires }: BaselineEntry): Judged => ({
  status: "known",
  says: `${reason} (${issue}${expires === undefined ? "" : `, until ${expires}`})`,
});

/** Both of them are shown. */
function differs({ shows, fingerprint: recorded }: BaselineEntry, now: Counterexample): Judged {
  return {
    status: "differs",
    says: `fails otherwise than recorded: recorded ${recorded}${shows ? `, ${shows}` : ""}; now ${fingerprint(now)}, ${showing(now)}: it may be another fault; if not, --update-baseline records it`,
  };
}

/** A counterexample in a line. */
export const showing = ({ expected, seen }: Counterexample): string =>
  `expected ${expected}; seen ${seen}`;
