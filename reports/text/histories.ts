/** What was driven with messages in flight together, and apart from it with crashes, at a terminal. */
import type { Report } from "../data/report.ts";
import type { HistoriesReport } from "../data/report-parts.ts";
import type { Style } from "../story/style.ts";
import { plainTable } from "./table.ts";

export const CAMPAIGN_NAMES: Readonly<Record<HistoriesReport["campaign"], string>> = {
  concurrency: "messages in flight together",
  durability: "killed and started again",
};

export function historiesLines({ histories }: Report, style: Style): string[] {
  if (histories.length === 0) return [];
  const table = plainTable(
    ["", "driven besides", "programs", "messages", "overlapping", "crashes"],
    ["left", "left", "right", "right", "right", "right"],
    histories.map((found) => [
      markOf(found, style),
      CAMPAIGN_NAMES[found.campaign],
      ...[found.programs, found.messages, found.overlapping, found.crashes].map((count) =>
        count.toLocaleString("en"),
      ),
    ]),
  );
  const unable = histories.flatMap((found) =>
    found.unable ? [`   ${CAMPAIGN_NAMES[found.campaign]}: ${found.unable}`] : [],
  );
  return ["", table, ...unable, ...histories.flatMap(spoiledLine)];
}

/** What a program says of a race is lost where a message of its own had gone wrong before. */
const spoiledLine = ({ campaign, programs, spoiled = 0 }: HistoriesReport): string[] =>
  spoiled > 0
    ? [
        `   ${CAMPAIGN_NAMES[campaign]}: ${spoiled} of ${programs} programs failed before it came to that, and are judged in part at the most`,
      ]
    : [];

function markOf(found: HistoriesReport, style: Style): string {
  if (found.violated > 0) return style.bad("✗");
  return hasHappened(found) ? style.good("✓") : style.strong("?");
}

/** Nothing that did not happen is green, and nothing of which a part was not judged. */
export const hasHappened = (found: HistoriesReport): boolean =>
  !found.spoiled && (found.campaign === "concurrency" ? found.overlapping : found.crashes) > 0;
