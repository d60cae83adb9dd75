/** Findings at the terminal while their run goes on. */
import type { FindingEvent } from "../reports/data/events.ts";
import { cutLine } from "./fit.ts";

/** The last lines of a terminal, which can be rewritten. */
export interface Region {
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Shows this above the progress, in place of what it showed before. */
  readonly show: (text: string) => void;
}

export interface LiveFindingsOptions {
  readonly render: (event: FindingEvent, isBrief: boolean) => string;
  /** Prints whole lines that stay. */
  readonly print: (text: string) => void;
  /** At a terminal; elsewhere all that is printed stays. */
  readonly region?: Region | undefined;
}

/** Lines of a terminal that a finding cannot use: the progress, and that of the cursor. */
const OTHER_LINES = 3;

/**
 * At a terminal only the last finding is rewritten, since the others may have scrolled away: they stay as they are. A
 * printed finding is printed again only if fewer steps show it.
 */
export class LiveFindings {
  readonly #options: LiveFindingsOptions;
  /** Steps of the program that was printed, by property. */
  readonly #printed = new Map<string, number>();
  /** What the region shows. */
  #current: FindingEvent | undefined;

  constructor(options: LiveFindingsOptions) {
    this.#options = options;
  }

  take(event: FindingEvent): void {
    const { region, render } = this.#options;
    const isCurrent = event.id === this.#current?.id;
    if (event.state === "consequence") {
      // A consequence of another finding does not replace one that nothing explains.
      if (!isCurrent && !this.#printed.has(event.id)) this.#print(event);
      return;
    }
    if (!region) {
      this.#print(event);
      return;
    }
    if (!isCurrent && !this.#isNews(event)) return;
    if (!isCurrent) this.keep();
    this.#current = event;
    region.show(fitted(event, render, region.size()));
  }

  /** Prints what the region shows, before it is replaced or if no report follows. */
  keep(): void {
    if (this.#current) this.#print(this.#current);
  }

  /** Whether it shows its property with fewer steps than the region, and all that was printed. */
  #isNews(event: FindingEvent): boolean {
    const { id, counterexamples } = this.#current ?? { id: undefined, counterexamples: [] };
    const isShown = id !== event.id && counterexamples.some((one) => one.property === event.id);
    const steps = stepsOf(event);
    if (isShown && this.#current && steps >= stepsOf(this.#current)) return false;
    return steps < (this.#printed.get(event.id) ?? Number.POSITIVE_INFINITY);
  }

  #print(event: FindingEvent): void {
    if (!this.#isNews(event)) return;
    const { print, render } = this.#options;
    const before = this.#printed.get(event.id);
    const steps = stepsOf(event);
    // It is printed with the names of all properties that the program breaks.
    for (const { property } of event.counterexamples) this.#printed.set(property, steps);
    this.#printed.set(event.id, steps);
    const again = before === undefined ? "" : `shorter now, ${inSteps(steps)} and not ${before}:\n`;
    print(`${again}${render(event, false)}\n\n`);
  }
}

const stepsOf = ({ counterexamples: [own] }: FindingEvent) => own?.program.steps.length ?? 0;

const inSteps = (steps: number) => (steps === 1 ? "1 step" : `${steps} steps`);

/** In short if the story has no room, and no line wider than the terminal, where it would take two. */
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
