/**
 * Phases driven on a candidate, and what is seen of them: messages in flight together, and kills. Places in the history
 * come from one counter, taken when a request is sent and when its answer arrives: a request that was sent after an
 * answer had come cannot have taken effect before it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import seedrandom from "seedrandom";
import { type Declaration, type Message, type Settings, statementOf } from "../../model/index.ts";
import type { History, HistoryEvent, Kill, Phase } from "../../properties/concurrency/history.ts";
import { sequenceEvents } from "../../properties/concurrency/sequence.ts";
import { type Answers, checkDeclaration } from "../protocol/answers.ts";
import { CandidateError, withPlace } from "../protocol/candidate-error.ts";
import type { Flight, Transport } from "../protocol/transport.ts";

type Writable<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never;
type MessageEvent = Writable<Extract<HistoryEvent, { type: "message" }>>;

export interface Recorded {
  readonly transport: Transport;
  readonly declaration: Declaration;
  readonly answers: Answers;
}

/**
 * Resets the candidate and drives the phases in their order.
 * @param seed decides which message goes on when, where that is the suite's to decide: see `Flight`
 * @throws {CandidateError} where the candidate breaks by itself, with the phase; being killed is no fault
 */
export async function recordHistory(
  recorded: Recorded,
  { capacity, otherCapacity }: Settings,
  phases: readonly Phase[],
  seed: string,
): Promise<History> {
  await recorded.transport.reset({ capacity, otherCapacity });
  const recorder = new Recorder(recorded, seed);
  for (const [index, phase] of phases.entries()) {
    const where = `in phase ${index + 1} of ${phases.length} (${phase.type})`;
    try {
      await recorder.drive(index, phase);
    } catch (error) {
      throw withPlace(error, where);
    }
  }
  return recorder.history;
}

class Recorder {
  readonly history: HistoryEvent[] = [];
  readonly #recorded: Recorded;
  readonly #seed: string;
  #places = 0;
  #requests = 0;

  constructor(recorded: Recorded, seed: string) {
    this.#recorded = recorded;
    this.#seed = seed;
  }

  async drive(phase: number, what: Phase): Promise<void> {
    if (what.type === "sequence") return this.#sequence(phase, what.messages);
    const lanes =
      what.type === "together"
        ? what.lanes.map((lane) => lane.map((message) => [message]))
        : [what.during.length === 0 ? [] : [what.during]];
    await this.#inFlight(phase, lanes, what.kill);
    const call = this.#place();
    const answer = await this.#recorded.transport.snapshot();
    const snapshot = this.#recorded.answers.snapshot(answer);
    this.history.push({ type: "snapshot", phase, call, return: this.#place(), snapshot });
  }

  async #sequence(phase: number, messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { transport, answers } = this.#recorded;
    const request = this.#request();
    const answer = await transport.execute(messages, "each");
    const recording = answers.execution(answer, messages, "each");
    const next = () => this.#place();
    this.history.push(...sequenceEvents(messages, recording, { phase, request, next }));
  }

  /** Lanes of requests, released together, until all are answered or the candidate is killed. */
  async #inFlight(
    phase: number,
    lanes: readonly (readonly (readonly Message[])[])[],
    kill: Kill | undefined,
  ): Promise<void> {
    const { transport } = this.#recorded;
    const flight =
      transport.fly?.(`${this.#seed}/${phase}`) ?? flightOf(transport, `${this.#seed}/${phase}`);
    const enough = waitFor(kill?.answers ?? Number.POSITIVE_INFINITY);
    let isOver = false;
    const drive = async (requests: readonly (readonly Message[])[], lane: number) => {
      for (const messages of requests) {
        if (!kill) await flight.spread?.();
        // Nothing is awaited between this and the sending, so that nothing is sent after the end.
        if (isOver) return;
        await this.#send(flight, { phase, lane }, messages, () => isOver);
        enough.another();
      }
    };
    const answered = Promise.all(lanes.map(drive));
    // The first failure of a lane is the error; the others send nothing more.
    answered.catch(() => {
      isOver = true;
    });
    if (!kill) {
      await answered;
      return flight.land();
    }
    // Until the kill, a candidate that breaks does so by itself; after it, that is ignored.
    const broken = answered.then(() => new Promise<never>(() => {}));
    broken.catch(() => undefined);
    await Promise.race([enough.reached, answered]);
    await Promise.race([flight.lag(kill.lagMs), broken]);
    isOver = true;
    await this.#crash(phase);
  }

  /** @param isLost whether an answer that comes now comes too late to be one */
  async #send(
    flight: Flight,
    { phase, lane }: { readonly phase: number; readonly lane: number },
    messages: readonly Message[],
    isLost: () => boolean,
  ): Promise<void> {
    const events: MessageEvent[] = [];
    const answer = await flight
      .execute(messages, () => {
        const request = this.#request();
        for (const message of messages)
          events.push({ type: "message", phase, lane, message, request, call: this.#place() });
        this.history.push(...events);
      })
      .catch((error: unknown) => {
        if (!isLost()) throw error;
      });
    if (isLost()) return;
    const { outcomes } = this.#recorded.answers.execution(answer, messages, "none");
    for (const [index, event] of events.entries()) {
      // Those of one request follow each other, between its sending and its answer.
      if (index > 0) event.call = this.#place();
      event.return = this.#place();
      event.outcome = outcomes[index] as (typeof outcomes)[number];
    }
  }

  async #crash(phase: number): Promise<void> {
    const { transport, declaration } = this.#recorded;
    if (!transport.crash) throw new Error("this candidate cannot be killed and started again");
    const call = this.#place();
    await transport.crash();
    const again = checkDeclaration(await transport.initialize());
    // Other fields may be about the process, and features have no order.
    if (!isDeepStrictEqual(statementOf(again), statementOf(declaration)))
      throw new CandidateError(
        "invalid-answer",
        "started again, it declared other features or choices",
      );
    this.history.push({ type: "crash", phase, call, return: this.#place() });
  }

  #place(): number {
    this.#places += 1;
    return this.#places;
  }

  #request(): number {
    this.#requests += 1;
    return this.#requests;
  }
}

/** Resolves when something has happened so often; at once for 0. */
function waitFor(times: number) {
  let left = times;
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  if (left <= 0) reach();
  return {
    reached,
    another: () => {
      left -= 1;
      if (left === 0) reach();
    },
  };
}

/** In milliseconds: how long a server with a database is busy with a message. */
const MAX_APART_MS = 2;

/**
 * Requests of which the suite only knows when they are sent and answered. In every other phase they are sent at once; in
 * the others a moment apart, for mistakes that only show where a message comes into the middle of another.
 */
function flightOf(transport: Transport, seed: string): Flight {
  const random = seedrandom(seed);
  const isApart = random() < 0.5;
  return {
    execute: async (messages, onSent) => {
      onSent();
      return transport.execute(messages, "none");
    },
    ...(isApart && { spread: () => lag(random() * MAX_APART_MS) }),
    lag,
    land: async () => undefined,
  };
}

/** A timer is no finer than this, and a quick server does all that it does in less. */
const TIMER_MS = 1;

async function lag(ms: number): Promise<void> {
  const endMs = performance.now() + ms;
  if (ms > TIMER_MS) await sleep(ms - TIMER_MS);
  while (performance.now() < endMs) await new Promise(setImmediate);
}
