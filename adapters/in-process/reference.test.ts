import { describe, expect, test } from "vitest";
import { CHOICES, type Declaration, FEATURES, statementOf } from "../../model/index.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { openSession } from "../session/session.ts";
import { inProcessTransport } from "./in-process.ts";
import { createReference } from "./reference.ts";

describe("the reference", () => {
  // No fewer programs: in a smaller run some situations do not arise often enough to be judged.
  test("is conformant as it is", async () => {
    const report = await checkConformance("reference");
    expect(report.error).toBeUndefined();
    const violated = report.properties.filter(({ verdict }) => verdict === "violated");
    expect(violated.map(({ id }) => id)).toEqual([]);
    expect(report.verdict).toBe("conformant");
    expect(report.candidate).toMatchObject({ selector: "reference", name: "reference" });
  });

  const statements: readonly (readonly [string, Partial<Declaration>])[] = [
    ["the pool alone", { features: [] }],
    ...FEATURES.slice(1, 5).map((feature) => [feature, { features: [feature] }] as const),
    ...Object.entries(CHOICES).flatMap(([choice, [, ...others]]) =>
      others.map(
        (value) => [`${choice}: ${value}`, { choices: { [choice]: value } } as const] as const,
      ),
    ),
  ];
  test.each(statements)("breaks nothing under %s", async (_, declared) => {
    // It is the model itself behind the port, so that tours of the model's transitions would tell nothing new.
    const report = await checkConformance(() => createReference(declared), {
      programs: 15,
      exhaustive: false,
    });
    expect(report.error).toBeUndefined();
    const violated = report.properties.filter(({ verdict }) => verdict === "violated");
    expect(violated.map(({ id }) => id)).toEqual([]);
    expect(report.statement).toEqual(statementOf(createReference(declared).declaration));
  });

  test("starts each program anew", async () => {
    const session = await openSession(inProcessTransport(createReference(), 10_000));
    const settings = { capacity: 1, otherCapacity: 2 };
    const program = [
      { type: "enroll", client: "a" },
      { type: "target", client: "a", policy: "install" },
      { type: "importCatalog", revision: 1, bulletins: ["b1"] },
    ] as const;
    const first = await session.run(settings, program);
    expect(await session.run(settings, program)).toEqual(first);
    const [{ snapshots }] = [await session.run(settings, [{ type: "expireAup" }])];
    expect(snapshots).toEqual([
      {
        capacity: 1,
        inUse: 0,
        clients: [],
        other: { capacity: 2, inUse: 0 },
        functioning: true,
        catalog: { revision: 0, listed: [], enabled: [], deployed: [] },
      },
    ]);
    await session.close();
  });

  test("shows only what its features have", async () => {
    const candidate = createReference({ features: ["pool"] });
    const session = await openSession(inProcessTransport(candidate, 10_000));
    const enroll = { type: "enroll", client: "a" } as const;
    const { snapshots } = await session.run({ capacity: 1, otherCapacity: 2 }, [enroll]);
    expect(snapshots).toEqual([
      {
        capacity: 1,
        inUse: 0,
        clients: [{ client: "a", record: "active", licensed: false, inventories: 0 }],
      },
    ]);
  });
});
