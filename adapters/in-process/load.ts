/** Candidates that a module exports, in TypeScript or JavaScript. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nearest } from "../../properties/programs/nearest.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { type Candidate, type CandidateExport, type Host, isObject } from "../protocol/port.ts";
import { isCommand, nearestFile } from "../session/nearest-file.ts";
import { limited, messageOf, withTimeLimit } from "./guard.ts";

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
  const as = name ?? "default";
  if (isObject(first)) throw notACandidate(first, `what ${path} exports as ${as}`);
  const names = Object.keys(exports);
  const near = nearest(name ?? "", names);
  throw new CandidateError(
    "no-candidate",
    `${path} exports no candidate as ${as}; it exports ${names.join(", ") || "nothing"}`,
    { hint: near && `did you mean ${path}#${near}?` },
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
  if (!existsSync(file)) {
    const near = isCommand(path) ? `"stdio:${path}"` : nearestFile(path);
    throw new CandidateError("not-found", `there is no file ${path}`, {
      hint: near && `did you mean ${near}?`,
    });
  }
  const loading = importModule(file).catch((cause: unknown) => {
    throw new CandidateError("did-not-load", `${path} does not load: ${messageOf(cause)}`, {
      cause,
    });
  });
  const module = await withTimeLimit(`loading ${path}`, timeLimitMs, loading);
  const { default: inner } = module;
  // TypeScript in a package that is no ES module is compiled to CommonJS: its exports are one default.
  return isObject(inner) && "__esModule" in inner ? (inner as Record<string, unknown>) : module;
}

/** A TypeScript module is compiled as it loads, where this Node does not run it as it is. */
async function importModule(file: string): Promise<Record<string, unknown>> {
  const url = pathToFileURL(file).href;
  // Under a test runner or loader that takes TypeScript, this module is one.
  if (!/\.[cm]?tsx?$/.test(file) || import.meta.url.endsWith(".ts")) return import(url);
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(url, import.meta.url);
}

/** Only calling a function shows whether it makes a candidate. */
const isCandidateExport = (value: unknown): value is CandidateExport =>
  typeof value === "function" || isCandidate(value);

const isCandidate = (value: unknown): value is Candidate =>
  isObject(value) && missingOf(value).length === 0;

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
  const candidate = await limited("making the candidate", timeLimitMs, () =>
    typeof exported === "function" ? exported(host) : exported,
  );
  if (isCandidate(candidate)) return candidate;
  throw notACandidate(candidate, from);
}

function notACandidate(value: unknown, from: string): CandidateError {
  const missing = missingOf(isObject(value) ? value : {});
  return new CandidateError("no-candidate", `${from} is no candidate: no ${missing.join(", no ")}`);
}

/** Methods of a class are no own fields of its objects. */
const missingOf = (value: Partial<Candidate>): readonly string[] => [
  ...(isObject(value.declaration) ? [] : ["declaration"]),
  ...METHODS.filter((method) => typeof value[method] !== "function"),
];
