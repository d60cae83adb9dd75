/** Drives programs through a server in this process, and spoils a correct server in one respect. */
import type { Candidate } from "../../adapters/protocol/port.ts";
import { drive, driveVariant } from "../../engine/drive.ts";
import type { Failure, Judge, Session } from "../../engine/specification.ts";
import type { Message, MessageType, Outcome, Snapshot, Statement } from "../../model/index.ts";
import type { Property } from "../clauses/property.ts";
import { isPlanned, type LicensePool, licensePool } from "../license-pool.ts";
import { type PredictedStep, type Program, predict } from "./program.ts";

type Server = Pick<Candidate, "reset" | "handle" | "snapshot">;
export type MakeServer = () => Server;

/** A new server for each program, so that a spoiled one forgets what it counted. */
export function sessionOf(make: MakeServer): Session<LicensePool> {
  return {
    ask: async ({ capacity, otherCapacity }, predicted) => {
      if (!isPlanned(predicted)) throw new Error("it takes one message after the other");
      const server = make();
      await server.reset({ capacity, otherCapacity });
      const outcomes: Outcome[] = [];
      const snapshots: Snapshot[] = [];
      for (const { message, reset } of predicted) {
        if (reset) await server.reset(reset);
        outcomes.push(await server.handle(message));
        snapshots.push(await server.snapshot());
      }
      return { read: async () => ({ outcomes, snapshots }) };
    },
    close: async () => {},
  };
}

/** How a program went for the properties given, by their ids. */
export interface Verdicts {
  /** How often the situation of each arose. */
  readonly arose: ReadonlyMap<string, number>;
  readonly failures: ReadonlyMap<string, Failure>;
}

/** One judge for each list of properties, which it sorts by message as it goes. */
const judges = new WeakMap<readonly Property[], Judge<LicensePool>>();
function judgeOf(properties: readonly Property[], statement: Statement): Judge<LicensePool> {
  const known = judges.get(properties) ?? licensePool.createJudge(properties, [], statement);
  judges.set(properties, known);
  return known;
}

/** @param predicted the program, predicted, where that was done already */
export async function judge(
  properties: readonly Property[],
  make: MakeServer,
  program: Program,
  statement: Statement,
  predicted: readonly PredictedStep[] = predict(program, statement),
): Promise<Verdicts> {
  const session = sessionOf(make);
  const driver = { specification: licensePool, statement };
  const run = await drive(driver, session, program, predicted);
  const judgement = judgeOf(properties, statement).judgeRun(run);
  const arose = new Map(properties.map(({ id }, at) => [id, judgement.situations[at] ?? 0]));
  const failures = new Map([...judgement.violations].map(([id, { failure }]) => [id, failure]));
  for (const property of properties) {
    if (property.kind !== "metamorphic") continue;
    const varied = await driveVariant(driver, session, property, run);
    if (varied) arose.set(property.id, 1);
    if (varied?.violation) failures.set(property.id, varied.violation.failure);
  }
  return { arose, failures };
}

/** Makes a defective server of a correct one. */
export type Spoil = (server: Server) => Partial<Server>;

export const spoiled = (make: MakeServer, spoil: Spoil): MakeServer => {
  return () => {
    const server = make();
    const own = spoil(server);
    return {
      reset: (settings) => server.reset(settings),
      handle: own.handle ?? ((message) => server.handle(message)),
      snapshot: own.snapshot ?? (() => server.snapshot()),
    };
  };
};

/** It gives one and the same answer to a type of message, whatever it does. */
export const answering =
  (type: MessageType, answer: Outcome): Spoil =>
  (server) => ({
    handle: async (message) => {
      const outcome = await server.handle(message);
      return message.type === type ? answer : outcome;
    },
  });

/** It takes a message for others, or for none. */
export const hearing =
  (replace: (message: Message) => readonly Message[]): Spoil =>
  (server) => ({
    handle: async (message) => {
      let answer: Outcome = { type: "done" };
      for (const heard of replace(message)) {
        const outcome = await server.handle(heard);
        if (heard.type === message.type) answer = outcome;
      }
      return answer;
    },
  });

/** It takes a type of message for others, or for none. */
export const taking = (type: MessageType, ...heard: readonly Message[]): Spoil =>
  hearing((message) => (message.type === type ? heard : [message]));

/** It does more upon a type of message than it should. */
export const adding = (type: MessageType, ...more: readonly Message[]): Spoil =>
  hearing((message) => (message.type === type ? [message, ...more] : [message]));

/** It gets the first message of a type right, and takes the next ones for others, or for none. */
export const takingAgain =
  (type: MessageType, ...heard: readonly Message[]): Spoil =>
  (server) => {
    let before = 0;
    const count = (message: Message) => {
      if (message.type === type) before += 1;
      return before > 1 && message.type === type ? heard : [message];
    };
    return hearing(count)(server);
  };

export const deafTo = (type: MessageType, client?: string): Spoil =>
  hearing((message) => {
    const about = client === undefined || ("client" in message && message.client === client);
    return message.type === type && about ? [] : [message];
  });

/** Its snapshots are not what it is like. */
export const showing =
  (alter: (snapshot: Snapshot) => Snapshot): Spoil =>
  (server) => ({ snapshot: async () => alter(await server.snapshot()) });
