/** Programs as messages: what a composite stands for, and what the probe sends. */
import { describe, expect, test } from "vitest";
import {
  type Choices,
  clientOf,
  type Feature,
  inUse,
  type Message,
  statementOf,
} from "../../model/index.ts";
import {
  basic,
  checkIn,
  deploy,
  enable,
  enroll,
  expire,
  onboard,
  other,
  probe,
  remove,
  retire,
  revision,
  rollOut,
  scan,
  setCapacity,
  target,
  upgrade,
} from "./messages.test-helper.ts";
import { ofClient, type PredictedStep, type ProgramStep, play, predict } from "./program.ts";
import { ALL_KINDS, STEP_KINDS } from "./steps.ts";

const ALL: readonly Feature[] = ["onboarding", "maintenance", "other-solutions", "time"];

function plan(
  steps: readonly ProgramStep[],
  features: readonly Feature[] = ALL,
  settings: { capacity?: number; otherCapacity?: number; choices?: Partial<Choices> } = {},
): readonly PredictedStep[] {
  const { capacity = 0, otherCapacity = 0, choices = {} } = settings;
  return predict({ capacity, otherCapacity, steps }, statementOf({ features, choices }));
}

const messages = (...parameters: Parameters<typeof plan>): readonly Message[] =>
  plan(...parameters).map(({ message }) => message);

describe("predict", () => {
  test.each([
    [
      "onboard",
      onboard("a"),
      ALL,
      [enroll("a"), target("a", "install"), basic("a"), checkIn("a"), scan("a")],
    ],
    ["onboard without onboarding", onboard("a"), ["maintenance"], [enroll("a"), scan("a")]],
    ["rollOut", rollOut("b1"), ALL, [revision(1), enable("b1"), deploy("b1")]],
    ["rollOut of a late one", rollOut("0"), ALL, [revision(4), enable("0"), deploy("0")]],
    ["a plain message", retire("a"), ALL, [retire("a")]],
  ] as const)("expands %s", (_, step, features, due) => {
    expect(messages([step], features)).toEqual(due);
  });

  test("gives each message its step, and runs them one after another", () => {
    const predicted = plan([enroll("z"), onboard("a")], ["pool"], { capacity: 1 });
    expect(predicted.map(({ step }) => step)).toEqual([0, 1, 1]);
    for (const [index, { before }] of predicted.entries())
      if (index > 0) expect(before).toBe(predicted[index - 1]?.after);
    expect(predicted.map(({ expected }) => expected.kind)).toEqual([
      "anything",
      "anything",
      "processed",
    ]);
  });

  test.each([
    ["keeps a policy for an unlisted bulletin", [deploy("b1")], 1],
    [
      "leaves out a policy for a bulletin that is listed, not enabled",
      [revision(1), deploy("b1")],
      1,
    ],
    ["keeps a policy for an enabled bulletin", [revision(1), enable("b1"), deploy("b1")], 3],
    [
      "leaves out a policy that dormancy kept from being enabled",
      [revision(1), expire, upgrade, rollOut("b1")],
      5,
    ],
    ["keeps a roll-out that finds no catalogue", [expire, rollOut("b1")], 4],
  ] as const)("%s", (_, steps, count) => {
    expect(messages(steps)).toHaveLength(count);
  });
});

describe("play", () => {
  const statement = statementOf({ features: ALL });
  const empty = plan([enroll("a")])[0]?.before;
  test.each([
    ["one message", enroll("a")],
    ["a composite", rollOut("b1")],
  ])("ends as the rehearsal does, for %s", (_, step) => {
    if (!empty) throw new Error("nothing was predicted");
    expect(play(empty, step, statement)).toEqual(plan([step]).at(-1)?.after);
  });

  test("gives the same state back where nothing changes", () => {
    if (!empty) throw new Error("nothing was predicted");
    expect(play(empty, retire("a"), statement)).toBe(empty);
    expect(play(empty, deploy("b1"), statement)).toBe(empty);
  });
});

