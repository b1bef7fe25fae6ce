"""Booking payments: what was awarded is settled by money, or by what one contract owes another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.ledger.months import first_open_month
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.store.bulk import insert_rows, reserve_ids

PAID, RETURNED = "payment", "payment-returned"
ONCE = 1  # a payment is paid once, and comes back once

Entries = tuple[tuple[str, int], ...]


class NothingToPay(Exception):
    """Lines that do not come to an amount above zero: the bank is told nothing of them."""


class NotBooked(Exception):
    """A payment that was never booked cannot come back."""


@dataclass(frozen=True, slots=True)
class Payer:
    """The payment a booking comes from, and between whom."""

    payment_id: int
    municipality_id: int
    provider_id: int
    law: Law


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment does on one contract, in signed eurocents.

    ``settled`` is what its lines there come to, ``paid`` the part that goes through the bank. The
    difference is set off: credits of one contract that lower what another is paid.
    """

    settled: int
    paid: int

    @property
    def set_off(self) -> int:
        """What is not paid in money; over a whole payment it comes to zero."""
        return self.settled - self.paid

    def entries(self) -> Entries:
        """Account and signed amount of its three entries; they sum to zero."""
        return (("settled", -self.settled), ("paid", self.paid), ("set_off", self.set_off))


def settlements(nets: Mapping[int | None, int]) -> dict[int | None, Settlement]:
    """Spread what the bank pays over the contracts, each with the sum of its lines (credits less).

    A contract that comes to less than zero is paid nothing; the others bear it in proportion,
    rounded so that all parts together are the payment to the cent. Raises NothingToPay.
    """
    total = sum(nets.values())
    if total <= 0:
        raise NothingToPay(f"the lines come to {total} eurocents")
    shares = _shares(total, [max(net, 0) for net in nets.values()])
    return {
        contract: Settlement(net, share)
        for (contract, net), share in zip(nets.items(), shares, strict=True)
    }


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """Parts of the total in proportion to the weights, whole cents, together the total."""
    whole, seen, given, shares = sum(weights), 0, 0, []
    for weight in weights:
        seen += weight
        share = total * seen // whole - given
        shares.append(share)
        given += share
    return shares


def book_payment(
    session: Session, payer: Payer, nets: Mapping[int | None, int], at: datetime
) -> None:
    """Book a payment that is released: per contract (or None) what its lines come to.

    The database refuses a second booking of the same payment. Raises NothingToPay.
    """
    by_contract = {each: found.entries() for each, found in settlements(nets).items()}
    _book(session, payer, by_contract, PAID, at)


def book_return(session: Session, payer: Payer, at: datetime) -> None:
    """Book that a payment came back: the exact reverse of what was booked. Raises NotBooked."""
    booked = _booked(session, payer.payment_id)
    if not booked:
        raise NotBooked(f"payment {payer.payment_id}")
    reverse = {
        contract: tuple((account, -cents) for account, cents in entries)
        for contract, entries in booked.items()
    }
    _book(session, payer, reverse, RETURNED, at)


def _booked(session: Session, payment_id: int) -> dict[int | None, list[tuple[str, int]]]:
    move, entry = LedgerTransactionRecord, LedgerEntryRecord
    rows = session.execute(
        select(move.contract_id, entry.account, entry.amount_cents)
        .join(entry, entry.transaction_id == move.id)
        .where(move.payment_id == payment_id, move.kind == PAID)
        .order_by(move.id, entry.account)
    )
    found: dict[int | None, list[tuple[str, int]]] = {}
    for contract, account, cents in rows:
        found.setdefault(contract, []).append((account, cents))
    return found


def _book(
    session: Session,
    payer: Payer,
    by_contract: Mapping[int | None, Sequence[tuple[str, int]]],
    kind: str,
    at: datetime,
) -> None:
    month = first_open_month(session, payer.municipality_id, at)
    ids = reserve_ids(session, LedgerTransactionRecord.__table__, len(by_contract))
    fixed = (payer.municipality_id, payer.provider_id, str(payer.law), at, month, kind, ONCE)
    insert_rows(
        session,
        LedgerTransactionRecord.__table__,
        ("id", "payment_id", "contract_id", "municipality_id", "provider_id", "law",
         "recorded_at", "month", "kind", "round"),
        [
            (number, payer.payment_id, contract, *fixed)
            for number, contract in zip(ids, by_contract, strict=True)
        ],
    )  # fmt: skip
    insert_rows(
        session,
        LedgerEntryRecord.__table__,
        ("transaction_id", "account", "amount_cents"),
        [
            (number, account, cents)
            for number, entries in zip(ids, by_contract.values(), strict=True)
            for account, cents in entries
        ],
    )
