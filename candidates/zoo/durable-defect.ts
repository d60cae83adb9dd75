/** A server that goes wrong only with messages in flight together, or after a crash. */
import type { DurableServerClass } from "./durable-server.ts";

export interface DurableDefect {
  /** What the server does wrong, in a sentence. */
  readonly idea: string;
  /** What people call mistakes of this kind. */
  readonly bugClass: string;
  readonly needs: "concurrency" | "durability";
  /** The properties that fail on it in every run of the default length. */
  readonly kills: readonly string[];
  readonly server: DurableServerClass;
}

/** A group of defects, by name. Hides the classes of their servers. */
export const durableDefects = <Name extends string>(
  group: Readonly<Record<Name, DurableDefect>>,
): Readonly<Record<Name, DurableDefect>> => group;
