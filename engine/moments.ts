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
export interface Moment {
  readonly index: number;
  readonly step: number;
  readonly message: { readonly type: string };
  /** Where it is true, no property of a moment fails: none is asked. */
  readonly agrees: boolean;
}

/** Types whose histories are moments. */
export interface MomentTypes<M extends Moment> extends Types {
  history: readonly M[];
}

export interface MomentProperty<M extends Moment> extends Property {
  readonly kind: "invariant" | "step" | "agreement";
  /** Types of messages that it is about; all unless given. */
  readonly on?: readonly string[];
  readonly situation: (moment: M) => boolean;
  readonly judge: (moment: M) => Failure | undefined;
}

export interface MomentSituation<M extends Moment> extends Situation {
  /** Types of messages at which it may arise; all unless given. */
  readonly on?: readonly string[];
  readonly arises: (moment: M) => boolean;
}

export const isMomentProperty = <M extends Moment>(
  property: Property & { readonly kind?: string },
): property is MomentProperty<M> =>
  property.kind === "invariant" || property.kind === "step" || property.kind === "agreement";

const NONE: readonly string[] = [];

/**
 * @param properties all of the campaign, of which those of a moment are judged
 * @param enough a situation that has arisen so often, in all runs together, is not looked for any more where the
 * candidate agrees with the model: whether it arose a hundred times or a hundred thousand says the same
 */
export function createMomentJudge<T extends Types, M extends Moment>(
  properties: readonly Property[],
  situations: readonly MomentSituation<M>[],
  enough = Number.POSITIVE_INFINITY,
): (run: Run<T>, moments: readonly M[]) => Judgement<T> {
  const byMessage = indexByMessage(properties, situations, enough);
  const counted = zeros(properties.length);
  const met = zeros(situations.length);
  const stillTo = (counts: readonly number[]) => (indexed: { readonly at: number }) =>
    (counts[indexed.at] as number) < enough;
  return (run, moments) => {
    const counts = zeros(properties.length);
    const reached = zeros(situations.length);
    const violations = new Map<string, Violation<T>>();
    for (const moment of moments) {
      const concerned = byMessage.get(moment.message.type);
      for (const { arises, at } of concerned.wanted)
        if (arises(moment)) reached[at] = (reached[at] as number) + 1;
      for (const { one: property, arises, at } of moment.agrees
        ? concerned.counted
        : concerned.all) {
        if (!arises(moment)) continue;
        counts[at] = (counts[at] as number) + 1;
        if (moment.agrees || violations.has(property.id)) continue;
        const failure = property.judge(moment);
        const { index, step } = moment;
        if (failure) violations.set(property.id, { run, index, step, failure });
      }
    }
    const isEnough = [add(counted, counts, enough), add(met, reached, enough)].includes(true);
    if (isEnough) byMessage.narrow(stillTo(counted), stillTo(met));
    const measures = { messages: moments.length, overlapping: 0, crashes: 0, spoiled: 0 };
    return { situations: counts, reached, violations, undecided: NONE, measures };
  };
}

export const zeros = (length: number): number[] => new Array<number>(length).fill(0);

/** @returns whether any sum has come to be enough just now */
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
interface Concerned<M extends Moment> {
  readonly all: Indexed<MomentProperty<M>, M>;
  /** Those whose situations are still counted where the candidate agrees with the model. */
  counted: Indexed<MomentProperty<M>, M>;
  /** Situations that are still looked for. */
  wanted: Indexed<MomentSituation<M>, M>;
}
/** Each with its place among all, and when it arises: of one shape, as properties are not. */
type Indexed<One, M extends Moment> = readonly {
  readonly one: One;
  readonly at: number;
  readonly arises: (moment: M) => boolean;
}[];
type Keeps = (indexed: { readonly at: number }) => boolean;

/** Looked up once a type. After some hundred programs nearly everything has arisen often enough. */
function indexByMessage<M extends Moment>(
  properties: readonly Property[],
  situations: readonly MomentSituation<M>[],
  enough: number,
) {
  const known = new Map<string, Concerned<M>>();
  return {
    get: (type: string): Concerned<M> => {
      let concerned = known.get(type);
      if (!concerned) {
        const isAbout = ({ on }: { readonly on?: readonly string[] }) => on?.includes(type) ?? true;
        const all = properties.flatMap((one, at) =>
          isMomentProperty<M>(one) && isAbout(one) ? [{ one, at, arises: one.situation }] : [],
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
