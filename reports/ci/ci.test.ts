/** What CI servers read: Markdown, annotations and CTRF. */
import { CURRENT_SPEC_VERSION, validate } from "ctrf";
import { describe, expect, test } from "vitest";
import { CLAUSE_IDS } from "../../model/index.ts";
import { incompleteReport } from "../data/build.ts";
import type { Report } from "../data/report.ts";
import { brokenSample, HOSTILE, violatedSample } from "../data/samples.test-helper.ts";
import { renderHtml } from "../html/page.tsx";
import { REPORT_FOLDER } from "../story/replay-line.ts";
import { renderBrokenProgram } from "../story/story.ts";
import { renderAnnotations } from "./annotations.ts";
import { renderCtrf } from "./ctrf.ts";
import { renderJUnit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";

const broken = await brokenSample();
const violated = await violatedSample();
const incomplete = incompleteReport({ selector: HOSTILE, seed: HOSTILE });
const ALL: readonly (readonly [string, Report])[] = Object.entries({
  broken,
  violated,
  incomplete,
});

test.each([
  ["the summary", renderMarkdown],
  ["report.html", renderHtml],
  ["junit.xml", renderJUnit],
  ["ctrf.json", (report: Report) => renderCtrf(report).replaceAll("\\n", "\n")],
])("%s has the program that a candidate broke on in the words of the terminal", (_, render) => {
  const { program, at } = broken.error ?? {};
  if (!program || !at) throw new Error("it broke at no message of a program");
  const text = render(broken);
  for (const line of renderBrokenProgram(program, at)) expect(text).toContain(line.trim());
});

describe("the summary in Markdown", () => {
  test("has the verdict first, then what was tested, what went wrong, and every clause", () => {
    const text = renderMarkdown(violated).replaceAll("\\", "");
    expect(text).toMatch(/^## ✗ Poolproof: nonconformant\n/);
    expect(text).toContain("concurrency, durability: nothing was tested of it");
    expect(text).toMatch(/2\. a returns a scan {2}→ {2}discarded, no-license .*◀ here/);
    expect(text).toContain(`run once more with \` --report ${REPORT_FOLDER} \``);
    for (const id of CLAUSE_IDS) expect(text).toContain(`| ${id} |`);
  });

  test("of a run that did not come to its end says so", () => {
    expect(renderMarkdown(incomplete)).toContain("incomplete, the run did not come to its end");
  });

  test.each(ALL)("of a %s run has a candidate's words in code alone", (_, report) => {
    // What is left where code is taken out, as CommonMark finds it: a run of backticks up to the next of the same length.
    const words = renderMarkdown(report).replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
    expect(words).not.toContain("<img");
    expect(words).not.toContain("@team");
  });
});

describe("annotations", () => {
  test("name each cause once, in a command of one line", () => {
    const lines = renderAnnotations(violated);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error title=Poolproof%3A EXC-1%2C CONS-4.* violated::/);
    expect(lines[0]).toContain("%0Aexpected  processed");
  });

  test.each(ALL)("of a %s run hold no other command", (_, report) => {
    const lines = renderAnnotations(report);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^::error title=[^\n\r:,]*::[^\n\r]*$/);
  });

  test("are none of what a baseline lists, and neither is that a failure in CTRF", () => {
    const known = { reason: "to be mended", issue: "#1" };
    const properties = violated.properties.map((p) => (p.counterexample ? { ...p, known } : p));
    const gate = { verdict: "passed", today: "2026-01-01", entries: [], unlisted: [] } as const;
    const listed: Report = {
      ...violated,
      properties,
      gate: { ...gate, entries: [], unlisted: [] },
    };
    expect(renderAnnotations(listed)).toEqual([]);
    expect(JSON.parse(renderCtrf(listed)).results.summary.failed).toBe(0);
    expect(renderMarkdown(listed)).toContain("known, ` to be mended (#1) `");
    const failed = {
      ...listed,
      gate: { ...gate, verdict: "failed" as const, entries: [], unlisted: [] },
    };
    expect(renderAnnotations(failed)).toHaveLength(1);
    expect(JSON.parse(renderCtrf(failed)).results.summary.failed).toBe(1);
  });

  test("of a conformant run are none", () => {
    expect(renderAnnotations({ ...violated, verdict: "conformant" })).toEqual([]);
  });
});

describe("ctrf.json", () => {
  test.each(ALL)("of a %s run is as its schema says", (_, report) => {
    const ctrf = JSON.parse(renderCtrf(report));
    expect(validate(ctrf)).toMatchObject({ valid: true });
    expect(ctrf.specVersion).toBe(CURRENT_SPEC_VERSION);
    const { tests, passed, failed, skipped, other } = ctrf.results.summary;
    expect(passed + failed + skipped + other).toBe(tests);
  });

  test("fails what is violated, skips what is not claimed, and passes nothing that was not tested", () => {
    const ctrf = JSON.parse(renderCtrf(violated));
    const count = (wanted: string) =>
      violated.properties.filter(({ verdict }) => verdict === wanted).length;
    expect(ctrf.results.summary).toMatchObject({
      tests: violated.properties.length + 1,
      failed: count("violated"),
      skipped: count("not claimed"),
      other: count("unreached") + count("undecided"),
    });
    expect(JSON.parse(renderCtrf(broken)).results.summary.failed).toBe(1);
    expect(JSON.parse(renderCtrf(incomplete)).results.summary).toMatchObject({
      passed: 0,
      other: 1,
    });
  });
});
