import { describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import type { Host } from "../adapters/protocol/port.ts";
import { createDurableServer } from "../candidates/zoo/durable-server.ts";
import type { Report } from "../reports/data/report.ts";
import { checkConformance } from "./conformance.ts";
import type { ConformanceOptions } from "./options.ts";

const SHORT = { programs: 60 };
const violated = ({ properties, error }: Report) => [
  ...properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id),
  ...(error ? [error.message] : []),
];

test("what was judged is told also where no candidate is left for the races", async () => {
  let isOver = false;
  const create = (host: Host) => {
    if (isOver) throw new Error("no license for another server");
    return createDurableServer(host);
  };
  const onProgram = () => {
    isOver = true;
  };
  const report = await checkConformance(create, { ...SHORT, exhaustive: false, onProgram });
  expect(report.verdict).toBe("broken");
  // Races begin with the first programs, and not after the last.
  expect(report.programs).toBeGreaterThan(0);
  expect(report.error?.message).toContain("no license for another server");
  expect(report.properties.find(({ id }) => id === "exc/count-is-the-holders")?.verdict).toBe(
    "holds",
  );
  expect(report.properties.find(({ id }) => id === "concurrency/capacity")?.verdict).toBe(
    "undecided",
  );
});

describe("sessions side by side", () => {
  test("are never those of one object, which they would reset under each other", async () => {
    const report = await checkConformance(createReference(), { ...SHORT, sessions: 4 });
    expect(violated(report)).toEqual([]);
    expect(report.programs).toBe(SHORT.programs);
  });

  test("of what a function makes come to the result of one", async () => {
    const [one, four] = await Promise.all(
      [1, 4].map((sessions) => checkConformance(() => createReference(), { ...SHORT, sessions })),
    );
    expect({ ...four, timing: undefined }).toEqual({ ...one, timing: undefined });
  });

  test("are one by default, so that a thin adapter before one server is right", async () => {
    let open = 0;
    let most = 0;
    const report = await checkConformance(() => {
      open += 1;
      most = Math.max(most, open);
      const close = () => {
        open -= 1;
      };
      return { ...createReference(), close };
    }, SHORT);
    expect(violated(report)).toEqual([]);
    expect({ open, most }).toEqual({ open: 0, most: 1 });
  });
});

describe("options", () => {
  test.each([0, -1, 1.5, Number.NaN])("that are no count are refused: %d", async (programs) => {
    await expect(checkConformance("reference", { programs })).rejects.toThrow(RangeError);
    await expect(checkConformance("reference", { sessions: programs })).rejects.toThrow(RangeError);
  });

  test.each([
    { exhaustive: true },
    { exhaustive: "some" },
    { extraStates: 2 },
    { extraStates: "1" },
  ])("that do not exist are refused: %j", async (options) => {
    const wrong = options as unknown as ConformanceOptions;
    await expect(checkConformance("reference", wrong)).rejects.toThrow(RangeError);
  });

  test("a run without a candidate is a broken one", async () => {
    const nothing = undefined as unknown as string;
    expect((await checkConformance(nothing, SHORT)).verdict).toBe("broken");
  });
});

describe("what a snapshot shows beyond what is declared", () => {
  test.each<readonly [string, object]>([
    ["a catalogue with a bulletin twice", { catalog: { listed: ["x", "x"] } }],
    ["a catalogue that is none", { catalog: { listed: 2 } }],
    ["another pool", { other: { capacity: 7, inUse: 9 } }],
    ["debug that is no JSON", { debug: { big: 10n, call() {} } }],
  ])("is not judged: %s", async (_, extra) => {
    const create = () => {
      const reference = createReference({ features: ["pool"] });
      return { ...reference, snapshot: () => ({ ...reference.snapshot(), ...extra }) as never };
    };
    const report = await checkConformance(create, SHORT);
    expect(violated(report)).toEqual([]);
    expect(() => JSON.stringify(report)).not.toThrow();
  });
});
