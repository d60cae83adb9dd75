/**
 * The judge of runs whose messages follow one another: each message by itself, held to every property. It is the fast
 * path: it gives the verdict that a search for an order that explains the history would give.
 */
import type {
  Failure,
  Judgement,
  Property,
  Run,
  Situation,
  Types,
  Violation,
} from "./specification.ts";

/** A message as driven: model and candidate side by side. */
export interface ObservedStep {
  readonly index: number;
  /** Index of the program's step that it came from. */
  readonly step: number;
  readonly message: { readonly type: string };
  /** Whether the candidate did what the model does. Then no property of a step can fail, and none is asked. */
  readonly agrees: boolean;
}

export interface StepProperty<S extends ObservedStep> extends Property {
  readonly kind: "invariant" | "step" | "agreement";
  /** Types of messages that it is about; all unless given. */
  readonly on?: readonly string[];
  readonly situation: (observed: S) => boolean;
  readonly judge: (observed: S) => Failure | undefined;
}

export interface StepSituation<S extends ObservedStep> extends Situation {
  /** Types of messages at which it may arise; all unless given. */
  readonly on?: readonly string[];
  readonly arises: (observed: S) => boolean;
}

const KINDS: readonly unknown[] = ["invariant", "step", "agreement"];
const isStepProperty = <S extends ObservedStep>(
  property: Property & { readonly kind?: string },
): property is StepProperty<S> => KINDS.includes(property.kind);

const NONE: readonly string[] = [];

/**
 * @param properties all of the campaign, of which those of a step are judged
 * @param enough a situation that has arisen so often, in all runs together, is not looked for any more where the
 * candidate agrees with the model: a hundred times or a hundred thousand times, it says the same
 */
export function createStepJudge<T extends Types, S extends ObservedStep>(
  properties: readonly Property[],
  situations: readonly StepSituation<S>[],
  enough = Number.POSITIVE_INFINITY,
): (run: Run<T>, steps: readonly S[]) => Judgement<T> {
  const byMessage = indexByMessage(properties, situations, enough);
  const counted = zeros(properties.length);
  const met = zeros(situations.length);
  const stillTo = (counts: readonly number[]) => (indexed: { readonly at: number }) =>
    (counts[indexed.at] as number) < enough;
  return (run, steps) => {
    const counts = zeros(properties.length);
    const reached = zeros(situations.length);
    const violations = new Map<string, Violation<T>>();
    for (const observed of steps) {
      const concerned = byMessage.get(observed.message.type);
      for (const { arises, at } of concerned.wanted)
        if (arises(observed)) reached[at] = (reached[at] as number) + 1;
      for (const { one: property, arises, at } of observed.agrees
        ? concerned.counted
        : concerned.all) {
        if (!arises(observed)) continue;
        counts[at] = (counts[at] as number) + 1;
        if (observed.agrees || violations.has(property.id)) continue;
        const failure = property.judge(observed);
        const { index, step } = observed;
        if (failure) violations.set(property.id, { run, index, step, failure });
      }
    }
    const isEnough = [add(counted, counts, enough), add(met, reached, enough)].includes(true);
    if (isEnough) byMessage.narrow(stillTo(counted), stillTo(met));
    const measures = { messages: steps.length, overlapping: 0, crashes: 0, spoiled: 0 };
    return { situations: counts, reached, violations, undecided: NONE, measures };
  };
}

export const zeros = (length: number): number[] => new Array<number>(length).fill(0);

/** @returns whether a sum has come to be enough just now */
export function add(
  sum: number[],
  counts: readonly number[],
  enough = Number.POSITIVE_INFINITY,
): boolean {
  let isEnough = false;
  for (let at = 0; at < counts.length; at += 1) {
    const before = sum[at] as number;
    const after = before + (counts[at] as number);
    sum[at] = after;
    if (before < enough && after >= enough) isEnough = true;
  }
  return isEnough;
}

/** What a type of message concerns. */
interface Concerned<S extends ObservedStep> {
  readonly all: Indexed<StepProperty<S>, S>;
  /** Those whose situations are still counted where the candidate agrees with the model. */
  counted: Indexed<StepProperty<S>, S>;
  /** Situations that are still looked for. */
  wanted: Indexed<StepSituation<S>, S>;
}
/** Each with its place among all, and when it arises: objects of one shape, which properties are not. */
type Indexed<One, S extends ObservedStep> = readonly {
  readonly one: One;
  readonly at: number;
  readonly arises: (observed: S) => boolean;
}[];
type Keeps = (indexed: { readonly at: number }) => boolean;

/** After some hundred programs nearly every situation has arisen often enough, and few are asked. */
function indexByMessage<S extends ObservedStep>(
  properties: readonly Property[],
  situations: readonly StepSituation<S>[],
  enough: number,
) {
  const known = new Map<string, Concerned<S>>();
  return {
    get: (type: string): Concerned<S> => {
      let concerned = known.get(type);
      if (!concerned) {
        const isAbout = ({ on }: { readonly on?: readonly string[] }) => on?.includes(type) ?? true;
        const all = properties.flatMap((one, at) =>
          isStepProperty<S>(one) && isAbout(one) ? [{ one, at, arises: one.situation }] : [],
        );
        const wanted = situations.flatMap((one, at) =>
          isAbout(one) ? [{ one, at, arises: one.arises }] : [],
        );
        // Where no situation is ever wanted, none is counted.
        concerned = { all, counted: enough > 0 ? all : [], wanted };
        known.set(type, concerned);
      }
      return concerned;
    },
    /** From here on only these are counted, and looked for. */
    narrow: (keepsProperty: Keeps, keepsSituation: Keeps) => {
      for (const concerned of known.values()) {
        concerned.counted = concerned.counted.filter(keepsProperty);
        concerned.wanted = concerned.wanted.filter(keepsSituation);
      }
    },
  };
}
