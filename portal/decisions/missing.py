"""Decisions that miss what their contract wants: the worklist of the access team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.allocations.clients import masked_numbers
from portal.allocations.running import running_with
from portal.contracts.requiring import Allotted, required, requirements_of
from portal.decisions.current import known_of_decisions
from portal.intake.lacking import lacking_on
from portal.parties.service import provider_names
from portal.review.releasing import held_for_decision
from portal.store.crypto import Keyring

LATE = timedelta(days=5 * 365)  # how late a line may still be declared


@dataclass(frozen=True, slots=True)
class Missing:
    """An allocation whose decision misses something, and what waits for that in eurocents."""

    allocation_id: int
    number: int
    client_id: int
    client: str
    provider: str
    law: Law
    product: str
    start: date
    missing: tuple[str, ...]
    waiting_cents: int


def missing_of(
    session: Session, municipality_id: int, today: date, keyring: Keyring
) -> list[Missing]:
    """What decisions miss, the oldest first; of care that ended only where something waits."""
    wanted = requirements_of(session, municipality_id)
    lanes = {(each.provider_id, each.law) for each in wanted}
    rows = running_with(session, municipality_id, lanes, today - LATE)
    known = known_of_decisions(session, [row.id for row in rows])
    waiting = _waiting(session, [row.id for row in rows])
    numbers = masked_numbers(session, {row.client_id for row in rows}, keyring)
    names = provider_names(session)
    found = []
    for row in rows:
        bought = Allotted(row.provider_id, row.law, row.category, row.code)
        missing = required(bought, wanted) - known.get(row.id, frozenset())
        over = row.end is not None and row.end < today
        if missing and (not over or waiting.get(row.id)):
            found.append(
                Missing(
                    row.id, row.number, row.client_id, numbers.get(row.client_id, ""),
                    names[row.provider_id], Law(row.law), row.code or row.category or "",
                    row.start, tuple(sorted(missing)), waiting.get(row.id, 0),
                )
            )  # fmt: skip
    return found


def _waiting(session: Session, allocation_ids: Iterable[int]) -> Mapping[int, int]:
    """What is parked or held for want of something of the decision, in eurocents."""
    lacking = lacking_on(session, allocation_ids)
    held = held_for_decision(session, (each.line_id for each in lacking if not each.parked))
    found: dict[int, int] = defaultdict(int)
    for each in lacking:
        if each.parked or each.line_id in held:
            found[each.allocation_id] += each.cents
    return found
