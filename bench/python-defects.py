#!/usr/bin/env python3
"""The ledger in Python with one defect, for `npm run bench -- feedback`.

python3 bench/python-defects.py capacity_off_by_one [--features pool,onboarding]
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "candidates" / "python"))
import ledger  # noqa: E402


def capacity_off_by_one():
    ledger.Pool.has_free = lambda pool: len(pool.holders) <= pool.capacity


def full_pool_refuses_holders():
    right = ledger.Ledger.return_patch_inventory

    @ledger.message("pool")
    def return_patch_inventory(self, client: str, plug_in: bool, tools: bool, scan: bool):
        held = client in self.patch.holders
        outcome = right(self, client, plug_in, tools, scan)
        if outcome["type"] == "discarded" or not held or self.patch.has_free():
            return outcome
        self.computers[client].inventories -= 1
        return {"type": "discarded", "reason": "no-license"}


def retire_keeps_license():
    right = ledger.Ledger.retire

    @ledger.message("pool")
    def retire(self, client: str):
        held = client in self.patch.holders
        right(self, client)
        if held:
            self.patch.holders.add(client)


def delete_keeps_license():
    right = ledger.Ledger.delete

    @ledger.message("pool")
    def delete(self, client: str):
        held = client in self.patch.holders
        right(self, client)
        if held:
            self.patch.holders.add(client)


def shrink_evicts():
    @ledger.message("pool")
    def set_capacity(self, nodes: int):
        self.patch.capacity = nodes
        while len(self.patch.holders) > nodes:
            self.patch.holders.remove(max(self.patch.holders))


def renewal_leaves_dormant():
    @ledger.message("maintenance")
    def renew_aup(self):
        self.aup_expired = False


DEFECTS = {make.__name__: make for make in (
    capacity_off_by_one, full_pool_refuses_holders, retire_keeps_license, delete_keeps_license,
    shrink_evicts, renewal_leaves_dormant,
)}

if __name__ == "__main__":
    DEFECTS[sys.argv.pop(1)]()
    ledger.main()
