/** Candidates that live in this process: a module that exports one, in TypeScript or JavaScript. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import type { Message, Outcome, Snapshot } from "../../model/index.ts";
import { nearest } from "../../properties/programs/nearest.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { notImplemented } from "../protocol/not-implemented.ts";
import type { Candidate, CandidateExport, Execution, Host, Observe } from "../protocol/port.ts";
import { MOST_IN_FLIGHT, type Transport } from "../protocol/transport.ts";
import { isCommand } from "../session/is-command.ts";
import { nearestFile } from "../session/nearest-file.ts";
import { copyOf, copyOfExecution, copyOfMessage, copyOfOutcome, isObject } from "./copies.ts";

/** What makes a candidate fit to be driven, besides its declaration. */
const METHODS = ["reset", "handle", "snapshot"] as const;

/**
 * Loads what `path` exports, as its default (or `candidate`) or under `name`.
 * @param timeLimitMs how long the module may take to load
 * @throws {CandidateError} where there is no such file, it does not load, or it exports no candidate
 */
export async function loadCandidate(
  path: string,
  name: string | undefined,
  timeLimitMs: number,
): Promise<CandidateExport> {
  const exports = await loadModule(path, timeLimitMs);
  const named = name === undefined ? [exports.default, exports.candidate] : [exports[name]];
  const found = named.find(isCandidateExport);
  if (found) return found;
  const [first] = named;
  if (isObject(first)) throw notACandidate(first, `what ${path} exports as ${name ?? "default"}`);
  const names = Object.keys(exports);
  throw new CandidateError(
    "no-candidate",
    `${path} exports no candidate as ${name ?? "default"}; it exports ${names.join(", ") || "nothing"}`,
    { hint: meant(nearest(name ?? "", names), (near) => `${path}#${near}`) },
  );
}

/**
 * Loads every candidate that `path` exports, and every function, by the name of its export; what is
 * exported under two names is given once, under the one that is not `default`.
 * @param timeLimitMs how long the module may take to load
 * @throws {CandidateError} where there is no such file, it does not load, or it exports no candidate
 */
export async function loadCandidates(
  path: string,
  timeLimitMs: number,
): Promise<ReadonlyMap<string, CandidateExport>> {
  const { default: unnamed, ...named } = await loadModule(path, timeLimitMs);
  const names = new Map<CandidateExport, string>();
  for (const [name, value] of [...Object.entries(named), ["default", unnamed] as const])
    if (isCandidateExport(value) && !names.has(value)) names.set(value, name);
  if (names.size > 0) return new Map([...names].map(([value, name]) => [name, value]));
  const all = Object.keys(named).join(", ") || "nothing";
  throw new CandidateError("no-candidate", `${path} exports no candidate; it exports ${all}`);
}

/**
 * What a module exports, in TypeScript or JavaScript.
 * @param timeLimitMs how long it may take to load
 * @throws {CandidateError} where there is no such file, or it does not load
 */
export async function loadModule(
  path: string,
  timeLimitMs: number,
): Promise<Record<string, unknown>> {
  const file = resolve(path);
  if (!existsSync(file))
    throw new CandidateError("not-found", `there is no file ${path}`, {
      hint: isCommand(path)
        ? `did you mean "stdio:${path}"?`
        : meant(nearestFile(path), (near) => near),
    });
  const loading = importModule(file).catch((cause: unknown) => {
    throw new CandidateError("did-not-load", `${path} does not load: ${messageOf(cause)}`, {
      cause,
    });
  });
  return exportsOf(await withTimeLimit(`loading ${path}`, timeLimitMs, loading));
}

/** The hint that names what may have been meant, where something may. */
const meant = (near: string | undefined, written: (near: string) => string) =>
  near === undefined ? undefined : `did you mean ${written(near)}?`;

/** Only calling a function tells whether it makes a candidate. */
const isCandidateExport = (value: unknown): value is CandidateExport =>
  typeof value === "function" || isCandidate(value);

/**
 * @param from what the candidate comes from, for an error message
 * @throws {CandidateError} where it throws, takes too long, or makes something else
 */
export async function makeCandidate(
  exported: CandidateExport,
  from: string,
  timeLimitMs: number,
  host: Host,
): Promise<Candidate> {
  const made = guarded("making the candidate", async () =>
    typeof exported === "function" ? exported(host) : exported,
  );
  const candidate = await withTimeLimit("making the candidate", timeLimitMs, made);
  if (isCandidate(candidate)) return candidate;
  throw notACandidate(candidate, from);
}

function notACandidate(value: unknown, from: string): CandidateError {
  const shape = isObject(value) ? (value as Record<string, unknown>) : {};
  const missing = [
    ...(isObject(shape.declaration) ? [] : ["declaration"]),
    ...METHODS.filter((method) => typeof shape[method] !== "function"),
  ];
  return new CandidateError("no-candidate", `${from} is no candidate: no ${missing.join(", no ")}`);
}

