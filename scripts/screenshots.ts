/**
 * Pictures of report.html, to look at: `npx tsx scripts/screenshots.ts OUT FOLDER…`, each folder one that `--report` wrote. One
 * picture a folder, a width and a colour scheme, with all that is folded up opened too.
 */
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../reports/html/browser.test-helper.ts";

const [out, ...folders] = process.argv.slice(2);
if (out === undefined || folders.length === 0)
  throw new Error("npx tsx scripts/screenshots.ts OUT FOLDER…");
mkdirSync(out, { recursive: true });
const browser = await openBrowser();
for (const folder of folders)
  for (const width of [390, 1280])
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await page.goto(pathToFileURL(resolve(folder, "report.html")).href);
      await page.evaluate(
        'for (const part of document.querySelectorAll("#counterexamples details, .clause.broken")) part.open = true',
      );
      const path = join(out, `${basename(folder)}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      await page.close();
      console.log(path);
    }
await browser.close();
