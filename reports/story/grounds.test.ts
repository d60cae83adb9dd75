/** A clause is shown with the words of the article only where they say it. */
import { expect, test } from "vitest";
import { CLAUSES, type ClauseId } from "../../model/index.ts";
import { renderMarkdown } from "../ci/markdown.ts";
import type { Report } from "../data/report.ts";
import { violatedSample } from "../data/samples.test-helper.ts";
import { renderHtml } from "../html/page.tsx";
import { renderTerminal } from "../text/terminal.ts";

const report = await violatedSample();

/** The same report, if what it found were about these clauses. */
function about(...ids: readonly ClauseId[]): Report {
  const clauses = ids.map((id) => ({ id, ...CLAUSES[id] }));
  return {
    ...report,
    properties: report.properties.map((property) =>
      property.counterexample
        ? { ...property, counterexample: { ...property.counterexample, clauses } }
        : property,
    ),
  };
}

const renderings = (of: Report) => ({
  terminal: renderTerminal(of),
  markdown: renderMarkdown(of).replaceAll("\\", ""),
  page: renderHtml(of),
});

test("what it says itself stands in quotes, what follows from it is said to follow", () => {
  const { terminal, markdown, page } = renderings(about("REC-1", "REC-1a"));
  expect(terminal).toMatch(/^ {3}“Retired computers will release a license\.”$/m);
  expect(terminal).toMatch(/^ {3}follows from “Retired computers will release a license\.”$/m);
  expect(markdown).toContain("> **REC-1** MUST “Retired computers will release a license.”");
  expect(markdown).toContain("> **REC-1a** SHOULD retiring releases exactly once");
  expect(page).toContain(
    '<span class="grounds">“Retired computers will release a license.”</span>',
  );
  expect(page).toContain('<span class="grounds">follows from “Retired');
});

test("what no sentence says is shown as our reading, with nothing quoted beside it", () => {
  const { terminal, markdown, page } = renderings(about("FRAME-1"));
  const [, finding = ""] = /id="finding-1"(.*?)id="clauses"/s.exec(page) ?? [];
  for (const text of [terminal, markdown, finding]) {
    expect(text).toContain(CLAUSES["FRAME-1"].statement);
    expect(text).not.toContain("All managed clients");
  }
  expect(terminal).toContain("no sentence of the article says it");
  expect(finding).toContain("no sentence of the article says it");
});

test("the page shows the article without it, and it apart", () => {
  const page = renderHtml(report);
  const [, managed = ""] = /<blockquote>All managed clients(.*?)<blockquote>/s.exec(page) ?? [];
  expect(managed).toContain('id="clause-REC-2"');
  expect(managed).not.toContain("clause-FRAME");
  const [, own = ""] = /What no sentence says by itself(.*?)<blockquote>/s.exec(page) ?? [];
  for (const id of ["FRAME-1", "FRAME-2", "FRAME-3"]) expect(own).toContain(`id="clause-${id}"`);
});
