/** A property that cannot fail says nothing: here each one does, on a server spoiled for it. */
import { expect, test } from "vitest";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import { FEATURES, statementOf } from "../../model/index.ts";
import { judge, spoiled } from "../programs/driving.test-helper.ts";
import type { Program } from "../programs/program.ts";
import type { Kill } from "./kills.test-helper.ts";
import { consumptionKills, exceededKills } from "./kills-consumption.test-helper.ts";
import { frameKills, metamorphicKills } from "./kills-frame.test-helper.ts";
import { protectionKills } from "./kills-protection.test-helper.ts";
import { otherKills, recoveryKills } from "./kills-recovery.test-helper.ts";
import { claimedProperties, properties } from "./specification.ts";

const kills: readonly Kill[] = [
  ...consumptionKills,
  ...exceededKills,
  ...protectionKills,
  ...recoveryKills,
  ...otherKills,
  ...frameKills,
  ...metamorphicKills,
];

/** What one process can show; the other two features take more than one. */
const features = FEATURES.filter((f) => f !== "concurrency" && f !== "durability");
const statementFor = ({ choices = {} }: Kill) => statementOf({ features, choices });
const programOf = ({ capacity = 1, steps }: Kill): Program => ({
  capacity,
  otherCapacity: 1,
  steps,
});

test("every property is in the table", () => {
  expect([...new Set(kills.map(({ id }) => id))].sort()).toEqual(
    properties.map(({ id }) => id).sort(),
  );
});

test.each(kills)("$id accepts the correct server, in its situation", async (kill) => {
  const statement = statementFor(kill);
  const { arose, failures } = await judge(
    claimedProperties(statement),
    () => createPoolServer(statement),
    programOf(kill),
    statement,
  );
  expect(failures).toEqual(new Map());
  expect(arose.get(kill.id)).toBeGreaterThan(0);
});

test.each(kills)("$id rejects a server spoiled for it", async (kill) => {
  const statement = statementFor(kill);
  const { failures } = await judge(
    claimedProperties(statement),
    spoiled(() => createPoolServer(statement), kill.spoil),
    programOf(kill),
    statement,
  );
  const failure = failures.get(kill.id);
  expect([...failures.keys()]).toContain(kill.id);
  // A report that shows the same on both sides explains nothing.
  expect(failure?.seen).not.toBe(failure?.expected);
});
