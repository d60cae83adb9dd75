/** What a server of the zoo keeps: pools of licenses, and computer records. */
import type { ClientId, Policy } from "../../model/messages.ts";

/** Holders are listed, never counted up and down: the count in use cannot drift from them. */
export interface Pool {
  capacity: number;
  readonly holders: Set<ClientId>;
}

export interface Computer {
  record: "active" | "retired";
  target: Policy;
  plugInReported: boolean;
  inventories: number;
}

/** How a client comes by the license under which its scan is processed, if it has one. */
export type License = "held" | "pulled" | undefined;

export const emptyPool = (capacity: number): Pool => ({ capacity, holders: new Set() });

/** Writable, to build it field by field. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
