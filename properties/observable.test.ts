/** Whatever a snapshot shows is in the table of observable fields, and whoever looks at snapshots sees it change. */
import { expect, test } from "vitest";
import { copyOf } from "../adapters/in-process/copies.ts";
import { createReference } from "../adapters/in-process/reference.ts";
import { executionCheck } from "../adapters/protocol/execution-check.ts";
import {
  describeDifferences,
  expectedOf,
  FEATURES,
  fieldsFor,
  type Message,
  type Outcome,
  type Snapshot,
  shownBy,
  statementOf,
} from "../model/index.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { differencesOf } from "../reports/story/state-diff.ts";
import { compareTwo } from "../workbench/comparing.ts";
import { interpret, type ObservedStep } from "./clauses/observed-step.ts";
import { claimedProperties } from "./clauses/specification.ts";
import { historyProperties } from "./concurrency/properties.ts";
import { EVERYTHING, showsOf } from "./concurrency/views.ts";
import { licensePool } from "./license-pool.ts";
import {
  basic,
  days,
  deploy,
  enable,
  other,
  revision,
  scan,
} from "./programs/messages.test-helper.ts";
import { predict } from "./programs/program.ts";

const VIEWS = [...new Set(historyProperties.map(({ view }) => view))];
const statement = statementOf({ features: FEATURES });
const settings = { capacity: 2, otherCapacity: 2 };
const messages: readonly Message[] = [
  basic("a"),
  scan("a"),
  other("a"),
  revision(1),
  enable("b1"),
  deploy("b1"),
  days(1),
];

const outcomes: Outcome[] = [];
const snapshots: Snapshot[] = [];
const server = createReference();
await server.reset(settings);
for (const message of messages) {
  outcomes.push(await server.handle(message));
  snapshots.push(await server.snapshot());
}
const right = snapshots.at(-1) as Snapshot;
const program = { ...settings, steps: messages };
const predicted = predict(program, statement);

/** The last step, where the snapshot after the last message is this one. */
const stepWith = (snapshot: Snapshot): ObservedStep =>
  interpret(
    predicted,
    { outcomes, snapshots: [...snapshots.slice(0, -1), snapshot] },
    statement,
  ).at(-1) as ObservedStep;
const { after } = stepWith(right);

/** The way to everything in a snapshot that is no object; a list of bulletins is one thing. */
function leavesOf(value: unknown, way: readonly (string | number)[] = []): (string | number)[][] {
  const isBulletins = Array.isArray(value) && way[0] === "catalog";
  if (typeof value !== "object" || value === null || isBulletins) return [[...way]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...way, key]));
}

function changedAt<T>(
  value: T,
  [key, ...way]: readonly (string | number)[],
  to: (old: unknown) => unknown,
): T {
  if (key === undefined) return to(value) as T;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const inner = copy as Record<string | number, unknown>;
  // A reference without a client has nothing to change there.
  if (inner[key] !== undefined) inner[key] = changedAt(inner[key], way, to);
  return copy as T;
}

function another(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value === 0 ? 1 : 0;
  if (Array.isArray(value)) return [...value, "b99"];
  return value === "active" ? "retired" : value === "retired" ? "active" : "another";
}

const LEAVES = leavesOf(right).map((way) => ({ name: way.join("."), way }));

test("there is something of every field to change", () => {
  const { ofClients, ofServer } = fieldsFor(statement);
  // Of a client its id, too.
  expect(LEAVES).toHaveLength(ofClients.length + ofServer.length + 1);
});

test("what is right differs in nothing", () => {
  expect(describeDifferences(expectedOf(after), shownBy(right), fieldsFor(statement))).toBe(
    undefined,
  );
  expect(stepWith(right).agrees).toBe(true);
  expect(showsOf(EVERYTHING, statement)(after, right)).toBe(true);
});

test.each(LEAVES)("a snapshot with another $name differs", ({ way }) => {
  const wrong = changedAt(right, way, another);
  expect(
    describeDifferences(expectedOf(after), shownBy(wrong), fieldsFor(statement)),
  ).toBeDefined();
  const step = stepWith(wrong);
  expect(step.agrees).toBe(false);
  const judge = licensePool.createJudge(claimedProperties(statement), [], statement);
  const { violations } = judge.judgeRun({ program, prediction: predicted, history: [step] });
  expect(violations.size).toBeGreaterThan(0);
  const objecting = VIEWS.filter((view) => !showsOf(view, statement)(after, wrong));
  // What looks at everything, and what looks at this part.
  expect(objecting).toContain(EVERYTHING);
  expect(objecting.length).toBeGreaterThan(1);
  expect(copyOf(wrong, right)).toEqual(wrong);
  const { clients, ...rest } = after;
  const plain = {
    ...rest,
    clients: [...clients].map(([client, record]) => ({ client, ...record })),
    listed: [...after.listed],
    enabled: [...after.enabled],
    deployed: [...after.deployed],
  };
  const counterexample = {
    statement,
    history: [{ snapshot: wrong }],
    divergence: { message: 0 },
    state: { before: plain, expected: plain },
  };
  expect(differencesOf(counterexample as unknown as Counterexample)).not.toEqual([]);
});

test.each(LEAVES)(
  "a $name of the wrong type is refused, however right it was before",
  ({ way }) => {
    const check = executionCheck(FEATURES);
    const wrong = changedAt(right, way, () => null);
    expect(() =>
      check({ outcomes: outcomes.slice(0, 2), snapshots: [right, right] }),
    ).not.toThrow();
    expect(() => check({ outcomes: outcomes.slice(0, 2), snapshots: [right, wrong] })).toThrow();
  },
);

test.each(LEAVES)("a candidate with another $name compares as different", async ({ way }) => {
  const changed = () => {
    const { snapshot, ...candidate } = createReference();
    return {
      ...candidate,
      snapshot: async () => changedAt(await snapshot(), way, another),
    };
  };
  const { difference } = await compareTwo([() => createReference(), changed], {
    seed: "observable",
    programs: 30,
    timeLimitMs: 10_000,
  });
  expect(difference).toBeDefined();
});
