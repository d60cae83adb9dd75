/** What the sections of report.html have in common. */
import { type ComponentChildren, Fragment } from "preact";
import { MARKS, type PropertyVerdict } from "../data/verdicts.ts";

const KINDS: Readonly<Record<PropertyVerdict, string>> = {
  holds: "good",
  violated: "bad",
  unreached: "open",
  undecided: "open",
  "not claimed": "none",
  filtered: "none",
};

/** A verdict in a sign and a word; the colour only helps. */
export function VerdictMark({ verdict }: { readonly verdict: PropertyVerdict }) {
  return (
    <span class={`verdict ${KINDS[verdict]}`}>
      <span class="sign" aria-hidden="true">
        {MARKS[verdict]}
      </span>{" "}
      {verdict}
    </span>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly intro?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ id, title, intro, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {intro && <p class="intro">{intro}</p>}
      {children}
    </section>
  );
}

/** Where a path is too long for its line, it is broken between folders, or before the name of an export. */
export function Breakable({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(?<=\/)|(?=#)/).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

/** A line to copy; without scripts it is read and selected all the same. */
export function CopyLine({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div class="copy">
      <code>
        <Breakable text={text} />
      </code>
      <button type="button" data-copy={text} aria-label={`Copy ${what}`}>
        Copy
      </button>
    </div>
  );
}

/** The places on the page that properties are told at. */
export type Anchors = ReadonlyMap<string, string>;

export const counted = (number: number) => number.toLocaleString("en");
