/** The conformance statement: what is implied, what is a default, and what is sent. */
import { expect, test } from "vitest";
import {
  CHOICES,
  DEFAULT_CHOICES,
  FEATURES,
  type Feature,
  MESSAGE_TYPES,
  mayReceive,
  statementOf,
} from "./index.ts";

test.each([
  [[], ["pool"]],
  [["time"], ["pool", "time"]],
  [
    ["time", "pool", "onboarding"],
    ["pool", "onboarding", "time"],
  ],
  [
    ["maintenance", "maintenance"],
    ["pool", "maintenance"],
  ],
] as const)("the features %j are %j", (features, whole) => {
  expect(statementOf({ features }).features).toEqual(whole);
});

test("an omitted choice is its default, the first one", () => {
  expect(statementOf({ features: [] }).choices).toEqual(DEFAULT_CHOICES);
  expect(DEFAULT_CHOICES).toEqual({
    retiredReports: "reactivates",
    unknownReports: "recreated",
    retiredRecord: "kept",
    retiredOther: "released",
    unreportedPlugIn: "discarded",
    newClientsAfterAup: "licensed",
    upgradeAfterAup: "dormant",
  });
});

test.each(Object.entries(CHOICES))("%s can be any of %j", (choice, values) => {
  for (const value of values)
    expect(statementOf({ features: [], choices: { [choice]: value } }).choices).toEqual({
      ...DEFAULT_CHOICES,
      [choice]: value,
    });
});

/** The messages that a feature adds to those of the pool. */
const ADDED: Readonly<Record<Feature, string>> = {
  pool: "enroll returnPatchInventory retire delete setCapacity",
  onboarding: "target checkIn sendBasicInventory",
  maintenance:
    "expireAup renewAup importCatalog enableBulletin createPolicy upgradeSolution checkIn",
  "other-solutions": "returnOtherInventory setOtherCapacity",
  time: "passDays",
  concurrency: "",
  durability: "",
};

test.each(FEATURES)("%s adds the messages of its row", (feature) => {
  const statement = statementOf({ features: [feature] });
  const sent = MESSAGE_TYPES.filter((type) => mayReceive(statement, type));
  const due = new Set(`${ADDED.pool} ${ADDED[feature]}`.trim().split(" "));
  expect(sent.sort()).toEqual([...due].sort());
});
