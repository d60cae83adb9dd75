import { describe, expect, test } from "vitest";
import { FEATURES, type Message, statementOf } from "../../model/index.ts";
import { firstOf } from "../programs/predicted.test-helper.ts";
import { generateHistories } from "./generate.ts";
import { hasCrash, type LaneProgram, messagesIn, plan } from "./program.ts";
import { reductions, serialise, sizeOf } from "./reduce.ts";

const statement = statementOf({ features: FEATURES });
const bulletin = "b1";
const imports: Message = { type: "importCatalog", revision: 1, bulletins: [bulletin] };
const enable: Message = { type: "enableBulletin", bulletin };
const create: Message = { type: "createPolicy", bulletin };

const sent = (steps: LaneProgram["steps"]) =>
  plan({ capacity: 1, otherCapacity: 0, steps }, statement).phases.map((phase) =>
    phase.type === "sequence"
      ? phase.messages.map(({ type }) => type)
      : (phase.type === "together" ? phase.lanes.flat() : phase.during).map(({ type }) => type),
  );

describe("a program as phases", () => {
  test("messages that follow each other are one phase, races and crashes one each", () => {
    const together = { type: "together", lanes: [[enable], [enable]] } as const;
    const crash = { type: "crash", during: [], kill: { answers: 0, lagMs: 0 } } as const;
    const program: LaneProgram = {
      capacity: 1,
      otherCapacity: 0,
      steps: [imports, { type: "onboard", client: "a" }, together, enable, crash],
    };
    const { phases, steps } = plan(program, statement);
    expect(phases.map(({ type }) => type)).toEqual(["sequence", "together", "sequence", "crash"]);
    expect(steps).toEqual([[0, 1, 1, 1, 1, 1], [2], [3], [4]]);
  });

  test("a policy is not sent where its bulletin may be listed and not enabled", () => {
    const race = (...lanes: Message[][]) => ({ type: "together", lanes }) as const;
    expect(sent([race([imports], [create])])).toEqual([["importCatalog"]]);
    expect(sent([imports, race([enable], [create])])).toEqual([
      ["importCatalog"],
      ["enableBulletin"],
    ]);
    expect(sent([race([imports], [enable]), create])).toEqual([
      ["importCatalog", "enableBulletin"],
    ]);
    expect(sent([imports, enable, race([create], [create])])).toEqual([
      ["importCatalog", "enableBulletin"],
      ["createPolicy", "createPolicy"],
    ]);
    expect(sent([imports, enable, race([{ type: "expireAup" }], [create]), create])).toEqual([
      ["importCatalog", "enableBulletin"],
      ["expireAup", "createPolicy"],
      ["createPolicy"],
    ]);
  });

  test("a policy is never in flight with what enables its bulletin, be it enabled already", () => {
    const lanes = [[enable], [create], [{ ...create, bulletin: "b2" }], [enable, create]];
    const others: Message[] = [
      { ...imports, revision: 2, bulletins: [bulletin, "b2"] },
      { ...enable, bulletin: "b2" },
    ];
    expect(sent([...others, enable, { type: "together", lanes }])).toEqual([
      ["importCatalog", "enableBulletin", "enableBulletin"],
      ["enableBulletin", "createPolicy", "enableBulletin"],
    ]);
  });

  test("the probe sends more newcomers than there can be free licenses", () => {
    const setCapacity: Message = { type: "setCapacity", nodes: 3 };
    const scans = sent([
      { type: "together", lanes: [[setCapacity], [{ type: "setCapacity", nodes: 0 }]] },
      { type: "probe" },
    ])
      .flat()
      .filter((type) => type === "returnPatchInventory");
    expect(scans).toHaveLength(4);
  });
});

