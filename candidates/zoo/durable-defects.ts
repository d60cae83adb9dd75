/**
 * Defects that show only where messages are in flight together, or after a crash: each is the durable
 * server with one method overridden. `stdio-server.ts --defect NAME` runs them in a process of their own.
 */
import type { Candidate, Host } from "../../adapters/port.ts";
import type { Message } from "../../model/messages.ts";
import { createDurableServer, DurableServer, type DurableServerClass } from "./durable-server.ts";
import type { Lock } from "./locks.ts";
import type { Changes } from "./rows.ts";

export interface DurableDefect {
  /** What the server does wrong, in a sentence. */
  readonly idea: string;
  /** What people call mistakes of this kind. */
  readonly bugClass: string;
  readonly needs: "concurrency" | "durability";
  readonly server: DurableServerClass;
}

/** Two scans find the same license free. */
class ScansShareThePool extends DurableServer {
  protected override locksOf(message: Message): readonly Lock[] {
    const locks = super.locksOf(message);
    if (message.type !== "returnPatchInventory") return locks;
    return locks.filter(({ name }) => name !== "patch");
  }
}

/** What is written a moment later was answered already. */
class AnswersBeforeItStores extends DurableServer {
  protected override async commit(changes: Changes): Promise<void> {
    this.show(changes);
    void super.commit(changes);
  }
}

export const DURABLE_DEFECTS = {
  scansShareThePool: {
    idea: "A scan does not lock the pool that it pulls its license from.",
    bugClass: "check, then act",
    needs: "concurrency",
    server: ScansShareThePool,
  },
  answersBeforeItStores: {
    idea: "A message is answered before what it changed is stored.",
    bugClass: "write-behind",
    needs: "durability",
    server: AnswersBeforeItStores,
  },
} as const satisfies Readonly<Record<string, DurableDefect>>;

export type DurableDefectName = keyof typeof DURABLE_DEFECTS;

/** The defect as a candidate of this process. */
export const durableDefect =
  (name: DurableDefectName) =>
  (host: Host): Candidate =>
    createDurableServer(host, { name }, DURABLE_DEFECTS[name].server);
