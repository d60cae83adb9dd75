/** Updates a list of known violations to what a run has shown; what people wrote into it stays. */
import { type Document, isScalar, isSeq, type YAMLSeq } from "yaml";
import type { Counterexample } from "../data/counterexample.ts";
import { findings } from "../data/findings.ts";
import { minRate } from "../data/rate.ts";
import type { Report } from "../data/report.ts";
import type { GateEntry } from "../data/report-parts.ts";
import { isOpen } from "../data/run-verdict.ts";
import { BASELINE_SCHEMA_ID, parseBaseline, readDocument, TODO } from "./baseline.ts";
import { fingerprint } from "./fingerprint.ts";
import { gateReport, showing } from "./gate.ts";

export interface UpdatedBaseline {
  /** YAML. */
  readonly text: string;
  readonly kept: number;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
}

const EMPTY = `# Violations that are known, and tolerated for now. Each has a reason, and an issue in which it is mended.
# poolproof run --update-baseline writes all but these two.
schema: ${BASELINE_SCHEMA_ID}
known: []
`;

/** Why no list can be made of a run: what it did not show may fail all the same. */
function reasonNotToUpdate(report: Report): string | undefined {
  if (report.verdict === "broken") return "the candidate could not be tested to the end";
  if (report.filtered) return "the run was filtered, and knows nothing of what was left out";
  if (report.incomplete !== undefined) return report.incomplete;
  return isOpen(report) ? "not everything that is claimed was tested" : undefined;
}

/**
 * Entries that are as listed stay as they are, with their comments. A new entry has TODO for a reason, and one that fails differently
 * has TODO before its reason, which fails the gate. What holds now is taken out.
 * @param text the list so far, as YAML; `undefined` if there is none
 * @throws {BaselineError} where the list so far is not YAML
 * @throws {RangeError} where no list can be made of the run, or the file so far holds something else
 */
export function updateBaseline(text: string | undefined, report: Report): UpdatedBaseline {
  const reason = reasonNotToUpdate(report);
  if (reason !== undefined) throw new RangeError(reason);
  const before = text ?? EMPTY;
  const { listed: entries, faults } = parseBaseline(before);
  const [fault] = faults;
  if (fault) throw new RangeError(`line ${fault.line}, column ${fault.column}: ${fault.says}`);
  const { document } = readDocument(before);
  const known = document.get("known");
  if (!isSeq(known)) throw new RangeError("known has to be a list");
  const found = violationsOf(report);
  // On the first of all days no entry has expired.
  const statuses = gateReport(report, before, "").gate?.entries ?? [];
  const counts = { kept: 0, changed: 0, removed: 0 };
  const listed = new Set<string>();
  const shapes = new Set(entries.map(({ entry }) => shapeOf(entry.property, entry.fingerprint)));
  // From the end, so that removing an entry does not move those that are still to come.
  for (const [index, entry] of [...statuses.entries()].reverse()) {
    const now = found.get(entry.property ?? "")?.counterexample;
    const done = updateEntry(document, index, entry, now, shapes);
    counts[done] += 1;
    if (done !== "removed" && entry.property !== undefined) listed.add(entry.property);
  }
  const added = [...found].filter(([property]) => !listed.has(property));
  if (added.length > 0) known.flow = false;
  for (const [, violation] of added) add(document, known, violation);
  return { text: document.toString({ lineWidth: 0 }), ...counts, added: added.length };
}

interface Violation {
  readonly counterexample: Counterexample;
  /** To which other entry it belongs, for the person who fills in its reason. */
  readonly belongs?: string;
}

/** By property, in the order of findings, so that entries of one fault are together. */
function violationsOf(report: Report): ReadonlyMap<string, Violation> {
  const violations = new Map<string, Violation>();
  for (const { properties, follows, cause } of findings(report)) {
    const [first] = properties;
    const origin = cause?.properties[0]?.id ?? "another";
    for (const { id, counterexample } of properties) {
      if (!counterexample) continue;
      const belongs =
        id !== first?.id
          ? `the same program as ${first?.id}`
          : follows && `likely a consequence of ${origin}`;
      violations.set(id, { counterexample, ...(belongs && { belongs }) });
    }
  }
  return violations;
}

/** A list may have several races of a property. */
const shapeOf = (property: string | undefined, fingerprint: string | undefined) =>
  `${property} ${fingerprint}`;

type Done = "kept" | "changed" | "removed";

function updateEntry(
  document: Document,
  index: number,
  { status }: GateEntry,
  now: Counterexample | undefined,
  shapes: Set<string>,
): Done {
  if (status === "known" || status === "unseen" || status === "unsettled") return "kept";
  if (!now || status === "duplicate" || status === "unmatched" || status === "stale") {
    document.deleteIn(["known", index]);
    return "removed";
  }
  const at = (key: string) => ["known", index, key];
  if (document.getIn(at("fingerprint")) === fingerprint(now)) {
    // Only its rate may have changed.
    if (status !== "differs") return "kept";
    document.setIn(at("rate"), rateOf(now));
    return "changed";
  }
  // The race that showed has its own entry, and this one may show another time.
  const shape = shapeOf(now.property, fingerprint(now));
  if (now.race && shapes.has(shape)) return "kept";
  shapes.add(shape);
  const reason = document.getIn(at("reason"));
  for (const [key, value] of Object.entries(factsOf(document, now))) document.setIn(at(key), value);
  if (typeof reason === "string" && !reason.startsWith(TODO))
    document.setIn(
      at("reason"),
      `${TODO}: it fails differently than when this was written: ${reason}`,
    );
  return "changed";
}

function add(document: Document, known: YAMLSeq, violation: Violation): void {
  const { counterexample, belongs } = violation;
  const { fingerprint, ...facts } = factsOf(document, counterexample);
  const { property } = counterexample;
  const entry = { property, fingerprint, reason: TODO, issue: TODO, ...facts };
  const node = document.createNode(entry);
  const name = node.get("property", true);
  // On its line, so that it moves with the entry.
  if (belongs && isScalar(name)) name.comment = ` ${belongs}`;
  known.add(node);
}

/** The keys that a run determines. A program takes one line, since no person reads it. */
function factsOf(document: Document, counterexample: Counterexample) {
  const { program, race } = counterexample;
  return {
    fingerprint: fingerprint(counterexample),
    shows: showing(counterexample),
    ...(race && { rate: rateOf(counterexample) }),
    program: document.createNode(program, { flow: true }),
  };
}

const rateOf = ({ race }: Counterexample) => ({ least: race ? minRate(race.rate) : 1 });
