/** A campaign of histories: generate, drive, judge, minimise. */
import { type ExampleResult, type RacyExample, showExamples } from "./examples.ts";
import type {
  HistoryBreakdown,
  HistoryCampaign,
  HistoryProperty,
  HistoryPropertyResult,
  HistoryResult,
  HistorySession,
  HistorySpecification,
  HistoryTypes,
  HistoryViolation,
  RacyCounterexample,
} from "./history-specification.ts";
import { attempt, countRacy, failsInOrder, minimiseRacy, type RacingContext } from "./racing.ts";
import type { Progress } from "./result.ts";
import { countOwn, onceOf, ownIndices, type Part } from "./sharding.ts";

/** The part is one of the programs with histories, by their own indices. */
export interface HistoryOptions<H extends HistoryTypes> extends Part {
  readonly seed: string;
  /** Programs that had failed before, run before all others. */
  readonly examples?: readonly RacyExample<unknown>[] | undefined;
  /** Runs that the reduction of one counterexample may take. */
  readonly mostReductions: number;
  /** Milliseconds that all reductions together may take. */
  readonly reductionTimeLimitMs: number;
  /** A fresh candidate, where there can be more than one. */
  readonly connect?: (() => Promise<HistorySession<H>>) | undefined;
  /** Why there is no candidate to drive. */
  readonly broken?: HistoryBreakdown<H> | undefined;
  /** Whether a further program may be begun. */
  readonly mayGoOn: () => boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

type Found<H extends HistoryTypes> = HistoryViolation<H> & {
  readonly isSequential: boolean;
  /** It had failed before, and is as small as it was made then. */
  readonly isExample?: true;
  /** Otherwise: where it stands among the programs of the campaign. */
  readonly found?: number;
};

/** What programs have shown so far. */
interface Tally<H extends HistoryTypes> {
  readonly situations: Map<string, number>;
  /** Of each property the smallest program that broke it: rather one that does not break it in order too. */
  readonly violations: Map<string, Found<H>>;
  readonly undecided: Set<string>;
  programs: number;
  messages: number;
  overlapping: number;
  crashes: number;
  violated: number;
  spoiled: number;
}

/** Histories of so many programs, one after the other, each judged as it comes. */
export async function runHistories<H extends HistoryTypes, P extends HistoryProperty>(
  specification: HistorySpecification<H, P>,
  campaign: HistoryCampaign<H, P>,
  session: HistorySession<H>,
  statement: H["statement"],
  options: HistoryOptions<H>,
): Promise<HistoryResult<H, P>> {
  const tally: Tally<H> = {
    situations: new Map(),
    violations: new Map(),
    undecided: new Set(),
    programs: 0,
    messages: 0,
    overlapping: 0,
    crashes: 0,
    violated: 0,
    spoiled: 0,
  };
  const isAborted = () => options.signal?.aborted === true;
  const context: RacingContext<H, P> = {
    specification,
    session,
    statement,
    properties: campaign.properties,
    budget: { runs: Number.POSITIVE_INFINITY },
    isOver: isAborted,
    attempts: new Map(),
  };
  const { seed, onProgress } = options;
  const total = countOwn(options);
  let breakdown: HistoryResult<H, P>["breakdown"] = options.broken;
  let examples: readonly ExampleResult[] = [];
  try {
    if (!breakdown) examples = await runExamples(context, campaign.properties, tally, options);
  } catch (error) {
    if (!isAborted()) breakdown = { error };
  }
  const programAt = campaign.generate(seed);
  for (const index of ownIndices(options)) {
    if (breakdown || !options.mayGoOn() || isAborted()) break;
    const program = programAt(index);
    try {
      await driveOne(context, program, index, tally);
    } catch (error) {
      if (!isAborted()) breakdown = { error, program, index };
      break;
    }
    onProgress?.({ stage: "racing", done: tally.programs, total, violated: tally.violated });
  }
  const minimised = new Map(unminimised(tally));
  if (!breakdown) breakdown = await minimiseAll(context, tally, minimised, options);
  const { programs, messages, overlapping, crashes, violated, spoiled } = tally;
  const isCut = !breakdown && programs < total;
  return {
    name: campaign.name,
    properties: campaign.properties.map((property) =>
      resultOf(property, tally, minimised, isCut || breakdown !== undefined),
    ),
    examples,
    programs,
    messages,
    overlapping,
    crashes,
    violated,
    spoiled,
    ...(breakdown && { breakdown }),
    ...(isCut && { cut: isAborted() ? "interrupted" : "time" }),
  };
}

async function runExamples<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  properties: readonly P[],
  tally: Tally<H>,
  options: HistoryOptions<H>,
): Promise<readonly ExampleResult[]> {
  const { examples = [], mayGoOn } = options;
  const own = onceOf(options);
  const { results, shown } = await showExamples(context, properties, examples, mayGoOn, own);
  for (const [property, found] of shown) {
    const isSequential = await failsInOrder(context, property, found.run.program);
    tally.violations.set(property.id, { ...found, isSequential, isExample: true });
  }
  return results;
}

