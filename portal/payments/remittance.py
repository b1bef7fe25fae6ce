"""What a payment is made up of: by declaration, and line by line with the provider's references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.audit.service import Subject, log_access
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.intake.declared import Declared, declarations_by_message
from portal.intake.paid_lines import (
    MessageSum,
    PaidLine,
    every_paid_line,
    paid_lines,
    sums_by_message,
)
from portal.lumpsum.paying import PayableDrawdown
from portal.payments.drawdowns import drawdowns_of_payment
from portal.payments.own_list import Payment, find_payment
from portal.payments.records import PaymentLineRecord

PAGE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A declaration in a payment: its debits, its credits that were set off, and what remains."""

    declared: Declared
    sum: MessageSum


@dataclass(frozen=True, slots=True)
class Remittance:
    """A payment with the declarations and the drawdowns it pays, the oldest first."""

    payment: Payment
    parts: tuple[Part, ...]
    drawdowns: tuple[PayableDrawdown, ...] = ()

    @property
    def line_count(self) -> int:
        """How many lines and drawdowns it pays, credits among them."""
        lines = sum(part.sum.debits + part.sum.credits for part in self.parts)
        return lines + len(self.drawdowns)

    @property
    def debit_cents(self) -> int:
        """What the debits and drawdowns come to."""
        lines = sum(part.sum.debit_cents for part in self.parts)
        return lines + sum(each.cents for each in self.drawdowns)

    @property
    def credit_cents(self) -> int:
        """What the credits that are set off come to, as a positive amount."""
        return sum(part.sum.credit_cents for part in self.parts)

    @property
    def cents(self) -> int:
        """Debits less credits: what was paid."""
        return self.debit_cents - self.credit_cents


@dataclass(frozen=True, slots=True)
class LinesChoice:
    """Which lines are shown: those of one declaration, from a place in the list on."""

    message_id: int | None = None
    after: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class LinesPage:
    """Part of the lines, and where the next part begins if any."""

    lines: tuple[PaidLine, ...]
    next: str | None


def open_remittance(
    session: Session, visitor: Visitor, payment_id: int, purpose: str, clock: Clock
) -> Remittance:
    """A payment with what it is made up of, and a note that it was seen; NotFound for others."""
    payment = find_payment(session, visitor.tenant, payment_id)
    log_access(
        session, clock.now(), visitor.account_id, purpose, Subject.PAYMENT, payment.id,
        payment.municipality_id, payment.provider_id,
    )  # fmt: skip
    sums = sums_by_message(session, lines_in(payment.id))
    declared = declarations_by_message(session, [each.message_id for each in sums])
    parts = tuple(Part(declared[each.message_id], each) for each in sums)
    return Remittance(payment, parts, tuple(drawdowns_of_payment(session, payment.id)))


def lines_page(session: Session, payment_id: int, choice: LinesChoice) -> LinesPage:
    """Fifty lines of a payment as chosen."""
    found = paid_lines(session, lines_in(payment_id), choice.message_id, choice.after, PAGE + 1)
    shown = found[:PAGE]
    more = f"{shown[-1].message_id}.{shown[-1].position}" if found[PAGE:] else None
    return LinesPage(tuple(shown), more)


def every_line(session: Session, payment_id: int) -> Iterator[PaidLine]:
    """All lines of a payment, in the order of declarations."""
    return every_paid_line(session, lines_in(payment_id))


def lines_in(payment_id: int) -> Select[int]:
    """The ids of the lines of a payment, also of one that the bank sent back."""
    row = PaymentLineRecord
    return select(row.line_id).where(row.payment_id == payment_id)
