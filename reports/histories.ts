/** What was driven with messages in flight together, and apart from it with crashes, at a terminal. */
import type { HistoriesReport, Report } from "./report.ts";
import type { Style } from "./story.ts";
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
  return ["", table, ...unable];
}

function markOf(found: HistoriesReport, style: Style): string {
  if (found.violated > 0) return style.bad("✗");
  return hasHappened(found) ? style.good("✓") : style.strong("?");
}

/** Nothing that did not happen is green. */
export const hasHappened = ({ campaign, overlapping, crashes }: HistoriesReport): boolean =>
  (campaign === "concurrency" ? overlapping : crashes) > 0;
