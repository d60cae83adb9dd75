/** The article as a page: each sentence that a clause rests on, and what became of the clause. */
import { type ComponentChildren, Fragment } from "preact";
import {
  CLAUSE_IDS,
  CLAUSES,
  type ClauseId,
  EXCLUSIONS,
  SENTENCES,
  SOURCE,
} from "../../model/index.ts";
import type { PropertyReport, Report } from "../data/report.ts";
import { clauseVerdict, situationCount } from "../data/verdicts.ts";
import { situationsOf } from "../text/content.ts";
import { type Anchors, Section, VerdictMark } from "./parts.tsx";

/** The parts of the article, by the groups of the clauses that their sentences come first in. */
const PARTS = [
  [["COMP", "CONS"], "How a client comes to its license"],
  [["EXC"], "When the license count is exceeded"],
  [["AUP"], "After the Annual Upgrade Protection has expired"],
  [["REC"], "How licenses are taken back"],
] as const;

const clausesOf = (sentence: string | undefined) =>
  CLAUSE_IDS.filter((id) => CLAUSES[id].quote === sentence);
const groupOf = (sentence: string) => clausesOf(sentence)[0]?.split("-")[0];

interface ArticleProps {
  readonly report: Report;
  /** Where a property's counterexample is shown. */
  readonly anchors: Anchors;
}

export function Article({ report, anchors }: ArticleProps) {
  if (report.properties.length === 0) return null;
  const known = new Set<string>(CLAUSE_IDS);
  const others = report.properties.filter(({ clauses }) => !clauses.some((id) => known.has(id)));
  const clauses = (sentence: string | undefined) => (
    <div class="held">
      {clausesOf(sentence).map((id) => (
        <Clause key={id} id={id} report={report} anchors={anchors} />
      ))}
    </div>
  );
  return (
    <Section
      id="clauses"
      title="The article, sentence by sentence"
      intro={`After ${SOURCE} Each clause rests on the sentence before it: MUST is what it says, SHOULD follows from it. Open one to see the properties that it was held to.`}
    >
      {PARTS.map(([groups, title]) => (
        <Part key={title} title={title}>
          {SENTENCES.filter((sentence) => groups.some((group) => group === groupOf(sentence))).map(
            (sentence) => (
              <div key={sentence} class="sentence">
                <blockquote>{sentence}</blockquote>
                {clauses(sentence)}
              </div>
            ),
          )}
        </Part>
      ))}
      <Part title="What no sentence says by itself">
        <div class="sentence">
          <p class="own">
            Our reading of the whole article: nothing happens but what a message is for.
          </p>
          {clauses(undefined)}
        </div>
      </Part>
      {others.length > 0 && (
        <Part title="Of clauses that this version does not know">
          <Properties properties={others} anchors={anchors} />
        </Part>
      )}
      <Part title="What the article says and the suite does not test">
        {EXCLUSIONS.map(({ quote, reason }) => (
          <div key={quote} class="sentence">
            <blockquote>{quote}</blockquote>
            <p class="held">{reason}</p>
          </div>
        ))}
      </Part>
    </Section>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Clause({ id, report, anchors }: ArticleProps & { readonly id: ClauseId }) {
  const { level, statement, feature } = CLAUSES[id];
  const verdict = clauseVerdict(report, id);
  const own = report.properties.filter(({ clauses }) => clauses.includes(id));
  const situations = situationsOf(report, id);
  return (
    <details id={`clause-${id}`} class={`clause ${verdict === "violated" ? "broken" : ""}`}>
      <summary>
        <span class="head">
          <strong>{id}</strong> <span class="level">{level}</span> <VerdictMark verdict={verdict} />
          <span class="situations">
            {verdict === "not claimed"
              ? `feature ${feature}`
              : `${situationCount(situations)} ${situations === 1 ? "situation" : "situations"}`}
          </span>
        </span>
        <span class="statement">{statement}</span>
      </summary>
      <Properties properties={own} anchors={anchors} />
    </details>
  );
}

interface PropertiesProps {
  readonly properties: readonly PropertyReport[];
  readonly anchors: Anchors;
}

function Properties({ properties, anchors }: PropertiesProps) {
  const unclaimed = properties.filter(({ verdict }) => verdict === "not claimed");
  return (
    <ul class="properties">
      {properties
        .filter((one) => !unclaimed.includes(one))
        .map(({ id, kind, says, verdict, situations, least }) => (
          <li key={id}>
            <VerdictMark verdict={verdict} /> <code>{id}</code>
            <span class="kind">
              {`${kind}, in ${situationCount(situations)} situations (${least} wanted)`}
            </span>
            <span class="statement">{says}</span>
            {anchors.has(id) && <a href={`#${anchors.get(id)}`}>See how it is broken</a>}
          </li>
        ))}
      {unclaimed.length > 0 && (
        <li>
          <VerdictMark verdict="not claimed" />
          {unclaimed.map(({ id }) => (
            <Fragment key={id}>
              {" "}
              <code>{id}</code>
            </Fragment>
          ))}
        </li>
      )}
    </ul>
  );
}
