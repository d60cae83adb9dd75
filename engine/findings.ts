/**
 * What fails while a campaign goes on: grouped by cause, shrunk a little, and reported at once. A finding has the id of
 * the property that failed first, and keeps it when its counterexample becomes better.
 */
import type { Context } from "./drive.ts";
import { explains, type Group, groupByCause, isOfKind, type Violations } from "./grouping.ts";
import type { CampaignOptions, FindingState, Found } from "./result.ts";
import {
  type Counterexample,
  confirm,
  counterexampleOf,
  createShrinking,
  failsInOrder,
  RATE_RUNS,
  type ShrinkContext,
} from "./shrink.ts";
import type { Judgement, Property, Session, Types, Violation } from "./specification.ts";

/** Programs that the first shrinking of a finding may run. */
const FIRST_SHRINK = 200;
/** …and that of all findings together. Later ones are refined only at the end. */
const ALL_FIRST_SHRINKS = 1000;
/** Runs by which the rate of a race is first estimated. */
const FIRST_RATE_RUNS = 5;
/** Violations of one property that are tried for one that needs messages in flight together. */
const MAX_IN_ORDER_CHECKS = 20;

export class Findings<T extends Types> {
  /** The first counterexample of each property, shrunk a little. */
  readonly seen = new Map<Property, Counterexample<T>>();
  /** Those of them that need messages in flight together, or a crash. */
  readonly racy = new Map<Property, Violation<T>>();
  /** The properties of findings that no other finding explains. */
  readonly #leads = new Set<Property>();
  readonly #context: Context<T>;
  readonly #options: Pick<CampaignOptions<T>, "costOf" | "onEvent">;
  readonly #isOver: () => boolean;
  readonly #budget = { runs: ALL_FIRST_SHRINKS };
  readonly #inOrderChecks = new Map<Property, number>();
  #pending = new Map<Property, Violation<T>>();

  constructor(
    context: Context<T>,
    options: Pick<CampaignOptions<T>, "costOf" | "onEvent">,
    isOver: () => boolean,
  ) {
    this.#context = context;
    this.#options = options;
    this.#isOver = isOver;
  }

  /** Findings that no other one explains. */
  get count(): number {
    return this.#leads.size;
  }

  /** Whether something has failed that was not reported yet. */
  get isPending(): boolean {
    return this.#pending.size > 0;
  }

