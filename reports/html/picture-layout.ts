/** Where everything of a scene stands: in systems one below the other, as music is set, so that it fits any width. */
import { type Bar, CONSOLE, type Cut, type Fill, type Scene, type Shown } from "./scene.ts";

export interface PlacedBar extends Bar {
  readonly x: number;
  readonly width: number;
  /** From the first pixel to the last of the bar and of its answer. */
  readonly end: number;
  /** Which of the bars of its lane that overlap. */
  readonly sub: number;
}

export interface System {
  readonly lanes: readonly { readonly name: string; readonly subs: number }[];
  readonly bars: readonly PlacedBar[];
  readonly shown: readonly (Shown & { readonly x: number })[];
  readonly cuts: readonly (Cut & { readonly x: number })[];
  readonly width: number;
}

/** Pixels. Widths of letters are those of a wide font, since no font is known. */
const LETTER = 7;
const SMALL_LETTER = 6.8;
const PADDING = 8;
const BADGE = 20;
const GAP = 14;
const SHORTEST_BAR = 30;

/** What “✗ here” and “emptied” take. */
export const FLAG = 60;
export const COLUMN = 28;

const barWidth = ({ label, order, blocked }: Bar) =>
  Math.max(
    SHORTEST_BAR,
    label.length * LETTER + 2 * PADDING + (order !== undefined || blocked ? BADGE : 0),
  );

const answerWidth = ({ answer }: Bar) =>
  Math.max(...answer.map((line) => line.length * SMALL_LETTER), 0);

export const ratio = ({ inUse, capacity }: Fill) => `${inUse}/${capacity}`;

const columnWidth = ({ node, other }: Shown) =>
  Math.max(
    COLUMN,
    ...[node, ...(other ? [other] : [])].map((fill) => ratio(fill).length * SMALL_LETTER),
  );

/** @param width that a system may have, as long as there is a place to break it at */
export function layOut(scene: Scene, width: number): readonly System[] {
  const systems: System[] = [];
  let start = Number.NEGATIVE_INFINITY;
  let placed: System | undefined;
  let placedEnd = start;
  for (const end of [...startsOf(scene).slice(1), Number.POSITIVE_INFINITY]) {
    let longer = place(part(scene, start, end));
    if (placed && longer.width > width) {
      systems.push(placed);
      start = placedEnd;
      longer = place(part(scene, start, end));
    }
    placed = longer;
    placedEnd = end;
  }
  return placed ? [...systems, placed] : systems;
}

/** A system begins with a message at whose sending nothing is in flight, or with what empties the server. */
function startsOf({ bars, cuts }: Scene): readonly number[] {
  const closing = ({ call, return: end }: Bar) =>
    end ?? cuts.find(({ at }) => at > call)?.at ?? Number.POSITIVE_INFINITY;
  const isFree = (at: number) => bars.every((bar) => bar.call >= at || closing(bar) < at);
  return [...bars.map(({ call }) => call), ...cuts.map(({ at }) => at)]
    .filter(isFree)
    .sort((a, b) => a - b);
}

function part({ bars, shown, cuts }: Scene, start: number, end: number): Scene {
  const isWithin = (at: number) => at >= start && at < end;
  return {
    bars: bars.filter(({ call }) => isWithin(call)),
    shown: shown.filter(({ at }) => isWithin(at)),
    cuts: cuts.filter(({ at }) => isWithin(at)),
  };
}

