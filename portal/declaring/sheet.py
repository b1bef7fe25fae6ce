"""A draft worked out: its rows, the period it would go in, and what keeps it from being sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from declarations.model import Period
from declarations.periods import month_end
from portal.allocations.clients import open_numbers
from portal.allocations.declarable import Declarable, Market, declarable_numbered
from portal.contracts.service import tariffs_for
from portal.declaring.drafts import Draft
from portal.declaring.problems import Problem
from portal.declaring.rows import Row
from portal.declaring.working import Ground, WorkedRow, worked_row
from portal.intake.standing import Counted, counted_on, last_period, live_in
from portal.store.crypto import Keyring


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as it stands now. ``period`` is the month of the declaration it would go in:
    its own, or the last one processed where that is later (TR318).
    """

    draft: Draft
    rows: tuple[WorkedRow, ...]
    period: Period
    problems: tuple[Problem, ...] = ()

    @property
    def total(self) -> int:
        """What the filled rows come to in signed eurocents."""
        return sum(each.signed_cents for each in self.rows)

    @property
    def filled(self) -> tuple[WorkedRow, ...]:
        """The rows that would be sent, credits before debits."""
        sent = [each for each in self.rows if each.row.filled]
        return tuple(sorted(sent, key=lambda each: not each.row.credit))

    @property
    def ready(self) -> bool:
        """Whether it can be sent as it is."""
        return not self.problems and not any(each.problems for each in self.filled)


def work_out(session: Session, draft: Draft, today: date, keyring: Keyring) -> Sheet:
    """The draft with everything that follows from its rows and from the facts of now."""
    ground = _ground(session, draft.market, draft.rows, keyring)
    rows = tuple(worked_row(row, draft.market, ground) for row in draft.rows)
    last = last_period(session, draft.provider_id, draft.municipality_id, draft.law)
    month = max(draft.month, last) if last else draft.month
    period = Period(month, month_end(month))
    return Sheet(draft, rows, period, tuple(_about_all(rows, period, today)))


def _ground(session: Session, market: Market, rows: Sequence[Row], keyring: Keyring) -> Ground:
    held = declarable_numbered(session, market, {row.number for row in rows})
    ids = [each.allocation_id for each in held.values()]
    credited = {
        (held[row.number].allocation_id, *row.product, row.month)
        for row in rows
        if row.credit and row.number in held and row.product
    }
    return Ground(
        held=held,
        tariffs=tariffs_for(session, market.provider_id, market.municipality_id, market.law),
        clients=open_numbers(session, {row.client_id for row in rows}, keyring),
        counted=_after_credits(counted_on(session, ids), held, rows),
        live=live_in(session, ids, {row.month for row in rows}),
        credited=frozenset(credited),
    )


def _after_credits(
    counted: dict[int, dict[str, Counted]], held: Mapping[int, Declarable], rows: Sequence[Row]
) -> Mapping[int, Mapping[str, Counted]]:
    """What counts once the credits in the draft are taken off."""
    for row in rows:
        if not row.credit or row.number not in held or row.unit is None:
            continue
        of_allocation = counted.get(held[row.number].allocation_id, {})
        if before := of_allocation.get(row.unit):
            volume, cents = before.volume - (row.volume or 0), before.cents - row.kept["amount"]
            of_allocation[row.unit] = Counted(volume, cents)
    return counted


def _about_all(rows: Sequence[WorkedRow], period: Period, today: date) -> list[Problem]:
    found = []
    if not any(each.row.filled for each in rows):
        found.append(Problem.NOTHING_FILLED)
    if _changes_nothing(rows):
        found.append(Problem.NOTHING_CHANGED)
    if period.end > today:
        found.append(Problem.MONTH_NOT_OVER)
    seen: set[tuple[object, ...]] = set()
    for each in rows:
        key = (each.row.number, each.row.product, each.row.month, each.row.credit)
        if each.row.filled and key in seen:
            found.append(Problem.SAME_TWICE)
            break
        seen |= {key} if each.row.filled else set()
    return found


def _changes_nothing(rows: Sequence[WorkedRow]) -> bool:
    """Whether a credit is followed by a line that is just the same."""
    taken_back = {_content(each) for each in rows if each.row.credit}
    return any(_content(each) in taken_back for each in rows if not each.row.credit)


def _content(each: WorkedRow) -> tuple[object, ...]:
    row = each.row
    return (row.number, row.product, each.period, row.volume, each.unit, each.tariff, each.amount)
