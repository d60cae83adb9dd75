/** The top of the page: the verdict, what was tested, what was not claimed; and what broke, where something did. */
import { type ComponentChildren, Fragment } from "preact";
import type { Report } from "../data/report.ts";
import {
  choicesMade,
  countInWords,
  partOf,
  sayingOf,
  TONES,
  verdictCounts,
} from "../data/verdicts.ts";
import { gateLines } from "../gate/gate-terminal.ts";
import { renderBrokenProgram } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";
import { capitalised, facts, missed, nameOf } from "../text/content.ts";
import { Breakable, Inline, Section, Sign } from "./parts.tsx";

interface ReportProps {
  readonly report: Report;
}

export function VerdictSection({ report }: ReportProps) {
  const { verdict, incomplete, gate } = report;
  return (
    <section id="verdict" aria-labelledby="verdict-title">
      <div class={`banner ${TONES[verdict]}`}>
        <p class="who">{nameOf(report)}</p>
        <h1 id="verdict-title">
          <Sign tone={TONES[verdict]} /> {verdict}
          {partOf(report)}
        </h1>
        <p class="saying">
          {incomplete ? `Incomplete: ${incomplete}` : capitalised(sayingOf(report))}.
        </p>
      </div>
      {gate && (
        <div class="gate">
          {gateLines(report, PLAIN)
            .slice(1)
            .map((line) => (
              <p key={line} class="note">
                {line}
              </p>
            ))}
        </div>
      )}
      <Counts report={report} />
      <Facts report={report} />
      <Missed report={report} />
    </section>
  );
}

/** All properties in one bar, and in words. */
function Counts({ report }: ReportProps) {
  const counts = verdictCounts(report);
  const all = report.properties.length;
  if (all === 0) return <p class="note">No property was judged.</p>;
  let x = 0;
  return (
    <div class="counts">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {counts.map(([verdict, count]) => {
          const width = (100 * count) / all;
          x += width;
          return (
            <rect
              key={verdict}
              class={TONES[verdict]}
              x={x - width}
              width={Math.max(0.2, width - 0.3)}
              height={4}
            />
          );
        })}
      </svg>
      <p>
        Of {all} properties:{" "}
        {counts.map(([verdict, count], index) => (
          <Fragment key={verdict}>
            {index > 0 && ", "}
            <span class={`count ${TONES[verdict]}`}>
              <Sign tone={TONES[verdict]} /> {countInWords(verdict, count)}
            </span>
          </Fragment>
        ))}
      </p>
    </div>
  );
}

function Facts({ report: { candidate, statement }, report }: ReportProps) {
  const { name, version, language, homepage, selector } = candidate;
  const choices = statement ? choicesMade(statement) : [];
  return (
    <dl class="facts">
      <Fact name="candidate">
        {[name, version, language && `(${language})`].filter(Boolean).join(" ")}
        <code>
          <Breakable text={selector} />
        </code>
        {homepage !== undefined && <span>{homepage}</span>}
      </Fact>
      {facts(report).map((fact) => (
        <Fact key={fact.name} name={fact.name}>
          <Inline text={fact.text} />
        </Fact>
      ))}
      {choices.length > 0 && (
        <Fact name="chosen where the article is silent">
          <ul class="choices">
            {choices.map(({ choice, value, isDefault }) => (
              <li key={choice}>
                <code>{choice}</code>: <strong>{value}</strong>
                {isDefault && " (default)"}
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{capitalised(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Missed({ report }: ReportProps) {
  const section = missed(report);
  if (!section) return null;
  return (
    <div class="card open">
      <h2>{section.title}</h2>
      <ul>
        {section.items.map((item, index) => (
          <li key={index}>
            <Inline text={item} />
          </li>
        ))}
      </ul>
      <p>
        <Inline text={section.note} />.
      </p>
    </div>
  );
}

export function Broken({ report: { error } }: ReportProps) {
  if (!error) return null;
  const { code, message, cause, hint, stderr, program, at } = error;
  return (
    <Section id="broken" title={`What broke: ${code}`}>
      <div class="card finding">
        <p class="says">{message}</p>
        <h3>What to do</h3>
        <p>{capitalised(hint)}.</p>
        {stderr && <Words title="Its last words" words={stderr} />}
        {cause && <Words title="Where it happened" words={cause} />}
        {program && (
          <Words
            title="The program that it broke on"
            words={renderBrokenProgram(program, at).join("\n")}
          />
        )}
        <p class="note">
          A broken candidate is no broken clause: what was judged before it stands, and the rest was
          not tested.
        </p>
      </div>
    </Section>
  );
}

/** Of the candidate, or long: in a box that scrolls, by the keyboard too. */
function Words({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="words" tabIndex={0} aria-label={title}>
        <pre>{words.trimEnd()}</pre>
      </section>
    </>
  );
}
