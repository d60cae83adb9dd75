/** Tables of figures, for the terminal and as Markdown, and the parts of the benchmark that make them. */
import Terminal from "cli-table3";

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the figures are, and what they are not. */
  readonly notes?: readonly string[];
}

export interface PartOptions {
  /** Seeds of everything that is drawn; each part has a default of its own. */
  readonly seeds?: number | undefined;
  /** Programs of a whole run of the suite, where one is made. */
  readonly programs?: number | undefined;
  /** Defects of the zoo, evenly spaced, where a part takes too long for all of them. */
  readonly defects?: number | undefined;
  /** A folder of recorded histories; see `histories.ts`. */
  readonly histories?: string | undefined;
}

/** A part of the benchmark, by the name that selects it on the command line. */
export interface Part {
  readonly name: string;
  run(options: PartOptions): Promise<readonly Table[]>;
}

export function toMarkdown({ title, head, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  // What is counted stands to the right, under its head.
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [
    `### ${title}`,
    "",
    line(head),
    line(rule),
    ...rows.map(line),
    "",
    ...notes.flatMap((note) => [`- ${note}`]),
    ...(notes.length > 0 ? [""] : []),
  ].join("\n");
}

export function toTerminal({ title, head, rows, notes = [] }: Table): string {
  const table = new Terminal({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? "left" : "right")),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return [title, table.toString(), ...notes.map((note) => `  ${note}`), ""].join("\n");
}
