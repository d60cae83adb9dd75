/** A run at a terminal: what its reader sees while it goes on, and what is left of that in the end. */
import { describe, expect, test, vi } from "vitest";
import { findingEvents } from "../reports/data/events.test-helper.ts";
import type { FindingEvent } from "../reports/data/events.ts";
import { violatedSample } from "../reports/data/samples.test-helper.ts";
import { MAIN, ownFolder } from "./command.test-helper.ts";
import { wrongModule } from "./kill.test-helper.ts";
import { liveRun } from "./live.ts";
import { inTerminal, type Size, show } from "./terminal.test-helper.ts";

const folder = ownFolder();
const WRONG = wrongModule(folder, "wrong");
const RUN = ["run", WRONG, "--programs", "1000", "--no-store"] as const;
const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

/** What is seen above the progress, and what is left in the end. */
async function seen(size: Size) {
  const { status, output } = await inTerminal(size, ["node", MAIN, ...RUN]);
  expect(status).toBe(1);
  const live = { progress: new Set<string>(), titles: new Set<string>(), height: 0 };
  const lines = show(output, size, (all) => {
    const at = all.findLastIndex((line) => SPINNER.test(line));
    if (at === -1) return;
    live.progress.add((all[at] ?? "").replace(SPINNER, "").trim());
    const above = all.findLastIndex((line, index) => index < at && line.startsWith("✗ "));
    if (above === -1) return;
    live.titles.add(all[above] ?? "");
    live.height = Math.max(live.height, at - above + 1);
  });
  return { lines, live };
}

describe("at a terminal", () => {
  test.each([
    ["as most of them are", { columns: 120, rows: 50 }],
    ["that is narrow and low", { columns: 40, rows: 9 }],
  ])("%s, a finding is seen above the progress, and nothing of both is left", async (_, size) => {
    const { lines, live } = await seen(size);
    expect([...live.titles].some((title) => title.startsWith("✗ EXC-1"))).toBe(true);
    expect([...live.progress].some((text) => /^\d+ of 1000 programs/.test(text))).toBe(true);
    expect(live.height).toBeLessThan(size.rows);
    expect(lines.filter((line) => SPINNER.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("NONCONFORMANT"))).toHaveLength(1);
    // It made room for no other one, and is in the report alone.
    expect(lines[0]).toMatch(/^reference /);
    expect(lines.filter((line) => line.includes("◀ here"))).toHaveLength(1);
  });
});

test("in the log of GitHub a candidate's words give no commands", async () => {
  const [event] = findingEvents(await violatedSample()) as [FindingEvent];
  const counterexamples = event.counterexamples.map((one) => ({
    ...one,
    seen: "nothing\n::error::from the candidate",
  }));
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.stubEnv("GITHUB_ACTIONS", "true");
  try {
    const live = liveRun(undefined);
    live.take({ ...event, counterexamples });
    live.stop();
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
  expect(text).toContain("from the candidate");
  expect(text).not.toMatch(/^\s*::/m);
});
