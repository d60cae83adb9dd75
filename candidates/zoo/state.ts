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

export const emptyPool = (capacity: number): Pool => ({ capacity, holders: new Set() });
