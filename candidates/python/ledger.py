#!/usr/bin/env python3
"""A node-license ledger in Python, spoken to in JSON-RPC 2.0 over stdin and stdout.

python3 ledger.py --features pool,onboarding --choice retiredReports=ignored
"""
import argparse
import json
import re
import sys
import traceback
from dataclasses import dataclass, field

FEATURES = ("pool", "onboarding", "maintenance", "other-solutions", "time")
CHOICES = {  # the default comes first
    "retiredReports": ("reactivates", "ignored"), "unknownReports": ("recreated", "ignored"),
    "retiredRecord": ("kept", "cleared"), "retiredOther": ("released", "kept"),
    "unreportedPlugIn": ("discarded", "accepted"), "newClientsAfterAup": ("licensed", "refused"),
    "upgradeAfterAup": ("dormant", "refused"),
}
ENCODER = json.JSONEncoder(separators=(",", ":"))
MESSAGES = {}  # by type: the features that bring it, and its handler with the fields that it takes


class Refused(Exception):
    """The server does not do what it was asked, and has changed nothing."""


def require(condition: bool) -> None:
    if not condition:
        raise Refused


@dataclass
class Pool:
    """The node licenses of one solution."""
    capacity: int = 0
    holders: set[str] = field(default_factory=set)

    def has_free(self) -> bool:
        return len(self.holders) < self.capacity


@dataclass
class Computer:
    plug_in_reported: bool
    active: bool = True
    inventories: int = 0


def on_the_wire(function) -> tuple:
    """A function's name on the wire, then itself and its fields there: its annotated parameters and their types."""
    kinds = function.__annotations__
    name, *fields = [re.sub("_(.)", lambda match: match[1].upper(), word) for word in (function.__name__, *kinds)]
    return name, (function, list(zip(fields, kinds.values())))


def values_of(fields: list, sent: dict) -> list:
    for name, kind in fields:
        value = sent.get(name)
        if type(value) is not kind or (kind is int and value < 0):
            raise ValueError(f"bad {name}: {value!r}")
    return [sent[name] for name, kind in fields]


def message(*features: str):
    """Makes a method the handler of the message of its name, which comes with any of these features."""
    def register(method):
        name, handler = on_the_wire(method)
        MESSAGES[name] = features, handler
        return method
    return register


class Ledger:
    def __init__(self, features=FEATURES, choices=()):
        self.features = features
        self.choices = {**{name: values[0] for name, values in CHOICES.items()}, **dict(choices)}
        self.handlers = {name: handler for name, (needed, handler) in MESSAGES.items()
                         if not set(needed).isdisjoint(features)}
        self.open = True
        self.reset(0, 0)

    def reset(self, capacity: int, other_capacity: int):
        self.patch, self.other = Pool(capacity), Pool(other_capacity)
        self.computers: dict[str, Computer] = {}
        self.policies: dict[str, str] = {}  # by client; a policy outlives the computer's record
        self.revision, self.listed, self.enabled, self.deployed = 0, set(), set(), set()
        self.aup_expired = self.dormant = False

    def shutdown(self):
        self.open = False

    def handle(self, sent: dict) -> dict:
        if sent.get("type") not in self.handlers:
            raise ValueError(f"no message of a declared feature: {sent!r}")
        handler, fields = self.handlers[sent["type"]]
        try:
            return handler(self, *values_of(fields, sent)) or {"type": "done"}
        except Refused:
            return {"type": "refused"}

    def snapshot(self):
        rows = [{"client": client, "record": "active" if computer.active else "retired",
                 "licensed": client in self.patch.holders, "inventories": computer.inventories}
                for client, computer in self.computers.items()]
        shown = {"capacity": self.patch.capacity, "inUse": len(self.patch.holders), "clients": rows}
        if "other-solutions" in self.features:
            shown["other"] = {"capacity": self.other.capacity, "inUse": len(self.other.holders)}
            for row in rows:
                row["otherLicensed"] = row["client"] in self.other.holders
        if "maintenance" in self.features:
            shown["functioning"] = not self.dormant
            shown["catalog"] = {"revision": self.revision, "listed": sorted(self.listed),
                                "enabled": sorted(self.enabled), "deployed": sorted(self.deployed)}
        return shown

    def reporting(self, client: str, enrolling: bool = False) -> Computer:
        """The record of a client that reports, if the server listens to it."""
        computer = self.computers.get(client)
        if computer is None:
            require(enrolling or self.choices["unknownReports"] == "recreated")
            # Without onboarding, every client is taken to have the plug-in.
            computer = self.computers[client] = Computer(plug_in_reported="onboarding" not in self.features)
        elif not computer.active:
            require(self.choices["retiredReports"] == "reactivates")
            computer.active = True
        return computer

    # From the agents.
    @message("pool")
    def enroll(self, client: str):
        self.reporting(client, enrolling=True)

    @message("pool")
    def return_patch_inventory(self, client: str, plug_in: bool, tools: bool, scan: bool):
        computer = self.reporting(client)
        trusted = computer.plug_in_reported or self.choices["unreportedPlugIn"] == "accepted"
        if not (plug_in and tools and scan and trusted):
            return {"type": "discarded", "reason": "not-ready"}
        if self.dormant:
            return {"type": "discarded", "reason": "not-functioning"}
        held = client in self.patch.holders
        open_to_new = not self.aup_expired or self.choices["newClientsAfterAup"] == "licensed"
        if not held and not (open_to_new and self.patch.has_free()):
            return {"type": "discarded", "reason": "no-license"}
        self.patch.holders.add(client)
        computer.inventories += 1
        return {"type": "processed", "license": "held" if held else "pulled"}

    @message("onboarding")
    def send_basic_inventory(self, client: str, plug_in: bool):
        self.reporting(client).plug_in_reported = plug_in

    @message("onboarding", "maintenance")
    def check_in(self, client: str):
        installed, policy = self.reporting(client).plug_in_reported, self.policies.get(client, "none")
        satisfied = policy == ("install" if installed else "uninstall")
        equipped = installed and policy != "uninstall"
        patched = installed and client in self.patch.holders and not self.dormant
        return {"type": "instructions", "plugIn": "none" if satisfied else policy,
                "packages": ["tools", "scan"] if equipped else [],
                "updates": sorted(self.deployed) if patched else []}

    @message("other-solutions")
    def return_other_inventory(self, client: str):
        self.reporting(client)
        if self.other.has_free():
            self.other.holders.add(client)

    # From the console.
    @message("onboarding")
    def target(self, client: str, policy: str):
        if policy not in ("none", "install", "uninstall"):
            raise ValueError(f"no policy {policy!r}")
        require(client in self.computers)
        self.policies[client] = policy

    @message("pool")
    def retire(self, client: str):
        computer = self.computers.get(client)
        require(computer is not None and computer.active)
        computer.active = False
        self.patch.holders.discard(client)
        if self.choices["retiredOther"] == "released":
            self.other.holders.discard(client)
        if self.choices["retiredRecord"] == "cleared" and "onboarding" in self.features:
            computer.plug_in_reported = False

    @message("pool")
    def delete(self, client: str):
        require(client in self.computers)
        del self.computers[client]
        self.patch.holders.discard(client)
        self.other.holders.discard(client)

    @message("pool")
    def set_capacity(self, nodes: int):
        self.patch.capacity = nodes

    @message("other-solutions")
    def set_other_capacity(self, nodes: int):
        self.other.capacity = nodes

    @message("maintenance")
    def enable_bulletin(self, bulletin: str):
        require(bulletin in self.listed and not self.dormant)
        self.enabled.add(bulletin)

    @message("maintenance")
    def create_policy(self, bulletin: str):
        require(bulletin in self.enabled and not self.dormant)
        self.deployed.add(bulletin)

    @message("maintenance")
    def upgrade_solution(self):
        require(not self.aup_expired or self.choices["upgradeAfterAup"] == "dormant")
        self.dormant = self.aup_expired

    # From the calendar and the daily jobs.
    @message("maintenance")
    def expire_aup(self):
        self.aup_expired = True

    @message("maintenance")
    def renew_aup(self):
        self.aup_expired = self.dormant = False

    @message("maintenance")
    def import_catalog(self, revision: int, bulletins: list):
        require(revision > self.revision and not self.aup_expired)
        self.listed.update(bulletins)
        self.revision = revision
        return {"type": "imported"}

    @message("time")
    def pass_days(self, days: int):
        pass


