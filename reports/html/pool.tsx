/** What the pools were seen to hold, drawn under the messages of a picture: blocks, and the line that they may not pass. */
import { COLUMN, ratio, type System } from "./picture-layout.ts";
import type { Fill, Scene, Shown } from "./scene.ts";

/** Pixels. */
export const BASE = 18;
export const LETTER = 7;
export const AFTER_NAME = 16;

/** How licenses are drawn: the same in all of a picture. */
export interface Scale {
  /** Pixels a license. */
  readonly unit: number;
  readonly licenses: number;
  readonly hasOther: boolean;
}

/** Pools of thousands are drawn no higher than those of eight: what counts is whether they are full. */
const MAX_DRAWN = 8;

export function scaleOf({ shown }: Scene): Scale {
  const fills = shown.flatMap(({ node, other }) => [node, ...(other ? [other] : [])]);
  const holders = fills.map((fill) => fill.holders.length);
  const counts = fills.flatMap(({ capacity, inUse }) => [capacity, inUse]);
  const licenses = Math.max(1, ...holders, ...counts.map((count) => Math.min(count, MAX_DRAWN)));
  return {
    licenses,
    unit: licenses <= 4 ? 20 : Math.max(4, Math.floor(100 / licenses)),
    hasOther: shown.some(({ other }) => other),
  };
}

/** Nothing where the pools were not seen, as in the middle of a race. */
export const poolHeight = (scale: Scale, { shown }: System): number =>
  shown.length === 0 ? BASE : heightOfOne(scale) * (scale.hasOther ? 2 : 1);

const heightOfOne = ({ licenses, unit }: Scale) => licenses * unit + 18 + BASE;

interface PoolsProps {
  readonly y: number;
  readonly system: System;
  readonly scale: Scale;
  readonly names: number;
}

export function Pools(props: PoolsProps) {
  const { y, system, scale } = props;
  if (system.shown.length === 0) return null;
  return (
    <>
      <Pool {...props} name="pool" of={({ node }) => node} />
      {scale.hasOther && (
        <Pool {...props} name="other pool" of={({ other }) => other} y={y + heightOfOne(scale)} />
      )}
    </>
  );
}

/** A name, cut where there is no room for it; the whole name shows where the pointer rests. */
export function LaneName({ name, y, room }: { name: string; y: number; room: number }) {
  const letters = Math.floor(room / LETTER);
  const short = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
  return (
    <text class="name" x={0} y={y + 4}>
      <title>{name}</title>
      {short}
    </text>
  );
}

interface PoolProps extends PoolsProps {
  readonly name: string;
  readonly of: (shown: Shown) => Fill | undefined;
}

/** A column for each time that the pool was seen: a block a holder, and the line that they may not pass. */
function Pool({ name, of, y, system, scale, names }: PoolProps) {
  const base = y + heightOfOne(scale) - BASE;
  const fills = system.shown.flatMap((shown) => {
    const fill = of(shown);
    return fill ? [{ fill, x: names + shown.x }] : [];
  });
  const level = ({ capacity, holders }: Fill) =>
    base - Math.min(capacity, Math.max(MAX_DRAWN, holders.length)) * scale.unit;
  const line = fills
    .map(({ fill, x }, index) => {
      const next = fills[index + 1];
      const end = next ? (x + next.x) / 2 : x + COLUMN / 2 + 6;
      return `${index === 0 ? `M${x - COLUMN / 2 - 6} ${level(fill)}` : `V${level(fill)}`}H${end}`;
    })
    .join("");
  return (
    <g class="pool">
      <LaneName name={name} y={base - scale.unit / 2} room={names - AFTER_NAME + 4} />
      <line class="base" x1={names - 6} x2={names + system.width} y1={base} y2={base} />
      {fills.map(({ fill, x }) => (
        <Column key={x} fill={fill} x={x} base={base} unit={scale.unit} />
      ))}
      <path class="capacity" d={line} />
    </g>
  );
}

/** A name that does not fit into its block is left to the list. */
const LETTERS_IN_BLOCK = 3;

function Column(props: { fill: Fill; x: number; base: number; unit: number }) {
  const { fill, x, base, unit } = props;
  const { holders, inUse, capacity } = fill;
  const isWrong = inUse !== holders.length || inUse > capacity;
  return (
    <g>
      {holders.map((holder, index) => (
        <g key={holder} class={index < capacity ? "holder" : "holder over"}>
          <rect
            x={x - COLUMN / 2}
            y={base - (index + 1) * unit + 1}
            width={COLUMN}
            height={unit - 2}
            rx={2}
          />
          {unit >= 14 && holder.length <= LETTERS_IN_BLOCK && (
            <text x={x} y={base - index * unit - unit / 2 + 4} text-anchor="middle">
              {holder}
            </text>
          )}
        </g>
      ))}
      {Array.from({ length: Math.min(inUse, MAX_DRAWN) - holders.length }, (_, index) => (
        <rect
          key={index}
          class="unheld"
          x={x - COLUMN / 2 + 1}
          y={base - (holders.length + index + 1) * unit + 2}
          width={COLUMN - 2}
          height={unit - 4}
          rx={2}
        />
      ))}
      {holders.length > capacity && (
        <text class="over" x={x} y={base - holders.length * unit - 4} text-anchor="middle">
          over
        </text>
      )}
      <text class={isWrong ? "count wrong" : "count"} x={x} y={base + 13} text-anchor="middle">
        {ratio(fill)}
      </text>
    </g>
  );
}
