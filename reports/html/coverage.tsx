/** What was driven, as bars: situations, the transitions of the scopes, and what was in flight together or killed. */
import { ENOUGH } from "../../engine/result.ts";
import type { Report } from "../data/report.ts";
import { situationCount, TONES, type Tone } from "../data/verdicts.ts";
import { counted } from "../text/content.ts";
import { CAMPAIGN_NAMES, toneOfCampaign } from "../text/driven.ts";
import { Section, Sign } from "./parts.tsx";

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

interface ChartRow {
  readonly tone: Tone;
  /** The tone in a word, for who sees neither sign nor colour. */
  readonly verdict: string;
  readonly name: string;
  readonly detail?: string | undefined;
  /** From 0 to 1, as is the mark that it has to reach. */
  readonly part: number;
  readonly wanted?: number;
  readonly value: string;
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
        {rows.map(({ tone, verdict, name, detail, part, wanted, value }, index) => (
          <tr key={index} class={tone}>
            <th scope="row">
              <Sign tone={tone} />
              <span class="unseen">{verdict}: </span> {name}
              {detail && <small>{detail}</small>}
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
            <td class="value">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.min(1, part / whole));

function Scopes({ exhaustive }: Pick<Report, "exhaustive">) {
  const proofs = [...new Set(exhaustive.flatMap(({ proves }) => proves ?? []))];
  return (
    <>
      <Chart
        title="Every transition of small scopes"
        note="Finite parts of the specification, gone through whole."
        columns={["scope", "transitions driven"]}
        rows={exhaustive.map(({ scope, level, states, verdict, covered, transitions }) => ({
          tone: TONES[verdict],
          verdict,
          name: scope,
          detail: `${level}, ${counted(states)} states`,
          part: share(covered, transitions),
          value: `${counted(covered)} of ${counted(transitions)}`,
        }))}
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
  return (
    <Chart
      title="Races and crashes"
      note="Programs with messages in flight together, and with a server that is killed."
      columns={["campaign", "programs that failed"]}
      rows={histories.map((found) => {
        const { campaign, programs, messages, overlapping, crashes, violated, unable } = found;
        const tone = toneOfCampaign(found);
        return {
          tone,
          verdict: { good: "holds", bad: "violated", open: "not reached" }[tone],
          name: CAMPAIGN_NAMES[campaign],
          detail:
            unable ??
            `${counted(messages)} messages, ${counted(overlapping)} of them in flight with another; ${counted(crashes)} kills`,
          part: share(violated, programs),
          value: `${counted(violated)} of ${counted(programs)} programs failed`,
        };
      })}
    />
  );
}

/** So that ten and twenty can be seen to differ as well. */
const onLogarithm = (count: number) => Math.log1p(Math.min(count, ENOUGH)) / Math.log1p(ENOUGH);

function Situations({ situations }: Pick<Report, "situations">) {
  const unclaimed = situations.filter(({ verdict }) => verdict === "not claimed");
  return (
    <>
      <Chart
        title="Situations"
        note={`What a run has to meet often enough before it calls anything conformant; counted up to ${counted(ENOUGH)}, on a logarithmic scale. The mark in a bar is what is wanted.`}
        columns={["situation", "times met"]}
        rows={situations
          .filter((one) => !unclaimed.includes(one))
          .map(({ id, count, least, verdict, advice }) => ({
            tone: TONES[verdict],
            verdict,
            name: id,
            detail: verdict === "unreached" ? advice : undefined,
            part: onLogarithm(count),
            wanted: onLogarithm(least),
            value: `${situationCount(count)} (${least} wanted)`,
          }))}
      />
      {unclaimed.length > 0 && (
        <p class="note">
          Not claimed, and so not looked for: {unclaimed.map(({ id }) => id).join("; ")}.
        </p>
      )}
    </>
  );
}
