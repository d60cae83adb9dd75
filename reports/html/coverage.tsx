/** What was driven, as bars: situations, the transitions of the scopes, and what was in flight together or killed. */
import type { ComponentChildren } from "preact";
import { ENOUGH } from "../../engine/result.ts";
import type { ExhaustiveReport, Report, SituationReport } from "../data/report.ts";
import type { HistoriesReport } from "../data/report-parts.ts";
import { situationCount } from "../data/verdicts.ts";
import { CAMPAIGN_NAMES, hasHappened } from "../text/histories.ts";
import { counted, Section } from "./parts.tsx";

export function Coverage({ report }: { readonly report: Report }) {
  const { situations, exhaustive, histories } = report;
  if (situations.length + exhaustive.length + histories.length === 0) return null;
  return (
    <Section
      id="coverage"
      title="What was driven"
      intro="Nothing that was not tested is green: a run that reached too little is inconclusive."
    >
      {exhaustive.length > 0 && <Scopes exhaustive={exhaustive} />}
      {histories.length > 0 && <Campaigns histories={histories} />}
      {situations.length > 0 && <Situations situations={situations} />}
    </Section>
  );
}

type Tone = "good" | "bad" | "open" | "none";
const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✗", open: "?", none: "–" };

interface ChartRow {
  readonly tone: Tone;
  /** The tone in a word, for who sees neither sign nor colour. */
  readonly verdict: string;
  readonly name: ComponentChildren;
  /** From 0 to 1, as is the mark that it has to reach. */
  readonly part: number;
  readonly wanted?: number;
  readonly told: string;
}

interface ChartProps {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly [string, string];
  readonly rows: readonly ChartRow[];
}

function Chart({ title, note, columns, rows }: ChartProps) {
  return (
    <table class="chart">
      <caption>
        <strong>{title}</strong> {note}
      </caption>
      <thead>
        <tr>
          <th scope="col">{columns[0]}</th>
          <th scope="col" colSpan={2}>
            {columns[1]}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ tone, verdict, name, part, wanted, told }, index) => (
          <tr key={index} class={tone}>
            <th scope="row">
              <span class={`sign ${tone}`}>
                <span aria-hidden="true">{SIGNS[tone]}</span>
                <span class="unseen">{verdict}: </span>
              </span>{" "}
              {name}
            </th>
            <td class="bar">
              <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width={100} height={8} />
                <rect class="part" width={100 * part} height={8} />
                {wanted !== undefined && (
                  <rect class="wanted" x={100 * wanted} width={0.6} height={8} />
                )}
              </svg>
            </td>
            <td class="told">{told}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.min(1, part / whole));

const SCOPE_TONES = { complete: "good", violated: "bad", incomplete: "open" } as const;

function Scopes({ exhaustive }: Pick<Report, "exhaustive">) {
  const proofs = [...new Set(exhaustive.flatMap(({ proves }) => proves ?? []))];
  const rowOf = (found: ExhaustiveReport): ChartRow => ({
    tone: SCOPE_TONES[found.verdict],
    verdict: found.verdict,
    name: (
      <>
        {found.scope}
        <small>
          {found.level}, {counted(found.states)} states
        </small>
      </>
    ),
    part: share(found.covered, found.transitions),
    told: `${counted(found.covered)} of ${counted(found.transitions)}`,
  });
  return (
    <>
      <Chart
        title="Every transition of small scopes"
        note="Finite parts of the specification, gone through whole."
        columns={["scope", "transitions driven"]}
        rows={exhaustive.map(rowOf)}
      />
      {proofs.map((proof) => (
        <p key={proof} class="note">
          A complete scope proves, on the assumptions of docs/guarantees.md: {proof}.
        </p>
      ))}
    </>
  );
}

function Campaigns({ histories }: Pick<Report, "histories">) {
  const rowOf = (found: HistoriesReport): ChartRow => {
    const { campaign, programs, messages, overlapping, crashes, violated, unable } = found;
    const failed = `${counted(violated)} of ${counted(programs)} programs failed`;
    const tone = violated > 0 ? "bad" : hasHappened(found) ? "good" : "open";
    return {
      tone,
      verdict: { good: "holds", bad: "violated", open: "not reached" }[tone],
      name: (
        <>
          {CAMPAIGN_NAMES[campaign]}
          <small>
            {unable ??
              `${counted(messages)} messages, ${counted(overlapping)} of them in flight with another; ${counted(crashes)} kills`}
          </small>
        </>
      ),
      part: share(violated, programs),
      told: failed,
    };
  };
  return (
    <Chart
      title="Races and crashes"
      note="Programs with messages in flight together, and with a server that is killed."
      columns={["campaign", "programs that failed"]}
      rows={histories.map(rowOf)}
    />
  );
}

const SITUATION_TONES = { reached: "good", unreached: "open", "not claimed": "none" } as const;

/** As far as a thousand, so that ten and twenty are told apart as well. */
const onLogarithm = (count: number) => Math.log1p(Math.min(count, ENOUGH)) / Math.log1p(ENOUGH);

function Situations({ situations }: Pick<Report, "situations">) {
  const rowOf = ({ id, count, least, verdict, advice }: SituationReport): ChartRow => ({
    tone: SITUATION_TONES[verdict],
    verdict,
    name: (
      <>
        {id}
        {verdict === "unreached" && advice && <small>{advice}</small>}
      </>
    ),
    part: verdict === "not claimed" ? 0 : onLogarithm(count),
    ...(verdict !== "not claimed" && { wanted: onLogarithm(least) }),
    told: verdict === "not claimed" ? "not claimed" : `${situationCount(count)} (${least} wanted)`,
  });
  const unclaimed = situations.filter(({ verdict }) => verdict === "not claimed");
  return (
    <>
      <Chart
        title="Situations"
        note={`What a run has to meet often enough before it calls anything conformant; counted as far as ${counted(ENOUGH)}, on a logarithmic scale. The mark in a bar is what is wanted.`}
        columns={["situation", "times met"]}
        rows={situations.filter((one) => !unclaimed.includes(one)).map(rowOf)}
      />
      {unclaimed.length > 0 && (
        <p class="note">
          Not claimed, and so not looked for: {unclaimed.map(({ id }) => id).join("; ")}.
        </p>
      )}
    </>
  );
}
