/**
 * A campaign. Same seed, same candidate, same result.
 *
 * 1. Programs that had failed before are driven.
 * 2. The parts are driven in turns: programs whose messages follow one another, races, crashes.
 * 3. The scopes are driven, each to its end.
 * 4. What failed is refined: shrunk, and searched for the shortest, under one budget.
 *
 * After each turn, what failed for the first time is shrunk a little and reported at once. A run that ends early, for
 * any reason, goes on with step 4 where it may, and what it did not test enough is undecided.
 */
import { shrinkFailure } from "./breaking.ts";
import { propertyResults, situationResults } from "./conclusion.ts";
import type { Context } from "./drive.ts";
import type { CandidateFailure, Terms } from "./driving.ts";
import { driveExamples, type ExampleResult } from "./examples.ts";
import { drivePlan, undriven } from "./exhausting.ts";
import { Findings } from "./findings.ts";
import { createProgress } from "./progress.ts";
import { refine } from "./refining.ts";
import {
  type CampaignOptions,
  type CampaignResult,
  type Cut,
  ENOUGH,
  type PlanResult,
} from "./result.ts";
import { PartRun, turns } from "./rounds.ts";
import { reconnectingSession, Sessions } from "./sessions.ts";
import { onceOf } from "./sharding.ts";
import { type Counterexamples, counterexampleOf } from "./shrink.ts";
import type {
  Judgement,
  Plan,
  Property,
  Session,
  Specification,
  Types,
  Violation,
} from "./specification.ts";
import { Tally } from "./tally.ts";

/** @param plans the scopes, driven after the generated programs, made one by one */
export async function runCampaign<T extends Types>(
  specification: Specification<T>,
  connect: () => Promise<Session<T>>,
  statement: T["statement"],
  options: CampaignOptions<T>,
  plans: Iterable<Plan<T>> = [],
): Promise<CampaignResult<T>> {
  const judge = specification.createJudge(
    specification.properties(statement),
    specification.situations(statement),
    statement,
    ENOUGH,
  );
  return new Campaign({ specification, judge, statement }, connect, options).run(plans);
}

class Campaign<T extends Types> {
  readonly #context: Context<T>;
  readonly #connect: () => Promise<Session<T>>;
  readonly #options: CampaignOptions<T>;
  readonly #sessions: Sessions<T>;
  readonly #isOver: () => boolean;
  readonly #tally: Tally<T>;
  readonly #findings: Findings<T>;
  readonly #parts: readonly PartRun<T>[];
  readonly #progress: ReturnType<typeof createProgress<T>>;
  readonly #plans: PlanResult<T>[] = [];
  #examples: readonly ExampleResult[] = [];
  #failure: CandidateFailure<T> | undefined;
  /** The session in which new findings are first shrunk. */
  #apart: Session<T> | undefined;
  /** Whether something has failed for the first time in the turn that goes on. */
  #isNews = false;

  constructor(
    context: Context<T>,
    connect: () => Promise<Session<T>>,
    options: CampaignOptions<T>,
  ) {
    const { specification, statement } = context;
    this.#context = context;
    this.#connect = connect;
    this.#options = options;
    this.#sessions = new Sessions(connect, options, specification.isDeterministic);
    const { timeLimitMs = Number.POSITIVE_INFINITY, signal } = options;
    const deadlineMs = performance.now() + timeLimitMs;
    this.#isOver = () => signal?.aborted || performance.now() >= deadlineMs;
    this.#tally = new Tally(context);
    this.#findings = new Findings(context, options, this.#isOver);
    const parts = specification.parts(statement);
    this.#parts = parts.map((part, at) => new PartRun(context, part, at + 1, options));
    this.#progress = createProgress(this.#parts, options.onEvent);
  }

  async run(plans: Iterable<Plan<T>>): Promise<CampaignResult<T>> {
    let counterexamples: Counterexamples<T> = new Map();
    try {
      await this.#attempt(() => this.#sessions.open());
      await this.#driveExamples();
      await this.#driveParts();
      await this.#attempt(() => this.#drivePlans(plans));
      await this.#shrinkFailure();
      counterexamples = await this.#refine();
    } finally {
      await this.#apart?.close().catch(() => undefined);
      const closing = await this.#sessions.close();
      // A candidate has to end properly, but an earlier failure is more important.
      this.#failure ??= closing;
    }
    return this.#result(counterexamples);
  }

