/** The page in a browser: opened from disk, used by the keyboard, and looked at by axe. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "./browser.test-helper.ts";
import { renderHtml } from "./html.tsx";
import { HOSTILE, sampleReports } from "./samples.test-helper.ts";

const samples = await sampleReports();
const NAMES = Object.keys(samples) as readonly (keyof typeof samples)[];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Its name has what a shell would take apart. */
const folder = mkdtempSync(join(tmpdir(), "poolproof it's "));
let browser: Browser;
beforeAll(async () => {
  for (const name of NAMES) writeFileSync(join(folder, `${name}.html`), renderHtml(samples[name]));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page, and whatever went wrong in it: all that it said, threw or asked the network for. */
async function open(name: keyof typeof samples) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  const url = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== url) complaints.push(request.url());
  });
  await page.goto(url);
  return { page, complaints };
}

const evaluate = <T>(page: Page, code: string) => page.evaluate(code) as Promise<T>;
const focused = (page: Page) =>
  evaluate<string>(page, "document.activeElement.id || document.activeElement.textContent.trim()");

/** What folds up is opened; of the article, which is the same in each, only once. */
const openAll = (page: Page, name: string) =>
  evaluate(
    page,
    `for (const part of document.querySelectorAll("${name === "conformant" ? "" : "#counterexamples "}details")) part.open = true`,
  );

async function seriousIssues(page: Page): Promise<readonly string[]> {
  const { violations } = await evaluate<AxeResults>(
    page,
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`);
}

describe("report.html in a browser", () => {
  test.each(NAMES)("of a %s run is accessible at each width and in both schemes", async (name) => {
    const { page, complaints } = await open(name);
    await openAll(page, name);
    await page.evaluate(`${AXE};0`);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = "document.documentElement.scrollWidth - innerWidth";
      expect(await evaluate<number>(page, overflow)).toBeLessThanOrEqual(0);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await seriousIssues(page)).toEqual([]);
      }
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
    expect(await focused(page)).toBe("Skip to the report");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("main");
    await page.locator('nav a[href="#clauses"]').focus();
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("clauses");
    await page.locator("#clause-EXC-1 > summary").focus();
    await page.keyboard.press("Enter");
    await page.locator('#clause-EXC-1 a[href="#finding-1"]').focus();
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("finding-1");
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
    const { page } = await open("violated");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const button = page.locator("#finding-1 [data-copy]");
    await button.click();
    await page.waitForFunction("document.getElementById('said').textContent === 'Copied'");
    const copied = await evaluate<string>(page, "navigator.clipboard.readText()");
    const place = join(folder, "counterexamples", "cons-licensed-inventory-is-processed.json");
    expect(copied).toBe(`npx poolproof replay '${place.replaceAll("'", `'\\''`)}'`);
    expect(await page.textContent("#finding-1 .copy code")).toBe(copied);
    await page.close();
  });

  test("saves a counterexample as the file that replays", async () => {
    const { page } = await open("violated");
    const download = page.waitForEvent("download");
    await page.locator("#finding-1 [data-save]").click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe("cons-licensed-inventory-is-processed.json");
    const { counterexample } =
      samples.violated.properties.find(({ id }) => id === "cons/licensed-inventory-is-processed") ??
      {};
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
    expect(await background()).toBe(dark);
    await page.locator("#theme").click();
    expect(await background()).toBe(light);
    await page.close();
  });

  test("has nothing folded up on paper", async () => {
    const { page } = await open("violated");
    await page.emulateMedia({ media: "print" });
    await evaluate(page, "dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("details:not([open])").count()).toBe(0);
    expect(await page.locator("header").isVisible()).toBe(false);
    await page.close();
  });
});