/** From left to right, everything as far to the left as what stands before it allows. */
function place({ bars, shown, cuts }: Scene): System {
  const lanes = lanesOf(bars);
  const subs = subsOf(bars);
  const xs = new Map<Bar, number>();
  const ends = new Map<Bar, number>();
  const laneEnds = new Map<string, number>();
  // What is marked down to the pool is not to run through the answers above it.
  const answersEnd = () => Math.max(0, ...laneEnds.values());
  const shownXs: (Shown & { readonly x: number })[] = [];
  const cutXs: (Cut & { readonly x: number })[] = [];
  let x = 0;
  let poolEnd = 0;
  for (const { at, ...event } of eventsOf({ bars, shown, cuts })) {
    if ("call" in event) {
      const key = `${subs.get(event.call)} ${event.call.lane}`;
      x = Math.max(x + GAP, (laneEnds.get(key) ?? 0) + GAP);
      xs.set(event.call, x);
      laneEnds.set(key, x + Math.max(barWidth(event.call), answerWidth(event.call)));
    } else if ("return" in event) {
      x = Math.max(x + GAP, (xs.get(event.return) ?? 0) + barWidth(event.return));
      ends.set(event.return, x);
    } else if ("shown" in event) {
      const half = columnWidth(event.shown) / 2;
      const free = event.shown.here ? answersEnd() : 0;
      x = Math.max(x + half + 2, poolEnd + half + 6, free + Math.max(half, COLUMN / 2) + GAP);
      shownXs.push({ ...event.shown, x });
      poolEnd = x + half;
      x = poolEnd;
    } else {
      x = Math.max(x + 2 * GAP, answersEnd()) + FLAG / 2;
      for (const bar of xs.keys()) if (bar.return === undefined && !ends.has(bar)) ends.set(bar, x);
      cutXs.push({ ...event.cut, x });
      x += FLAG / 2;
    }
  }
  const placedBars = bars.map((bar) => {
    const start = xs.get(bar) ?? 0;
    const width = Math.max((ends.get(bar) ?? start + barWidth(bar)) - start, barWidth(bar));
    const end = start + Math.max(width, answerWidth(bar));
    return { ...bar, x: start, width, end, sub: subs.get(bar) ?? 0 };
  });
  const flagged = [
    ...placedBars.filter(({ here }) => here),
    ...shownXs.filter(({ here }) => here).map((one) => ({ x: one.x - COLUMN / 2 })),
  ].map((one) => one.x + FLAG);
  const width = Math.max(x + GAP, ...placedBars.map(({ end }) => end + 4), ...flagged);
  return {
    lanes: lanes.map((name) => ({
      name,
      subs: 1 + Math.max(...placedBars.filter((b) => b.lane === name).map(({ sub }) => sub)),
    })),
    bars: placedBars,
    shown: shownXs,
    cuts: cutXs,
    width,
  };
}

type Event = { readonly at: number } & (
  | { readonly call: Bar }
  | { readonly return: Bar }
  | { readonly shown: Shown }
  | { readonly cut: Cut }
);

function eventsOf({ bars, shown, cuts }: Scene): readonly Event[] {
  const events: Event[] = [
    ...bars.flatMap((bar): Event[] => [
      { at: bar.call, call: bar },
      // One that was never answered is open until the candidate is killed.
      ...(bar.return === undefined ? [] : [{ at: bar.return, return: bar }]),
    ]),
    ...shown.map((one) => ({ at: one.at, shown: one })),
    ...cuts.map((cut) => ({ at: cut.at, cut })),
  ];
  return events.sort((a, b) => a.at - b.at);
}

/** Clients as they come, and the console last. */
function lanesOf(bars: readonly Bar[]): readonly string[] {
  const names = [...new Set(bars.map(({ lane }) => lane))];
  return names.sort((a, b) => Number(a === CONSOLE) - Number(b === CONSOLE));
}

/** Bars of one lane that overlap stand one below the other. */
function subsOf(bars: readonly Bar[]): ReadonlyMap<Bar, number> {
  const taken = new Map<string, number[]>();
  const subs = new Map<Bar, number>();
  for (const bar of [...bars].sort((a, b) => a.call - b.call)) {
    const ends = taken.get(bar.lane) ?? [];
    const free = ends.findIndex((end) => end < bar.call);
    const sub = free < 0 ? ends.length : free;
    ends[sub] = bar.return ?? Number.POSITIVE_INFINITY;
    taken.set(bar.lane, ends);
    subs.set(bar, sub);
  }
  return subs;
}