/** @param index of the program in the campaign, by which is chosen what happens as it runs */
async function driveOne<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  program: H["program"],
  index: number,
  tally: Tally<H>,
): Promise<void> {
  const { run, ...judgement } = await attempt(context, program, index);
  tally.programs += 1;
  tally.messages += judgement.messages;
  tally.overlapping += judgement.overlapping;
  tally.crashes += judgement.crashes;
  tally.violated += judgement.violations.size > 0 ? 1 : 0;
  tally.spoiled += judgement.isSpoiled ? 1 : 0;
  for (const id of judgement.arisen) tally.situations.set(id, (tally.situations.get(id) ?? 0) + 1);
  for (const id of judgement.undecided) tally.undecided.add(id);
  const { sizeOf } = context.specification;
  for (const property of context.properties) {
    const explanation = judgement.violations.get(property.id);
    const known = tally.violations.get(property.id);
    if (!explanation || known?.isExample) continue;
    if (known && !known.isSequential && sizeOf(known.run.program) <= sizeOf(program)) continue;
    const isSequential = await failsInOrder(context, property, program);
    if (known && isSequential) continue;
    tally.violations.set(property.id, { run, explanation, isSequential, found: index });
  }
}

type Minimised<H extends HistoryTypes> = ReadonlyMap<string, RacyCounterexample<H>>;

function unminimised<H extends HistoryTypes>({ violations }: Tally<H>): Minimised<H> {
  const asFound = { rate: { failed: 0, of: 0 }, minimality: "undecided" } as const;
  return new Map([...violations].map(([id, found]) => [id, { ...found, ...asFound }]));
}

/** Puts smaller programs in the places of those found. @returns how one of them broke the candidate, if one did */
async function minimiseAll<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  tally: Tally<H>,
  minimised: Map<string, RacyCounterexample<H>>,
  { mostReductions, reductionTimeLimitMs, signal, onProgress, connect }: HistoryOptions<H>,
): Promise<HistoryResult<H, P>["breakdown"]> {
  if (tally.violations.size === 0) return undefined;
  // What the campaign left behind in its candidate would have a part in what is told.
  const fresh = await connect?.().catch(() => undefined);
  const deadline = performance.now() + reductionTimeLimitMs;
  const isOver = () => signal?.aborted === true || performance.now() > deadline;
  const starts: H["program"][] = [];
  let breakdown: HistoryResult<H, P>["breakdown"];
  const total = tally.violations.size;
  for (const property of context.properties) {
    const found = tally.violations.get(property.id);
    if (!found || isOver()) continue;
    onProgress?.({ stage: "minimising", done: starts.length, total, violated: total });
    const budget = { runs: mostReductions };
    try {
      const smaller = found.isExample
        ? await countRacy({ ...context, fresh }, property, found, "reduced")
        : await minimiseRacy({ ...context, fresh, budget, isOver }, property, found, starts);
      minimised.set(property.id, smaller);
      starts.push(smaller.run.program);
    } catch (error) {
      // The candidate is gone: the rest is told as it was found.
      breakdown = signal?.aborted ? undefined : { error };
      break;
    }
  }
  await fresh?.close().catch(() => undefined);
  return breakdown;
}

function resultOf<H extends HistoryTypes, P extends HistoryProperty>(
  property: P,
  { situations: counts, violations, undecided }: Tally<H>,
  minimised: Minimised<H>,
  isCut: boolean,
): HistoryPropertyResult<H, P> {
  const situations = counts.get(property.id) ?? 0;
  const counterexample = minimised.get(property.id);
  const isGivenUp = undecided.has(property.id);
  const common = { property, situations, isGivenUp };
  const found = violations.get(property.id)?.found;
  if (counterexample)
    return {
      ...common,
      verdict: "violated",
      counterexample,
      ...(found !== undefined && { found }),
    };
  // A history that nobody could decide on may have been the one that breaks it.
  if (isGivenUp) return { ...common, verdict: "undecided" };
  const enough = situations >= property.least;
  return { ...common, verdict: enough ? "holds" : isCut ? "undecided" : "unreached" };
}
