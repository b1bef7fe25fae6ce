"""Booking drawdowns: declared and awarded at once, when a second person approved them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.ledger.months import first_open_month
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.ledger.service import Booking

APPROVED, TAKEN_BACK = "drawdown", "drawdown-taken-back"


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


def _book(
    session: Session, drawn: Drawn, cents: int, kind: tuple[str, int], at: datetime
) -> None:
    row = LedgerTransactionRecord(
        drawdown_id=drawn.drawdown_id, contract_id=drawn.contract_id,
        municipality_id=drawn.municipality_id, provider_id=drawn.provider_id, law=str(drawn.law),
        recorded_at=at, month=first_open_month(session, drawn.municipality_id, at),
        kind=kind[0], round=kind[1],
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        LedgerEntryRecord(transaction_id=row.id, account=account, amount_cents=signed)
        for account, signed in Booking(cents, awarded=cents).entries()
    )
    session.flush()
