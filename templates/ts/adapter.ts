// The adapter between Poolproof and your license server: it forwards messages, and shows what the server holds.
// Each function that is not written yet throws; a run reports which one comes next.
import type { Candidate, Outcome, Settings, Snapshot } from "poolproof";

const done: Outcome = { type: "done" };

function notImplemented(what: string): never {
  throw new Error(`not implemented: ${what}`);
}

// ── your server begins ──
class Server {
  /** An empty server: no client, so many licenses in the node pool. */
  reset({ capacity }: Settings): void {
    void capacity;
    notImplemented("reset");
  }

  /** { capacity, inUse, clients: [{ client, record: "active" or "retired", licensed, inventories }] } */
  snapshot(): Snapshot {
    return notImplemented("snapshot");
  }

  /** A client appears, or a retired one comes back. */
  enroll(client: string): Outcome {
    void client;
    void done;
    return notImplemented("enroll");
  }

  /**
   * A scan came back. { type: "processed", license: "pulled" } if it took a license now, "held" if it had one already;
   * { type: "discarded", reason: "no-license" } where none is free.
   */
  returnPatchInventory(client: string): Outcome {
    void client;
    return notImplemented("returnPatchInventory");
  }

  /** The record stays, and its license is free again. */
  retire(client: string): Outcome {
    void client;
    return notImplemented("retire");
  }

  /** The record goes, and its license is free again. */
  delete(client: string): Outcome {
    void client;
    return notImplemented("delete");
  }

  /** The node pool has so many licenses from now on; no client loses one. */
  setCapacity(nodes: number): Outcome {
    void nodes;
    return notImplemented("setCapacity");
  }
}
// ── your server ends ──

/** Called once for each session. */
export default function createAdapter(): Candidate {
  const server = new Server();
  return {
    // pool needs all five of its messages. Declare more as you write it:
    // onboarding, maintenance, other-solutions, time, concurrency, durability.
    declaration: { name: "my-license-server", language: "TypeScript", features: ["pool"] },
    reset: (settings) => server.reset(settings),
    snapshot: () => server.snapshot(),
    handle: (message) => {
      switch (message.type) {
        case "enroll":
          return server.enroll(message.client);
        case "returnPatchInventory":
          return server.returnPatchInventory(message.client);
        case "retire":
          return server.retire(message.client);
        case "delete":
          return server.delete(message.client);
        case "setCapacity":
          return server.setCapacity(message.nodes);
        default:
          return notImplemented(message.type);
      }
    },
  };
}