  /** @returns whether something fails here for the first time */
  note({ violations }: Judgement<T>): boolean {
    if (violations.size === 0) return false;
    let isNews = false;
    for (const property of this.#context.judge.properties) {
      const violation = violations.get(property.id);
      if (!violation || !this.#isWanted(property, violation)) continue;
      isNews ||= !this.seen.has(property);
      this.#pending.set(property, violation);
    }
    return isNews;
  }

  #isWanted(property: Property, { run }: Violation<T>): boolean {
    if (this.#pending.has(property)) return false;
    const known = this.seen.get(property);
    if (!known) return true;
    const checks = this.#inOrderChecks.get(property) ?? 0;
    return (
      known.isSequential &&
      checks < MAX_IN_ORDER_CHECKS &&
      !this.#context.specification.isDeterministic(run.program)
    );
  }

  /** Shrinks and reports what has failed. */
  async settle(sessionFor: (program: T["program"]) => Promise<Session<T>>): Promise<void> {
    const { isDeterministic } = this.#context.specification;
    const pending = [...this.#pending];
    this.#pending = new Map();
    for (const isSteady of [true, false]) {
      const own = pending.filter(([, { run }]) => isDeterministic(run.program) === isSteady);
      const [first] = own;
      if (first) await this.#settle(new Map(own), await sessionFor(first[1].run.program));
    }
  }

  async #settle(open: Violations<T>, session: Session<T>): Promise<void> {
    const { costOf } = this.#options;
    const own = { session, budget: this.#budget, isOver: this.#isOver, costOf };
    const context = createShrinking(this.#context, this.#context.judge.properties, own);
    const fresh = new Map<Property, Violation<T>>();
    for (const [property, violation] of open)
      if (!(await this.#isStillInOrder(context, property, violation)))
        fresh.set(property, violation);
    await groupByCause(context, fresh, FIRST_SHRINK, (group) =>
      this.#report(context, fresh, group),
    );
  }

  /** Whether the property is known to fail with messages in order, and does so here too. */
  async #isStillInOrder(
    context: ShrinkContext<T>,
    property: Property,
    { run }: Violation<T>,
  ): Promise<boolean> {
    if (!this.seen.has(property)) return false;
    this.#inOrderChecks.set(property, (this.#inOrderChecks.get(property) ?? 0) + 1);
    return failsInOrder(context, property, run.program);
  }

  /**
   * The finding that explains a group, never the group's own. Only properties that lead a finding count: a consequence
   * has many causes.
   */
  #causeOf({ lead, shrunk, others, cause }: Group<T>): string | undefined {
    const explaining =
      [...others].find(
        ([one, violation]) =>
          this.#leads.has(one) &&
          isOfKind(this.#context, one, lead) &&
          explains(violation, shrunk.violation),
      )?.[0] ?? cause?.lead;
    if (!explaining || explaining === lead) return undefined;
    const root = this.seen.get(explaining)?.cause ?? explaining.id;
    return root === lead.id ? undefined : root;
  }

  async #report(context: ShrinkContext<T>, open: Violations<T>, group: Group<T>): Promise<void> {
    const { lead, shrunk, others } = group;
    const isSteady = context.specification.isDeterministic(shrunk.violation.run.program);
    const cause = this.#causeOf(group);
    const isCostly = (context.costOf?.(shrunk.violation.run.program) ?? 1) > 1;
    const racyRuns = isCostly ? FIRST_RATE_RUNS : RATE_RUNS;
    const confirmed = await confirm(context, lead, shrunk, racyRuns);
    const counted = isSteady ? { ...confirmed, minimality: "undecided" as const } : confirmed;
    const found: Found<T>[] = [
      { property: lead, counterexample: { ...counted, ...(cause && { cause }) } },
    ];
    const { rate, isSequential } = counted;
    for (const [property, violation] of others) {
      if (!open.has(property) || this.seen.has(property)) continue;
      const known = { rate, isSequential, cause: cause ?? lead.id };
      found.push({ property, counterexample: counterexampleOf(violation, known) });
    }
    for (const { property, counterexample } of found) {
      this.seen.set(property, counterexample);
      const violation = property === lead ? shrunk.violation : others.get(property);
      if (violation && !isSteady && !counterexample.isSequential)
        this.racy.set(property, violation);
    }
    if (!cause) this.#leads.add(lead);
    this.emit(lead, cause ? "consequence" : "seen", found, cause);
  }

  emit(
    lead: Property,
    state: FindingState,
    found: readonly Found<T>[],
    cause: string | undefined,
  ): void {
    this.#options.onEvent?.({
      type: "finding",
      id: lead.id,
      state,
      ...(cause && { cause }),
      found,
    });
  }
}

/** What making counterexamples better is given. */
export interface Refinement<T extends Types> {
  readonly context: Context<T>;
  /** The session for such a program; none if the candidate has failed. */
  readonly sessionFor: (program: T["program"]) => Promise<Session<T> | undefined>;
  /** Connects to a fresh candidate, if there can be more than one. */
  readonly connect: () => Promise<Session<T>>;
  readonly options: CampaignOptions<T>;
  /** Whether no further program may be run. */
  readonly isOver: () => boolean;
  readonly findings: Findings<T>;
  /** Called before each run. */
  readonly onRun?: ShrinkContext<T>["onRun"];
}

/** A fresh candidate; none if there can be none, or if it does not start. */
export const freshCandidate = async <T extends Types>({
  options,
  connect,
}: Refinement<T>): Promise<Session<T> | undefined> =>
  options.canBeFresh ? connect().catch(() => undefined) : undefined;
