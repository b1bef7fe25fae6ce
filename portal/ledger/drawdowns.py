"""Booking drawdowns, declared and awarded at once when approved, and what is reclaimed of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.ledger.months import first_open_month
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.ledger.service import Booking
from portal.ledger.settling import Entries, Settlement

APPROVED, TAKEN_BACK = "drawdown", "drawdown-taken-back"
RECLAIMED, RECEIVED = "settlement", "settlement-received"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawdown a booking comes from, between whom, and its eurocents."""

    drawdown_id: int
    contract_id: int
    municipality_id: int
    provider_id: int
    law: Law
    cents: int


def book_approved(session: Session, drawn: Drawn, number: int, at: datetime) -> None:
    """Book that it was approved, for the ``number``th time; the database refuses that twice."""
    _book(session, drawn, drawn.cents, (APPROVED, number), at)


def book_taken_back(session: Session, drawn: Drawn, number: int, at: datetime) -> None:
    """Book that its ``number``th approval was taken back: the exact reverse."""
    _book(session, drawn, -drawn.cents, (TAKEN_BACK, number), at)


def book_reclaimed(session: Session, drawn: Drawn, at: datetime) -> None:
    """Book a settlement (``drawdown_id`` is its id) by which the provider owes this back."""
    entries = Booking(-drawn.cents, awarded=-drawn.cents).entries()
    _write(session, drawn, {"settlement_id": drawn.drawdown_id}, entries, (RECLAIMED, 1), at)


def book_received(session: Session, drawn: Drawn, at: datetime) -> None:
    """Book that what a settlement reclaimed came in: a payment the other way round."""
    entries = Settlement(-drawn.cents, -drawn.cents).entries()
    _write(session, drawn, {"settlement_id": drawn.drawdown_id}, entries, (RECEIVED, 1), at)


def _book(
    session: Session, drawn: Drawn, cents: int, kind: tuple[str, int], at: datetime
) -> None:
    entries = Booking(cents, awarded=cents).entries()
    _write(session, drawn, {"drawdown_id": drawn.drawdown_id}, entries, kind, at)


def _write(
    session: Session, drawn: Drawn, origin: Mapping[str, int], entries: Entries,
    kind: tuple[str, int], at: datetime,
) -> None:  # fmt: skip
    row = LedgerTransactionRecord(
        **origin, contract_id=drawn.contract_id,
        municipality_id=drawn.municipality_id, provider_id=drawn.provider_id, law=str(drawn.law),
        recorded_at=at, month=first_open_month(session, drawn.municipality_id, at),
        kind=kind[0], round=kind[1],
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        LedgerEntryRecord(transaction_id=row.id, account=account, amount_cents=signed)
        for account, signed in entries
    )
    session.flush()
