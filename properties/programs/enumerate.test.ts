/** What a proof leaves out must not be what it looks for: held against all programs, in small scopes. */
import { describe, expect, test } from "vitest";
import { engineSession } from "../../adapters/session/engine-session.ts";
import { openCandidate } from "../../adapters/session/open.ts";
import { POOL_DEFECTS } from "../../bench/pool-defects.ts";
import { DEFECTS } from "../../candidates/zoo/defects.ts";
import { drive, driveVariant } from "../../engine/drive.ts";
import { FEATURES, type Statement, statementOf } from "../../model/index.ts";
import type { ObservedStep } from "../clauses/observed-step.ts";
import { claimedProperties } from "../clauses/specification.ts";
import { licensePool } from "../license-pool.ts";
import { enumerate, type Prediction } from "./enumerate.ts";
import type { Program, ProgramStep } from "./program.ts";
import { clientsOf, compare, plainId, vocabularyOf } from "./vocabulary.ts";

const POOL = statementOf({ features: ["pool"] });
const ALL = statementOf({ features: FEATURES });
const everything = { like: [], by: "all", diverged: () => undefined } as const;
const programs = (statement: Statement, length: number, like: readonly Program[] = []) =>
  [...enumerate(statement, { ...everything, length, like })].map(({ program }) => program);

describe("all small programs", () => {
  test.each([
    ["the pool", POOL, 3],
    ["every feature", ALL, 2],
  ] as const)("of %s come in their order, each once", (_, statement, length) => {
    const all = programs(statement, length);
    expect(all.length).toBeGreaterThan(1000);
    for (const [index, program] of all.entries()) {
      const next = all[index + 1];
      if (next && compare(program, next) >= 0) throw new Error(JSON.stringify([program, next]));
    }
  });

  test("are there, whatever the clients are called", () => {
    // Every sequence over three clients, without any thought of symmetry.
    const clients = ["a", "b", "c"];
    const steps: ProgramStep[] = [
      ...clients.flatMap((client): ProgramStep[] => [
        { type: "enroll", client },
        { type: "returnPatchInventory", client, plugIn: true, tools: true, scan: true },
        { type: "retire", client },
        { type: "delete", client },
        { type: "onboard", client },
      ]),
      ...[0, 1, 2].map((nodes): ProgramStep => ({ type: "setCapacity", nodes })),
    ];
    const sequences = steps.flatMap((a) => steps.flatMap((b) => steps.map((c) => [a, b, c])));
    const renamed = new Set(
      sequences.map((sequence) => {
        const order = clientsOf({ steps: sequence });
        return JSON.stringify(
          sequence.map((step) =>
            "client" in step ? { ...step, client: plainId(order.indexOf(step.client)) } : step,
          ),
        );
      }),
    );
    const enumerated = programs(POOL, 3).filter(({ steps: [, , last] }) => last?.type !== "probe");
    const capacities = vocabularyOf([], POOL).capacities.length;
    expect(new Set(enumerated.map((p) => JSON.stringify(p.steps)))).toEqual(renamed);
    expect(enumerated.length).toBe(renamed.size * capacities);
  });

  test("have the ids and numbers of those that they are to be like", () => {
    const like: Program = {
      capacity: 7,
      otherCapacity: 0,
      steps: [
        { type: "onboard", client: "__proto__" },
        { type: "reset", capacity: 7, otherCapacity: 0 },
        { type: "setCapacity", nodes: 9 },
      ],
    };
    expect(programs(POOL, 3, [like]).filter((program) => compare(program, like) === 0)).toEqual([
      like,
    ]);
    expect(programs(POOL, 3).some(({ steps }) => steps.some((s) => s.type === "reset"))).toBe(
      false,
    );
  });

  test("end where the effort does", () => {
    const effort = { left: 100 };
    const some = [...enumerate(POOL, { ...everything, length: 3, effort })];
    expect(effort.left).toBe(0);
    expect(some.length).toBeLessThan(100);
  });
});

/** All programs of a length with their rehearsals, made once for all candidates with the same statement. */
const known = new Map<string, readonly Prediction[]>();
function everyProgram(statement: Statement, length: number): readonly Prediction[] {
  const key = JSON.stringify([statement, length]);
  const all = known.get(key) ?? [...enumerate(statement, { ...everything, length })];
  known.set(key, all);
  return all;
}

/** For each property the first of all programs that breaks it; and in which of them the candidate departs. */
async function bruteForce(create: (typeof DEFECTS)[number]["create"], most: number) {
  const candidate = await openCandidate(create);
  const { statement } = candidate;
  const session = engineSession(await candidate.connect());
  const properties = claimedProperties(statement);
  const driver = { specification: licensePool, statement };
  // How often a situation arises is of no interest here.
  const judge = licensePool.createJudge(properties, [], statement, 1);
  const firsts = new Map<string, Program>();
  const diverged = new Map<string, ObservedStep>();
  for (let length = 1; length <= most; length += 1)
    for (const { program, predicted } of everyProgram(statement, length)) {
      const run = await drive(driver, session, program, predicted);
      const broken = [...judge.judgeRun(run).violations.keys()];
      for (const property of properties) {
        if (property.kind !== "metamorphic" || firsts.has(property.id)) continue;
        const related = await driveVariant(driver, session, property, run);
        if (related?.violation) broken.push(property.id);
      }
      for (const id of broken) if (!firsts.has(id)) firsts.set(id, program);
      const last = licensePool.divergence(run);
      if (last) diverged.set(JSON.stringify(program), last);
    }
  return { statement, firsts, diverged };
}

/** The first program that the enumeration for one property alone does not leave out, and that breaks it. */
function isKept(
  { statement, diverged: steps }: Awaited<ReturnType<typeof bruteForce>>,
  id: string,
  first: Program,
): boolean {
  const by = claimedProperties(statement).filter((property) => property.id === id);
  const diverged = (program: Program) => steps.get(JSON.stringify(program));
  const wanted = { length: first.steps.length, like: [], by, diverged };
  for (const { program } of enumerate(statement, wanted))
    if (compare(program, first) === 0) return true;
  return false;
}

describe("what a proof leaves out", () => {
  /** First programs that were held against the enumeration for their property alone. */
  let held = 0;

  test.each(Object.entries(POOL_DEFECTS))(
    "is never the first program that breaks a property: %s, three steps",
    async (_, create) => {
      const brute = await bruteForce(create, 3);
      for (const [id, first] of brute.firsts) {
        expect([id, isKept(brute, id, first)]).toEqual([id, true]);
        held += 1;
      }
    },
  );

  const some = DEFECTS.filter((_, index) => index % 15 === 0);
  test.each(some)(
    "is never the first program that breaks a property: $name, two steps",
    async ({ create }) => {
      const brute = await bruteForce(create, 2);
      for (const [id, first] of brute.firsts) {
        expect([id, isKept(brute, id, first)]).toEqual([id, true]);
        held += 1;
      }
    },
  );

  test("is most of them", () => {
    expect(held).toBeGreaterThan(20);
    const by = claimedProperties(ALL).filter(({ id }) => id === "rec/retire-releases-once");
    const kept = [...enumerate(ALL, { ...everything, length: 2, by })].length;
    expect(kept).toBeLessThan(programs(ALL, 2).length / 3);
    expect(kept).toBeGreaterThan(0);
  });
});
