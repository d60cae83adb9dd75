/** Servers in this process, copied and compared by their memory. */
import type { Candidate } from "../adapters/protocol/port.ts";
import { Clients } from "../model/index.ts";

/**
 * A server with the same memory, with the same sharing among its objects. Its declaration is not copied: it does not change.
 * @throws {TypeError} where it keeps something in a closure; what is in a private field is lost
 */
export function copyServer(server: Candidate): Candidate {
  const { declaration } = server;
  const known = new Map<object, object>([[declaration, declaration]]);
  if (declaration.choices) known.set(declaration.choices, declaration.choices);
  return copyOf(server, known) as Candidate;
}

function copyOf(value: unknown, known: Map<object, object>): unknown {
  if (typeof value === "function") throw new TypeError("a function may remember anything");
  if (typeof value !== "object" || value === null) return value;
  const copied = known.get(value);
  if (copied) return copied;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    known.set(value, copy);
    for (const item of value) copy.push(copyOf(item, known));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    known.set(value, copy);
    for (const [key, item] of value) copy.set(copyOf(key, known), copyOf(item, known));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    known.set(value, copy);
    for (const item of value) copy.add(copyOf(item, known));
    return copy;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const copy = Object.create(Object.getPrototypeOf(value)) as Record<string, unknown>;
  known.set(value, copy);
  for (const key of Object.keys(fields)) copy[key] = copyOf(fields[key], known);
  return copy;
}

/**
 * A text that two values share only if they are indistinguishable. The order of a map or a set is part of it, since a server
 * may depend on it, and so is object identity.
 */
export function keyOf(value: unknown, known = new Map<unknown, number>()): string {
  if (typeof value !== "object" || value === null)
    return `${typeof value}:${JSON.stringify(value)}`;
  const place = known.get(value);
  if (place !== undefined) return `^${place}`;
  known.set(value, known.size);
  const list = (items: Iterable<unknown>) => {
    let text = "";
    for (const item of items) text += `${keyOf(item, known)},`;
    return text;
  };
  if (Array.isArray(value)) return `[${list(value)}]`;
  if (value instanceof Set) return `s[${list(value)}]`;
  // The model's records are a map of their own, whose fields are private.
  if (value instanceof Map || value instanceof Clients) {
    let text = "m[";
    for (const [key, item] of value) text += `${keyOf(key, known)}=${keyOf(item, known)},`;
    return `${text}]`;
  }
  let text = "{";
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) text += `${key}=${keyOf(fields[key], known)},`;
  return `${text}}`;
}

/** As `keyOf`, without what a server declares. */
export function serverKey(server: Candidate): string {
  let text = "";
  const known = new Map<unknown, number>([
    [server.declaration, -1],
    [server.declaration.choices, -2],
  ]);
  const fields = server as unknown as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) text += `${key}=${keyOf(fields[key], known)},`;
  return text;
}
