"""What can be paid now: approved lines by provider and law, credits set off against debits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.approvals.payable import approved_lines
from portal.intake.held_back import held_until
from portal.intake.payable import PayableLine, payable_lines
from portal.lumpsum.paying import PayableDrawdown, approved_drawdowns
from portal.parties.service import provider_names
from portal.payments.standing import payments_of
from portal.settlement.lists import At, messages_at

GONE_OUT = ("released", "paid")


@dataclass(frozen=True, slots=True)
class Group:
    """What one provider would get under one law, in eurocents: for lines and for drawdowns."""

    provider_id: int
    provider: str
    law: Law
    lines: tuple[PayableLine, ...]
    drawdowns: tuple[PayableDrawdown, ...] = ()

    @property
    def debit_cents(self) -> int:
        """What was declared or drawn, and approved."""
        lines = sum(each.cents for each in self.lines if each.cents > 0)
        return lines + sum(each.cents for each in self.drawdowns)

    @property
    def count(self) -> int:
        """How many lines and drawdowns there are in it."""
        return len(self.lines) + len(self.drawdowns)

    @property
    def credit_cents(self) -> int:
        """What is taken back, as a positive amount."""
        return -sum(each.cents for each in self.lines if each.cents < 0)

    @property
    def net_cents(self) -> int:
        """What would go out."""
        return self.debit_cents - self.credit_cents

    @property
    def payable(self) -> bool:
        """Whether anything would go out; else it waits until there is more to pay."""
        return self.net_cents > 0

    @property
    def oldest(self) -> date:
        """The first dating of a declaration (Dagtekening) or drawdown in it."""
        return min(each.dated for each in self._parts)

    @property
    def pay_before(self) -> date:
        """The first last day of a term in it."""
        return min(each.pay_before for each in self._parts)

    @property
    def _parts(self) -> tuple[PayableLine | PayableDrawdown, ...]:
        return (*self.lines, *self.drawdowns)

    def overdue(self, today: date) -> bool:
        """Whether a term has gone by."""
        return self.pay_before < today


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that can be paid now, and what has to wait for its debit."""

    groups: tuple[Group, ...]
    waiting_credits: int

    @property
    def payable(self) -> tuple[Group, ...]:
        """The groups of which money would go out."""
        return tuple(group for group in self.groups if group.payable)

    @property
    def net_cents(self) -> int:
        """What would go out in all."""
        return sum(group.net_cents for group in self.payable)


def can_be_paid(session: Session, municipality_id: int, until: date | None = None) -> Choice:
    """What a municipality can pay now; with ``until`` only what must be paid by that day.

    Nothing is paid of a declaration before its answer is out. Eight queries, however many lines.
    """
    found = [message for message, _ in messages_at(session, At(municipality_id, "approved"))]
    unanswered = held_until(session, found)
    approved = approved_lines(session, [each for each in found if each not in unanswered])
    taken = payments_of(session, approved)
    lines = payable_lines(session, (each for each in approved if each not in taken))
    debits = payments_of(session, (each.takes_back for each in lines if each.takes_back))
    paid = {debit for debit, payment in debits.items() if payment.state in GONE_OUT}
    chosen = choose(lines, paid, until)
    left = sum(each.cents < 0 for each in lines) - sum(each.cents < 0 for each in chosen)
    drawdowns = [
        each
        for each in approved_drawdowns(session, municipality_id)
        if until is None or each.pay_before <= until
    ]
    return Choice(tuple(grouped(chosen, provider_names(session), drawdowns)), left)


def choose(
    lines: Sequence[PayableLine], paid: Collection[int], until: date | None
) -> list[PayableLine]:
    """Debits that are due by then, and every credit of a debit that was paid or is among them.

    A credit whose debit was not paid stays out, or a provider would be docked for what it never
    got. Without ``until`` every debit is chosen.
    """
    due = {
        each.id
        for each in lines
        if each.takes_back is None and (until is None or each.pay_before <= until)
    }
    return [
        each
        for each in lines
        if each.id in due or each.takes_back in due or each.takes_back in paid
    ]


def grouped(
    lines: Iterable[PayableLine], names: dict[int, str],
    drawdowns: Iterable[PayableDrawdown] = (),
) -> list[Group]:  # fmt: skip
    """By provider and law, by name; the most urgent dating does not matter for order."""
    found: dict[tuple[int, Law], list[PayableLine]] = defaultdict(list)
    drawn: dict[tuple[int, Law], list[PayableDrawdown]] = defaultdict(list)
    for line in lines:
        found[line.provider_id, line.law].append(line)
    for each in drawdowns:
        drawn[each.provider_id, each.law].append(each)
    groups = [
        Group(key[0], names.get(key[0], ""), key[1], tuple(found[key]), tuple(drawn[key]))
        for key in {**found, **drawn}
    ]
    return sorted(groups, key=lambda group: (group.provider, group.provider_id, group.law))
