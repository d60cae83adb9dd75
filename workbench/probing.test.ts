import { describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import { shrinkEvicts } from "../candidates/zoo/defects.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { CHOICES, type Choices, DEFAULT_CHOICES, FEATURES, statementOf } from "../model/index.ts";
import { ALL_OPEN, type Choice, tellApart } from "../properties/exhaustive/distinguish.ts";
import { PLAIN } from "../reports/story/style.ts";
import { contradictions, probe, statementFound } from "./probing.ts";
import { renderProbing } from "./probing-terminal.ts";

const LIMIT = { timeLimitMs: 10_000 };
const names = Object.keys(CHOICES) as Choice[];
const alternatives = Object.fromEntries(
  names.map((choice) => [choice, CHOICES[choice][1]]),
) as unknown as Choices;

/** Its choices are hidden behind a statement that tells none of them. */
const silent = (choices: Partial<Choices>) => () => {
  const server = createPoolServer({ choices });
  const { name, features } = server.declaration;
  return Object.assign(Object.create(server), { declaration: { name, features } });
};

describe("a server that does not say what it chose", () => {
  // Whether a retired computer's plug-in is remembered does not show where it never comes back.
  test.each<Partial<Choices>>([
    {},
    { retiredRecord: "cleared", retiredOther: "kept", unreportedPlugIn: "accepted" },
    { unknownReports: "ignored", newClientsAfterAup: "refused", upgradeAfterAup: "refused" },
    { retiredReports: "ignored" },
  ])("is found out: %j", async (chosen) => {
    const probing = await probe(silent(chosen), LIMIT);
    const { choices } = statementFound(probing);
    const { retiredRecord, ...others } = { ...DEFAULT_CHOICES, ...chosen };
    expect(choices).toEqual(
      others.retiredReports === "ignored" ? others : { retiredRecord, ...others },
    );
    expect(contradictions(probing).map(({ choice }) => choice)).toEqual(Object.keys(chosen));
  });

  test("is found out where it chose nothing that is usual, and what cannot show is not told", async () => {
    const probing = await probe(silent(alternatives), LIMIT);
    expect(probing.choices.filter(({ verdict }) => verdict === "untold")).toMatchObject([
      { choice: "retiredRecord" },
    ]);
    const { retiredRecord: _, ...others } = alternatives;
    expect(statementFound(probing).choices).toEqual(others);
  });
});

test("what belongs to no declared feature is not told, and said to be so", async () => {
  const probing = await probe(() => createReference({ features: ["pool"] }), LIMIT);
  expect(Object.keys(statementFound(probing).choices ?? {})).toEqual([
    "retiredReports",
    "unknownReports",
  ]);
  const told = renderProbing(probing, PLAIN);
  expect(told).toContain("Nothing is known of onboarding, maintenance");
  expect(told).toMatch(/^· retiredRecord, .*, upgradeAfterAup: cannot be found out/m);
  expect(told).toContain("a enrolls → done; the operator retires a → done; a enrolls → done");
});

test("a fault elsewhere leaves the choices found; one in the choice fits nothing", async () => {
  const faulty = await probe(shrinkEvicts, LIMIT);
  expect(statementFound(faulty).choices).toEqual(DEFAULT_CHOICES);
  const odd = await probe(() => {
    const right = createReference({ features: ["pool"] });
    // A scan from an unknown client is processed, and leaves no record.
    const snapshot = () => ({ capacity: 1, inUse: 0, clients: [] });
    return { ...right, snapshot };
  }, LIMIT);
  expect(odd.choices.filter(({ verdict }) => verdict === "neither")).toMatchObject([
    { choice: "retiredReports" },
    { choice: "unknownReports" },
  ]);
  expect(renderProbing(odd, PLAIN)).toContain("Nothing fits retiredReports");
});

test("the programs that tell are the shortest, and short", () => {
  const { features } = statementOf({ features: FEATURES });
  const { newClientsAfterAup, unreportedPlugIn, unknownReports } = ALL_OPEN;
  const decided = Object.fromEntries(names.map((choice) => [choice, [CHOICES[choice][0]]]));
  const open = {
    ...decided,
    newClientsAfterAup,
    unreportedPlugIn,
    unknownReports,
  } as typeof ALL_OPEN;
  const telling = tellApart(features, open, ["newClientsAfterAup"]);
  // The plug-in is reported, lest the scan be discarded for that; the client enters by its own message or by enrolling.
  expect(telling?.program.steps.map(({ type }) => type)).toEqual([
    "enroll",
    "sendBasicInventory",
    "expireAup",
    "returnPatchInventory",
  ]);
});
