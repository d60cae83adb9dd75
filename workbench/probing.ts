/** `poolproof probe`: which choices a candidate has made, found out by experiment. */
import { type CandidateSource, openCandidate } from "../adapters/session/open.ts";
import {
  CHOICES,
  type Choices,
  type Declaration,
  describeExpectation,
  describeMessage,
  describeOutcome,
  FEATURES,
  type Feature,
  type Message,
  type Outcome,
  statementOf,
} from "../model/index.ts";
import {
  ALL_OPEN,
  type Choice,
  type Open,
  readTelling,
  type Telling,
  tellApart,
} from "../properties/exhaustive/distinguish.ts";

/** What was sent, what was seen, and which value that fits. */
export interface Experiment {
  /** Messages with their answers. */
  readonly exchange: readonly string[];
  readonly seen: string;
  /** What each value would have shown. */
  readonly wouldBe: readonly { readonly value: string; readonly shows: string }[];
}

export interface ChoiceFound {
  readonly choice: Choice;
  /** `neither`: what was seen fits no value; `untold`: the declared features show no difference. */
  readonly verdict: "found" | "neither" | "untold";
  readonly value?: string;
  /** What the candidate declares, or the default. */
  readonly declared: string;
  readonly experiments: readonly Experiment[];
}

export interface Probing {
  readonly declaration: Declaration;
  readonly choices: readonly ChoiceFound[];
  /** Nothing is known of these: only messages of declared features may be sent. */
  readonly undeclared: readonly Feature[];
}

/**
 * Looks for the shortest program that distinguishes two values of a choice, runs it, and goes on with what is still open.
 * @throws {CandidateError} if the candidate breaks
 */
export async function probe(
  source: CandidateSource,
  { timeLimitMs, start }: { readonly timeLimitMs: number; readonly start?: string | undefined },
): Promise<Probing> {
  const candidate = await openCandidate(source, timeLimitMs, start);
  const { declaration, statement } = candidate;
  const session = await candidate.connect();
  const run = async ({ program }: Telling) => {
    const { outcomes, snapshots } = await session.run(program, program.steps);
    const [outcome, snapshot] = [outcomes.at(-1), snapshots.at(-1)];
    if (!outcome || !snapshot) throw new Error("a program without messages shows nothing");
    return { outcomes, outcome, snapshot };
  };
  const results = new Map<Choice, ChoiceFound>(
    CHOICE_NAMES.map((choice) => {
      const declared = statement.choices[choice];
      return [choice, { choice, verdict: "untold", declared, experiments: [] }];
    }),
  );
  let open: Open = ALL_OPEN;
  try {
    for (;;) {
      const asked = CHOICE_NAMES.filter((choice) => results.get(choice)?.verdict === "untold");
      const telling = tellApart(statement.features, open, asked);
      if (!telling) break;
      const { choice, values } = telling;
      const { outcomes, outcome, snapshot } = await run(telling);
      const { fitting, seen } = readTelling(telling, outcome, snapshot);
      const left = (open[choice] as readonly string[]).filter(
        (value) => !values.includes(value) || fitting.includes(value),
      );
      // If no value fits, the other choices are looked for as if it were the default.
      open = { ...open, [choice]: left.length > 0 ? left : [CHOICES[choice][0]] };
      const experiments = [
        ...(results.get(choice)?.experiments ?? []),
        experimentOf(telling, outcomes, seen),
      ];
      const verdict = left.length === 0 ? "neither" : left.length === 1 ? "found" : "untold";
      const value = verdict === "found" ? { value: left[0] as string } : {};
      const declared = statement.choices[choice];
      results.set(choice, { choice, verdict, ...value, declared, experiments });
    }
  } finally {
    await session.close();
  }
  return {
    declaration,
    choices: [...results.values()],
    undeclared: FEATURES.filter((feature) => !statement.features.includes(feature)),
  };
}

function experimentOf(
  telling: Telling,
  outcomes: readonly Outcome[],
  seen: ReturnType<typeof readTelling>["seen"],
): Experiment {
  return {
    exchange: telling.program.steps.map((message: Message, at) => {
      const answer = outcomes[at];
      return `${describeMessage(message)} → ${answer ? describeOutcome(answer) : "no answer"}`;
    }),
    seen: seen.map(({ name, value }) => `${name}: ${value}`).join(", ") || "that answer",
    wouldBe: telling.values.map((value, side) => ({
      value,
      shows: showsUnder(telling, side as 0 | 1),
    })),
  };
}

const CHOICE_NAMES = Object.keys(CHOICES) as Choice[];

function showsUnder({ fields, answers }: Telling, side: 0 | 1): string {
  const shown = fields.map(({ name, shown: values }) => `${name}: ${values[side].join(" or ")}`);
  const answer = answers?.[side].map(describeExpectation).join(" or ");
  return [...shown, ...(answer !== undefined && shown.length === 0 ? [answer] : [])].join(", ");
}

/** What the candidate may declare: the choices that were found, and no others. */
export function statementFound({ declaration, choices }: Probing): Declaration {
  const { name, version, language, homepage } = declaration;
  return {
    name,
    ...(version !== undefined && { version }),
    ...(language !== undefined && { language }),
    ...(homepage !== undefined && { homepage }),
    features: statementOf(declaration).features,
    choices: Object.fromEntries(
      choices.flatMap(({ choice, value }) => (value === undefined ? [] : [[choice, value]])),
    ) as Partial<Choices>,
  };
}

/** Choices that it declares otherwise than it was found to choose, or leaves out. */
export const contradictions = ({ choices }: Probing): readonly ChoiceFound[] =>
  choices.filter(({ verdict, value, declared }) => verdict === "found" && value !== declared);
