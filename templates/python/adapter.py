"""The adapter between Poolproof and your license server: one JSON object per line in, one out.

Each method that is not written yet throws; a run reports which one comes next.
Write your log to stderr: stdout is for answers only.
"""

import copy
import json
import sys
import traceback

DONE = {"type": "done"}


def not_implemented(what):
    raise NotImplementedError(f"not implemented: {what}")


# ── your server begins ──
class Server:
    def reset(self, capacity):
        """An empty server: no client, so many licenses in the node pool."""
        not_implemented("reset")

    def snapshot(self):
        """{"capacity": 2, "inUse": 1, "clients": [
        {"client": "a", "record": "active" or "retired", "licensed": True, "inventories": 1}]}"""
        not_implemented("snapshot")

    def enroll(self, client):
        """A client appears, or a retired one comes back: DONE."""
        not_implemented("enroll")

    def return_patch_inventory(self, client):
        """A scan came back: {"type": "processed", "license": "pulled"} if it took a license now, "held" if it
        had one already; {"type": "discarded", "reason": "no-license"} where none is free."""
        not_implemented("returnPatchInventory")

    def retire(self, client):
        """The record stays, and its license is free again: DONE."""
        not_implemented("retire")

    def delete(self, client):
        """The record goes, and its license is free again: DONE."""
        not_implemented("delete")

    def set_capacity(self, nodes):
        """The node pool has so many licenses from now on; no client loses one: DONE."""
        not_implemented("setCapacity")


# ── your server ends ──

# pool needs all five of its messages. Declare more as you write it:
# onboarding, maintenance, other-solutions, time, concurrency, durability.
DECLARATION = {"protocol": 1, "name": "my-license-server", "language": "Python", "features": ["pool"]}

server = Server()


def handle(message):
    kind = message["type"]
    if kind == "enroll":
        return server.enroll(message["client"])
    if kind == "returnPatchInventory":
        return server.return_patch_inventory(message["client"])
    if kind == "retire":
        return server.retire(message["client"])
    if kind == "delete":
        return server.delete(message["client"])
    if kind == "setCapacity":
        return server.set_capacity(message["nodes"])
    return not_implemented(kind)


def execute(messages, observe):
    outcomes, snapshots = [], []
    for index, message in enumerate(messages):
        outcomes.append(handle(message))
        if observe == "each" or (observe == "last" and index == len(messages) - 1):
            # A copy: what the server keeps changes with the next message.
            snapshots.append(copy.deepcopy(server.snapshot()))
    return {"outcomes": outcomes, "snapshots": snapshots}


def answer(method, params):
    if method == "initialize":
        return DECLARATION
    if method == "reset":
        server.reset(params["capacity"])
    if method == "execute":
        return execute(params["messages"], params["observe"])
    if method == "snapshot":
        return server.snapshot()
    return {}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        reply = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            reply["result"] = answer(request["method"], request["params"])
        except NotImplementedError as error:
            reply["error"] = {"code": -32601, "message": str(error)}
        except Exception as error:
            traceback.print_exc()
            reply["error"] = {"code": -32603, "message": repr(error)}
        print(json.dumps(reply), flush=True)
        if request["method"] == "shutdown":
            break


if __name__ == "__main__":
    main()
