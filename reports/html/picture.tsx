/** A scene as SVG: a lane a client, the console and the server, and under them what the pools hold. */

import { COLUMN, FLAG, layOut, type PlacedBar, type System } from "./picture-layout.ts";
import {
  AFTER_NAME,
  BASE,
  LaneName,
  LETTER,
  Pools,
  poolHeight,
  type Scale,
  scaleOf,
} from "./pool.tsx";
import type { Scene } from "./scene.ts";

/** Pixels. */
const TOP = 24;
const BAR = 24;
const LINE = 14;
const LANE_PADDING = 10;
const SERVER = 30;
const BETWEEN_SYSTEMS = 28;

/** How wide the picture may be, and how much of it the names of the lanes may take. */
interface Frame {
  readonly className: string;
  readonly width: number;
  readonly maxNames: number;
}

const FRAMES: readonly Frame[] = [
  { className: "wide", width: 960, maxNames: 120 },
  { className: "medium", width: 580, maxNames: 120 },
  { className: "narrow", width: 318, maxNames: 104 },
];

/** The scene in three widths, of which the page shows the one that its width has room for. */
export function Picture({ scene, title }: { readonly scene: Scene; readonly title: string }) {
  return (
    <>
      {FRAMES.map((frame) => (
        <FramedPicture key={frame.className} scene={scene} title={title} frame={frame} />
      ))}
    </>
  );
}

function FramedPicture({ scene, title, frame }: { scene: Scene; title: string; frame: Frame }) {
  const scale = scaleOf(scene);
  const names = namesWidth(scene, frame);
  let y = 0;
  const placed = layOut(scene, frame.width - names).map((system) => {
    const at = y;
    const height = heightOf(system, scale);
    y += height + BETWEEN_SYSTEMS;
    return { system, at, height };
  });
  const height = Math.max(y - BETWEEN_SYSTEMS, 1);
  const needed = Math.max(0, ...placed.map(({ system }) => system.width)) + names;
  // Only what nothing can break is wider than its frame. It is scrolled then, which a keyboard does too.
  const scrolled =
    needed > frame.width ? { tabIndex: 0, role: "group" as const, "aria-label": title } : {};
  return (
    <div class={`picture ${frame.className}`} {...scrolled}>
      <svg
        role="img"
        aria-label={title}
        width={needed}
        height={height}
        viewBox={`0 0 ${needed} ${height}`}
      >
        {placed.map(({ system, at, height }) => (
          <g key={at} transform={`translate(0 ${at})`}>
            <SystemPicture system={system} scale={scale} names={names} height={height} />
          </g>
        ))}
      </svg>
    </div>
  );
}

function namesWidth({ bars, shown }: Scene, { maxNames }: Frame): number {
  const pools = shown.some(({ other }) => other) ? ["other pool"] : [];
  const longest = Math.max(
    ...["console", ...pools, ...bars.map(({ lane }) => lane)].map((name) => name.length),
  );
  return Math.min(maxNames, longest * LETTER + AFTER_NAME);
}

const answerLines = (bars: readonly PlacedBar[], lane: string, sub: number) =>
  Math.max(1, ...bars.filter((b) => b.lane === lane && b.sub === sub).map((b) => b.answer.length));

/** Where the lanes of a system begin, and each sub-lane of them. */
function rowsOf({ lanes, bars }: System) {
  let y = TOP;
  const rows = lanes.map(({ name, subs }) => {
    const top = y;
    const tops = Array.from({ length: subs }, (_, sub) => {
      const at = y;
      y += BAR + answerLines(bars, name, sub) * LINE + LANE_PADDING;
      return at;
    });
    return { name, top, tops };
  });
  return { rows, server: y + SERVER / 2, pools: y + SERVER };
}

const heightOf = (system: System, scale: Scale) => rowsOf(system).pools + poolHeight(scale, system);

