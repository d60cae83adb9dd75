/** What was driven besides the random programs, at a terminal: the scopes, with what that proves, and races and crashes. */
import type { ExhaustiveReport, Report } from "../data/report.ts";
import type { HistoriesReport } from "../data/report-parts.ts";
import { SIGNS, signOf, TONES, type Tone } from "../data/verdicts.ts";
import type { Style } from "../story/style.ts";
import { counted } from "./content.ts";
import { painted, plainTable } from "./lines.ts";

export function exhaustiveLines({ exhaustive, error }: Report, style: Style): readonly string[] {
  const isBegun = exhaustive.some(({ programs }) => programs > 0);
  if (exhaustive.length === 0 || (error && !isBegun)) return [];
  const proofs = [...new Set(exhaustive.flatMap(({ proves }) => proves ?? []))];
  const table = plainTable(
    ["", "every transition of", "level", "states", "transitions", "driven", "proves"],
    ["left", "left", "left", "right", "right", "left", "right"],
    exhaustive.map((found) => {
      const { scope, level, states, transitions, verdict, proves } = found;
      const paint = (text: string) => painted(text, TONES[verdict], style);
      return [
        paint(signOf(verdict)),
        ...[scope, level, counted(states), counted(transitions)],
        paint(drivenPart(found)),
        proves === undefined ? "" : proofs.indexOf(proves) + 1,
      ];
    }),
  );
  if (proofs.length === 0) return ["", table];
  return [
    "",
    table,
    ...proofs.map((proof, at) => `   ${at + 1}: ${proof}`),
    style.faint("   within the scope, on the assumptions of docs/guarantees.md"),
  ];
}

/** The last programs of a scope may take no transition that is new. */
export function drivenPart({ transitions, covered, verdict }: ExhaustiveReport): string {
  const part = covered === transitions ? "100 %" : `${counted(covered)} of ${counted(transitions)}`;
  return verdict === "complete" ? part : `${part}, ${verdict}`;
}

export const CAMPAIGN_NAMES: Readonly<Record<HistoriesReport["campaign"], string>> = {
  concurrency: "messages in flight together",
  durability: "killed and started again",
};

/** Nothing is good that did not happen, or of which a part was not judged. */
export function toneOfCampaign(found: HistoriesReport): Exclude<Tone, "none"> {
  const { campaign, violated, spoiled, overlapping, crashes } = found;
  if (violated > 0) return "bad";
  const happened = campaign === "concurrency" ? overlapping : crashes;
  return happened > 0 && !spoiled ? "good" : "open";
}

export function historiesLines({ histories }: Report, style: Style): readonly string[] {
  if (histories.length === 0) return [];
  const table = plainTable(
    ["", "driven besides", "programs", "messages", "overlapping", "crashes"],
    ["left", "left", "right", "right", "right", "right"],
    histories.map((found) => {
      const { campaign, programs, messages, overlapping, crashes } = found;
      const tone = toneOfCampaign(found);
      return [
        painted(SIGNS[tone], tone, style),
        CAMPAIGN_NAMES[campaign],
        ...[programs, messages, overlapping, crashes].map(counted),
      ];
    }),
  );
  const remarks = histories.flatMap(({ unable, campaign, programs, spoiled = 0 }) => [
    ...(unable ? [`   ${CAMPAIGN_NAMES[campaign]}: ${unable}`] : []),
    // What a program says of a race is lost where a message had gone wrong before it.
    ...(spoiled > 0
      ? [
          `   ${CAMPAIGN_NAMES[campaign]}: ${spoiled} of ${programs} programs failed before it came to that, and are judged at most in part`,
        ]
      : []),
  ]);
  return ["", table, ...remarks];
}
