"""The access team at work in a test."""

from __future__ import annotations

from typing import Any

from portal.allocations.detail import get_allocation
from portal.decisions.service import Wish, write_down
from portal.intake.judging_again import judge_again
from portal.intake.waking import to_judge_again
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import in_transaction, transaction
from tests.regions_run.managers import manager


def note(buying: Any, number: int, kind: Any, holds: bool = True) -> None:
    """Write down what is known of the decision behind the allocation with this number."""
    allocation = buying.scalar("SELECT id FROM allocation WHERE number = :n", n=number)
    tenant = Tenant(Scope.MUNICIPALITY, buying.municipality_id())
    wish = Wish(kind, holds, buying.clock.today(), "")
    who = manager("toegang@diemen.example")

    def write(session: Any) -> None:
        found = get_allocation(session, tenant, allocation, buying.keyring)
        write_down(session, who, found, wish, buying.clock)

    in_transaction(write)


def judged_again(buying: Any) -> None:
    """Take up every message whose turn it is."""
    with transaction() as session:
        ids = to_judge_again(session, buying.clock.today())
    for message_id in ids:
        judge_again(message_id, buying.account, buying.clock, buying.keyring)
