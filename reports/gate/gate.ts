/** What a list of known violations makes of a run: which are excused, which are new, and which entries are wrong. */
import { allProperties } from "../../properties/all-properties.ts";
import { didYouMean } from "../../properties/programs/nearest.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { DEFAULT_RATES, isBeyond, triesAt } from "../data/rate.ts";
import { isRacy, type PropertyReport, type Report } from "../data/report.ts";
import type { ExampleReport, GateEntry, GateReport } from "../data/report-parts.ts";
import { isOnlyPart, isOpen } from "../data/run-verdict.ts";
import { type BaselineEntry, type Listed, parseBaseline } from "./baseline.ts";
import { fingerprint } from "./fingerprint.ts";

/** What entries are judged by. */
interface Context {
  readonly report: Report;
  readonly listed: readonly Listed[];
  readonly today: string;
  readonly flaky: number;
}

/**
 * Holds a report to a list of known violations. The report's verdict does not change; `gate.verdict` says whether everything is
 * as listed.
 * @param text the list, as YAML
 * @param today the day by which entries expire, as YYYY-MM-DD
 * @param flaky share of runs: a race that is recorded as rarer need not show again; by default each has to
 * @returns the report with its `gate`, and `known` at each property that is excused
 * @throws {BaselineError} where the list is no YAML
 */
export function gateReport(report: Report, text: string, today: string, flaky = 0): Report {
  const { listed, faults } = parseBaseline(text);
  const context = { report, listed, today, flaky };
  const ofList = listed.map((one, at): GateEntry => {
    const { property } = one.entry;
    return { ...(property !== undefined && { property }), ...one.place, ...judge(context, at) };
  });
  const properties = report.properties.map(({ known: _, ...property }): PropertyReport => {
    const at = ofList.findIndex((e) => e.property === property.id && e.status === "known");
    const entry = listed[at]?.entry as BaselineEntry | undefined;
    if (!entry || property.verdict !== "violated") return property;
    const { reason, issue, expires } = entry;
    return { ...property, known: { reason, issue, ...(expires !== undefined && { expires }) } };
  });
  const ofFile = faults.map((fault): GateEntry => ({ ...fault, status: "malformed" }));
  const entries = [...ofFile, ...ofList];
  const unlisted = report.properties.flatMap(({ id, counterexample }) =>
    counterexample && !listed.some(({ entry }) => entry.property === id)
      ? [{ property: id, fingerprint: fingerprint(counterexample) }]
      : [],
  );
  const verdict = verdictOf(report, entries, unlisted.length);
  const gate = { verdict, today, ...(flaky > 0 && { flaky }), entries, unlisted };
  return { ...report, properties, gate };
}

/** In UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** What is marked with ✗ fails the gate, and with ? leaves it open. */
export const GATE_MARKS: Readonly<Record<GateEntry["status"], "✓" | "–" | "?" | "✗">> = {
  known: "✓",
  filtered: "–",
  unseen: "–",
  unsettled: "?",
  stale: "✗",
  differs: "✗",
  expired: "✗",
  unmatched: "✗",
  duplicate: "✗",
  malformed: "✗",
};

export const isFailing = ({ status }: GateEntry): boolean => GATE_MARKS[status] === "✗";

/** No list excuses what broke, or what was not tested. */
function verdictOf(
  report: Report,
  entries: readonly GateEntry[],
  unlisted: number,
): GateReport["verdict"] {
  if (report.verdict === "broken") return "broken";
  if (unlisted > 0 || entries.some(isFailing)) return "failed";
  if (report.error) return "broken";
  const isUnsettled = entries.some(({ status }) => status === "unsettled");
  return isUnsettled || isOpen(report) ? "inconclusive" : "passed";
}

type Judged = Pick<GateEntry, "status" | "says">;

const judged = (status: GateEntry["status"], says: string): Judged => ({ status, says });

/** @returns the first thing that is wrong with an entry */
function judge(context: Context, at: number): Judged {
  const { report, listed, today } = context;
  const { entry, faults, place } = listed[at] as Listed;
  const { property: id } = entry;
  const known = allProperties.find((property) => property.id === id);
  if (id !== undefined && !known) {
    const ids = allProperties.map((property) => property.id);
    const meant = didYouMean(id, ids) || ": remove it";
    return judged("unmatched", `no property is called ${id}${meant}`);
  }
  if (faults.length > 0) {
    const says = faults.map(({ line, says }) =>
      line === place.line ? says : `${says} (line ${line})`,
    );
    return judged("malformed", says.join("; "));
  }
  const right = entry as BaselineEntry;
  const twin = listed.slice(0, at).find((other) => isTwin(other.entry, right, known?.kind));
  if (twin) return judged("duplicate", `is listed in line ${twin.place.line} already: remove one`);
  const property = report.properties.find((one) => one.id === id);
  // A run that broke early has judged nothing.
  if (!property) return judged("unsettled", "the run broke before it was judged");
  if (property.verdict === "not claimed")
    return judged("unmatched", "the candidate does not claim this property: remove it");
  if (property.verdict === "filtered")
    return judged("filtered", "is left out by the filters of this run");
  const found = (isRacy(property.kind) ? judgeRacy : judgeSteady)(context, property, right);
  const { expires } = right;
  // What does not show in one part of a campaign may show as recorded in another one.
  if (isOnlyPart(report) && (found.status === "stale" || found.status === "differs"))
    return judged("unsettled", "is for poolproof merge to say, with all parts of the campaign");
  // An unseen race expires too: otherwise it would fail or pass by chance.
  const isTolerated = found.status === "known" || found.status === "unseen";
  if (!isTolerated || expires === undefined || today <= expires) return found;
  return judged(
    "expired",
    `was tolerated until ${expires}, and today is ${today}: mend it, or give it another day`,
  );
}

