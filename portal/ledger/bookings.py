"""The bookings behind a figure: one for each message, or payment, and contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.intake.declared import Declared, declarations_by_message
from portal.ledger.figures import of_party
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.store.tenant import Tenant

PAGE = 50
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bookings: of an account, in a month or year, of a group (``per`` and key)."""

    account: str
    start: date
    end: date
    per: str
    key: str = ""

    def conditions(self, tenant: Tenant) -> list[ColumnElement[bool]]:
        """On the transactions and their entries; amounts of nothing are left out."""
        move, entry = LedgerTransactionRecord, LedgerEntryRecord
        columns: dict[str, Any] = {
            "aanbieder": move.provider_id, "gemeente": move.municipality_id,
            "contract": func.coalesce(move.contract_id, 0), "wet": move.law,
        }  # fmt: skip
        found = [
            of_party(tenant), move.month >= self.start, move.month <= self.end,
            entry.account == self.account, entry.amount_cents != 0,
        ]  # fmt: skip
        if self.key:
            found.append(columns[self.per] == (self.key if self.per == "wet" else int(self.key)))
        return found


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking; ``declared`` tells which declaration, None for a payment or a drawdown."""

    id: int
    kind: str
    month: date
    recorded_at: datetime
    provider_id: int
    municipality_id: int
    contract_id: int | None
    law: str
    payment_id: int | None
    drawdown_id: int | None
    declared: Declared | None
    cents: int


def sum_of_bookings(session: Session, tenant: Tenant, wanted: Wanted) -> tuple[int, int]:
    """How many bookings there are, and what they come to."""
    move, entry = LedgerTransactionRecord, LedgerEntryRecord
    count, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(entry.amount_cents), 0))
        .join(move, move.id == entry.transaction_id)
        .where(*wanted.conditions(tenant))
    ).one()
    return int(count), int(cents) * _sign(wanted)


def bookings_page(
    session: Session, tenant: Tenant, wanted: Wanted, after: int, limit: int = PAGE
) -> tuple[list[Booking], int | None]:
    """The next bookings in the order they were made, and where the ones after them begin."""
    move, entry = LedgerTransactionRecord, LedgerEntryRecord
    rows = session.execute(
        select(move, entry.amount_cents)
        .join(entry, entry.transaction_id == move.id)
        .where(*wanted.conditions(tenant), move.id > after)
        .order_by(move.id)
        .limit(limit + 1)
    ).all()
    shown = rows[:limit]
    messages = [row.message_id for row, _ in shown if row.message_id is not None]
    declared = declarations_by_message(session, messages)
    found = [
        Booking(
            row.id, row.kind, row.month, row.recorded_at, row.provider_id, row.municipality_id,
            row.contract_id, row.law, row.payment_id, row.drawdown_id,
            declared.get(row.message_id or 0),
            cents * _sign(wanted),
        )
        for row, cents in shown
    ]  # fmt: skip
    return found, found[-1].id if len(rows) > limit else None


def all_bookings(session: Session, tenant: Tenant, wanted: Wanted) -> Iterator[Booking]:
    """Every booking, a thousand at a time in memory."""
    after: int | None = 0
    while after is not None:
        found, after = bookings_page(session, tenant, wanted, after, AT_ONCE)
        yield from found


def _sign(wanted: Wanted) -> int:
    return -1 if wanted.account == "declared" else 1
