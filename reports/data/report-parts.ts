/** Parts of a report that depend on options (filters, parts of a campaign, programs that had failed before, a baseline), and on races. */
import { type Static, Type } from "typebox";
import { count, flag, fromOne, index, list, oneOf, text } from "./fields.ts";

/** If present, the verdict is on a part of the specification only. */
export const FilteredReport = Type.Object({
  level: Type.Optional(oneOf(["MUST", "SHOULD"], "of the properties that are judged")),
  properties: list(Type.String(), "ids of properties, or globs of such"),
  clauses: list(Type.String(), "ids of clauses"),
  judged: count("properties that are claimed and were judged"),
  leftOut: count("properties that are claimed and were not"),
});
export type FilteredReport = Static<typeof FilteredReport>;

const Place = {
  part: count(
    "of the campaign: 0 programs that had failed before, 1 random ones, then the histories and the scopes, in the order of the report",
  ),
  program: count("its place among those of that part, from 0"),
};

/** What a report holds in addition so that it can be joined to others. */
const joinable = {
  scopes: oneOf(["none", "default", "all"], "that the campaign drives: all with --exhaustive"),
  extraStates: Type.Optional(count("as --extra-states has it")),
  driven: list(
    Type.Object({
      taken: text(
        "the transitions that were driven, a bit each from the lowest, deflated, as Base64",
      ),
      proves: text("what the scope proves once all of it is driven"),
      cut: Type.Optional(flag("of joined reports: whether one of them was cut short in it")),
    }),
    "one for each of the scopes",
  ),
  found: list(
    Type.Object({ property: text("the id of it"), ...Place }),
    "the program of the campaign that the search for each counterexample began with",
  ),
  broke: Type.Optional(Type.Object(Place, { description: "the program that it broke on" })),
  undecided: list(
    Type.String(),
    "properties of races or crashes for which the search for an order was given up",
  ),
  digest: Type.Optional(
    text("of the rest of the report, times and baseline apart: one that was changed is not joined"),
  ),
};

/** If present, the report is that of one part of a campaign, which `poolproof merge` joins to the others. */
export const ShardReport = Type.Object({
  index: fromOne("which part it is, from 1"),
  of: fromOne("how many there are"),
  from: Type.Optional(count("where it is a chunk: the first of its programs, from 0")),
  programs: count("random programs of the chunk, or else of the whole campaign"),
  cut: Type.Optional(
    oneOf(["time", "interrupted", "bail"], "why programs of this part were left out"),
  ),
  ...joinable,
});
export type ShardReport = Static<typeof ShardReport>;

const part = {
  from: count("the first of its programs, from 0"),
  programs: fromOne("how many there are from there on"),
  index: fromOne("which shard of these, from 1"),
  of: fromOne("how many shards these are split into; 1: not split"),
};
const PartReport = Type.Object(part);
/** A chunk, or one shard of it. */
export type PartReport = Static<typeof PartReport>;

export const DonePart = Type.Object({
  ...part,
  digest: text("of what its seed decides; another one contradicts it"),
  cut: Type.Optional(flag("true where --time has cut it short")),
});
export type DonePart = Static<typeof DonePart>;

/** If present, the report was joined from those of parts, and more can be joined to it. */
export const JoinedReport = Type.Object({
  programs: count("random programs of the whole campaign, as far as that is known"),
  done: list(DonePart, "whose reports were joined, in their order"),
  missing: list(
    PartReport,
    "that are left to be run, in their order; without one, the campaign is whole",
  ),
  ...joinable,
  broke: Type.Optional(
    Type.Object(Place, {
      description: "where it broke first; 0 and 0 before it came up; after all others at its end",
    }),
  ),
});
export type JoinedReport = Static<typeof JoinedReport>;

/** A program that had failed before, and was run before all others. */
export const ExampleReport = Type.Object({
  property: text("the id of the property that it had broken"),
  fingerprint: text("of its counterexample"),
  runs: count("how often it was run; more than once only if it is racy"),
  failed: flag("whether the property was broken again"),
  unable: Type.Optional(text("why it was not run")),
});
export type ExampleReport = Static<typeof ExampleReport>;

const GateEntry = Type.Object({
  property: Type.Optional(text("the id, if it says one")),
  line: index("of the file, from 1"),
  column: index("of that line, from 1"),
  status: oneOf(
    [
      "known",
      "filtered",
      "unseen",
      "unsettled",
      "stale",
      "differs",
      "expired",
      "unmatched",
      "duplicate",
      "malformed",
    ],
    "what the run makes of it: see docs/baseline.md",
  ),
  says: text("the reason, and what to do about it"),
});
export type GateEntry = Static<typeof GateEntry>;

/** Of a violation that fails as the baseline records it. */
export const Known = Type.Object({
  reason: text("why it is tolerated"),
  issue: text("the link of the issue in which it is to be mended"),
  expires: Type.Optional(text("the last day on which it is tolerated")),
});

/** What a list of known violations makes of the run. It decides the exit code, and never the verdict. */
export const GateReport = Type.Object({
  verdict: oneOf(
    ["passed", "failed", "inconclusive", "broken"],
    "whether all is as it is listed; it decides the exit code",
  ),
  today: text("the day by which entries expire"),
  flaky: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: "share of runs: a race that is recorded as rarer need not show again",
    }),
  ),
  entries: list(GateEntry, "of the list, in its order"),
  unlisted: list(
    Type.Object({
      property: text("the id of the property that is broken"),
      fingerprint: text("of its counterexample"),
    }),
    "violations that are not listed",
  ),
});
export type GateReport = Static<typeof GateReport>;

/** One of the campaigns with races, or with crashes. */
export const HistoriesReport = Type.Object({
  campaign: oneOf(
    ["concurrency", "durability"],
    "concurrency: with races; durability: with crashes",
  ),
  programs: count("that were driven"),
  messages: count("of these programs"),
  overlapping: count("messages that were in flight with another one"),
  crashes: count("times that the candidate was killed and started again"),
  violated: count("programs in which something failed"),
  spoiled: Type.Optional(
    count("programs in which something failed before the first race or crash"),
  ),
  unable: Type.Optional(text("why none was driven")),
});
export type HistoriesReport = Static<typeof HistoriesReport>;
