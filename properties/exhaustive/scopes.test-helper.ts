/** Small scopes and statements of all sorts, for the tests of what is explored. */

import { CHOICES, type Choices, FEATURES, statementOf } from "../../model/statement.ts";
import type { Scope } from "./scope.ts";

const FLAGS = [true, false] as const;

export const EVERY_MESSAGE: Scope = {
  name: "every message",
  clients: 1,
  capacities: [0, 1],
  otherCapacities: [0, 1],
  catalogues: [{ revision: 1, bulletins: ["b1"] }],
  bulletins: ["b1", "never"],
  policies: ["none", "install", "uninstall"],
  plugIns: FLAGS,
  evidence: FLAGS.flatMap((plugIn) =>
    FLAGS.flatMap((tools) => FLAGS.map((scan) => ({ plugIn, tools, scan }))),
  ),
  days: [1],
};

export const SHARED_POOL: Scope = {
  ...EVERY_MESSAGE,
  name: "a shared pool",
  clients: 3,
  capacities: [0, 2],
  plugIns: [true],
  messages: [
    "enroll",
    "sendBasicInventory",
    "returnPatchInventory",
    "returnOtherInventory",
    "retire",
    "setCapacity",
    "expireAup",
  ],
};

const secondOfEach = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, values]) => [choice, values[1]]),
) as Choices;

export const STATEMENTS = [
  ["every feature", statementOf({ features: FEATURES })],
  ["the pool alone", statementOf({ features: [] })],
  ["no onboarding", statementOf({ features: ["maintenance", "other-solutions"] })],
  ["every second choice", statementOf({ features: FEATURES, choices: secondOfEach })],
  [
    "scans without a reported plug-in",
    statementOf({ features: FEATURES, choices: { unreportedPlugIn: "accepted" } }),
  ],
] as const;
