/** What becomes of a scan: the discard order, and every reason that may be named for it. */
import { describe, expect, test } from "vitest";
import {
  basic,
  enroll,
  expire,
  scan,
  setCapacity,
  upgrade,
} from "../properties/programs/messages.test-helper.ts";
import {
  type Choices,
  clientOf,
  type Expectation,
  FEATURES,
  initialState,
  type Message,
  statementOf,
  step,
} from "./index.ts";

type Client = "holder" | "newcomer" | "refused";

/** A server in which a's scan meets these conditions. */
function judgeScan(
  client: Client,
  isReported: boolean,
  message: Message,
  afterwards: readonly Message[],
  choices: Partial<Choices> = {},
) {
  const statement = statementOf({ features: FEATURES, choices });
  const messages: readonly Message[] = [
    enroll("a"),
    basic("a"),
    ...(client === "holder" ? [scan("a")] : []),
    ...(client === "refused" ? [setCapacity(0)] : []),
    basic("a", isReported),
    ...afterwards,
  ];
  const before = messages.reduce(
    (state, m) => step(state, m, statement).state,
    initialState({ capacity: 1, otherCapacity: 0 }),
  );
  return { before, ...step(before, message, statement) };
}

const readiness = "not-ready";
const dormancy = "not-functioning";
const licenses = "no-license";

/** Evidence, dormant, reported, client → how it is processed, or every reason to discard it. */
// biome-ignore format: a row a line
const ORDER: readonly (readonly [
  evidence: "complete" | "incomplete", server: "functions" | "dormant", plugIn: "reported" | "unreported",
  client: Client, due: "held" | "pulled" | readonly string[],
])[] = [
  ["complete", "functions", "reported", "holder", "held"],
  ["complete", "functions", "reported", "newcomer", "pulled"],
  ["complete", "functions", "reported", "refused", [licenses]],
  ["complete", "functions", "unreported", "holder", [readiness]],
  ["complete", "functions", "unreported", "newcomer", [readiness]],
  ["complete", "functions", "unreported", "refused", [readiness, licenses]],
  ["complete", "dormant", "reported", "holder", [dormancy]],
  ["complete", "dormant", "reported", "newcomer", [dormancy]],
  ["complete", "dormant", "reported", "refused", [dormancy, licenses]],
  ["complete", "dormant", "unreported", "holder", [readiness, dormancy]],
  ["complete", "dormant", "unreported", "newcomer", [readiness, dormancy]],
  ["complete", "dormant", "unreported", "refused", [readiness, dormancy, licenses]],
  ["incomplete", "functions", "reported", "holder", [readiness]],
  ["incomplete", "functions", "reported", "newcomer", [readiness]],
  ["incomplete", "functions", "reported", "refused", [readiness, licenses]],
  ["incomplete", "functions", "unreported", "holder", [readiness]],
  ["incomplete", "functions", "unreported", "newcomer", [readiness]],
  ["incomplete", "functions", "unreported", "refused", [readiness, licenses]],
  ["incomplete", "dormant", "reported", "holder", [readiness, dormancy]],
  ["incomplete", "dormant", "reported", "newcomer", [readiness, dormancy]],
  ["incomplete", "dormant", "reported", "refused", [readiness, dormancy, licenses]],
  ["incomplete", "dormant", "unreported", "holder", [readiness, dormancy]],
  ["incomplete", "dormant", "unreported", "newcomer", [readiness, dormancy]],
  ["incomplete", "dormant", "unreported", "refused", [readiness, dormancy, licenses]],
];

const sorted = (expected: Expectation) =>
  expected.kind === "discarded" ? [...expected.reasons].sort() : expected;

describe.each(["plugIn", "tools", "scan"])("without %s", (part) => {
  test.each(ORDER)("%s, %s, %s, %s", (evidence, server, plugIn, client, due) => {
    const message = scan("a", evidence === "complete" ? {} : { [part]: false });
    const afterwards = server === "dormant" ? [expire, upgrade] : [];
    const isReported = plugIn === "reported";
    const { before, state, expected } = judgeScan(client, isReported, message, afterwards);
    if (typeof due !== "string") {
      expect(sorted(expected)).toEqual([...due].sort());
      expect(state).toBe(before);
      return;
    }
    expect(expected).toEqual({ kind: "processed", license: due });
    expect(clientOf(state, "a")).toEqual({
      ...clientOf(before, "a"),
      licensed: true,
      inventories: clientOf(before, "a").inventories + 1,
    });
  });
});

describe("the choices", () => {
  const accepted = { unreportedPlugIn: "accepted" } as const;
  const refused = { newClientsAfterAup: "refused" } as const;
  // biome-ignore format: a row a line
  const rows: readonly (readonly [
    name: string, client: Client, isReported: boolean, message: Message, afterwards: readonly Message[],
    choices: Partial<Choices>, due: "held" | "pulled" | readonly string[],
  ])[] = [
    ["accepted: the scan's own word pulls", "newcomer", false, scan("a"), [], accepted, "pulled"],
    ["accepted: the scan's own word is enough for a holder", "holder", false, scan("a"), [], accepted, "held"],
    ["accepted: a full pool is full", "refused", false, scan("a"), [], accepted, [licenses]],
    ["accepted: the evidence still counts", "newcomer", true, scan("a", { plugIn: false }), [], accepted, [readiness]],
    ["accepted: dormancy still counts", "newcomer", false, scan("a"), [expire, upgrade], accepted, [dormancy]],
    ["licensed: a newcomer pulls after expiry", "newcomer", true, scan("a"), [expire], {}, "pulled"],
    ["refused: a newcomer pulls before expiry", "newcomer", true, scan("a"), [], refused, "pulled"],
    ["refused: a newcomer pulls nothing after expiry", "newcomer", true, scan("a"), [expire], refused, [licenses]],
    ["refused: a newcomer pulls after renewal", "newcomer", true, scan("a"), [expire, { type: "renewAup" }], refused, "pulled"],
    ["refused: a holder goes on after expiry", "holder", true, scan("a"), [expire], refused, "held"],
    ["refused: an incomplete newcomer after expiry", "newcomer", true, scan("a", { scan: false }), [expire], refused, [readiness, licenses]],
    ["refused: a dormant server's newcomer", "newcomer", true, scan("a"), [expire, upgrade], refused, [dormancy, licenses]],
  ];
  test.each(rows)("%s", (_, client, isReported, message, afterwards, choices, due) => {
    const { expected } = judgeScan(client, isReported, message, afterwards, choices);
    expect(sorted(expected)).toEqual(
      typeof due === "string" ? { kind: "processed", license: due } : [...due].sort(),
    );
  });
});