  /** An error means that the candidate failed. */
  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#options.signal?.aborted) this.#failure ??= { error };
    }
  }

  get #isBailed(): boolean {
    const { bail } = this.#options;
    return bail !== undefined && this.#findings.count >= bail;
  }

  readonly #mayGoOn = (): boolean => !this.#failure && !this.#isBailed && !this.#isOver();

  get #terms(): Terms {
    return { mayGoOn: this.#mayGoOn, signal: this.#options.signal };
  }

  readonly #judged = (judgement: Judgement<T>): void => {
    this.#tally.add(judgement);
    const isNews = this.#findings.note(judgement);
    // With several sessions, what was driven by then would depend on their speed.
    if (this.#options.sessions <= 1) this.#isNews ||= isNews;
  };

  readonly #sessionFor = async (program: T["program"]): Promise<Session<T>> => {
    const isSteady = this.#context.specification.isDeterministic(program);
    const [session] = await this.#sessions.for(isSteady);
    if (!session) throw new Error("no candidate is connected");
    return session;
  };

  /** Reports what has failed for the first time. */
  async #settle(): Promise<void> {
    this.#isNews = false;
    if (!this.#findings.isPending) return;
    // A smaller program may break its candidate, and the campaign goes on with its own.
    if (this.#failure || this.#options.canBeFresh)
      this.#apart ??= reconnectingSession<T>(undefined, this.#connect);
    const apart = this.#apart;
    const sessionFor = apart ? async () => apart : this.#sessionFor;
    await this.#attempt(() => this.#findings.settle(sessionFor));
  }

  async #driveExamples(): Promise<void> {
    const { results, failure } = await driveExamples(
      this.#context,
      this.#sessionFor,
      this.#options.examples ?? [],
      this.#terms,
      (judgement) => {
        const { violations } = this.#tally;
        for (const [id, violation] of judgement.violations)
          if (!violations.has(id)) violations.set(id, violation);
        this.#findings.note(judgement);
      },
      onceOf(this.#options),
    );
    this.#examples = results;
    this.#failure ??= failure;
    await this.#settle();
  }

  async #driveParts(): Promise<void> {
    // A turn ends as soon as something new fails, so that it is reported at once.
    const mayGoOn = () => this.#mayGoOn() && !this.#isNews;
    const terms = { ...this.#terms, mayGoOn };
    for (const upTo of turns(this.#options))
      for (const run of this.#parts)
        while (this.#mayGoOn() && run.isDue(upTo)) {
          await this.#attempt(async () => {
            const sessions = await this.#sessions.for(run.part.isSteady);
            this.#failure ??= await run.drive(sessions, terms, this.#judged);
          });
          await this.#settle();
          this.#progress.drove(run);
        }
  }

  async #drivePlans(plans: Iterable<Plan<T>>): Promise<void> {
    let at = this.#parts.length + 1;
    // Only the first chunk of a campaign drives the scopes.
    for (const plan of (this.#options.from ?? 0) === 0 ? plans : []) {
      const result = this.#mayGoOn() ? await this.#drivePlan(plan, at) : undriven(plan);
      this.#plans.push(result);
      this.#options.onEvent?.({ type: "scope", result });
      at += 1;
    }
  }

  async #drivePlan(plan: Plan<T>, at: number): Promise<PlanResult<T>> {
    const { result, failure } = await drivePlan(
      this.#context,
      await this.#sessions.for(true),
      plan,
      at,
      { ...this.#terms, shard: onceOf(this.#options) },
      this.#judged,
      async (soFar) => {
        await this.#settle();
        this.#progress.covered(soFar);
      },
    );
    this.#failure ??= failure;
    await this.#settle();
    return result;
  }

  get #refinement() {
    const sessionFor = async (program: T["program"]) =>
      this.#failure ? undefined : this.#sessionFor(program);
    return {
      context: this.#context,
      connect: this.#connect,
      options: this.#options,
      isOver: this.#isOver,
      findings: this.#findings,
      sessionFor,
      onRun: this.#progress.refining(this.#options.shortest),
    };
  }

  async #shrinkFailure(): Promise<void> {
    if (!this.#failure || !this.#options.canBeFresh) return;
    this.#failure = await shrinkFailure(this.#refinement, this.#failure);
  }

  async #refine(): Promise<Counterexamples<T>> {
    const failed = new Map<Property, Violation<T>>();
    for (const property of this.#context.judge.properties) {
      const violation = this.#tally.violations.get(property.id);
      if (violation) failed.set(property, violation);
    }
    if (failed.size === 0) return new Map();
    let refined: Counterexamples<T> | undefined;
    await this.#attempt(async () => {
      refined = await refine(this.#refinement, failed, this.#isBailed);
    });
    // If the refinement itself failed, what was found is reported as it was found.
    const { seen } = this.#findings;
    return (
      refined ??
      new Map([...failed].map(([one, found]) => [one, seen.get(one) ?? counterexampleOf(found)]))
    );
  }

  get #cut(): Cut | undefined {
    if (this.#options.signal?.aborted) return "interrupted";
    if (this.#isBailed) return "bail";
    const areDriven = this.#parts.every(({ isDone }) => isDone);
    const isDone = areDriven && this.#plans.every(({ isComplete }) => isComplete);
    return isDone ? undefined : "time";
  }

  #result(counterexamples: Counterexamples<T>): CampaignResult<T> {
    const failure = this.#failure;
    const cut = failure ? undefined : this.#cut;
    const isCut = failure !== undefined || cut !== undefined;
    return {
      properties: propertyResults(this.#context, this.#tally, counterexamples, isCut),
      situations: situationResults(this.#context, this.#tally),
      plans: this.#plans,
      parts: this.#parts.map(({ result }) => result),
      examples: this.#examples,
      ...(failure && { failure }),
      ...(cut && { cut }),
    };
  }
}
