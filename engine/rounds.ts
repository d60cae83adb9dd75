/** The programs of all parts in turns: what races and what crashes from the beginning, and not last. */
import { assign } from "./assigning.ts";
import type { Context } from "./drive.ts";
import { type CandidateFailure, driveTasks, type Queue, queueOf, type Terms } from "./driving.ts";
import type { CampaignOptions, PartResult } from "./result.ts";
import { countOwn, ownIndices, type Range, shareOf, WHOLE } from "./sharding.ts";
import type { Judgement, Part, Session, Types } from "./specification.ts";
import { type Counts, counting, NO_PROGRAMS } from "./tally.ts";

/** Programs of the campaign from one turn to the next: few at first, so that every part has its first turn soon. */
const FIRST_TURN = 5;
const MAX_TURN = 50;

/** A part, and what of it was driven so far. */
export class PartRun<T extends Types> {
  readonly part: Part<T>;
  /** Of the shard. */
  readonly total: number;
  counts: Counts = NO_PROGRAMS;
  /** Milliseconds that driving it has taken. */
  tookMs = 0;
  /** Programs of the part before this index are due. */
  #end = 0;
  /** The first of the campaign's programs. */
  readonly #from: number;
  readonly #queue: Queue<T>;
  readonly #context: Context<T>;

  constructor(
    context: Context<T>,
    part: Part<T>,
    at: number,
    { seed, ...range }: Range & Pick<CampaignOptions<T>, "seed">,
  ) {
    this.part = part;
    this.#context = context;
    this.#from = range.from ?? 0;
    const share = shareOf(range, part.every);
    const own = part.unable === undefined ? share : { ...share, programs: 0 };
    this.total = countOwn(own);
    const tasks = assign(context, part, { seed, indices: ownIndices(own), at });
    this.#queue = queueOf(tasks, ({ place }) => (place?.index ?? 0) < this.#end);
  }

  get isDone(): boolean {
    return this.counts.programs >= this.total;
  }

  /** Whether some of its share of the first `upTo` programs of the campaign are still to be driven. */
  isDue(upTo: number): boolean {
    this.#end = Math.ceil((this.#from + upTo) / this.part.every);
    const next = this.#queue.next();
    if (next) this.#queue.giveBack(next);
    return next !== undefined;
  }

  /**
   * Drives what is due.
   * @returns how the candidate failed, if it did
   */
  async drive(
    sessions: readonly Session<T>[],
    terms: Terms,
    onJudged: (judgement: Judgement<T>) => void,
  ): Promise<CandidateFailure<T> | undefined> {
    const startedMs = performance.now();
    const failure = await driveTasks(this.#context, sessions, this.#queue, terms, (judgement) => {
      this.counts = counting(this.counts, judgement);
      onJudged(judgement);
    });
    this.tookMs += performance.now() - startedMs;
    return failure;
  }

  get result(): PartResult {
    const { name, unable } = this.part;
    const isComplete = this.isDone && unable === undefined;
    return { name, ...this.counts, isComplete, ...(unable && { unable }) };
  }
}

/** The number of programs that the campaign has come to after each turn. A shard drives its share of them. */
export function* turns({ programs, shard = WHOLE }: Range): Generator<number> {
  let upTo = 0;
  for (let size = FIRST_TURN; upTo < programs; size = Math.min(MAX_TURN, size * 2)) {
    upTo = Math.min(programs, upTo + size * shard.of);
    yield upTo;
  }
}
