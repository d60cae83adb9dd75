#!/usr/bin/env python3
"""The pool alone, with five defects, under Hypothesis's rule-based state machines.

The model is the reference model with the feature `pool` only: enroll, scan, retire, delete, setCapacity. The
servers are those of ../pool-defects.ts, line by line.

python3 pool.py --seeds 5 --cap 100000   prints one JSON object
"""
import argparse
import json
import time

import hypothesis
import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

CLIENTS = ("a", "b", "c", "d", "a-1", "a-10", "0", "__proto__", "constructor")


class Server:
    """A correct one; each decision that a defect gets wrong is a method."""

    def __init__(self, capacity):
        self.capacity, self.holders, self.records, self.inventories = capacity, set(), {}, {}

    def in_use(self):
        return len(self.holders)

    def has_free(self):
        return self.in_use() < self.capacity

    def release(self, client):
        self.holders.discard(client)

    def release_retired(self, client):
        self.release(client)

    def license_for(self, client):
        if client in self.holders:
            return "held"
        if not self.has_free():
            return None
        self.holders.add(client)
        return "pulled"

    def enroll(self, client):
        self.inventories.setdefault(client, 0)
        self.records[client] = "active"

    def scan(self, client):
        self.enroll(client)
        license = self.license_for(client)
        if license is None:
            return "no-license"
        self.inventories[client] += 1
        return license

    def retire(self, client):
        if self.records.get(client) == "active":
            self.records[client] = "retired"
            self.release_retired(client)

    def delete(self, client):
        if self.records.pop(client, None) is not None:
            del self.inventories[client]
            self.release(client)

    def set_capacity(self, nodes):
        self.capacity = nodes

    def snapshot(self):
        rows = {client: (record, client in self.holders, self.inventories[client])
                for client, record in self.records.items()}
        return self.capacity, self.in_use(), rows


class GrantsOneTooMany(Server):
    def has_free(self):
        return self.in_use() <= self.capacity


class FullPoolRefusesHolders(Server):
    def license_for(self, client):
        return super().license_for(client) if self.has_free() else None


class RetireKeepsLicense(Server):
    def release_retired(self, client):
        pass


class RepeatedRetireReleases(Server):
    def __init__(self, capacity):
        super().__init__(capacity)
        self.surplus = 0

    def retire(self, client):
        self.surplus += self.records.get(client) == "retired"
        super().retire(client)

    def has_free(self):
        return self.in_use() < self.capacity + self.surplus


class ReleasesByPrefix(Server):
    def release(self, client):
        self.holders = {holder for holder in self.holders if not holder.startswith(client)}


DEFECTS = (GrantsOneTooMany, FullPoolRefusesHolders, RetireKeepsLicense, RepeatedRetireReleases, ReleasesByPrefix)


class Tally:
    """Messages that were sent, and at how many the first failure showed."""

    def __init__(self, cap):
        self.cap, self.sent, self.failed_at = cap, 0, None


class Stopped(Exception):
    """The cap is reached, or what is looked for is found."""


def machine(server_class, tally):
    """The model and the server; a disagreement is counted once, and ends everything."""
    numbers = st.integers(0, 59)  # of clients, as in the suite: two to five of the palette stand for them all
    few = st.lists(st.sampled_from(CLIENTS), min_size=2, max_size=5, unique=True)
    nodes = st.one_of(st.integers(0, 3), st.integers(4, 9), st.just(2**31 - 1))

    class Pool(RuleBasedStateMachine):
        @initialize(clients=few, capacity=nodes)
        def reset(self, clients, capacity):
            self.clients = clients
            self.server, self.capacity = server_class(capacity), capacity
            self.records, self.inventories, self.licensed = {}, {}, set()

        def sends(self, message, *values, expected=None):
            if tally.failed_at is not None or tally.sent >= tally.cap:
                raise Stopped
            tally.sent += 1
            outcome = getattr(self.server, message)(*values)
            rows = {client: (record, client in self.licensed, self.inventories[client])
                    for client, record in self.records.items()}
            shown = self.server.snapshot()
            if (expected is None or outcome == expected) and shown == (self.capacity, len(self.licensed), rows):
                return
            tally.failed_at = tally.sent
            raise Stopped

        def enters(self, client):
            self.records[client] = "active"
            self.inventories.setdefault(client, 0)

        @rule(number=numbers)
        def enroll(self, number):
            client = self.clients[number % len(self.clients)]
            self.enters(client)
            self.sends("enroll", client)

        @rule(number=numbers)
        def scan(self, number):
            client = self.clients[number % len(self.clients)]
            self.enters(client)
            expected = "held" if client in self.licensed else "pulled"
            if expected == "pulled" and len(self.licensed) >= self.capacity:
                expected = "no-license"
            else:
                self.licensed.add(client)
                self.inventories[client] += 1
            self.sends("scan", client, expected=expected)

        @rule(number=numbers)
        def retire(self, number):
            client = self.clients[number % len(self.clients)]
            if client in self.records:
                self.records[client] = "retired"
            self.licensed.discard(client)
            self.sends("retire", client)

        @rule(number=numbers)
        def delete(self, number):
            client = self.clients[number % len(self.clients)]
            self.records.pop(client, None)
            self.inventories.pop(client, None)
            self.licensed.discard(client)
            self.sends("delete", client)

        @rule(count=nodes)
        def set_capacity(self, count):
            self.capacity = count
            self.sends("set_capacity", count)

    return Pool


def run(server_class, seed, cap, examples):
    """Examples of at most fifty steps, Hypothesis's default, until something is found."""
    tally = Tally(cap)
    settings = hypothesis.settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        report_multiple_bugs=False, print_blob=False, verbosity=hypothesis.Verbosity.quiet,
        suppress_health_check=list(HealthCheck))
    pool = hypothesis.seed(seed)(machine(server_class, tally))
    started = time.perf_counter()
    try:
        run_state_machine_as_test(pool, settings=settings)
    except (Stopped, hypothesis.errors.HypothesisException):
        pass
    return tally, time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cap", type=int, default=20_000)
    options = parser.parse_args()
    seeds = range(1, options.seeds + 1)
    rates = []
    for seed in seeds:
        tally, seconds = run(Server, seed, options.cap, 200)
        assert tally.failed_at is None, "the correct server fails"
        rates.append(tally.sent / seconds)
    searches = {}
    for defect in DEFECTS:
        # More examples than the cap lets through.
        found = [run(defect, seed, options.cap, options.cap)[0] for seed in seeds]
        searches[defect.__name__] = [tally.failed_at for tally in found]
    print(json.dumps({"version": hypothesis.__version__, "rates": rates, "searches": searches}))


if __name__ == "__main__":
    main()
