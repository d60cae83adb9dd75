/** What a run shows at the terminal, or in a log, before its report. */
import type { FindingState, RunEvent } from "../reports/data/events.ts";
import { renderFinding } from "../reports/text/terminal-findings.ts";
import { forLog } from "./ci.ts";
import { LiveFindings } from "./live-findings.ts";
import { outputStream, print, style } from "./output.ts";
import { describeProgress, isLive, spinner } from "./progress.ts";

/** If a terminal has no known height. */
const ROWS = 24;

/** States that a finding has only after everything was driven. */
const REFINED: ReadonlySet<FindingState> = new Set<FindingState>(["reduced", "shortest", "proven"]);
const REFINING = "looking for shorter counterexamples";

export interface LiveRun {
  readonly take: (event: RunEvent) => void;
  /** Clears what does not stay. */
  readonly stop: () => void;
}

/** @param folder of the report, if there is one */
export function liveRun(folder: string | undefined): LiveRun {
  const turning = spinner("starting the candidate");
  const output = outputStream();
  let start: string | undefined;
  let isFinished = false;
  const findings = new LiveFindings({
    render: (event, brief) => renderFinding(event, { style, folder, start, brief }),
    print: (text) => print(forLog(text)),
    region:
      isLive(output) && isLive(process.stderr)
        ? {
            size: () => ({ columns: output.columns, rows: output.rows || ROWS }),
            show: turning.showAbove,
          }
        : undefined,
  });
  const take = (event: RunEvent) => {
    if (event.type === "started") ({ start } = event.report);
    if (event.type === "started") turning.say("driving the candidate");
    if (event.type === "progress") turning.say(describeProgress(event));
    if (event.type === "finding") findings.take(event);
    if (event.type === "finding" && REFINED.has(event.state)) turning.say(REFINING);
    if (event.type === "finished") isFinished = true;
  };
  const stop = () => {
    turning.stop();
    // Without a report, they would be lost.
    if (!isFinished) findings.keep();
  };
  return { take, stop };
}
