/** Text in a place of so many columns and lines, as a terminal shows it. */

/** A colour, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
const PARTS = /\u001b\[[\d;]*m|./gsu;

/** Characters that take two columns: of East Asia, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const isColour = (part: string) => part.startsWith("\u001b[");

const widthOf = (part: string) => (isColour(part) ? 0 : WIDE.test(part) ? 2 : 1);

/** One line, cut where it is wider than so many columns. Its colours are ended all the same. */
export function cutLine(line: string, columns: number): string {
  const parts = line.match(PARTS) ?? [];
  const whole = parts.reduce((sum, part) => sum + widthOf(part), 0);
  if (whole <= columns) return line;
  let width = 0;
  let isCut = false;
  const kept = parts.map((part) => {
    if (isColour(part)) return part;
    width += widthOf(part);
    if (isCut) return "";
    if (width < columns) return part;
    isCut = true;
    return "…";
  });
  return kept.join("");
}
