import { stripVTControlCharacters } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { allProperties } from "../properties/all-properties.ts";
import { appliesLines, NAMES, subjectOf, unknownName } from "../workbench/explaining.ts";
import { explain } from "./explain.ts";

/** What the command prints. */
async function explained(name: string): Promise<string> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await explain(name);
  } finally {
    write.mockRestore();
  }
  // Where there is a CI, there are colours, also in a pipe.
  return stripVTControlCharacters(text);
}

test("every name is known, whatever its capitals", () => {
  for (const name of NAMES) expect(subjectOf(name.toUpperCase()) ?? subjectOf(name)).toBeDefined();
  expect(subjectOf("holder-continues-when-full")).toMatchObject({ kind: "property" });
  expect(subjectOf("exc-1")).toEqual({ kind: "clause", clause: "EXC-1" });
});

test.each([
  ["EXC1", "did you mean EXC-1?"],
  ["exc/holder-continue-when-ful", "did you mean exc/holder-continues-when-full?"],
  ["pool full newcomer scan", "did you mean pool full, newcomer scans?"],
  ["full", "those with it in their name: "],
])("%s is answered with what may have been meant", (name, told) => {
  expect(unknownName(name)).toContain(told);
});

test("what has no likeness is told to be none", () => {
  expect(unknownName("zzzzzz")).toBe("there is no property, clause or situation zzzzzz");
});

test("a property tells its features, its messages, and the choices that spare it", () => {
  const all = new Map(allProperties.map((property) => [property.id, appliesLines(property)]));
  const lines = [...all.values()].flat();
  expect(lines).toContain("not where it chooses upgradeAfterAup: refused");
  expect(all.get("exc/holder-continues-when-full")?.[0]).toBe("if the candidate declares pool");
  expect(lines.some((line) => line.includes("durability"))).toBe(true);
});

describe("explain", () => {
  test("tells a property with its sentence, its defects, and two stories", async () => {
    const told = await explained("exc/holder-continues-when-full");
    for (const part of [
      "“License count exceeded: Clients that have pulled a valid license will continue",
      "MUST: the source says so itself",
      "fullPoolRefusesHolders",
      "a server that breaks it",
      "discarded, no-license  [1/1]   ◀ here",
      "a server that does not, after the same messages",
      "processed, license held  [1/1]",
    ])
      expect(told).toContain(part);
  });

  test("tells which choices leave a property nothing to say, and no others", async () => {
    const told = await explained("frame/expired-licenses-no-newcomer");
    expect(told.match(/not where it chooses .*/g)).toEqual([
      "not where it chooses newClientsAfterAup: licensed",
    ]);
  });

  test("tells a clause, a situation, and a property of histories", async () => {
    expect(await explained("REC-1")).toMatch(
      /“Retired computers will release a license.”[\s\S]*retireKeepsLicense/,
    );
    expect(await explained("last license pulled")).toContain("at least 20 times in a run");
    expect(await explained("concurrency/licenses")).toContain("scansShareThePool");
  });
});
