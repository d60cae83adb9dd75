/** A table for the terminal: columns and nothing between them. */
import Table, { type HorizontalAlignment } from "cli-table3";

const NO_BORDERS = Object.fromEntries(
  [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
    ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
  ].map((part) => [part, ""]),
);

export function plainTable(
  head: string[],
  colAligns: HorizontalAlignment[],
  rows: readonly (string | number)[][],
): string {
  const table = new Table({
    head,
    colAligns,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    chars: NO_BORDERS,
  });
  table.push(...rows);
  return table.toString();
}
