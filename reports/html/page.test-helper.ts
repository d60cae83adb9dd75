/** Pages in a browser, opened from disk. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "./browser.test-helper.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A browser, and a folder whose name has what a shell would take apart. */
export class Pages {
  readonly folder = mkdtempSync(join(tmpdir(), "poolproof it's "));
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async begin(): Promise<Pages> {
    return new Pages(await openBrowser());
  }

  async end(): Promise<void> {
    await this.#browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A page, and whatever goes wrong in it: all that it says, throws or asks the network for. */
  async open(name: string, html: string) {
    const file = join(this.folder, `${name}.html`);
    writeFileSync(file, html);
    const url = pathToFileURL(file).href;
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints };
  }
}

/** Code as text, since it runs among other globals than these. */
export const evaluate = <T>(page: Page, code: string) => page.evaluate(code) as Promise<T>;

/** Where a link leads is known to the page only after a moment. */
export const waitForFocus = (page: Page, id: string) =>
  page.waitForFunction(`document.activeElement.id === "${id}"`);

/** What axe finds to be serious or critical. */
export async function seriousIssues(page: Page): Promise<readonly string[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${AXE} })();0`);
  const { violations } = await evaluate<AxeResults>(
    page,
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`);
}
