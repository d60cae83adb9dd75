/** What the sections of report.html have in common. */
import { type ComponentChildren, Fragment } from "preact";
import { SIGNS, TONES, type Tone } from "../data/verdicts.ts";
import type { Text } from "../text/content.ts";

/** A sign of a tone; the colour only helps. The text beside it says what it means. */
export function Sign({ tone }: { readonly tone: Tone }) {
  return (
    <span class="sign" aria-hidden="true">
      {SIGNS[tone]}
    </span>
  );
}

export function VerdictMark({ verdict }: { readonly verdict: keyof typeof TONES }) {
  return (
    <span class={`verdict ${TONES[verdict]}`}>
      <Sign tone={TONES[verdict]} /> {verdict}
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

export function Inline({ text }: { readonly text: Text }) {
  return (
    <>
      {text.map((part) => {
        if (typeof part === "string") return part;
        if (part.as === "code") return <code>{part.text}</code>;
        return <span class={part.as}>{part.text}</span>;
      })}
    </>
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

/** The places on the page at which the counterexamples of properties are shown. */
export type Anchors = ReadonlyMap<string, string>;
