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

/** One experiment: what was sent, what was seen, and what that speaks for. */
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
  /** What the candidate itself says, or what it is taken for as long as it says nothing. */
  readonly declared: string;
  readonly experiments: readonly Experiment[];
}

export interface Probing {
  readonly declaration: Declaration;
  readonly choices: readonly ChoiceFound[];
  /** Only messages of declared features may be sent, so that nothing can be told of these. */
  readonly undeclared: readonly Feature[];
}

/**
 * Looks for the shortest program that tells two values of a choice apart, runs it, and goes on with what is still
 * open then.
 * @throws {CandidateError} where the candidate breaks
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
    if (!outcome || !snapshot) throw new Error("a program without messages tells nothing");
    return { outcomes, outcome, snapshot };
  };
  const found = new Map<Choice, ChoiceFound>();
  const experiments = new Map<Choice, Experiment[]>();
  let open: Open = ALL_OPEN;
  try {
    for (;;) {
      const asked = CHOICE_NAMES.filter((choice) => !found.has(choice));
      const telling = tellApart(statement.features, open, asked);
      if (!telling) break;
      const { choice, values } = telling;
      const { outcomes, outcome, snapshot } = await run(telling);
      const { fitting, seen } = readTelling(telling, outcome, snapshot);
      const own = experiments.get(choice) ?? [];
      own.push({
        exchange: telling.program.steps.map((message: Message, at) => {
          const answer = outcomes[at];
          return `${describeMessage(message)} → ${answer ? describeOutcome(answer) : "no answer"}`;
        }),
        seen: seen.map(({ name, value }) => `${name}: ${value}`).join(", ") || "that answer",
        wouldBe: values.map((value, side) => ({
          value,
          shows: showsUnder(telling, side as 0 | 1),
        })),
      });
      experiments.set(choice, own);
      const left = (open[choice] as readonly string[]).filter(
        (value) => !values.includes(value) || fitting.includes(value),
      );
      // Where nothing fits, the others are looked for as if it were the default.
      open = { ...open, [choice]: left.length > 0 ? left : [CHOICES[choice][0]] };
      const declared = statement.choices[choice];
      const [value] = left;
      if (left.length === 0)
        found.set(choice, { choice, verdict: "neither", declared, experiments: own });
      else if (left.length === 1 && value !== undefined)
        found.set(choice, { choice, verdict: "found", value, declared, experiments: own });
    }
  } finally {
    await session.close();
  }
  return {
    declaration,
    choices: CHOICE_NAMES.map(
      (choice): ChoiceFound =>
        found.get(choice) ?? {
          choice,
          verdict: "untold",
          declared: statement.choices[choice],
          experiments: experiments.get(choice) ?? [],
        },
    ),
    undeclared: FEATURES.filter((feature) => !statement.features.includes(feature)),
  };
}

const CHOICE_NAMES = Object.keys(CHOICES) as Choice[];

function showsUnder({ fields, answers }: Telling, side: 0 | 1): string {
  const shown = fields.map(({ name, shown: values }) => `${name}: ${values[side].join(" or ")}`);
  const answer = answers?.[side].map(describeExpectation).join(" or ");
  return [...shown, ...(answer !== undefined && shown.length === 0 ? [answer] : [])].join(", ");
}

/** What the candidate may declare: what was found, and nothing of what was not. */
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

/** Choices that it declares otherwise than it was found to choose, be it by saying nothing. */
export const contradictions = ({ choices }: Probing): readonly ChoiceFound[] =>
  choices.filter(({ verdict, value, declared }) => verdict === "found" && value !== declared);
