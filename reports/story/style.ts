/** How a part of the story is shown; plain text by default. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
}

const same = (text: string) => text;
export const PLAIN: Style = { strong: same, faint: same, bad: same, good: same };