test("the probe shows a lost expiry, and a lost renewal, before it renews", () => {
  const kill = { answers: 0, lagMs: 0 };
  const steps: LaneProgram["steps"] = [
    { type: "importCatalog", revision: 7, bulletins: ["own"] },
    { type: "expireAup" },
    { type: "crash", during: [], kill },
    { type: "probe" },
  ];
  const last = plan({ capacity: 0, otherCapacity: 0, steps }, statement).phases.at(-1);
  expect(last?.type === "sequence" && last.messages.slice(0, 2)).toEqual([
    { type: "importCatalog", revision: 8, bulletins: ["b1", "b2", "__proto__", "0", "own"] },
    { type: "renewAup" },
  ]);
  expect(sent([{ type: "probe" }]).flat()).not.toContain("importCatalog");
});

describe.each(["concurrency", "durability"] as const)("generated for %s", (name) => {
  const programs = [...firstOf(60, generateHistories(name, statement, "seed"))];

  test("the same seed gives the same programs, whichever are asked for", () => {
    const programAt = generateHistories(name, statement, "seed");
    for (const index of [20, 3, 59, 3]) expect(programAt(index)).toEqual(programs[index]);
    const others = [...firstOf(20, generateHistories(name, statement, "other"))];
    expect(others).not.toEqual(programs.slice(0, 20));
  });

  test("each has what it is for, and only that", () => {
    for (const program of programs) {
      expect(hasCrash(program)).toBe(name === "durability");
      if (name === "concurrency")
        expect(program.steps.filter(({ type }) => type === "together")).toHaveLength(3);
    }
  });

  test("only messages of declared features are in it", () => {
    const pool = statementOf({ features: ["pool", "concurrency", "durability"] });
    const types = new Set(
      [...firstOf(60, generateHistories(name, pool, "seed"))].flatMap((program) =>
        plan(program, pool)
          .phases.flatMap((phase) => {
            if (phase.type === "sequence") return phase.messages;
            return phase.type === "together" ? phase.lanes.flat() : phase.during;
          })
          .map(({ type }) => type),
      ),
    );
    expect([...types].sort()).toEqual([
      "delete",
      "enroll",
      "retire",
      "returnPatchInventory",
      "setCapacity",
    ]);
  });

  test("what begins a lane, or is on its way into a crash, may as well come before", () => {
    const kill = { answers: 0, lagMs: 0 };
    const program = (...steps: LaneProgram["steps"]) => ({ capacity: 1, otherCapacity: 0, steps });
    const enroll = (client: string): Message => ({ type: "enroll", client });
    const smaller = (from: LaneProgram) => [...reductions(from)];
    const race = { type: "together", lanes: [[enroll("a"), imports], [enroll("b")]] } as const;
    expect(smaller(program(race))).toContainEqual(
      program(enroll("a"), { ...race, lanes: [[imports], [enroll("b")]] }),
    );
    const crash = { type: "crash", during: [enroll("a"), imports], kill } as const;
    expect(smaller(program(crash))).toContainEqual(
      program(enroll("a"), { ...crash, during: [imports] }),
    );
    // A lane that is empty is none.
    for (const { steps } of smaller(program(race)))
      for (const item of steps)
        if (item.type === "together")
          expect(item.lanes.every(({ length }) => length > 0)).toBe(true);
  });

  test("reductions end, however they are taken, and keep two lanes", () => {
    for (const program of programs.slice(0, 10)) {
      let smallest = program;
      let count = 0;
      for (let next: LaneProgram | undefined = program; next; count += 1) {
        smallest = next;
        next = [...reductions(next)].at(count % 2 === 0 ? 0 : -1);
        expect(count).toBeLessThan(2000);
      }
      expect(sizeOf(smallest)).toBeLessThanOrEqual(sizeOf(program));
      for (const step of program.steps)
        if (step.type === "together") expect(step.lanes.length).toBeGreaterThanOrEqual(2);
    }
  });

  test("in order, the same messages come with nothing in flight together", () => {
    for (const program of programs.slice(0, 10)) {
      const said = program.steps.flatMap(messagesIn);
      for (const serial of serialise(program)) {
        expect(serial.steps.every(({ type }) => type !== "together" && type !== "crash")).toBe(
          true,
        );
        expect(serial.steps).toHaveLength(said.length);
      }
    }
  });
});