describe("probe", () => {
  /** The messages of the probe alone, which is the last step. */
  const probed = (...[steps, ...rest]: Parameters<typeof plan>) =>
    plan([...steps, probe], ...rest).filter(({ step }) => step === steps.length);
  const scans = (predicted: readonly PredictedStep[]) =>
    predicted.filter(({ message }) => message.type === "returnPatchInventory");
  const pulled = (predicted: readonly PredictedStep[]) =>
    scans(predicted).filter(({ expected }) => expected.kind === "processed");

  test.each([
    ["an empty pool of none", [], 0, 0],
    ["a free pool", [], 3, 3],
    ["a pool with one left", [onboard("a"), onboard("b")], 3, 1],
    ["a full pool", [onboard("a")], 1, 0],
    ["an over-full pool", [onboard("a"), onboard("b"), setCapacity(1)], 2, 0],
    ["a pool after a release", [onboard("a"), retire("a"), remove("b")], 1, 1],
    ["a pool that grew", [onboard("a"), setCapacity(5)], 1, 4],
  ] as const)("of %s sends one client more than there are licenses", (_, steps, capacity, free) => {
    for (const features of [ALL, ["pool"]] as const) {
      const predicted = probed(steps, features, { capacity });
      expect(scans(predicted)).toHaveLength(free + 1);
      expect(pulled(predicted)).toEqual(scans(predicted).slice(0, free));
      expect(new Set(scans(predicted).map(({ message }) => message)).size).toBe(free + 1);
    }
  });

  test.each([12, 13, 500, 2 ** 31 - 1])("of %i free licenses sends 13 clients", (capacity) => {
    const predicted = probed([], ["pool"], { capacity });
    expect(scans(predicted)).toHaveLength(13);
    expect(predicted).toHaveLength(26);
  });

  test("makes clients ready before they scan", () => {
    const first = (features: readonly Feature[]) =>
      probed([], features)
        .map(({ message }) => message)
        .slice(0, features.includes("onboarding") ? 3 : 2);
    expect(first(["onboarding"])).toEqual([enroll("probe-1"), basic("probe-1"), scan("probe-1")]);
    expect(first(["pool"])).toEqual([enroll("probe-1"), scan("probe-1")]);
  });

  test.each([
    ["renews an expired AUP first", [expire], "renewAup"],
    ["renews a dormant server first", [expire, upgrade], "renewAup"],
    ["renews nothing that is current", [], "enroll"],
  ] as const)("%s", (_, steps, type) => {
    const predicted = probed(steps, ALL, { capacity: 1 });
    expect(predicted[0]?.message.type).toBe(type);
    expect(predicted.filter(({ message }) => message.type === "renewAup")).toHaveLength(
      steps.length > 0 ? 1 : 0,
    );
    expect(pulled(predicted)).toHaveLength(1);
  });

  test("renews first for newcomers that may not pull after expiry", () => {
    const choices = { newClientsAfterAup: "refused" } as const;
    expect(pulled(probed([expire], ALL, { capacity: 2, choices }))).toHaveLength(2);
  });

  test.each([0, 1, 3])("fills the other pool of %i, too", (otherCapacity) => {
    const predicted = probed([other("a")], ["other-solutions"], { otherCapacity });
    const free = Math.max(0, otherCapacity - 1);
    const sent = predicted.filter(({ message }) => message.type === "returnOtherInventory");
    expect(sent).toHaveLength(free + 1);
    const licensed = sent.filter(
      ({ message, after }) => "client" in message && clientOf(after, message.client).otherLicensed,
    );
    expect(licensed).toHaveLength(free);
  });

  test("sends no other inventory where that is not declared", () => {
    const predicted = probed([], ["onboarding"], { otherCapacity: 3 });
    expect(predicted.map(({ message }) => message.type)).not.toContain("returnOtherInventory");
  });

  test("ends with the check-ins of every client that has a record, and no others", () => {
    const steps = [enroll("a"), onboard("b"), retire("b"), enroll("c"), remove("c")];
    const types = probed(steps, ["onboarding"], { capacity: 1 }).map(({ message }) => message);
    const first = types.findIndex(({ type }) => type === "checkIn");
    expect(types.slice(first)).toEqual(["a", "b", "probe-1", "probe-2"].map(checkIn));
  });

  test.each([
    ["onboarding", true],
    ["maintenance", true],
    ["other-solutions", false],
  ] as const)("with %s checks in: %s", (feature, checksIn) => {
    const types = probed([enroll("a")], [feature]).map(({ message }) => message.type);
    expect(types.includes("checkIn")).toBe(checksIn);
  });

  test("takes no client that the program has named, deleted or not", () => {
    const named = ["probe-1", "other-probe-1", "probe-3"];
    const steps = [...named.map(enroll), remove("probe-3"), retire("probe-2")];
    const predicted = probed(steps, ["other-solutions"], { capacity: 4, otherCapacity: 2 });
    const fresh = predicted.map(({ message }) => ("client" in message ? message.client : ""));
    for (const client of [...named, "probe-2"]) expect(fresh).not.toContain(client);
    expect(fresh).not.toHaveLength(0);
  });

  test("leaves the node pool full", () => {
    const state = probed([onboard("a")], ALL, { capacity: 4 }).at(-1)?.after;
    expect(state && inUse(state)).toBe(4);
  });
});

test.each(ALL_KINDS)("a step of the kind %s about another client is otherwise the same", (kind) => {
  for (const which of [0, 1]) {
    const step = STEP_KINDS[kind].make("a", which);
    expect(ofClient(step, "b")).toEqual("client" in step ? { ...step, client: "b" } : step);
  }
});
