import { describe, expect, test } from "vitest";
import type { Report } from "../data/report.ts";
import type { HistoriesReport } from "../data/report-parts.ts";
import { PLAIN } from "../story/style.ts";
import { historiesLines } from "./driven.ts";

const render = (found: Partial<HistoriesReport>) => {
  const driven = { programs: 40, messages: 900, overlapping: 80, crashes: 0, violated: 0 };
  const histories = [{ campaign: "concurrency" as const, ...driven, ...found }];
  const lines = historiesLines({ histories } as unknown as Report, PLAIN).join("\n");
  return { lines, mark: /^\W*([✓✗?])/m.exec(lines)?.[1] };
};

describe("nothing is green", () => {
  test.each<[string, Partial<HistoriesReport>, string]>([
    ["but what was in flight together, and right", {}, "✓"],
    ["where nothing was", { overlapping: 0 }, "?"],
    ["where crashes were asked for", { campaign: "durability" }, "?"],
    ["where something failed", { violated: 1 }, "✗"],
    ["where something failed before", { spoiled: 3 }, "?"],
  ])("%s", (_, found, mark) => {
    expect(render(found).mark).toBe(mark);
  });
});

test("programs that failed too early are named, and those that could not be driven", () => {
  expect(render({ spoiled: 3 }).lines).toContain(
    "messages in flight together: 3 of 40 programs failed before it came to that",
  );
  expect(render({ unable: "no way" }).lines).toContain("messages in flight together: no way");
  expect(render({}).lines).not.toContain("failed");
});
