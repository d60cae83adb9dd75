/** What a check-in has to hand out, and what is free about it. */
import { describe, expect, test } from "vitest";
import {
  basic,
  checkIn,
  deploy,
  enable,
  enroll,
  expire,
  remove,
  renew,
  retire,
  revision,
  scan,
  setCapacity,
  target,
  upgrade,
} from "../properties/programs/messages.test-helper.ts";
import {
  type Choices,
  type Expectation,
  type Feature,
  initialState,
  type Message,
  statementOf,
  step,
} from "./index.ts";

const ALL: readonly Feature[] = ["onboarding", "maintenance"];

function instructions(
  given: readonly Message[],
  choices: Partial<Choices> = {},
  features: readonly Feature[] = ALL,
): Expectation & { kind: "instructions" } {
  const statement = statementOf({ features, choices });
  const state = given.reduce(
    (before, message) => step(before, message, statement).state,
    initialState({ capacity: 1, otherCapacity: 0 }),
  );
  const { expected } = step(state, checkIn("a"), statement);
  if (expected.kind !== "instructions") throw new Error(`expected is ${expected.kind}`);
  return expected;
}

const unreported = [enroll("a")];
const reported = [enroll("a"), basic("a")];
const recreated = [enroll("a"), remove("a"), enroll("a")];
const install = target("a", "install");
const uninstall = target("a", "uninstall");
const dormant = [expire, upgrade];
/** The only license is b's. */
const full = [enroll("b"), basic("b"), scan("b")];
const holder = [...reported, install, scan("a")];

describe("plugIn", () => {
  const anything = ["none", "install", "uninstall"];
  test.each([
    ["no target, unreported", unreported, ["none"]],
    ["no target, reported", reported, ["none"]],
    ["target withdrawn", [...reported, uninstall, target("a", "none")], ["none"]],
    ["install, unreported", [...unreported, install], ["install"]],
    ["install, reported", [...reported, install], ["install", "none"]],
    ["uninstall, unreported", [...unreported, uninstall], ["none", "uninstall"]],
    ["uninstall, reported", [...reported, uninstall], ["uninstall"]],
    ["unknown, unreported", recreated, anything],
    ["unknown, reported", [...recreated, basic("a")], anything],
    ["unknown, of a record that Entry makes", [enroll("a"), remove("a")], anything],
    ["of an unknown client, a fresh record's", [], ["none"]],
    ["install, over a retirement", [...unreported, install, retire("a")], ["install"]],
    ["install while dormant", [...unreported, install, ...dormant], ["install"]],
  ])("%s", (_, given, due) => {
    expect([...instructions(given).plugIn].sort()).toEqual([...due].sort());
  });

  test("retiredRecord: cleared makes a reported plug-in due again", () => {
    const given = [...reported, install, retire("a")];
    expect(instructions(given, { retiredRecord: "cleared" }).plugIn).toEqual(["install"]);
    expect(instructions(given, {}).plugIn).toContain("none");
  });

  test("without onboarding anything goes", () => {
    const free = { atLeast: [], atMost: "anything" };
    expect(instructions([], {}, ["maintenance"])).toMatchObject({
      plugIn: anything,
      packages: free,
    });
  });
});

describe("packages", () => {
  const NONE = { atLeast: [], atMost: [] };
  const FREE = { atLeast: [], atMost: ["tools", "scan"] };
  const BOTH = { atLeast: ["tools", "scan"], atMost: ["tools", "scan"] };
  const refused = { newClientsAfterAup: "refused" } as const;
  test.each([
    ["none before the plug-in is reported", [...unreported, install], {}, NONE],
    ["none once it is gone, even for a holder", [...holder, basic("a", false)], {}, NONE],
    ["none for an unreported client whose target is unknown", recreated, {}, NONE],
    ["both for a newcomer who can pull", [...reported, install], {}, BOTH],
    ["both for a holder", holder, {}, BOTH],
    ["both for a holder at an over-full pool", [...holder, setCapacity(0)], {}, BOTH],
    ["free for a newcomer at a full pool", [...full, ...reported, install], {}, FREE],
    ["free without a target", reported, {}, FREE],
    ["free for one that is to uninstall", [...reported, uninstall], {}, FREE],
    ["free where the target is unknown", [...recreated, basic("a")], {}, FREE],
    ["free while dormant", [...holder, ...dormant], {}, FREE],
    ["both again after renewal", [...holder, ...dormant, renew], {}, BOTH],
    ["both after expiry", [...reported, install, expire], {}, BOTH],
    ["free after expiry for one that may not pull", [...reported, install, expire], refused, FREE],
    ["both after expiry for a holder all the same", [...holder, expire], refused, BOTH],
  ])("%s", (_, given, choices, due) => {
    expect(instructions(given, choices).packages).toEqual(due);
  });
});

describe("updates", () => {
  const deployed = [revision(2), enable("b1"), enable("b2"), deploy("b1")];
  const NONE = { atLeast: [], atMost: [] };
  const FREE = { atLeast: [], atMost: ["b1"] };
  const ALL_OF_THEM = { atLeast: ["b1"], atMost: ["b1"] };
  const gone = [...holder, remove("a"), enroll("a"), basic("a"), scan("a")];
  test.each([
    ["none where nothing is deployed", holder, NONE],
    ["all for a holder", [...holder, ...deployed], ALL_OF_THEM],
    ["all for a holder without a target", [...reported, scan("a"), ...deployed], ALL_OF_THEM],
    ["all after expiry", [...holder, ...deployed, expire], ALL_OF_THEM],
    ["none while dormant", [...holder, ...deployed, ...dormant], NONE],
    ["all again after renewal", [...holder, ...deployed, ...dormant, renew], ALL_OF_THEM],
    ["free for a client without a license", [...reported, install, ...deployed], FREE],
    ["free for a holder whose plug-in is gone", [...holder, basic("a", false), ...deployed], FREE],
    ["free for a holder that is to uninstall", [...holder, uninstall, ...deployed], FREE],
    ["free for a holder whose target is unknown", [...gone, ...deployed], FREE],
    ["free for a retired computer that reports again", [...holder, retire("a"), ...deployed], FREE],
  ])("%s", (_, given, due) => {
    expect(instructions(given).updates).toEqual(due);
  });

  test("without maintenance anything goes", () => {
    const free = { atLeast: [], atMost: "anything" };
    expect(instructions(holder, {}, ["onboarding"]).updates).toEqual(free);
  });

  test("without onboarding a holder is due all of them, deleted before or not", () => {
    const given = [enroll("a"), remove("a"), enroll("a"), scan("a"), ...deployed];
    expect(instructions(given, {}, ["maintenance"]).updates).toEqual(ALL_OF_THEM);
  });
});
