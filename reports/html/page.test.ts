/** The page as text and in a browser: what is in it, that nothing of a candidate's is markup, and that anybody can use it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLAUSE_IDS, EXCLUSIONS, SENTENCES } from "../../model/index.ts";
import { incompleteReport } from "../data/build.ts";
import { findings } from "../data/findings.ts";
import type { Report } from "../data/report.ts";
import { HOSTILE, sampleReports } from "../data/samples.test-helper.ts";
import { evaluate, Pages, seriousIssues, waitForFocus } from "./page.test-helper.ts";
import { renderHtml } from "./page.tsx";

const samples = await sampleReports();
const NAMES = Object.keys(samples) as readonly (keyof typeof samples)[];
const ALL = Object.entries(samples) as readonly (readonly [string, Report])[];

/** Without the data and the script at its end, whose text is no markup. */
const markupOf = (html: string) =>
  html.replace(/<(script|style)([^>]*)>[\s\S]*?<\/\1>/g, "<$1$2></$1>");
const tagsOf = (html: string) => [...markupOf(html).matchAll(/<([a-z]\w*)([^>]*)>/g)];
const attributes = (html: string, name: string) =>
  [...markupOf(html).matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(
    ([, value = ""]) => value,
  );

/** Every string of a report that a candidate, or whoever wrote the file, could have had a hand in. */
const hostile = (report: Report): Report => ({
  ...JSON.parse(JSON.stringify(report), (key, value) =>
    typeof value === "string" && !DECIDING.has(key) ? HOSTILE : value,
  ),
  statement: { features: [HOSTILE], choices: { [HOSTILE]: HOSTILE } },
});
/** What the suite decides by, and knows the values of. */
const DECIDING = new Set(["schema", "verdict", "level", "kind", "type", "campaign", "minimality"]);

describe("report.html", () => {
  test.each(ALL)("of a %s run is a function of the report alone", (_, report) => {
    expect(renderHtml(JSON.parse(JSON.stringify(report)))).toBe(renderHtml(report));
  });

  test.each(ALL)("of a %s run needs nothing beside it", (_, report) => {
    const html = renderHtml(report);
    expect(attributes(html, "src")).toEqual([]);
    for (const target of attributes(html, "href")) expect(target).toMatch(/^#/);
    expect(html).not.toMatch(/@import|url\(/);
    expect(html).toContain("default-src 'none'");
  });

  test.each(ALL)("of a %s run has an end to each of its links, and no id twice", (_, report) => {
    const html = renderHtml(report);
    const ids = attributes(html, "id");
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of attributes(html, "href")) expect(ids).toContain(target.slice(1));
  });

  test.each(ALL)("of a %s run shows hostile words, and has none of them as markup", (_, report) => {
    const plain = renderHtml(report);
    const html = renderHtml(hostile(report));
    expect(html).toContain("&lt;/script>&lt;img");
    expect(new Set(tagsOf(html).map(([, tag]) => tag))).not.toContain("img");
    const count = (text: string, tag: string) => tagsOf(text).filter(([, t]) => t === tag).length;
    expect(count(html, "script")).toBe(count(plain, "script"));
    for (const [tag] of tagsOf(html)) expect(tag).not.toMatch(/ on\w+=/);
  });

  test("holds the report, letter by letter", () => {
    const html = renderHtml(samples.broken);
    const [, data = ""] =
      /<script type="application\/json" id="report">(.*?)<\/script>/.exec(html) ?? [];
    expect(data).not.toContain("<");
    expect(JSON.parse(data)).toEqual(samples.broken);
  });

  test("lets no control character through", () => {
    const html = renderHtml({ ...samples.broken, seed: "\u0000\u001b[31m" });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(html).not.toMatch(/[\u0000\u001b]/);
  });
});

/** Text as the page has it. */
const inHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

describe("the page", () => {
  test("begins with the verdict, what was tested, and what was not claimed", () => {
    const html = renderHtml(samples.conformant);
    expect(html).toMatch(/<h1[^>]*>.*✓.*conformant<\/h1>/);
    expect(html).toContain("Every claimed clause holds.");
    expect(html).toMatch(/Not claimed<\/dt><dd>onboarding, .*: nothing was tested of it/);
    expect(html).toContain(`${samples.conformant.programs} programs`);
  });

  test("has every sentence that a clause rests on, every clause, and what is not covered", () => {
    const html = renderHtml(samples.conformant);
    for (const sentence of SENTENCES) expect(html).toContain(`<blockquote>${inHtml(sentence)}<`);
    for (const id of CLAUSE_IDS) expect(html).toContain(`id="clause-${id}"`);
    for (const { reason } of EXCLUSIONS) expect(html).toContain(inHtml(reason));
  });

  test("leads from a broken clause to its evidence", () => {
    const html = renderHtml(samples.violated);
    const [, clause = ""] = /id="clause-EXC-1"(.*?)<\/details>/s.exec(html) ?? [];
    expect(clause).toMatch(/✗.*violated/);
    expect(clause).toContain('<a href="#finding-1">');
  });

  test("shows each counterexample once, with its steps, its picture, and how it is replayed", () => {
    const html = renderHtml(samples.violations);
    const found = findings(samples.violations);
    expect(found.length).toBeGreaterThan(2);
    for (const [index, { counterexample }] of found.entries()) {
      const [, card = ""] =
        new RegExp(`id="finding-${index + 1}"(.*?)(?=id="finding-\\d+"|id="clauses")`, "s").exec(
          html,
        ) ?? [];
      expect(card).toContain(inHtml(counterexample.expected));
      expect(card).toContain(inHtml(counterexample.seen));
      expect(card.match(/<svg role="img"/g)?.length).toBeGreaterThanOrEqual(3);
      expect(card).toContain("◀ here");
      expect(card).toContain(`data-save="${counterexample.property}"`);
    }
  });

  test("shows a program and its variant, each with a picture", () => {
    const properties = samples.violated.properties.map((property) => {
      const { counterexample } = property;
      if (!counterexample) return property;
      const { program, history, divergence } = counterexample;
      const variant = { program, history, message: divergence.message };
      return { ...property, counterexample: { ...counterexample, variant } };
    });
    const pictures = (report: Report) => renderHtml(report).match(/<figure>/g)?.length ?? 0;
    expect(pictures({ ...samples.violated, properties })).toBe(2 * pictures(samples.violated));
  });

  test("numbers the order that explains most of a race, and says how often it failed", () => {
    const html = renderHtml(samples.race);
    expect(html).toContain("Why no order explains it");
    expect(html).toMatch(/It failed in \d+ of \d+ runs\./);
    expect(html).toMatch(/class="badge">.*?>1</);
    expect(html).toContain("The one that explains the most begins: ");
  });

  test("of a broken candidate says what, what to do, and on which program", () => {
    const html = renderHtml(samples.broken);
    expect(html).toContain("What broke: threw");
    expect(html).toContain("What to do");
    expect(html).toContain("The program that it broke on");
    expect(html.slice(0, html.indexOf('id="report"'))).not.toContain("&quot;steps&quot;");
  });

  test("of a run that did not come to its end says so", () => {
    const html = renderHtml(incompleteReport({ selector: "./adapter.ts", seed: "1" }));
    expect(html).toContain("Incomplete: the run did not come to its end.");
    expect(html).not.toContain("✓");
  });

  test("shows properties of clauses that it does not know", () => {
    const properties = samples.violated.properties.map((p) => ({ ...p, clauses: ["NEW-1"] }));
    const html = renderHtml({ ...samples.violated, properties });
    expect(html).toContain("Of clauses that this version does not know");
  });
});

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.begin();
});
afterAll(() => pages?.end());

