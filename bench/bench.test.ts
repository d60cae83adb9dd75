/** What the benchmark's figures rest on. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import {
  basicInventoryPulls,
  grantsOneTooMany,
  instructsUntargeted,
  protoIsNeverAHolder,
  renewalLeavesDormant,
} from "../candidates/zoo/defects.ts";
import { createPoolServer, PoolServer } from "../candidates/zoo/pool-server.ts";
import { initialState, statementOf, step } from "../model/index.ts";
import {
  enroll,
  onboard,
  probe,
  retire,
  scan,
} from "../properties/programs/messages.test-helper.ts";
import type { Program, ProgramStep } from "../properties/programs/program.ts";
import { checkConformance } from "../suite/conformance.ts";
import { atOnce, commandsProperty, LENGTHS } from "./commands.ts";
import { copyServer, keyOf, serverKey } from "./copying.ts";
import { formOf, showCommands } from "./counterexamples.ts";
import { PYTHON_DEFECTS, pythonDefect } from "./feedback.ts";
import { trueMinimum } from "./minimum.ts";
import { minimumSteps } from "./minimum-steps.ts";
import { searchCommands, searchOurs } from "./sharpness.ts";
import { figure, geometricMean, median, percentile, share, spaced } from "./statistics.ts";
import { toMarkdown } from "./table.ts";

describe("statistics", () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 1, 2, 4], 3],
  ])("the median of %j is %d", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test.each([
    [0.5, 5],
    [0.9, 9],
    [1, 10],
  ])("no more than %d of all are below their percentile", (part, value) => {
    expect(percentile([10, 3, 1, 2, 9, 4, 5, 8, 7, 6], part)).toBe(value);
  });

  test("the geometric mean is that of the ratios", () => {
    expect(geometricMean([1, 100])).toBeCloseTo(10);
    expect(geometricMean([7])).toBeCloseTo(7);
  });

  test("of nothing there is no figure", () => {
    expect([figure(median([])), share(0, 0)]).toEqual(["–", "–"]);
    expect([figure(12345.6), figure(12.34), figure(1.234)]).toEqual(["12,346", "12.3", "1.23"]);
  });

  test.each([
    [9, [1, 2, 3, 4, 5]],
    [5, [1, 2, 3, 4, 5]],
    [2, [1, 4]],
    [1, [1]],
  ])("%i of five are evenly spaced", (count, chosen) => {
    expect(spaced([1, 2, 3, 4, 5], count)).toEqual(chosen);
  });

  test("a table is Markdown with a rule under its head", () => {
    const table = { title: "T", head: ["a", "b"], rows: [["x|y", "1"]], notes: ["n"] };
    expect(toMarkdown(table)).toBe("### T\n\n| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n\n- n\n");
  });
});

describe("the minimum counterexample", () => {
  test.each([
    ["basicInventoryPulls", basicInventoryPulls, 1, 1],
    ["instructsUntargeted", instructsUntargeted, 1, 1],
    ["grantsOneTooMany", grantsOneTooMany, 2, 1],
  ])("of %s", (_, create, messages, steps) => {
    expect(trueMinimum(create)).toBe(messages);
    expect(trueMinimum(create, { unit: "steps" })).toBe(steps);
  });

  test("is not known where the budget ends before", () => {
    expect(trueMinimum(renewalLeavesDormant, { budget: 1000 })).toBeUndefined();
    expect(trueMinimum(createPoolServer, { budget: 1000 })).toBeUndefined();
  });

  test("is the known one where nothing shorter is found", () => {
    expect(trueMinimum(createPoolServer, { atMost: 2 })).toBe(2);
  });

  test("is not known of a server that no copy is made of", () => {
    expect(trueMinimum(() => createReference())).toBeUndefined();
  });
});

describe("the minimum counterexample of a property", () => {
  const program = (...steps: ProgramStep[]): Program => ({ capacity: 1, otherCapacity: 0, steps });
  const long = [enroll("a"), enroll("b"), enroll("a")];

  test("is looked for beyond the first difference, in one run and in two", () => {
    const known = new Map([
      ["exc/pull-stays-within-capacity", program(...long)],
      ["exc/newcomer-refused-when-full", program(...long)],
      ["rec/no-license-is-made", program(onboard("a"), retire("a"), onboard("a"), probe)],
      ["cons/more-capacity-takes-nothing-away", program(retire("a"), retire("a"))],
    ]);
    const minimum = minimumSteps(grantsOneTooMany, known, 1_000_000);
    expect(Object.fromEntries(minimum)).toEqual({
      "exc/pull-stays-within-capacity": 1,
      "exc/newcomer-refused-when-full": 1,
      "rec/no-license-is-made": 3,
      // Nothing shorter breaks it: it holds.
      "cons/more-capacity-takes-nothing-away": 2,
    });
  });

  test("of two runs is found with the variant", () => {
    const known = new Map([["frame/renaming-clients-changes-nothing", program(...long)]]);
    expect([...minimumSteps(protoIsNeverAHolder, known, 300_000).values()]).toEqual([3]);
    const hint = program({ type: "onboard", client: "__proto__" }, ...long);
    const named = new Map([["frame/renaming-clients-changes-nothing", hint]]);
    expect([...minimumSteps(protoIsNeverAHolder, named, 300_000).values()]).toEqual([1]);
  });

  test("is not known where the budget ends before", () => {
    const known = new Map([["rec/retire-releases-once", program(...long)]]);
    expect(minimumSteps(createPoolServer, known, 100).size).toBe(0);
  });
});

test("states of the model are distinguished by their records", () => {
  const state = initialState({ capacity: 1, otherCapacity: 0 });
  const statement = statementOf(createPoolServer().declaration);
  const enrolled = step(state, enroll("a"), statement).state;
  expect(keyOf(enrolled)).not.toBe(keyOf(state));
  expect(keyOf(enrolled)).toBe(keyOf(step(state, enroll("a"), statement).state));
});

test("a copied server goes its own way, and is distinguished by its memory", () => {
  const server = createPoolServer();
  server.reset({ capacity: 1, otherCapacity: 0 });
  server.handle(enroll("a"));
  const copy = copyServer(server);
  expect(copy).toBeInstanceOf(PoolServer);
  expect(serverKey(copy)).toBe(serverKey(server));
  atOnce(copy.handle(retire("a")));
  expect(serverKey(copy)).not.toBe(serverKey(server));
  expect(server.snapshot().clients).toMatchObject([{ client: "a", record: "active" }]);
});

test("counterexamples that differ in names only are of one form", () => {
  const settings = { capacity: 1, otherCapacity: 0 };
  const form = formOf(settings, [enroll("a"), scan("b")]);
  expect(formOf(settings, [enroll("x"), scan("a")])).toBe(form);
  expect(formOf(settings, [enroll("a"), scan("a")])).not.toBe(form);
  expect(formOf({ ...settings, capacity: 2 }, [enroll("a"), scan("b")])).not.toBe(form);
});

describe.each(Object.entries(LENGTHS))("%s", (_, constraints) => {
  test.each([
    ["the pool server", () => createPoolServer()],
    ["the pool alone", () => createPoolServer({ features: ["pool"] })],
    ["the reference", () => createReference()],
  ])("spares %s", (_name, create) => {
    fc.assert(commandsProperty(create(), { constraints }), { seed: 1, numRuns: 300 });
  });

  test("finds an easy defect, at the same message again, and reduces it", () => {
    const found = searchCommands(basicInventoryPulls, 1, 10_000, constraints);
    expect(found).toMatchObject({ isFound: true });
    expect(searchCommands(basicInventoryPulls, 1, 10_000, constraints)).toEqual(found);
    expect(searchCommands(basicInventoryPulls, 1, found.messages - 1, constraints)).toEqual({
      isFound: false,
      messages: found.messages - 1,
    });
    expect(showCommands(basicInventoryPulls, 1, constraints)?.messages).toBeLessThanOrEqual(2);
  });
});

test("the suite's own search counts to the message that fails, and ends at the cap", async () => {
  const found = await searchOurs(basicInventoryPulls, "test", 10_000);
  expect(found).toMatchObject({ isFound: true });
  expect(await searchOurs(basicInventoryPulls, "test", found.messages)).toEqual(found);
  const cap = found.messages - 1;
  expect(await searchOurs(basicInventoryPulls, "test", cap)).toEqual({
    isFound: false,
    messages: cap,
  });
});

test.each(PYTHON_DEFECTS)("a shallow defect of the Python ledger is found: %s", async (name) => {
  const options = { programs: 50, exhaustive: false, shortest: 0 } as const;
  const { verdict, error } = await checkConformance(pythonDefect(name), options);
  expect({ verdict, error }).toEqual({ verdict: "nonconformant", error: undefined });
});
