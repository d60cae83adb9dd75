/**
 * A server whose messages take effect one by one, each at some moment between its request and its answer: what is
 * recorded of it is right by construction, whatever liberties the server takes.
 */
import seedrandom from "seedrandom";
import type { Message, Outcome, Settings, Snapshot } from "../../model/index.ts";
import { createLiberal, type Declared } from "../clauses/liberal.test-helper.ts";
import type { History, HistoryEvent, Phase } from "./history.ts";
import type { LaneProgram, Plan } from "./program.ts";

export interface Server {
  reset(settings: Settings): unknown;
  handle(message: Message): Promise<Outcome> | Outcome;
  snapshot(): Promise<Snapshot> | Snapshot;
}

type MessageEvent = Extract<HistoryEvent, { type: "message" }>;

export async function simulate(
  { capacity, otherCapacity }: LaneProgram,
  { phases }: Plan,
  declared: Declared,
  seed: string,
  server: Server = createLiberal(declared, seed),
): Promise<History> {
  await server.reset({ capacity, otherCapacity });
  const simulation = new Simulation(server, seed);
  for (const [index, phase] of phases.entries()) await simulation.drive(phase, index);
  return simulation.events;
}

class Simulation {
  readonly events: HistoryEvent[] = [];
  readonly #server: Server;
  readonly #random: () => number;
  #place = 0;
  #request = 0;

  constructor(server: Server, seed: string) {
    this.#server = server;
    this.#random = seedrandom(seed);
  }

  async drive(phase: Phase, index: number): Promise<void> {
    if (phase.type === "sequence") {
      for (const message of phase.messages) {
        const event = this.#call(index, 0, message);
        const outcome = await this.#server.handle(message);
        this.events.push({ ...event, return: this.#next(), outcome });
        await this.#look(index);
      }
      return;
    }
    if (phase.type === "together") await this.#race(index, phase.lanes, phase.kill !== undefined);
    else await this.#cut(index, phase.during);
    if (phase.kill)
      this.events.push({ type: "crash", phase: index, call: this.#next(), return: this.#next() });
    await this.#look(index);
  }

  #next(): number {
    this.#place += 1;
    return this.#place;
  }

  #pick(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #call(phase: number, lane: number, message: Message): MessageEvent {
    this.#request += 1;
    return { type: "message", phase, lane, message, request: this.#request, call: this.#next() };
  }

  async #look(phase: number): Promise<void> {
    const call = this.#next();
    const snapshot = await this.#server.snapshot();
    this.events.push({ type: "snapshot", phase, call, return: this.#next(), snapshot });
  }

  /** Each lane's message is called, takes effect and returns, in steps that the lanes take in any order. */
  async #race(phase: number, lanes: readonly (readonly Message[])[], isCut: boolean) {
    const left = lanes.map((messages) => [...messages]);
    const underWay = new Map<number, { readonly event: MessageEvent; outcome?: Outcome }>();
    const send = (lane: number) => {
      const message = left[lane]?.shift();
      if (message) underWay.set(lane, { event: this.#call(phase, lane, message) });
      else underWay.delete(lane);
    };
    for (const lane of left.keys()) send(lane);
    // The last ones are cut off by the crash, with or without an effect.
    const rest = isCut ? this.#pick(underWay.size + 1) : 0;
    while (underWay.size > rest) {
      const [lane, entry] = [...underWay][this.#pick(underWay.size)] ?? [];
      if (lane === undefined || !entry) break;
      if (entry.outcome) {
        this.events.push({ ...entry.event, return: this.#next(), outcome: entry.outcome });
        send(lane);
      } else entry.outcome = await this.#server.handle(entry.event.message);
    }
    this.events.push(...[...underWay.values()].map(({ event }) => event));
  }

  /** Some beginning of a request that is never answered. */
  async #cut(phase: number, during: readonly Message[]): Promise<void> {
    const done = this.#pick(during.length + 1);
    for (const message of during.slice(0, done)) await this.#server.handle(message);
    const events = during.map((message) => this.#call(phase, 0, message));
    this.events.push(...events.map((event) => ({ ...event, request: 0 - phase })));
  }
}
