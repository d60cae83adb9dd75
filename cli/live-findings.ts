/** Findings at the terminal while their run goes on: each as soon as it is seen. */
import type { FindingEvent } from "../reports/events.ts";
import { cutLine } from "./fit.ts";

/** The last lines of a terminal, which can be written anew. */
export interface Region {
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Shows this above the progress, in place of what it showed before. */
  readonly show: (text: string) => void;
}

export interface LiveFindingsOptions {
  readonly render: (event: FindingEvent, isBrief: boolean) => string;
  /** Whole lines that stay. */
  readonly print: (text: string) => void;
  /** Where there is a terminal; without it, all that is shown stays. */
  readonly region?: Region | undefined;
}

export interface LiveFindings {
  readonly take: (event: FindingEvent) => void;
  /** Prints what the region shows. It is for a run that no report follows. */
  readonly keep: () => void;
}

/** Lines of a terminal that are not the finding's: the progress, and the one that the cursor is on. */
const OTHER_LINES = 3;

/**
 * Of a terminal, the last finding alone is written anew: what has scrolled away can no longer be. One that has to make room
 * for another stays as it is then. Said once, a finding is said again only where fewer steps show it.
 */
export function liveFindings({ render, print, region }: LiveFindingsOptions): LiveFindings {
  const printed = new Map<string, number>();
  let current: FindingEvent | undefined;
  const isNews = (event: FindingEvent) => stepsOf(event) < (printed.get(event.id) ?? Infinity);
  const say = (event: FindingEvent | undefined) => {
    if (!event || !isNews(event)) return;
    const before = printed.get(event.id);
    const steps = stepsOf(event);
    printed.set(event.id, steps);
    const again = before === undefined ? "" : `shorter now, ${inSteps(steps)} and not ${before}:\n`;
    print(`${again}${render(event, false)}\n\n`);
  };
  return {
    take: (event) => {
      if (!region) return say(event);
      if (event.id !== current?.id && !isNews(event)) return;
      if (event.id !== current?.id) say(current);
      current = event;
      region.show(fitted(event, render, region.size()));
    },
    keep: () => say(current),
  };
}

const stepsOf = ({ counterexamples: [own] }: FindingEvent) => own?.program.steps.length ?? 0;

const inSteps = (steps: number) => (steps === 1 ? "1 step" : `${steps} steps`);

/** In short where there is no room for the story, and no line wider than the terminal: it would take two. */
function fitted(
  event: FindingEvent,
  render: LiveFindingsOptions["render"],
  { columns, rows }: ReturnType<Region["size"]>,
): string {
  const room = Math.max(0, rows - OTHER_LINES);
  const whole = render(event, false).split("\n");
  const lines = whole.length <= room ? whole : render(event, true).split("\n");
  return lines
    .slice(0, room)
    .map((line) => cutLine(line, columns - 1))
    .join("\n");
}
