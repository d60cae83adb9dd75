/** A counterexample on the page: a picture of it, expected beside seen, its steps, and how to replay it. */
import { counterexampleFile } from "../data/counterexample.ts";
import { type Finding, knownOf } from "../data/findings.ts";
import { type Replaying, replayLine, startArgument } from "../story/replay-line.ts";
import { notes, type Story, storyOf, storyOfRun } from "../story/story.ts";
import type { StoryStep } from "../story/story-steps.ts";
import { capitalised, clausesOf } from "../text/content.ts";
import { Explained, Sentences, StateDifferences } from "./evidence.tsx";
import { Breakable, Section, Sign } from "./parts.tsx";
import { Picture } from "./picture.tsx";
import { type Fill, type Scene, sceneOf, sceneOfRun } from "./scene.ts";

export const findingAnchor = (index: number) => `finding-${index + 1}`;

interface FindingsProps {
  readonly found: readonly Finding[];
  readonly replaying: Replaying;
}

export function Findings({ found, replaying }: FindingsProps) {
  if (found.length === 0) return null;
  const follow = found.filter(({ follows }) => follows).length;
  const folded =
    follow === 0
      ? ""
      : ` ${follow === 1 ? "One likely consequence is" : `${follow} likely consequences are`} folded up.`;
  return (
    <Section
      id="counterexamples"
      title="What went wrong"
      intro={`The smallest programs found that show it, with what the server answered.${folded}`}
    >
      {found.map((finding, index) => (
        <FindingCard
          key={findingAnchor(index)}
          finding={finding}
          index={index}
          replaying={replaying}
        />
      ))}
    </Section>
  );
}

interface CardProps {
  readonly finding: Finding;
  readonly index: number;
  readonly replaying: Replaying;
}

function FindingCard({ finding, index, replaying }: CardProps) {
  const { counterexample, properties, follows } = finding;
  const title = (
    <>
      <Sign tone="bad" /> {index + 1}. {clausesOf(properties)}
    </>
  );
  const says = `${capitalised(counterexample.says)}.`;
  const id = findingAnchor(index);
  const known = knownOf(finding);
  const body = <FindingBody {...finding} replaying={replaying} />;
  if (!follows)
    return (
      <article id={id} class="card finding" aria-labelledby={`${id}-title`} tabIndex={-1}>
        <h3 id={`${id}-title`}>{title}</h3>
        <p class="says">{says}</p>
        {known && <p class="note">Known: {known}.</p>}
        {body}
      </article>
    );
  return (
    <details id={id} class="card finding follows">
      <summary>
        <h3>{title}</h3>
        <span class="says">{says}</span>
        <span class="why">{known ? `Known: ${known}.` : `Likely a consequence: ${follows}.`}</span>
      </summary>
      {body}
    </details>
  );
}

function FindingBody({
  counterexample,
  properties,
  replaying,
}: Finding & Pick<CardProps, "replaying">) {
  const { race, variant, expected, seen, property } = counterexample;
  return (
    <>
      <div class="verdicts">
        <div class="expected">
          <h4>Expected</h4>
          <p>{expected}</p>
        </div>
        <div class="seen">
          <h4>Seen</h4>
          <p>{seen}</p>
        </div>
      </div>
      <Drawn story={storyOf(counterexample)} scene={sceneOf(counterexample)} isRace={!!race} />
      {variant && (
        <>
          <h4>The variant of it</h4>
          <Drawn story={storyOfRun(variant)} scene={sceneOfRun(variant)} isRace={false} />
        </>
      )}
      <Explained counterexample={counterexample} />
      <StateDifferences counterexample={counterexample} />
      <Sentences counterexample={counterexample} />
      <h4>Properties that it breaks</h4>
      <ul class="plain">
        {properties.map(({ id, level, says }) => (
          <li key={id}>
            <code>{id}</code> <span class="level">{level}</span> {says}
          </li>
        ))}
      </ul>
      {notes(counterexample).map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      <h4>Replay it</h4>
      <p class="note">
        In the folder that the suite was run in. The file is in the report’s folder; it can be saved
        from this page too.
      </p>
      <CopyLine text={replayLine(property, replaying)} what="the command that replays it" />
      <button
        type="button"
        class="save"
        data-save={property}
        data-file={counterexampleFile(property)}
        data-start={startArgument(replaying.start)}
        hidden
      >
        Save the counterexample
      </button>
    </>
  );
}

/** A story as a picture, and as a list. */
function Drawn({ story, scene, isRace }: { story: Story; scene: Scene; isRace: boolean }) {
  const count = scene.bars.length;
  const title = `The ${count === 1 ? "message" : `${count} messages`} in order, with the pool’s fill after them; the list that follows says the same in words.`;
  return (
    <figure>
      <Picture scene={scene} title={title} />
      <figcaption>
        {isRace
          ? `A bar reaches from when a message was sent to when it was answered; bars that overlap were in flight together. ${scene.bars.some(({ order }) => order) ? "Numbers give the order that explains the most; ✗ is what cannot come next. " : ""}`
          : "From left to right, each message with its answer. "}
        {scene.cuts.some(({ label }) => label === "killed") &&
          "At the red line the server was killed, and started again on its store. "}
        Below, what the server showed: a block for each license held, a dashed line for the
        capacity.
        {scene.shown.some(
          ({ node, other }) => isMiscounted(node) || (other && isMiscounted(other)),
        ) && " A hollow block is a license that it counts, and that no client holds."}
      </figcaption>
      <div class="steps">
        <p>{story.pools}</p>
        <ol>
          {story.steps.map((step) => (
            <Step key={step.number} {...step} />
          ))}
        </ol>
      </div>
    </figure>
  );
}

const isMiscounted = ({ inUse, holders }: Fill) => inUse > holders.length;

function Step({ number, title, lines }: StoryStep) {
  if (title === undefined)
    return (
      <li value={number}>
        {lines.map((line) => (
          <Line key={line.text} {...line} />
        ))}
      </li>
    );
  return (
    <li value={number}>
      {title}
      {lines.length > 0 && (
        <ul>
          {lines.map((line) => (
            <li key={line.text}>
              <Line {...line} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Line({ text, answer, pool, here }: StoryStep["lines"][number]) {
  return (
    <span class={here ? "line here" : "line"}>
      {text}
      {answer !== undefined && (
        <>
          {" "}
          <span class="arrow">→</span> <span class="answer">{answer}</span>
        </>
      )}
      {pool !== undefined && (
        <>
          {" "}
          <span class="pool">{pool}</span>
        </>
      )}
      {here && <strong> ◀ here</strong>}
    </span>
  );
}

/** A line to copy; without scripts it is read and selected all the same. */
function CopyLine({ text, what }: { readonly text: string; readonly what: string }) {
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
