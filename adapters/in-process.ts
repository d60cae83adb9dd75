/** Candidates that live in this process: a module that exports one, in TypeScript or JavaScript. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Message, Outcome, Snapshot } from "../model/index.ts";
import { CandidateError } from "./candidate-error.ts";
import type { Candidate, CandidateExport, Execution, Observe } from "./port.ts";
import type { Transport } from "./session.ts";

/**
 * Loads what `path` exports, as its default (or `candidate`) or under `name`.
 * @throws {CandidateError} where there is no such file, it does not load, or it exports no candidate
 */
export async function loadCandidate(
  path: string,
  name?: string,
): Promise<() => Promise<Candidate>> {
  const file = resolve(path);
  if (!existsSync(file)) throw new CandidateError("not-found", `there is no file ${path}`);
  const exports = await importModule(file).catch((cause: unknown) => {
    throw new CandidateError("did-not-start", `${path} does not load: ${messageOf(cause)}`, {
      cause,
    });
  });
  const found = name === undefined ? (exports.default ?? exports.candidate) : exports[name];
  if (typeof found !== "function" && !isCandidate(found)) {
    const names = Object.keys(exports).join(", ") || "nothing";
    const wanted = name ?? "default";
    throw new CandidateError(
      "no-candidate",
      `${path} exports no candidate as ${wanted}; it exports ${names}`,
    );
  }
  return () => make(found as CandidateExport, path);
}

async function make(exported: CandidateExport, path: string): Promise<Candidate> {
  const candidate = await guarded("making the candidate", async () =>
    typeof exported === "function" ? exported() : exported,
  );
  if (isCandidate(candidate)) return candidate;
  throw new CandidateError(
    "no-candidate",
    `what ${path} makes is no candidate: it needs declaration, reset, handle and snapshot`,
  );
}

function isCandidate(value: unknown): value is Candidate {
  if (typeof value !== "object" || value === null) return false;
  const { declaration, reset, handle, snapshot } = value as Partial<Candidate>;
  return (
    typeof declaration === "object" &&
    [reset, handle, snapshot].every((method) => typeof method === "function")
  );
}

/** A TypeScript module is compiled as it loads, where this Node does not run it as it is. */
async function importModule(file: string): Promise<Record<string, unknown>> {
  const url = pathToFileURL(file).href;
  if (!/\.[cm]?tsx?$/.test(file) || isTypeScriptLoaded()) return import(url);
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(url, import.meta.url);
}

/** True under a test runner or loader that already takes TypeScript. */
const isTypeScriptLoaded = () => import.meta.url.endsWith(".ts");

/** @param timeLimitMs how long one program may take */
export function inProcessTransport(candidate: Candidate, timeLimitMs: number): Transport {
  const limited = <T>(what: string, work: () => Promise<T>) =>
    withTimeLimit(what, timeLimitMs, guarded(what, work));
  return {
    initialize: async () => candidate.declaration,
    reset: (settings) => limited("reset", async () => candidate.reset(settings)),
    execute: (messages, observe) =>
      limited("execute", async () =>
        candidate.execute
          ? candidate.execute(messages, observe)
          : executeEach(candidate, messages, observe),
      ),
    close: () => limited("close", async () => candidate.close?.()),
  };
}

async function executeEach(
  candidate: Candidate,
  messages: readonly Message[],
  observe: Observe,
): Promise<Execution> {
  const outcomes: Outcome[] = [];
  const snapshots: Snapshot[] = [];
  for (const [index, message] of messages.entries()) {
    const outcome = candidate.handle(message);
    // A synchronous candidate is not slowed down by a turn of the event loop a message.
    outcomes.push(outcome instanceof Promise ? await outcome : outcome);
    const isLast = index === messages.length - 1;
    if (observe === "none" || (observe === "last" && !isLast)) continue;
    const snapshot = candidate.snapshot();
    snapshots.push(copyOf(snapshot instanceof Promise ? await snapshot : snapshot));
  }
  return { outcomes, snapshots };
}

/** A candidate may hand out its living state, which the next message would change. */
function copyOf(snapshot: Snapshot): Snapshot {
  if (!Array.isArray(snapshot?.clients)) return snapshot;
  const { catalog, other } = snapshot;
  return {
    ...snapshot,
    clients: snapshot.clients.map((client) => ({ ...client })),
    ...(other && { other: { ...other } }),
    ...(catalog && { catalog: copyOfCatalog(catalog) }),
  };
}

function copyOfCatalog(catalog: NonNullable<Snapshot["catalog"]>) {
  const copy = (list: readonly string[]) => (Array.isArray(list) ? [...list] : list);
  const { revision, listed, enabled, deployed } = catalog;
  return { revision, listed: copy(listed), enabled: copy(enabled), deployed: copy(deployed) };
}

async function guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof CandidateError) throw cause;
    throw new CandidateError("threw", `${what} threw: ${messageOf(cause)}`, { cause });
  }
}

async function withTimeLimit<T>(what: string, timeLimitMs: number, work: Promise<T>): Promise<T> {
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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
