"""A payment run as it is kept: found, held against others, moved, and its lines let go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.lifecycle import PORTAL, Kind, NotAllowed, after
from portal.audit.service import Action, Event, Subject, record
from portal.identity.visitor import Visitor
from portal.intake.payable import PayableLine, payable_lines
from portal.parties.service import lock_municipalities
from portal.payments.drawdowns import hold_live_drawdowns
from portal.payments.records import PaymentLineRecord, PaymentRecord, PaymentRunRecord
from portal.settlement.holding import hold
from portal.settlement.service import Origin, Sum, move
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was read; what it means is told by its row."""

    id: int
    municipality_id: int
    number: str
    state: str
    pay_on: date
    iban: str
    holder: str
    payment_count: int
    total_cents: int
    sha256: bytes | None
    made_by: int
    made_person: int
    made_at: datetime
    signed_by: int | None
    signed_person: int | None
    signed_at: datetime | None
    released_by: int | None
    released_person: int | None
    released_at: datetime | None
    exported_at: datetime | None
    settled_at: datetime | None
    cancelled_by: int | None
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a run as it was read."""

    id: int
    run_id: int
    provider_id: int
    law: str
    reference: str
    state: str
    iban: str
    holder: str
    line_count: int
    debit_cents: int
    credit_cents: int
    cents: int
    hold_reasons: str
    cleared_by: int | None
    cleared_person: int | None
    cleared_at: datetime | None
    clear_reason: str | None
    ended_at: datetime | None
    bank_reason: str | None

    @property
    def holds(self) -> tuple[str, ...]:
        """The codes of the guards that stopped it, also after somebody cleared it."""
        return tuple(self.hold_reasons.split())


_RUN: tuple[Any, ...] = tuple(getattr(PaymentRunRecord, n) for n in Run.__dataclass_fields__)
_PAYMENT: tuple[Any, ...] = tuple(getattr(PaymentRecord, n) for n in Payment.__dataclass_fields__)


def find_run(session: Session, municipality_id: int, number: str) -> Run:
    """The run of a municipality with this number; NotFound for any other."""
    row = PaymentRunRecord
    found = session.execute(
        select(*_RUN).where(row.municipality_id == municipality_id, row.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound
    return Run(*found)


def runs_of(session: Session, municipality_id: int) -> list[Run]:
    """Every run of a municipality, the newest first."""
    row = PaymentRunRecord
    found = session.execute(
        select(*_RUN).where(row.municipality_id == municipality_id).order_by(row.id.desc())
    )
    return [Run(*each) for each in found]


def hold_run(session: Session, municipality_id: int, number: str) -> Run:
    """The run, held until the transaction ends against whoever works on runs of its municipality.

    Everything that changes a run begins here; lines are held after it, in the order of messages.
    """
    lock_municipalities(session, [municipality_id])
    return find_run(session, municipality_id, number)


def hold_lines(session: Session, payments: Iterable[Payment]) -> None:
    """Hold every message that these payments pay lines of, then every drawdown they pay.

    Whoever withdraws an approval or decides about many declarations takes the same turns. All at
    once and not payment by payment, so that two who hold several never wait for each other.
    """
    ids = [each.id for each in payments]
    by_payment = live_lines(session, ids)
    hold(session, {line.origin.message_id for own in by_payment.values() for line in own})
    hold_live_drawdowns(session, ids)


def payments_in(session: Session, run_id: int) -> list[Payment]:
    """The payments of a run, in the order in which they were drawn up."""
    row = PaymentRecord
    found = session.execute(select(*_PAYMENT).where(row.run_id == run_id).order_by(row.id))
    return [Payment(*each) for each in found]


def move_run(session: Session, run: Run, action: str, role: str, **values: Any) -> None:
    """Bring a run to its next status; NotAllowed where that is not possible any more."""
    state = after(Kind.PAYMENT_RUN, run.state, action, role)
    row = PaymentRunRecord
    moved = session.execute(
        update(row).where(row.id == run.id, row.state == run.state).values(state=state, **values)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        now = session.scalar(select(row.state).where(row.id == run.id))
        raise NotAllowed(Kind.PAYMENT_RUN, now or run.state, action)


def move_payments(
    session: Session, payments: Sequence[Payment], action: str, role: str = PORTAL, **values: Any
) -> None:
    """Bring payments to their next status, all or none."""
    row = PaymentRecord
    for state in sorted({each.state for each in payments}):
        new = after(Kind.PAYMENT, state, action, role)
        ids = [each.id for each in payments if each.state == state]
        moved = session.execute(
            update(row)
            .where(in_values(row.id, ids), row.state == state)
            .values(state=new, **values)
        )
        if moved.rowcount != len(ids):  # type: ignore[attr-defined]
            raise NotAllowed(Kind.PAYMENT, state, action)


def live_lines(session: Session, payment_ids: Iterable[int]) -> dict[int, list[PayableLine]]:
    """The lines that these payments pay, by payment."""
    row = PaymentLineRecord
    found = session.execute(
        select(row.line_id, row.payment_id).where(in_values(row.payment_id, payment_ids), row.live)
    )
    payment_of = {each.line_id: each.payment_id for each in found}
    by_payment: dict[int, list[PayableLine]] = defaultdict(list)
    for line in payable_lines(session, payment_of):
        by_payment[payment_of[line.id]].append(line)
    return by_payment


def lines_ever(session: Session, payment_ids: Iterable[int]) -> dict[int, list[list[int]]]:
    """The line and its eurocents of everything these payments were drawn up with, by payment."""
    row = PaymentLineRecord
    found = session.execute(
        select(row.payment_id, row.line_id, row.cents)
        .where(in_values(row.payment_id, payment_ids))
        .order_by(row.payment_id, row.line_id)
    )
    by_payment: dict[int, list[list[int]]] = defaultdict(list)
    for payment, line, cents in found:
        by_payment[payment].append([line, cents])
    return by_payment


def let_go(session: Session, payment_ids: Sequence[int], stage: str) -> int:
    """Give the lines of these payments back to who approved them; ``stage`` is where they are.

    Gives how many lines that were.
    """
    by_payment = live_lines(session, payment_ids)
    lines = [line for own in by_payment.values() for line in own]
    row = PaymentLineRecord
    session.execute(
        update(row).where(in_values(row.payment_id, payment_ids), row.live).values(live=False)
    )
    move(session, stage, "approved", sums(lines))
    return len(lines)


def sums(lines: Iterable[PayableLine]) -> list[tuple[Origin, Sum]]:
    """The lines by the message they came in, as stages count them."""
    found: dict[Origin, Sum] = defaultdict(Sum)
    for line in lines:
        found[line.origin] += Sum(1, line.cents)
    return list(found.items())


def note_run(
    session: Session, action: Action, run: Run, visitor: Visitor, at: datetime, **detail: Any
) -> None:
    """Record what was done to a run, in the transaction that does it."""
    record(
        session,
        Event(
            action, Subject.PAYMENT_RUN, run.id, visitor.account_id, at, run.municipality_id,
            detail=detail,
        ),
    )  # fmt: skip


def note_payment(
    session: Session, action: Action, run: Run, payment: Payment, visitor: Visitor, at: datetime,
    **detail: Any,
) -> None:  # fmt: skip
    """Record what was done to a payment; of what did not go out the provider hears nothing."""
    record(
        session,
        Event(
            action, Subject.PAYMENT, payment.id, visitor.account_id, at, run.municipality_id,
            detail={"run": run.id, "cents": payment.cents, **detail},
        ),
    )  # fmt: skip
