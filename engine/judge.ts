/** Drive once, judge all: one run of a program, held to every property. */

import type { Place } from "./sharding.ts";
import type {
  Ask,
  Failure,
  MetamorphicProperty,
  MomentProperty,
  Property,
  Recording,
  Session,
  Situation,
  Specification,
  Types,
  Variant,
} from "./specification.ts";
import type { Trail } from "./tracing.ts";

export interface Run<T extends Types> {
  readonly program: T["program"];
  readonly moments: readonly T["moment"][];
  /** The programs that the same session ran before: what is left of them may show here. */
  readonly after?: Trail<T>;
}

/** A property's first failure in a run. */
export interface Violation<T extends Types> {
  readonly run: Run<T>;
  /** Of a metamorphic property: the run that contradicts the first. */
  readonly variant?: Run<T>;
  /** Index of the variant's message that answers to the one at which the property fails. */
  readonly variantIndex?: number;
  /** Index of the message at which the property fails. */
  readonly index: number;
  readonly failure: Failure;
  /** Of a program that the campaign itself drove. */
  readonly place?: Place | undefined;
}

/** What one program adds to a campaign: how often each thing arose, and what failed. */
export interface Judgement<T extends Types> {
  readonly situations: number[];
  readonly reached: number[];
  readonly violations: Map<string, Violation<T>>;
}

export interface Judge<T extends Types> {
  readonly properties: readonly Property<T>[];
  readonly situations: readonly Situation<T>[];
  judgeRun(run: Run<T>): Judgement<T>;
}

/** The messages of a program, and the model's own run of them. */
export type Rehearsal<T extends Types> = ReturnType<Specification<T>["rehearse"]>;

export interface RehearsedVariant<T extends Types> extends Variant<T> {
  /** Its program, rehearsed, where that was done already. */
  readonly planned?: Rehearsal<T>;
}

/**
 * Drives a program through a candidate, from reset.
 * @param planned the program, rehearsed, where that was done already
 */
export async function drive<T extends Types>(
  specification: Specification<T>,
  session: Session<T>,
  program: T["program"],
  statement: T["statement"],
  planned: Rehearsal<T> = specification.rehearse(program, statement),
): Promise<Run<T>> {
  return interpretRun(
    specification,
    statement,
    program,
    planned,
    await record(session, program, planned),
  );
}

/** Nothing where there is nothing to send. */
export const record = async <T extends Types>(
  session: Session<T>,
  program: T["program"],
  planned: Rehearsal<T>,
  whileBusy?: () => void,
): Promise<Recording<T>> =>
  planned.length > 0 ? session.run(program, planned, whileBusy) : { outcomes: [], snapshots: [] };

/** The same in two parts. */
export async function ask<T extends Types>(
  session: Session<T>,
  program: T["program"],
  planned: Rehearsal<T>,
  whileBusy?: () => void,
): ReturnType<Ask<T>> {
  if (session.ask && planned.length > 0) return session.ask(program, planned, whileBusy);
  const recording = await record(session, program, planned, whileBusy);
  return async () => recording;
}

/** A recording beside the model. */
export function interpretRun<T extends Types>(
  specification: Specification<T>,
  statement: T["statement"],
  program: T["program"],
  planned: Rehearsal<T>,
  recording: Recording<T>,
): Run<T> {
  const moments = specification.interpret(planned, recording, statement);
  const { after } = recording;
  return after ? { program, moments, after } : { program, moments };
}

/**
 * @param enough a situation that has arisen so often, in all runs together, is not looked for any more where the
 * candidate agrees with the model: whether it arose a hundred times or a hundred thousand says the same
 */
export function createJudge<T extends Types>(
  properties: readonly Property<T>[],
  situations: readonly Situation<T>[],
  enough = Number.POSITIVE_INFINITY,
): Judge<T> {
  const byMessage = indexByMessage(properties, situations);
  const counted = zeros(properties.length);
  const met = zeros(situations.length);
  const stillTo = (counts: readonly number[]) => (indexed: { readonly at: number }) =>
    (counts[indexed.at] as number) < enough;
  return {
    properties,
    situations,
    judgeRun: (run) => {
      const counts = zeros(properties.length);
      const reached = zeros(situations.length);
      const violations = new Map<string, Violation<T>>();
      for (const moment of run.moments) {
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
          if (failure) violations.set(property.id, { run, index: moment.index, failure });
        }
      }
      const isEnough = [add(counted, counts, enough), add(met, reached, enough)].includes(true);
      if (isEnough) byMessage.narrow(stillTo(counted), stillTo(met));
      return { situations: counts, reached, violations };
    },
  };
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

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
interface Concerned<T extends Types> {
  readonly all: Indexed<MomentProperty<T>, T>;
  /** Those whose situations are still counted where the candidate agrees with the model. */
  counted: Indexed<MomentProperty<T>, T>;
  /** Situations that are still looked for. */
  wanted: Indexed<Situation<T>, T>;
}
/** Each with its place among all, and when it arises: of one shape, as properties are not. */
type Indexed<One, T extends Types> = readonly {
  readonly one: One;
  readonly at: number;
  readonly arises: (moment: T["moment"]) => boolean;
}[];
type Keeps = (indexed: { readonly at: number }) => boolean;

/** Looked up once a type. After some hundred programs nearly everything has arisen often enough. */
function indexByMessage<T extends Types>(
  properties: readonly Property<T>[],
  situations: readonly Situation<T>[],
) {
  const known = new Map<string, Concerned<T>>();
  return {
    get: (type: string): Concerned<T> => {
      let concerned = known.get(type);
      if (!concerned) {
        const isAbout = ({ on }: { readonly on?: readonly string[] }) => on?.includes(type) ?? true;
        const all = properties.flatMap((one, at) =>
          one.kind !== "metamorphic" && isAbout(one) ? [{ one, at, arises: one.situation }] : [],
        );
        const wanted = situations.flatMap((one, at) =>
          isAbout(one) ? [{ one, at, arises: one.arises }] : [],
        );
        concerned = { all, counted: all, wanted };
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

export interface Related<T extends Types> {
  readonly variant: Run<T>;
  readonly violation?: Violation<T>;
}

/**
 * Holds a run to a metamorphic property by driving the variant of its program; `undefined` where there
 * is none.
 */
export async function judgeVariant<T extends Types>(
  specification: Specification<T>,
  session: Session<T>,
  property: MetamorphicProperty<T>,
  run: Run<T>,
  statement: T["statement"],
  varied: RehearsedVariant<T> | undefined = property.vary(
    run.program,
    statement,
    specification.rehearse(run.program, statement),
  ),
): Promise<Related<T> | undefined> {
  if (!varied) return undefined;
  const { program, planned } = varied;
  const variant = await drive(specification, session, program, statement, planned);
  return relate(property, run, variant, varied);
}

/** What a metamorphic property says of two runs. */
export function relate<T extends Types>(
  property: MetamorphicProperty<T>,
  run: Run<T>,
  variant: Run<T>,
  varied: Variant<T>,
): Related<T> {
  const related = property.relate(run.moments, variant.moments, varied.at);
  if (!related) return { variant };
  const variantIndex = varied.at[related.index] ?? -1;
  return { variant, violation: { run, variant, variantIndex, ...related } };
}
