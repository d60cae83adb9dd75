/** A candidate of this process with its surroundings: turns for messages in flight, a disk, and crashes. */

import type { Candidate, CandidateExport, Host } from "../protocol/port.ts";
import type { Flight, Transport } from "../protocol/transport.ts";
import {
  executionOf,
  guarded,
  inProcessTransport,
  makeCandidate,
  withTimeLimit,
} from "./in-process.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";

/** A candidate from its making to its crash. */
interface Life {
  readonly scheduler: Scheduler;
  readonly host: Host;
  readonly candidate: Candidate;
  readonly transport: Transport;
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
    const scheduler = createScheduler();
    const host: Host = { pause: () => scheduler.pause(), disk };
    const candidate = await makeCandidate(exported, from, timeLimitMs, host);
    return { scheduler, host, candidate, transport: inProcessTransport(candidate, timeLimitMs) };
  };
  let life = await begin(new Map());
  return {
    mostInFlight: life.transport.mostInFlight,
    initialize: () => life.transport.initialize(),
    reset: (settings) => life.transport.reset(settings),
    execute: (messages, observe) => life.transport.execute(messages, observe),
    snapshot: () => life.transport.snapshot(),
    close: () => life.transport.close(),
    fly: (seed) => flightOf(life, seed, timeLimitMs),
    // One object has one life: nothing makes another that would know what this one stored.
    ...(typeof exported === "function" && {
      crash: async () => {
        life.scheduler.abandon();
        // A copy: whatever of the life before may still be running writes to a disk that nobody reads.
        life = await begin(new Map(life.host.disk));
      },
    }),
  };
}

function flightOf({ scheduler, candidate }: Life, seed: string, timeLimitMs: number): Flight {
  scheduler.begin(seed);
  return {
    execute: (messages, onSent) =>
      withTimeLimit(
        "execute",
        timeLimitMs,
        scheduler.start(() => {
          onSent();
          return guarded("execute", async () => executionOf(candidate, messages, "none"));
        }),
      ),
    lag: (ms) => scheduler.turns(Math.round(ms)),
    land: () => withTimeLimit("what goes on after the answers", timeLimitMs, scheduler.end()),
  };
}
