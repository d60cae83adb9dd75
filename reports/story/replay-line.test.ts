/** The line that replays a counterexample: one, in every report, and as a shell takes it. */
import { execFileSync } from "node:child_process";
import { XMLParser } from "fast-xml-parser";
import { expect, test } from "vitest";
import { renderAnnotations } from "../ci/annotations.ts";
import { renderCtrf } from "../ci/ctrf.ts";
import { renderJUnit } from "../ci/junit.ts";
import { renderMarkdown } from "../ci/markdown.ts";
import type { Report } from "../data/report.ts";
import { violatedSample } from "../data/samples.test-helper.ts";
import { renderHtml } from "../html/page.tsx";
import { renderTerminal } from "../text/terminal.ts";
import { replayLine } from "./replay-line.ts";

const START = `node "it's mine.mjs" --port $PORT`;
const PROPERTY = "exc/holder-continues-when-full";
const FOLDER = "of my own/report";
const FILE = `${FOLDER}/counterexamples/exc-holder-continues-when-full.json`;
const started: Report = { ...(await violatedSample()), start: START };
const line = replayLine(PROPERTY, { start: START, folder: FOLDER });

test("is what a shell takes apart as it was put together", () => {
  const words = execFileSync("sh", ["-c", `npx() { printf '%s\\n' "$@"; }; ${line}`]);
  expect(String(words).trimEnd().split("\n")).toEqual([
    ...["poolproof", "replay", FILE],
    ...["--start", START],
  ]);
  expect(replayLine(PROPERTY)).toBe(
    "npx poolproof replay poolproof-report/counterexamples/exc-holder-continues-when-full.json",
  );
});

/** As whoever reads the file reads it, without its escapes. */
function wordsOf(json: string): string {
  const words: string[] = [];
  JSON.parse(json, (_, part) => {
    if (typeof part === "string") words.push(part);
    return part;
  });
  return words.join("\n");
}
const xml = new XMLParser({ ignoreAttributes: false });
const texts: Readonly<Record<string, string>> = {
  "the terminal": renderTerminal(started, { folder: FOLDER }),
  "report.html": renderHtml(started, FOLDER).replaceAll("&quot;", '"').replaceAll("&#39;", "'"),
  "the summary": renderMarkdown(started, FOLDER),
  "an annotation": decodeURIComponent(renderAnnotations(started, FOLDER).join("\n")),
  "junit.xml": wordsOf(JSON.stringify(xml.parse(renderJUnit(started, FOLDER)))),
  "ctrf.json": wordsOf(renderCtrf(started, FOLDER)),
};

test.each(Object.entries(texts))("is in %s, with the server's start", (_, text) => {
  expect(text).toContain(line);
});

test("is not shown where there is no file", () => {
  const texts = [renderTerminal(started), renderMarkdown(started), ...renderAnnotations(started)];
  expect(texts.join("\n")).not.toContain("poolproof replay");
});
