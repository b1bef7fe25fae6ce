"""Booking what was declared and what became of it, in double entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.ledger.months import first_open_month
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.store.bulk import insert_rows, reserve_ids

KIND = "declaration"
DECIDED = "unparked"
FIRST_ROUND = 1


class UnbalancedBooking(Exception):
    """Amounts that do not add up: declared is not awarded + rejected + parked."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What one message declared on one contract and what became of it, in signed eurocents."""

    declared: int
    awarded: int = 0
    rejected: int = 0
    parked: int = 0

    def __post_init__(self) -> None:
        """Refuse amounts that do not add up."""
        if self.declared != self.awarded + self.rejected + self.parked:
            raise UnbalancedBooking(
                f"declared {self.declared} is not awarded {self.awarded} + rejected"
                f" {self.rejected} + parked {self.parked}"
            )

    def entries(self) -> tuple[tuple[str, int], ...]:
        """Account and signed amount of its four entries; they sum to zero."""
        return (
            ("declared", -self.declared),
            ("awarded", self.awarded),
            ("rejected", self.rejected),
            ("parked", self.parked),
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """The message a booking comes from."""

    message_id: int
    municipality_id: int
    provider_id: int
    law: Law


def book(
    session: Session,
    origin: Origin,
    by_contract: Mapping[int | None, Booking],
    recorded_at: datetime,
) -> None:
    """Book a processed message: one transaction per contract, None for lines without one.

    The database refuses a second booking of the same message and contract.
    """
    _book(session, origin, by_contract, recorded_at, (KIND, FIRST_ROUND))


def book_decided(
    session: Session,
    origin: Origin,
    by_contract: Mapping[int | None, Booking],
    recorded_at: datetime,
    number: int,
) -> None:
    """Book what became of parked lines in a later round of judging, the ``number``th of all.

    The bookings are differences: what is no longer parked is negative there.
    """
    if by_contract:
        _book(session, origin, by_contract, recorded_at, (DECIDED, number))


def _book(
    session: Session,
    origin: Origin,
    by_contract: Mapping[int | None, Booking],
    recorded_at: datetime,
    kind: tuple[str, int],
) -> None:
    month = first_open_month(session, origin.municipality_id, recorded_at)
    ids = reserve_ids(session, LedgerTransactionRecord.__table__, len(by_contract))
    tenant = (origin.municipality_id, origin.provider_id, str(origin.law))
    insert_rows(
        session,
        LedgerTransactionRecord.__table__,
        ("id", "message_id", "contract_id", "municipality_id", "provider_id", "law",
         "recorded_at", "month", "kind", "round"),
        [
            (number, origin.message_id, contract, *tenant, recorded_at, month, *kind)
            for number, contract in zip(ids, by_contract, strict=True)
        ],
    )  # fmt: skip
    insert_rows(
        session,
        LedgerEntryRecord.__table__,
        ("transaction_id", "account", "amount_cents"),
        [
            (number, account, cents)
            for number, booking in zip(ids, by_contract.values(), strict=True)
            for account, cents in booking.entries()
        ],
    )
