/** The report as one page that needs no network and no other file, and in which no words of a candidate are markup. */
import { createHash } from "node:crypto";
import { renderToString } from "preact-render-to-string";
import { type Finding, findings } from "../data/findings.ts";
import type { Report } from "../data/report.ts";
import { signOf } from "../data/verdicts.ts";
import { inPrintableWords } from "../text/lines.ts";
import { Article } from "./article.tsx";
import { Coverage } from "./coverage.tsx";
import { Findings, findingAnchor } from "./finding.tsx";
import type { Anchors } from "./parts.tsx";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";
import { Broken, VerdictSection } from "./verdict.tsx";

/**
 * A pure function: the same report gives the same page, byte for byte.
 * @param folder of the report, for the lines that replay where no script runs
 */
export function renderHtml(report: Report, folder?: string): string {
  return `<!doctype html>\n${renderToString(<Page whole={report} folder={folder} />)}\n`;
}

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The browser runs this script and no other, even if a candidate put one into its words. */
const POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** JSON in a script element ends where an end tag is read; no `<` is left in it. */
const inert = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

interface PageProps {
  /** As it is in its file, letter by letter. */
  readonly whole: Report;
  readonly folder: string | undefined;
}

function Page({ whole, folder }: PageProps) {
  const report = inPrintableWords(whole);
  const { candidate, verdict } = report;
  const found = findings(report);
  const anchors: Anchors = new Map(
    found.flatMap(({ properties }, index) =>
      properties.map(({ id }) => [id, findingAnchor(index)] as const),
    ),
  );
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>
          {signOf(verdict)} {verdict}: {candidate.name ?? candidate.selector} – Poolproof
        </title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the report
        </a>
        <Header report={report} found={found} />
        <main id="main" tabIndex={-1}>
          <VerdictSection report={report} />
          <Broken report={report} />
          <Findings found={found} replaying={{ start: report.start, folder }} />
          <Article report={report} anchors={anchors} />
          <Coverage report={report} />
        </main>
        <footer>
          Made by poolproof {report.versions.poolproof} from report.json alone; the whole of that
          file is in this page.
        </footer>
        <p id="said" class="unseen" role="status" />
        <script
          type="application/json"
          id="report"
          dangerouslySetInnerHTML={{ __html: inert(whole) }}
        />
        <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />
      </body>
    </html>
  );
}

interface HeaderProps {
  readonly report: Report;
  readonly found: readonly Finding[];
}

function Header({ report, found }: HeaderProps) {
  const causes = found.filter(({ follows }) => !follows).length || found.length;
  const links = [
    ["verdict", "Verdict"],
    ...(report.error ? [["broken", "What broke"]] : []),
    ...(causes > 0 ? [["counterexamples", `What went wrong (${causes})`]] : []),
    ...(report.properties.length > 0 ? [["clauses", "Article"]] : []),
    ...(report.situations.length > 0 ? [["coverage", "Driven"]] : []),
  ];
  return (
    <header>
      <nav aria-label="Sections">
        <ul>
          {links.map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <button type="button" id="theme" hidden>
        Dark
      </button>
    </header>
  );
}
