import { describe, expect, test } from "vitest";
import { findingEvents } from "../data/events.test-helper.ts";
import type { FindingEvent } from "../data/events.ts";
import { HOSTILE, violatedSample } from "../data/samples.test-helper.ts";
import { renderTerminal } from "./terminal.ts";
import { renderFinding } from "./terminal-findings.ts";

const report = await violatedSample();
const [seen, reduced] = findingEvents(report) as [FindingEvent, FindingEvent];

describe("a finding while its run goes on", () => {
  test("is the story of the report that comes, without a number", () => {
    const lines = renderFinding(reduced, { folder: "out" }).split("\n");
    const all = renderTerminal(report, { folder: "out" });
    expect(lines.length).toBeGreaterThan(10);
    expect(all.replace("✗ 1. ", "✗ ")).toContain(lines.join("\n"));
    expect(lines.at(-1)).toMatch(/^ {3}replay {4}npx poolproof replay out\/counterexamples\//);
  });

  test("has no file to replay where there is no folder, and the server's start where there is one", () => {
    expect(renderFinding(reduced)).not.toContain("replay");
    expect(renderFinding(reduced, { folder: "out", start: "node server.js" })).toContain(
      "--start 'node server.js'",
    );
  });

  test("says that it was only just seen, and nothing of what comes of it", () => {
    const text = renderFinding(seen);
    expect(text).toContain("Just seen");
    expect(text).not.toContain("cut short");
    expect(text).not.toContain("did not fail again");
  });

  test("is short where its program is long, which it need not be in the end", () => {
    const counterexamples = seen.counterexamples.map((one) => {
      const probes = Array.from({ length: 40 }, () => ({ type: "probe" as const }));
      const divergence = { ...one.divergence, step: one.program.steps.length + 39 };
      return {
        ...one,
        divergence,
        program: { ...one.program, steps: [...one.program.steps, ...probes] },
      };
    });
    const lines = renderFinding({ ...seen, counterexamples }).split("\n");
    expect(lines.length).toBeLessThan(7);
    expect(lines.join("\n")).toMatch(
      /: a is onboarded; a returns a scan; … \d+ more steps; the probe/,
    );
  });

  test("is short where another one explains it, or where there is no room", () => {
    const follows = renderFinding({ ...reduced, state: "consequence", cause: "exc/cause" });
    expect(follows).toContain("follows from exc/cause");
    expect(follows.split("\n").length).toBeLessThan(8);
    const brief = renderFinding(reduced, { brief: true });
    expect(brief).not.toContain("follows");
    expect(brief.split("\n").length).toBeLessThan(7);
  });

  test("controls no terminal, whatever the candidate has said", () => {
    const counterexamples = reduced.counterexamples.map((one) => ({
      ...one,
      seen: `${HOSTILE}\u001b[2J`,
    }));
    const text = renderFinding({ ...reduced, counterexamples });
    expect(text).toContain("@team");
    expect(text).not.toContain("\u001b");
  });
});