def initialize(ledger, protocol: int):
    if protocol != 1:
        raise ValueError("this ledger speaks protocol 1 only")
    return {"protocol": 1, "name": "python-ledger", "version": "1.0.0", "language": "Python",
            "features": ledger.features, "choices": ledger.choices, "batch": True}


def execute(ledger, messages: list, observe: str):
    if observe not in ("each", "last", "none"):
        raise ValueError(f"bad observe: {observe!r}")
    pairs = [(ledger.handle(sent), ledger.snapshot() if observe == "each" else None) for sent in messages]
    snapshots = [ledger.snapshot()] if observe == "last" else [shown for _, shown in pairs if shown]
    return {"outcomes": [outcome for outcome, _ in pairs], "snapshots": snapshots}


def programs(ledger, programs: list):
    def execution(sent: dict) -> dict:
        ledger.reset(*values_of(METHODS["reset"][1], sent))
        return execute(ledger, sent["messages"], "each")
    return {"executions": [execution(sent) for sent in programs]}


METHODS = dict(map(on_the_wire, (initialize, Ledger.reset, execute, programs, Ledger.snapshot, Ledger.shutdown)))


def answer(ledger: Ledger, line: bytes) -> dict:
    reply, code = {"jsonrpc": "2.0", "id": None}, -32700  # the code, should the next step fail: not JSON
    try:
        request = json.loads(line)
        code = -32600  # not a request
        reply["id"] = request["id"]
        code = -32601  # no such method
        method, fields = METHODS[request["method"]]
        code = -32602  # bad params (or a fault of ours: the log has it all)
        reply["result"] = method(ledger, *values_of(fields, request.get("params", {}))) or {}
    except Exception as error:
        traceback.print_exc()
        reply["error"] = {"code": code, "message": repr(error)}
    return reply


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--features", type=lambda given: given.split(","), default=FEATURES, metavar="A,B,...",
                        help=f"what to declare, of {', '.join(FEATURES)}; default: all")
    parser.add_argument("--choice", action="append", default=[], metavar="NAME=VALUE", help="may be repeated",
                        choices=[f"{name}={value}" for name, values in CHOICES.items() for value in values])
    options = parser.parse_args()
    for name in set(options.features) - set(FEATURES):
        parser.error(f"argument --features: no feature {name!r} (choose from {', '.join(FEATURES)})")
    features = [name for name in FEATURES if name == "pool" or name in options.features]
    ledger = Ledger(features, [choice.split("=") for choice in options.choice])
    while ledger.open and (line := sys.stdin.buffer.readline()):
        sys.stdout.buffer.write(ENCODER.encode(answer(ledger, line)).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