function SystemPicture(props: { system: System; scale: Scale; names: number; height: number }) {
  const { system, scale, names, height } = props;
  const { rows, server, pools } = rowsOf(system);
  const right = names + system.width;
  const at = (x: number) => names + x;
  return (
    <>
      <HereBand system={system} names={names} height={height} />
      {rows.map(({ name, top }) => (
        <g key={name}>
          <line class="lane" x1={names - 6} x2={right} y1={top + BAR / 2} y2={top + BAR / 2} />
          <LaneName name={name} y={top + BAR / 2} room={names - AFTER_NAME + 4} />
        </g>
      ))}
      <line class="server" x1={names - 6} x2={right} y1={server} y2={server} />
      <LaneName name="server" y={server} room={names - AFTER_NAME + 4} />
      {system.cuts.map(({ x, label }) => (
        <g key={x} class="cut">
          <line x1={at(x)} x2={at(x)} y1={TOP - 6} y2={height - BASE} />
          <text x={at(x)} y={TOP - 11} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
      {[Guides, Message].map((Part) =>
        system.bars.map((bar) => (
          <Part
            key={bar.call}
            bar={bar}
            x={at(bar.x)}
            y={rows.find(({ name }) => name === bar.lane)?.tops[bar.sub] ?? TOP}
            server={server}
          />
        )),
      )}
      <Pools y={pools} {...{ system, scale, names }} />
    </>
  );
}

function HereBand({ system, names, height }: { system: System; names: number; height: number }) {
  const bar = system.bars.find(({ here }) => here);
  const shown = system.shown.filter(({ here }) => here);
  const first = bar?.x ?? (shown[0] && shown[0].x - COLUMN / 2);
  if (first === undefined) return null;
  const end = Math.max(bar?.end ?? 0, first + FLAG - 14, ...shown.map(({ x }) => x + COLUMN / 2));
  // A column that it would cut in two is the message's own, or stands too near.
  const crossed = system.shown.filter(({ x }) => x > first && x - COLUMN / 2 < end + 7);
  const last = Math.max(end, ...crossed.map(({ x }) => x + COLUMN / 2));
  return (
    <g class="here">
      <rect x={names + first - 7} y={0} width={last - first + 14} height={height} rx={6} />
      <text x={names + first - 1} y={14}>
        ✗ here
      </text>
    </g>
  );
}

interface MessageProps {
  readonly bar: PlacedBar;
  readonly x: number;
  readonly y: number;
  readonly server: number;
}

/** When a message reached the server at the earliest, and when it had answered; behind all bars. */
function Guides({ bar, x, y, server }: MessageProps) {
  const end = bar.return === undefined ? undefined : x + bar.width - 1;
  return (
    <g>
      <path class="guide" d={`M${x + 1} ${y + BAR}V${server}`} />
      {end !== undefined && <path class="guide" d={`M${end} ${y + BAR}V${server}`} />}
      <circle class="sent" cx={x + 1} cy={server} r={3} />
      {end !== undefined && <circle class="answered" cx={end} cy={server} r={3} />}
    </g>
  );
}

function Message({ bar, x, y }: MessageProps) {
  const badge = bar.order !== undefined ? `${bar.order}` : bar.blocked ? "✗" : undefined;
  const state = bar.here || bar.blocked ? "bad" : "";
  return (
    <g class={`message ${state} ${bar.return === undefined ? "unanswered" : ""}`}>
      <rect class="bar" x={x} y={y} width={bar.width} height={BAR} rx={6} />
      {badge && (
        <g class="badge">
          <circle cx={x + 14} cy={y + BAR / 2} r={8.5} />
          <text x={x + 14} y={y + BAR / 2 + 4} text-anchor="middle">
            {badge}
          </text>
        </g>
      )}
      <text class="label" x={x + (badge ? 27 : 8)} y={y + BAR / 2 + 4}>
        {bar.label}
      </text>
      {bar.answer.map((line, index) => (
        <text key={line} class="answer" x={x + 5} y={y + BAR + 13 + index * LINE}>
          {line}
        </text>
      ))}
    </g>
  );
}
