"""What the pages of payment runs show: runs, their payments, and why some are stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from declarations.guards import SENTENCES, Hold, guard
from declarations.lifecycle import Kind, possible
from declarations.model import Law
from declarations.rulebook import Text
from portal.identity.colleagues import names_of
from portal.identity.visitor import Visitor
from portal.parties.own_accounts import own_account
from portal.parties.service import provider_names
from portal.payments.choosing import Choice, can_be_paid
from portal.payments.drawing import Draft, drafts_of
from portal.payments.exporting import Sealed, sealed_file
from portal.payments.payees import payees
from portal.payments.runs import Payment, Run, find_run, payments_in, runs_of
from schemas.payments import Account

EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A payment on a page: to whom, and what stopped it."""

    payment: Payment
    provider: str
    holds: tuple[Hold, ...]

    @property
    def law(self) -> Law:
        """The law it is paid under."""
        return Law(self.payment.law)


@dataclass(frozen=True, slots=True)
class LawTotal:
    """What a run pays under one law: payments that go or went out."""

    law: Law
    payments: int
    debit_cents: int
    credit_cents: int
    cents: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run with everything its page tells; ``actions`` are what this visitor can do now."""

    run: Run
    payments: tuple[Shown, ...]
    names: Mapping[int, str]
    file: Sealed | None
    actions: tuple[str, ...]

    @property
    def held(self) -> tuple[Shown, ...]:
        """Payments that wait for somebody to look at them."""
        return tuple(each for each in self.payments if each.payment.state == "held")

    @property
    def going(self) -> tuple[Shown, ...]:
        """Payments that go out with the release, or went."""
        stopped = ("held", "left-out")
        return tuple(each for each in self.payments if each.payment.state not in stopped)

    @property
    def others(self) -> tuple[Shown, ...]:
        """All payments that are not on hold."""
        return tuple(each for each in self.payments if each.payment.state != "held")

    @property
    def going_cents(self) -> int:
        """What goes out, or went."""
        return sum(each.payment.cents for each in self.going)

    @property
    def by_law(self) -> tuple[LawTotal, ...]:
        """What goes out under each law."""
        return tuple(
            LawTotal(
                law, len(own), sum(e.debit_cents for e in own), sum(e.credit_cents for e in own),
                sum(e.cents for e in own),
            )
            for law in Law
            if (own := [each.payment for each in self.going if each.law == law])
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What a new run would pay, and what is missing for it."""

    choice: Choice
    drafts: tuple[Draft, ...]
    own_account: str | None

    @property
    def without_account(self) -> tuple[str, ...]:
        """Providers that are due money but have no account."""
        paid = {(each.group.provider_id, each.group.law) for each in self.drafts}
        missing = [g.provider for g in self.choice.payable if (g.provider_id, g.law) not in paid]
        return tuple(dict.fromkeys(missing))

    @property
    def total_cents(self) -> int:
        """What would be drawn up."""
        return sum(each.group.net_cents for each in self.drafts)

    def holds_of(self, provider_id: int, law: Law) -> tuple[str, ...]:
        """The codes of the guards that would stop a payment."""
        for each in self.drafts:
            if (each.group.provider_id, each.group.law) == (provider_id, law):
                return each.holds
        return ()


def preview(session: Session, municipality_id: int, until: date | None) -> Preview:
    """What a run would pay now, of what must be paid by ``until``; nothing is changed."""
    choice = can_be_paid(session, municipality_id, until)
    drafts = drafts_of(session, municipality_id, choice)
    return Preview(choice, tuple(drafts), own_account(session, municipality_id))


def runs_page(session: Session, municipality_id: int) -> tuple[list[Run], dict[int, str]]:
    """All runs, the newest first, and the names of who worked on them."""
    runs = runs_of(session, municipality_id)
    return runs, names_of(session, _people(runs))


def run_page(session: Session, visitor: Visitor, number: str) -> RunPage:
    """One run for somebody of its municipality; NotFound for anybody else."""
    run = find_run(session, visitor.municipality_id or 0, number)
    found = payments_in(session, run.id)
    people = {*_people([run]), *(each.cleared_by for each in found if each.cleared_by)}
    return RunPage(
        run, tuple(_shown(session, run, found)), names_of(session, people),
        sealed_file(session, run.id), _actions(run, visitor),
    )  # fmt: skip


def sentence_of(hold: Hold, values: Mapping[str, object]) -> Text:
    """What a guard says, its values filled in as they are written in each language."""
    text = SENTENCES[hold.code]
    if not hold.values:
        return text
    return Text(text.nl.format(**values), text.en.format(**values))


def _actions(run: Run, visitor: Visitor) -> tuple[str, ...]:
    """What is possible; a second name under a run is not that of the first."""
    found = possible(Kind.PAYMENT_RUN, run.state, visitor.role)
    signed_already = run.signed_person == visitor.person_id
    return tuple(each for each in found if not (each == "release" and signed_already))


def _shown(session: Session, run: Run, found: list[Payment]) -> Iterable[Shown]:
    stopped = [each for each in found if each.holds]
    names = provider_names(session)
    known = payees(
        session, run.municipality_id, {each.provider_id for each in stopped}, run.id,
        {each.iban for each in stopped},
    )  # fmt: skip
    for each in found:
        holds: dict[str, Hold] = {}
        if each.holds:
            payee = known.payee(each.provider_id, each.law, Account(each.iban, each.holder))
            holds = {hold.code: hold for hold in guard(payee, each.cents)}
        yield Shown(
            each, names.get(each.provider_id, ""),
            tuple(holds.get(code, Hold(code, EMPTY)) for code in each.holds),
        )  # fmt: skip


def _people(runs: Iterable[Run]) -> set[int]:
    return {
        each
        for run in runs
        for each in (run.made_by, run.signed_by, run.released_by, run.cancelled_by)
        if each is not None
    }
