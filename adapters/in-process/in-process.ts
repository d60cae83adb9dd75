/** Candidates that live in this process, with turns for messages in flight, a disk, and crashes. */
import type { Message, Outcome, Snapshot } from "../../model/index.ts";
import type {
  Awaitable,
  Candidate,
  CandidateExport,
  Execution,
  Host,
  Observe,
} from "../protocol/port.ts";
import type { Flight, Transport } from "../protocol/transport.ts";
import { copyOf, copyOfExecution, copyOfMessage, copyOfOutcome } from "./copies.ts";
import { faultOf, guarded, isPromise, limited, withTimeLimit } from "./guard.ts";
import { makeCandidate } from "./load.ts";
import { Scheduler } from "./scheduler.ts";

/** A candidate from its making to its crash. */
interface Life {
  readonly scheduler: Scheduler;
  readonly host: Host;
  readonly candidate: Candidate;
}

/**
 * @param from what the candidate comes from, for an error message
 * @param timeLimitMs how long one request may take
 * @throws {CandidateError} where it cannot be made
 */
export async function hostedTransport(
  exported: CandidateExport,
  from: string,
  timeLimitMs: number,
): Promise<Transport> {
  const begin = async (disk: Map<string, string>): Promise<Life> => {
    const scheduler = new Scheduler();
    const host: Host = { pause: () => scheduler.pause(), disk };
    const candidate = await makeCandidate(exported, from, timeLimitMs, host);
    return { scheduler, host, candidate };
  };
  let life = await begin(new Map());
  return {
    ...transportOf(() => life.candidate, timeLimitMs),
    fly: (seed) => flightOf(life, seed, timeLimitMs),
    // One object has one life: nothing makes another that would know what this one stored.
    ...(typeof exported === "function" && {
      crash: async () => {
        life.scheduler.abandon();
        // A copy: what may still be running of the life before writes to a disk that is read no more.
        life = await begin(new Map(life.host.disk));
      },
    }),
  };
}

/** @param timeLimitMs how long one program may take */
export const inProcessTransport = (candidate: Candidate, timeLimitMs: number): Transport =>
  transportOf(() => candidate, timeLimitMs);

const transportOf = (candidate: () => Candidate, limitMs: number): Transport => ({
  initialize: () => candidate().declaration,
  reset: (settings) => limited("reset", limitMs, () => candidate().reset(settings)),
  execute: (messages, observe) =>
    limited("execute", limitMs, () => executionOf(candidate(), messages, observe)),
  snapshot: () => limited("snapshot", limitMs, () => chain(candidate().snapshot(), copyOf)),
  close: () => limited("close", limitMs, () => candidate().close?.()),
});

function flightOf({ scheduler, candidate }: Life, seed: string, timeLimitMs: number): Flight {
  scheduler.begin(seed);
  return {
    execute: (messages, onSent) =>
      withTimeLimit(
        "execute",
        timeLimitMs,
        scheduler.start(() => {
          onSent();
          return guarded("execute", () => executionOf(candidate, messages, "none"));
        }),
      ),
    lag: (ms) => scheduler.turns(Math.round(ms)),
    land: () => withTimeLimit("what goes on after the answers", timeLimitMs, scheduler.end()),
  };
}

const executionOf = (
  candidate: Candidate,
  messages: readonly Message[],
  observe: Observe,
): Awaitable<Execution> =>
  candidate.execute
    ? chain(candidate.execute(messages.map(copyOfMessage), observe), copyOfExecution)
    : executeEach(candidate, messages, observe);

function executeEach(
  candidate: Candidate,
  messages: readonly Message[],
  observe: Observe,
): Awaitable<Execution> {
  const outcomes: Outcome[] = [];
  const snapshots: Snapshot[] = [];
  let last: Snapshot | undefined;
  const keep = (shown: Snapshot) => {
    last = copyOf(shown, last);
    snapshots.push(last);
  };
  const note = (answer: Outcome) => {
    outcomes.push(copyOfOutcome(answer));
  };
  const noteAndShow = (answer: Outcome) => {
    note(answer);
    return chain(candidate.snapshot(), keep);
  };
  const from = (first: number): Awaitable<Execution> => {
    for (let index = first; index < messages.length; index += 1) {
      const isShown = observe === "each" || (observe === "last" && index === messages.length - 1);
      try {
        const answer = candidate.handle(copyOfMessage(messages[index] as Message));
        const taken = chain(answer, isShown ? noteAndShow : note);
        if (taken) return taken.catch((cause) => fail(cause, index)).then(() => from(index + 1));
      } catch (cause) {
        fail(cause, index);
      }
    }
    return { outcomes, snapshots };
  };
  const fail = (cause: unknown, index: number): never => {
    const message = messages[index] as Message;
    const where = `at message ${index + 1} of ${messages.length}, ${JSON.stringify(message)}`;
    throw faultOf(`it threw ${where}`, cause, { index, message });
  };
  return from(0);
}

/** A candidate that answers at once is not slowed down by a turn of the event loop for each message. */
const chain = <A, B>(value: Awaitable<A>, next: (value: A) => Awaitable<B>): Awaitable<B> =>
  isPromise(value) ? Promise.resolve(value).then(next) : next(value);
