/** The top of the page: the verdict, what was tested, what was not claimed; and what broke, where something did. */
import { type ComponentChildren, Fragment } from "preact";
import { FEATURES } from "../../model/index.ts";
import type { ErrorReport, Report } from "../data/report.ts";
import { isOnlyPart } from "../data/run-verdict.ts";
import {
  choicesMade,
  countInWords,
  MARKS,
  partOf,
  RUN_MARKS,
  sayingOf,
  verdictCounts,
} from "../data/verdicts.ts";
import { gateLines } from "../gate/gate-terminal.ts";
import { tellBrokenProgram } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";
import { campaignLines } from "../text/terminal.ts";
import { Breakable, counted, Section } from "./parts.tsx";

const TONES: Readonly<Record<Report["verdict"], string>> = {
  conformant: "good",
  nonconformant: "bad",
  inconclusive: "open",
  broken: "bad",
};

export function VerdictSection({ report }: { readonly report: Report }) {
  const { verdict, incomplete, candidate } = report;
  const who = [candidate.name ?? candidate.selector, candidate.version].filter(Boolean).join(" ");
  return (
    <section id="verdict" aria-labelledby="verdict-title">
      <div class={`banner ${TONES[verdict]}`}>
        <p class="who">{who}</p>
        <h1 id="verdict-title">
          <span class="sign" aria-hidden="true">
            {RUN_MARKS[verdict]}
          </span>{" "}
          {verdict}
          {partOf(report)}
        </h1>
        <p class="saying">
          {incomplete ? `Incomplete: ${incomplete}` : capitalised(sayingOf(report))}.
        </p>
      </div>
      <Gate report={report} />
      <Counts report={report} />
      <Facts report={report} />
      <Missed report={report} />
    </section>
  );
}

/** What a list of known violations makes of it, which decides in its place. */
function Gate({ report }: { readonly report: Report }) {
  if (!report.gate) return null;
  const [, ...lines] = gateLines(report, PLAIN);
  return (
    <div class="gate">
      {lines.map((line) => (
        <p key={line} class="note">
          {line}
        </p>
      ))}
    </div>
  );
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** All properties in one bar, and in words. */
function Counts({ report }: { readonly report: Report }) {
  const counts = verdictCounts(report);
  const all = report.properties.length;
  if (all === 0) return <p class="note">No property was judged.</p>;
  const tones = { holds: "good", violated: "bad", unreached: "open", undecided: "open" } as const;
  const toneOf = (verdict: (typeof counts)[number][0]) =>
    verdict === "not claimed" || verdict === "filtered" ? "none" : tones[verdict];
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
              class={toneOf(verdict)}
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
            <span class={`count ${toneOf(verdict)}`}>
              <span class="sign" aria-hidden="true">
                {MARKS[verdict]}
              </span>{" "}
              {countInWords(verdict, count)}
            </span>
          </Fragment>
        ))}
      </p>
    </div>
  );
}

function Facts({ report }: { readonly report: Report }) {
  const { candidate, statement, seed, versions, programs, messages, timing } = report;
  const { name, version, language, homepage, selector } = candidate;
  const unclaimed =
    statement && FEATURES.filter((feature) => !statement.features.includes(feature));
  return (
    <dl class="facts">
      <Fact name="Candidate">
        {[name, version, language && `(${language})`].filter(Boolean).join(" ")}
        <code>
          <Breakable text={selector} />
        </code>
        {homepage !== undefined && <span>{homepage}</span>}
      </Fact>
      <Fact name="Driven">
        {counted(programs)} programs, {counted(messages)} messages
        {sum(report.exhaustive) > 0 &&
          `, besides ${counted(sum(report.exhaustive))} messages in every transition of ${report.exhaustive.length} scopes`}
        {sum(report.histories) > 0 &&
          `, and ${counted(sum(report.histories))} in races and crashes`}
      </Fact>
      {campaignLines(report).map((line) => (
        <Fact key={line} name="Campaign">
          {capitalised(line)}
        </Fact>
      ))}
      {statement && <Fact name="Claimed">{statement.features.join(", ")}</Fact>}
      {unclaimed && (
        <Fact name="Not claimed">
          {unclaimed.length > 0 ? `${unclaimed.join(", ")}: nothing was tested of it` : "nothing"}
        </Fact>
      )}
      <Fact name="Seed">
        <code>{seed}</code>
      </Fact>
      <Fact name="Versions">
        poolproof {versions.poolproof}, protocol {versions.protocol}, Node {versions.node}
      </Fact>
      {timing && <Fact name="Time">{(timing.durationMs / 1000).toFixed(1)} s</Fact>}
      {statement && choicesMade(statement).length > 0 && (
        <Fact name="Chosen where the article is silent">
          <ul class="choices">
            {choicesMade(statement).map(({ choice, value, isDefault }) => (
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

const sum = (parts: readonly { readonly messages: number }[]) =>
  parts.reduce((total, { messages }) => total + messages, 0);

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What keeps a run from a verdict, and what to do. */
function Missed({ report }: { readonly report: Report }) {
  const missed = report.situations.filter(({ verdict }) => verdict === "unreached");
  const thin = report.properties.filter(
    ({ verdict }) => verdict === "unreached" || verdict === "undecided",
  );
  if (missed.length + thin.length === 0 || report.error || isOnlyPart(report)) return null;
  return (
    <div class="card open">
      <h2>Not reached often enough to say</h2>
      <ul>
        {missed.map(({ id, count, least, advice }) => (
          <li key={id}>
            “{id}”: {advice ?? `${count} of ${least}`}
          </li>
        ))}
        {thin.map(({ id, verdict, situations, least }) => (
          <li key={id}>
            <code>{id}</code>: {verdict}, {situations} of {least}
          </li>
        ))}
      </ul>
      <p>
        Drive more programs: <code>--programs N</code>, with a longer <code>--time</code> where that
        cut the run.
      </p>
    </div>
  );
}

export function Broken({ error }: { readonly error: ErrorReport }) {
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
            words={tellBrokenProgram(program, at).join("\n")}
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

/** Of the candidate, or long: in a box of their own, which the keyboard scrolls too. */
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
