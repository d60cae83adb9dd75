/**
 * Parts of a report that are there where options ask for them (filters, programs that had failed before, a baseline), or
 * where the candidate declares that it is made for races and crashes.
 */
import { type Static, Type } from "typebox";

export const Count = (description: string) => Type.Integer({ minimum: 0, description });

/** Where it is there, the verdict speaks of a part of the specification alone. */
export const FilteredReport = Type.Object({
  level: Type.Optional(
    Type.Enum(["MUST", "SHOULD"], { description: "of the properties that are judged" }),
  ),
  properties: Type.Array(Type.String(), { description: "ids of properties, or globs of such" }),
  clauses: Type.Array(Type.String(), { description: "ids of clauses" }),
  judged: Count("properties that are claimed and were judged"),
  leftOut: Count("properties that are claimed and were not"),
});
export type FilteredReport = Static<typeof FilteredReport>;

const Place = {
  part: Count(
    "of the campaign: 0 programs that had failed before, 1 random ones, then the histories and the scopes, in the order of the report",
  ),
  program: Count("its place among those of that part, from 0"),
};

/** What a report tells besides where it can be joined to others. */
const joinable = {
  scopes: Type.Enum(["none", "default", "all"], {
    description: "that the campaign drives: all with --exhaustive",
  }),
  extraStates: Type.Optional(Count("as --extra-states has it")),
  driven: Type.Array(
    Type.Object({
      taken: Type.String({
        description:
          "the transitions that were driven, a bit each from the lowest, deflated, as Base64",
      }),
      proves: Type.String({ description: "what the scope proves once all of it is driven" }),
      cut: Type.Optional(
        Type.Boolean({ description: "of joined reports: whether one of them was cut short in it" }),
      ),
    }),
    { description: "one for each of the scopes" },
  ),
  found: Type.Array(
    Type.Object({ property: Type.String({ description: "the id of it" }), ...Place }),
    {
      description: "the program of the campaign that each counterexample was looked for from",
    },
  ),
  broke: Type.Optional(Type.Object(Place, { description: "the program that it broke on" })),
  undecided: Type.Array(Type.String(), {
    description: "properties of histories for one of which the search of an order was given up",
  }),
  digest: Type.Optional(
    Type.String({
      description:
        "of the rest of the report, times and baseline apart: one that was changed is not joined",
    }),
  ),
};

/** Where it is there, the report is that of one part of a campaign, which `poolproof merge` joins to the others. */
export const ShardReport = Type.Object({
  index: Type.Integer({ minimum: 1, description: "which part it is, from 1" }),
  of: Type.Integer({ minimum: 1, description: "how many there are" }),
  from: Type.Optional(Count("where it is a chunk: the first of its programs, from 0")),
  programs: Count("random programs of the chunk, or else of the whole campaign"),
  cut: Type.Optional(
    Type.Enum(["time", "interrupted", "bail"], {
      description: "why programs of this part were left out",
    }),
  ),
  ...joinable,
});
export type ShardReport = Static<typeof ShardReport>;

const part = {
  from: Count("the first of its programs, from 0"),
  programs: Type.Integer({ minimum: 1, description: "how many there are from there on" }),
  index: Type.Integer({ minimum: 1, description: "which shard of these, from 1" }),
  of: Type.Integer({
    minimum: 1,
    description: "how many shards these are split into; 1: not split",
  }),
};
const PartReport = Type.Object(part);
/** A chunk, or one shard of it. */
export type PartReport = Static<typeof PartReport>;

export const DonePart = Type.Object({
  ...part,
  digest: Type.String({ description: "of what its seed decides; another one contradicts it" }),
  cut: Type.Optional(Type.Boolean({ description: "true where --time has cut it short" })),
});
export type DonePart = Static<typeof DonePart>;

/** Where it is there, the report was joined from those of parts, and further ones can be joined to it. */
export const JoinedReport = Type.Object({
  programs: Count("random programs of the whole campaign, as far as it is known"),
  done: Type.Array(DonePart, { description: "whose reports were joined, in their order" }),
  missing: Type.Array(PartReport, {
    description: "that are left to be run, in their order; without one, the campaign is whole",
  }),
  ...joinable,
  broke: Type.Optional(
    Type.Object(Place, {
      description: "where it broke first; on its way up 0 and 0, and at its end behind everything",
    }),
  ),
});
export type JoinedReport = Static<typeof JoinedReport>;

export const Merged = Count("parts whose reports this one was joined from");

/** A program that had failed before, and was run before all others. */
export const ExampleReport = Type.Object({
  property: Type.String({ description: "the id of the property that it had broken" }),
  fingerprint: Type.String({ description: "of its counterexample" }),
  runs: Count("how often it was run; more than once only if it is racy"),
  failed: Type.Boolean({ description: "whether the property was broken again" }),
  unable: Type.Optional(Type.String({ description: "why it was not run" })),
});
export type ExampleReport = Static<typeof ExampleReport>;

const GATE_STATUSES = [
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
] as const;

const GateEntry = Type.Object({
  property: Type.Optional(Type.String({ description: "the id, if it says one" })),
  line: Type.Integer({ description: "of the file, from 1" }),
  column: Type.Integer({ description: "of that line, from 1" }),
  status: Type.Enum([...GATE_STATUSES], {
    description: "what the run makes of it: see docs/baseline.md",
  }),
  says: Type.String({ description: "what is so, and what to do about it" }),
});
export type GateEntry = Static<typeof GateEntry>;

/** Where the baseline lists a violation, and it fails as recorded. */
export const Known = Type.Object({
  reason: Type.String({ description: "why it is tolerated" }),
  issue: Type.String({ description: "the link of the issue in which it is to be mended" }),
  expires: Type.Optional(Type.String({ description: "the last day on which it is tolerated" })),
});

/** What a list of known violations makes of the run. It decides the exit code, and never the verdict. */
export const GateReport = Type.Object({
  verdict: Type.Enum(["passed", "failed", "inconclusive", "broken"], {
    description: "whether all is as it is listed; it decides the exit code",
  }),
  today: Type.String({ description: "the day by which entries expire" }),
  flaky: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: "share of runs: a race that is recorded as rarer need not show again",
    }),
  ),
  entries: Type.Array(GateEntry, { description: "of the list, in its order" }),
  unlisted: Type.Array(
    Type.Object({
      property: Type.String({ description: "the id of the property that is broken" }),
      fingerprint: Type.String({ description: "of its counterexample" }),
    }),
    {
      description: "violations that are not listed",
    },
  ),
});
export type GateReport = Static<typeof GateReport>;

export const GATE_EXIT_CODES: Readonly<Record<GateReport["verdict"], number>> = {
  passed: 0,
  failed: 1,
  broken: 3,
  inconclusive: 4,
};

/** One of the campaigns with races, or with crashes. */
export const HistoriesReport = Type.Object({
  campaign: Type.Enum(["concurrency", "durability"], {
    description: "concurrency: with races; durability: with crashes",
  }),
  programs: Count("that were driven"),
  messages: Count("of these programs"),
  overlapping: Count("messages that were in flight with another one"),
  crashes: Count("times that the candidate was killed and started again"),
  violated: Count("programs in which something failed"),
  spoiled: Type.Optional(
    Count("programs in which something failed before the first race or crash"),
  ),
  unable: Type.Optional(Type.String({ description: "why none was driven" })),
});
export type HistoriesReport = Static<typeof HistoriesReport>;
