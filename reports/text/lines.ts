/** Parts of a report as lines of a terminal. */
import Table3 from "cli-table3";
import type { Tone } from "../data/verdicts.ts";
import type { Style } from "../story/style.ts";
import type { Section, Table, Text } from "./content.ts";

/** A candidate's words cannot move the cursor or colour the terminal. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "�");

/** The same value, with every string in it printable. */
export const inPrintableWords = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === "string" ? printable(part) : part,
  );

export const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, Math.max(20, length) - 1)}…`;

const STYLE_OF: Readonly<Record<Tone, keyof Style>> = {
  good: "good",
  bad: "bad",
  open: "strong",
  none: "faint",
};

export const painted = (text: string, tone: Tone, style: Style): string =>
  style[STYLE_OF[tone]](text);

const styled = (text: Text, style: Style) =>
  text
    .map((part) => {
      if (typeof part === "string") return part;
      return part.as === "code" ? part.text : painted(part.text, part.as, style);
    })
    .join("");

const NO_BORDERS = Object.fromEntries(
  [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
    ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
  ].map((part) => [part, ""]),
);

/** Columns, and nothing between them. */
export function plainTable(
  head: readonly string[],
  aligned: Table["aligned"],
  rows: readonly (readonly (string | number)[])[],
): string {
  const table = new Table3({
    head: [...head],
    colAligns: [...aligned],
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    chars: NO_BORDERS,
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replace(/ +$/gm, "");
}

/** @param lastWidth characters that the last column may have; what is longer is cut */
export const tableLines = (
  { head, aligned, rows }: Table,
  style: Style,
  lastWidth: number,
): string => {
  const cells = rows.map((row) => row.map((cell) => styled(cell, style)));
  const short = cells.map((row) => [...row.slice(0, -1), shorten(row.at(-1) ?? "", lastWidth)]);
  return plainTable(head, aligned, short);
};

export const sectionLines = ({ title, items, note }: Section, style: Style): readonly string[] => [
  "",
  style.strong(`? ${title}`),
  ...items.map((item) => `   ${styled(item, style)}`),
  style.faint(`   ${styled(note, style)}`),
];
