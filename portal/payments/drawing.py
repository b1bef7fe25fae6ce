"""Drawing a run up: who gets what on which account, frozen from here on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from declarations.guards import guard
from declarations.lifecycle import NEW, PORTAL, Kind, after
from portal.approvals.payable import count_approved
from portal.audit.service import Action, Event, Subject, record_all
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.parties.own_accounts import own_account
from portal.parties.service import lock_municipalities, party_named
from portal.payments.choosing import Choice, Group, can_be_paid
from portal.payments.drawdowns import tie_drawdowns
from portal.payments.payees import Payees, payees
from portal.payments.records import PaymentLineRecord, PaymentRecord, PaymentRunRecord
from portal.payments.runs import sums
from portal.settlement.service import LinesGone, move
from portal.store.bulk import insert_rows
from schemas.payments import Account


class NothingToPay(Exception):
    """No line is approved, due and payable to an account that is known; nothing has changed."""


class NoOwnAccount(Exception):
    """Nobody wrote down what the municipality pays from; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to draw up: debits to be paid by ``until`` (None for all), to be done on ``pay_on``."""

    until: date | None
    pay_on: date


@dataclass(frozen=True, slots=True)
class Draft:
    """A payment about to be drawn up, and the codes of the guards that stop it."""

    group: Group
    account: Account
    holds: tuple[str, ...]

    @property
    def state(self) -> str:
        """Included, unless a guard stops it."""
        return after(Kind.PAYMENT, NEW, "guard" if self.holds else "include", PORTAL)


def draw_up(session: Session, visitor: Visitor, wanted: Wanted, clock: Clock) -> str:
    """Make a run of what can be paid now; gives its number.

    Raises NothingToPay, NoOwnAccount, NotAllowed for who may not, and LinesGone when somebody
    took an approval back at the same moment.
    """
    state = after(Kind.PAYMENT_RUN, NEW, "draw-up", visitor.role)
    municipality_id = visitor.municipality_id
    assert municipality_id is not None, "only somebody of a municipality pays"
    lock_municipalities(session, [municipality_id])
    own = own_account(session, municipality_id)
    if own is None:
        raise NoOwnAccount
    choice = can_be_paid(session, municipality_id, wanted.until)
    drafts = drafts_of(session, municipality_id, choice)
    if not drafts:
        raise NothingToPay
    party = party_named(session, None, municipality_id, None)
    run = PaymentRunRecord(
        municipality_id=municipality_id, state=state, pay_on=wanted.pay_on,
        number=_next_number(session, municipality_id, clock.today().year),
        iban=own, holder=f"Gemeente {party.name.removeprefix('Gemeente ')}",
        payment_count=len(drafts), total_cents=sum(each.group.net_cents for each in drafts),
        made_by=visitor.account_id, made_person=visitor.person_id, made_at=clock.now(),
    )  # fmt: skip
    session.add(run)
    session.flush()
    rows = _add_payments(session, run, party.code, drafts)
    _tie_lines(session, rows, drafts)
    paid = zip(rows, drafts, strict=True)
    drawn = [(row.id, one) for row, each in paid for one in each.group.drawdowns]
    tie_drawdowns(session, drawn, visitor.account_id, clock.now())
    record_all(session, _events(run, rows, visitor, clock))
    return run.number


def drafts_of(session: Session, municipality_id: int, choice: Choice) -> list[Draft]:
    """The payments that a run of this choice would have; who has no account is left out."""
    groups = choice.payable
    known = payees(session, municipality_id, {each.provider_id for each in groups})
    return [
        Draft(group, account, _holds(known, group, account))
        for group in groups
        if (account := known.accounts.get(group.provider_id)) is not None
    ]


def _holds(known: Payees, group: Group, account: Account) -> tuple[str, ...]:
    payee = known.payee(group.provider_id, group.law, account)
    return tuple(each.code for each in guard(payee, group.net_cents))


def _next_number(session: Session, municipality_id: int, year: int) -> str:
    row = PaymentRunRecord
    last = session.scalar(
        select(func.max(row.number)).where(
            row.municipality_id == municipality_id, row.number.like(f"{year}-%")
        )
    )
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:04d}"


def _add_payments(
    session: Session, run: PaymentRunRecord, code: str, drafts: Sequence[Draft]
) -> list[PaymentRecord]:
    rows = [
        PaymentRecord(
            run_id=run.id, municipality_id=run.municipality_id, pay_on=run.pay_on,
            provider_id=each.group.provider_id, law=str(each.group.law),
            reference=f"{code}-{run.number}-{place:04d}", state=each.state,
            iban=each.account.iban, holder=each.account.holder,
            line_count=each.group.count, debit_cents=each.group.debit_cents,
            credit_cents=each.group.credit_cents, cents=each.group.net_cents,
            hold_reasons=" ".join(each.holds),
        )
        for place, each in enumerate(drafts, 1)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def _tie_lines(session: Session, rows: Sequence[PaymentRecord], drafts: Sequence[Draft]) -> None:
    lines = [line for each in drafts for line in each.group.lines]
    insert_rows(
        session,
        PaymentLineRecord.__table__,
        ("payment_id", "line_id", "cents", "live"),
        [
            (row.id, line.id, line.cents, True)
            for row, each in zip(rows, drafts, strict=True)
            for line in each.group.lines
        ],
    )
    move(session, "approved", "in-run", sums(lines))
    # whoever takes an approval back holds the same sums: from here on none of these can go
    if count_approved(session, [line.id for line in lines]) != len(lines):
        raise LinesGone


def _events(
    run: PaymentRunRecord, rows: Sequence[PaymentRecord], visitor: Visitor, clock: Clock
) -> list[Event]:
    done = (visitor.account_id, clock.now(), run.municipality_id)
    drawn = {"payments": len(rows), "cents": run.total_cents}
    return [
        Event(Action.RUN_DRAWN_UP, Subject.PAYMENT_RUN, run.id, *done, detail=drawn),
        *(
            Event(
                Action.PAYMENT_HELD, Subject.PAYMENT, row.id, *done,
                detail={"run": run.id, "reasons": row.hold_reasons.split()},
            )
            for row in rows
            if row.state == "held"
        ),
    ]  # fmt: skip
