"""The amounts in which trajectories with milestones were declared before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import Allocation, Product, Tariff
from declarations.milestones import in_parts
from portal.intake.balance_records import LiveDebitRecord
from portal.intake.live_debits import of_its_line
from portal.intake.records import LineRecord
from portal.store.sets import in_values


def at_milestones(
    known: Mapping[str, Mapping[int, Allocation]],
    tariffs: Mapping[Product, Sequence[Tariff]],
    numbers: Mapping[int, int],
) -> dict[int, int]:
    """Of the allocations that a message names, those with milestones by their contract.

    ``numbers`` maps the ids of allocations to their numbers, as does what comes back.
    """
    agreed = {product for product, found in tariffs.items() if any(t.milestones for t in found)}
    if not agreed:
        return {}
    wanted = {
        number
        for owned in known.values()
        for number, each in owned.items()
        if in_parts(each) and (each.category, each.code) in agreed
    }
    return {key: number for key, number in numbers.items() if number in wanted}


def parts_declared(session: Session, numbers: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """What was awarded on these allocations and not credited: eurocents by number.

    ``numbers`` as in `at_milestones`; without any nothing is asked, else one query.
    """
    if not numbers:
        return {}
    live, line = LiveDebitRecord, LineRecord
    rows = session.execute(
        select(live.allocation_id, line.amount_cents)
        .join(line, of_its_line())
        .where(in_values(live.allocation_id, numbers))
        .order_by(line.id)
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for allocation_id, cents in rows:
        found[numbers[allocation_id]].append(cents)
    return {number: tuple(parts) for number, parts in found.items()}