const open = (name: keyof typeof samples) => pages.open(name, renderHtml(samples[name]));

/** What folds up is opened; of the article, which is the same in each, only once, and of many findings some. */
const openAll = (page: Page, name: string) => {
  const folded = name === "conformant" ? "details" : "#counterexamples details:nth-of-type(-n+2)";
  return evaluate(
    page,
    `for (const part of document.querySelectorAll("${folded}")) part.open = true`,
  );
};

describe("report.html in a browser", () => {
  test.each(NAMES)("of a %s run is accessible at each width and in both schemes", async (name) => {
    const { page, complaints } = await open(name);
    await openAll(page, name);
    // No colour depends on the width, and no size on the scheme: two of the four show them all.
    for (const [width, colorScheme] of [
      [390, "dark"],
      [1280, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const overflow = "document.documentElement.scrollWidth - innerWidth";
      expect(await evaluate<number>(page, overflow)).toBeLessThanOrEqual(0);
      expect(await seriousIssues(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("shows hostile words as words", async () => {
    const { page, complaints } = await open("broken");
    expect(await page.textContent("#broken")).toContain(HOSTILE);
    expect(await evaluate(page, "window.hacked")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("is used by the keyboard alone", async () => {
    const { page } = await open("violated");
    await page.keyboard.press("Tab");
    await page.waitForFunction("document.activeElement.className === 'skip'");
    await page.keyboard.press("Enter");
    await waitForFocus(page, "main");
    await page.locator('nav a[href="#clauses"]').focus();
    await page.keyboard.press("Enter");
    await waitForFocus(page, "clauses");
    await page.locator("#clause-EXC-1 > summary").focus();
    await page.keyboard.press("Enter");
    await page.locator('#clause-EXC-1 a[href="#finding-1"]').focus();
    await page.keyboard.press("Enter");
    await waitForFocus(page, "finding-1");
    await page.close();
  });

  test("opens what a link leads to, where that is folded up", async () => {
    const { page } = await open("violations");
    const folded = page.locator("#counterexamples details").first();
    expect(await folded.getAttribute("open")).toBeNull();
    await evaluate(page, `location.hash = ${JSON.stringify(await folded.getAttribute("id"))}`);
    await page.waitForFunction("document.querySelector('#counterexamples details').open");
    await page.close();
  });

  test("copies the line that replays a counterexample, quoted for a shell", async () => {
    const start = "node 'my server.mjs'";
    const { page } = await pages.open("started", renderHtml({ ...samples.violated, start }));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const button = page.locator("#finding-1 [data-copy]");
    await button.click();
    await page.waitForFunction("document.getElementById('said').textContent === 'Copied'");
    const copied = await evaluate<string>(page, "navigator.clipboard.readText()");
    const place = join(pages.folder, "counterexamples", "exc-holder-continues-when-full.json");
    const inQuotes = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
    expect(copied).toBe(`npx poolproof replay ${inQuotes(place)} --start ${inQuotes(start)}`);
    expect(await page.textContent("#finding-1 .copy code")).toBe(copied);
    await page.close();
  });

  test("saves a counterexample as the file that replays", async () => {
    const { page } = await open("violated");
    const download = page.waitForEvent("download");
    await page.locator("#finding-1 [data-save]").click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe("exc-holder-continues-when-full.json");
    const { counterexample } =
      samples.violated.properties.find(({ id }) => id === "exc/holder-continues-when-full") ?? {};
    expect(JSON.parse(readFileSync(await saved.path(), "utf8"))).toEqual(counterexample);
    await page.close();
  });

  test("goes from light to dark and back at a button, and remembers it", async () => {
    const { page } = await open("conformant");
    const background = () => evaluate(page, "getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.locator("#theme").click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.waitForFunction("document.documentElement.dataset.theme === 'dark'");
    expect(await background()).toBe(dark);
    await page.locator("#theme").click();
    expect(await background()).toBe(light);
    await page.close();
  });

  test("has no evidence folded up on paper, and what was folded up afterwards", async () => {
    const { page } = await open("violated");
    await page.emulateMedia({ media: "print" });
    await evaluate(page, "dispatchEvent(new Event('beforeprint'))");
    const folded = page.locator("details.finding:not([open]), .clause.broken:not([open])");
    expect(await folded.count()).toBe(0);
    expect(await page.locator("header").isVisible()).toBe(false);
    await evaluate(page, "dispatchEvent(new Event('afterprint'))");
    expect(await folded.count()).toBeGreaterThan(1);
    await page.close();
  });
});