/** A property has one shortest counterexample, but may have several races. */
const isTwin = (
  { property, fingerprint }: Partial<BaselineEntry>,
  entry: BaselineEntry,
  kind: PropertyReport["kind"] | undefined,
) => property === entry.property && (!isRacy(kind) || fingerprint === entry.fingerprint);

function judgeSteady(
  { report }: Context,
  { verdict, counterexample }: PropertyReport,
  entry: BaselineEntry,
): Judged {
  if (counterexample)
    return fingerprint(counterexample) === entry.fingerprint
      ? knownAs(entry)
      : differs(entry, counterexample);
  if (verdict !== "holds" || report.incomplete !== undefined || report.error)
    return judged("unsettled", "was not tested enough to say whether it still fails");
  return judged("stale", "holds now: remove it");
}

/** A race that did not show is gone only after as many runs of its program as would have shown it. */
function judgeRacy(
  { report, listed, flaky }: Context,
  { id, counterexample }: PropertyReport,
  entry: BaselineEntry,
): Judged {
  const own = report.examples?.find(
    (e) => e.property === id && e.fingerprint === entry.fingerprint,
  );
  if (counterexample && fingerprint(counterexample) === entry.fingerprint)
    return judgeRate(counterexample, entry);
  if (own?.failed) return knownAs(entry);
  // A race that another entry lists is not this one.
  const shown = counterexample && fingerprint(counterexample);
  const isListed = listed.some(
    (one) => one.entry.property === id && one.entry.fingerprint === shown,
  );
  if (counterexample && !isListed) return differs(entry, counterexample);
  if (own && !own.unable && own.runs >= triesOf(entry))
    return judged(
      "stale",
      `did not fail in ${own.runs} runs of its program, as often as its rate asks for: remove it`,
    );
  if (leastOf(entry) < flaky)
    return judged(
      "unseen",
      `was not seen in this run, and is recorded as rarer than ${flaky}: known all the same`,
    );
  return judged("unsettled", `was not seen, and ${reasonNotLookedFor(entry, own)}`);
}

const leastOf = ({ rate }: Pick<BaselineEntry, "rate">): number =>
  rate?.least ?? DEFAULT_RATES.least;

/**
 * Runs of an entry's program that it takes to say that it fails no more.
 * @param flaky share of runs: one that is rarer is looked for as often as one that fails in so many
 */
export const triesOf = (entry: Pick<BaselineEntry, "rate">, flaky = 0): number =>
  triesAt(Math.max(leastOf(entry), flaky));

function reasonNotLookedFor(entry: BaselineEntry, own: ExampleReport | undefined): string {
  if (!entry.program && !own)
    return "there is no program to look for it with: give the entry one (--update-baseline writes it)";
  if (own?.unable) return `its program could not be run: ${own.unable}`;
  return `its program was run ${own?.runs ?? 0} of ${triesOf(entry)} times: leave the run more time`;
}

function judgeRate(counterexample: Counterexample, entry: BaselineEntry): Judged {
  const { rate } = counterexample.race ?? {};
  const band = { ...DEFAULT_RATES, ...entry.rate };
  if (!rate || !entry.rate || !isBeyond(rate, band)) return knownAs(entry);
  return judged(
    "differs",
    `failed in ${rate.failed} of ${rate.of} runs, and its rate is recorded as ${band.least} to ${band.most}: if that is no other fault, change the rate`,
  );
}

const knownAs = ({ reason, issue, expires }: BaselineEntry): Judged => ({
  status: "known",
  says: `${reason} (${issue}${expires === undefined ? "" : `, until ${expires}`})`,
});

/** Both of them are shown. */
function differs({ shows, fingerprint: recorded }: BaselineEntry, now: Counterexample): Judged {
  return judged(
    "differs",
    `fails otherwise than recorded: recorded ${recorded}${shows ? `, ${shows}` : ""}; now ${fingerprint(now)}, ${showing(now)}: it may be another fault; if not, --update-baseline records it`,
  );
}

/** A counterexample in a line. */
export const showing = ({ expected, seen }: Counterexample): string =>
  `expected ${expected}; seen ${seen}`;