function isCandidate(value: unknown): value is Candidate {
  if (!isObject(value)) return false;
  // Methods of a class are no fields of its objects.
  const candidate = value as Partial<Candidate>;
  return (
    isObject(candidate.declaration) &&
    METHODS.every((name) => typeof candidate[name] === "function")
  );
}

/** A TypeScript module is compiled as it loads, where this Node does not run it as it is. */
async function importModule(file: string): Promise<Record<string, unknown>> {
  const url = pathToFileURL(file).href;
  if (!/\.[cm]?tsx?$/.test(file) || isTypeScriptLoaded()) return import(url);
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(url, import.meta.url);
}

/** TypeScript in a package that is no ES module is compiled to CommonJS: its exports are one default. */
function exportsOf(module: Record<string, unknown>): Record<string, unknown> {
  const { default: inner } = module;
  return isObject(inner) && "__esModule" in inner ? (inner as Record<string, unknown>) : module;
}

/** True under a test runner or loader that already takes TypeScript. */
const isTypeScriptLoaded = () => import.meta.url.endsWith(".ts");

/** @param timeLimitMs how long one program may take */
export function inProcessTransport(candidate: Candidate, timeLimitMs: number): Transport {
  /** A candidate that answers at once is kept waiting for neither a timer nor the event loop. */
  const limited = <T>(what: string, work: () => T | Promise<T>): T | Promise<T> => {
    const answer = guardedNow(what, work);
    if (!isPromise(answer)) return answer;
    return withTimeLimit(
      what,
      timeLimitMs,
      guarded(what, async () => answer),
    );
  };
  return {
    mostInFlight: MOST_IN_FLIGHT,
    initialize: () => candidate.declaration,
    reset: (settings) => limited("reset", () => candidate.reset(settings)),
    execute: (messages, observe) =>
      limited("execute", () => executionOf(candidate, messages, observe)),
    snapshot: () => limited("snapshot", () => chain(candidate.snapshot(), copyOf)),
    close: () => limited("close", () => candidate.close?.()),
  };
}

/** What an execution comes to, however long it takes. */
export function executionOf(
  candidate: Candidate,
  messages: readonly Message[],
  observe: Observe,
): Execution | Promise<Execution> {
  return candidate.execute
    ? chain(candidate.execute(messages.map(copyOfMessage), observe), copyOfExecution)
    : executeEach(candidate, messages, observe);
}

function executeEach(
  candidate: Candidate,
  messages: readonly Message[],
  observe: Observe,
): Execution | Promise<Execution> {
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
  const from = (first: number): Execution | Promise<Execution> => {
    for (let index = first; index < messages.length; index += 1) {
      const isShown = observe === "each" || (observe === "last" && index === messages.length - 1);
      try {
        const answer = candidate.handle(copyOfMessage(messages[index] as Message));
        const taken = chain(answer, isShown ? noteAndShow : note);
        if (taken) return goOn(taken, index);
      } catch (cause) {
        fail(cause, index);
      }
    }
    return { outcomes, snapshots };
  };
  const goOn = (taken: Promise<unknown>, index: number) =>
    Promise.resolve(taken)
      .catch((cause) => fail(cause, index))
      .then(() => from(index + 1));
  const fail = (cause: unknown, index: number): never => {
    const missing = notImplemented(messageOf(cause));
    if (missing) throw missing;
    const message = messages[index] as Message;
    const where = `at message ${index + 1} of ${messages.length}, ${JSON.stringify(message)}`;
    throw new CandidateError("threw", `it threw ${where}: ${messageOf(cause)}`, {
      cause,
      at: { index, message },
    });
  };
  return from(0);
}

/** A synchronous candidate is not slowed down by a turn of the event loop a message. */
const chain = <A, B>(value: A | Promise<A>, next: (value: A) => B | Promise<B>): B | Promise<B> =>
  isPromise(value) ? Promise.resolve(value).then(next) : next(value);

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  isObject(value) && typeof (value as Partial<Promise<T>>).then === "function";

function guardedNow<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CandidateError) throw cause;
    const missing = notImplemented(messageOf(cause));
    if (missing) throw missing;
    throw new CandidateError("threw", `${what} threw: ${messageOf(cause)}`, { cause });
  }
}

export async function guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return guardedNow(what, () => {
      throw cause;
    });
  }
}

export async function withTimeLimit<T>(
  what: string,
  timeLimitMs: number,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new CandidateError("timeout", `${what} took longer than ${timeLimitMs} ms`));
    }, timeLimitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Anything may be thrown, also what has no text. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === "string" ? error : inspect(error);
}
