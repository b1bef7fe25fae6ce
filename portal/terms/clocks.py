"""The clocks that run for a party: what is to be done, about how much, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy.orm import Session

from declarations.model import Law
from declarations.terms import (
    ANSWER,
    CEILING_DECISION,
    CEILING_TALK,
    CREDIT,
    DECLARE,
    MEND,
    PAY,
    QUESTION,
    START,
    TERMS,
    due,
    left,
)
from portal.allocations.declarable import allocated_in
from portal.allocations.unstarted import unstarted
from portal.ceilings.open_signals import open_signals
from portal.contracts.markets import markets_of
from portal.declaring.nil_months import nil_months
from portal.identity.service import PROVIDER_ROLES, Role
from portal.intake.running import Declared, dated, judged_on, to_mend, unanswered
from portal.intake.standing import declared_since
from portal.parties.service import municipality_names, provider_names
from portal.review.turns import turns_of
from portal.settlement.unpaid import unpaid_by_message
from portal.store.tenant import Scope, Tenant
from portal.terms.calendar import holidays_around, public_holidays

MONTHS_BACK = 12  # months that were never declared are older than that for another reason
YEAR = timedelta(days=366)

# whose work it is; the others of the party see it too, but are not reminded
ROLES = MappingProxyType(
    {
        ANSWER: (Role.CHECKER, Role.ACCESS),
        PAY: (Role.CHECKER, Role.APPROVER, Role.PAYMENTS),
        **dict.fromkeys(
            (CEILING_TALK, CEILING_DECISION), (Role.CONTRACT_MANAGER, *PROVIDER_ROLES)
        ),
        **dict.fromkeys((DECLARE, MEND, CREDIT, START, QUESTION), PROVIDER_ROLES),
    }
)


@dataclass(frozen=True, slots=True)
class Running:
    """A clock: what runs (``kind``, a code of a term), about what (``subject``), with whom.

    ``count`` is a number of lines, or of allocations that have no start; None when unknown. The
    ``cents`` are signed. ``left`` is in working days for terms that count those, 0 on the last
    day. ``place`` is the batch and position of the message, where it is about one.
    """

    kind: str
    subject: str
    subject_id: int
    other_id: int
    other: str
    law: Law
    since: date
    due: date
    left: int
    count: int | None = None
    cents: int | None = None
    place: tuple[str, int] | None = None

    @property
    def late(self) -> bool:
        """Whether the last day is over."""
        return self.left < 0


def clocks_of(session: Session, party: Tenant, today: date) -> list[Running]:
    """Everything that runs for a provider or municipality, the first due first.

    A fixed number of queries. Nobody else has clocks.
    """
    if party.id is None or party.scope not in (Scope.PROVIDER, Scope.MUNICIPALITY):
        return []
    reckoning = _Reckoning(session, party.id, today)
    of_provider = party.scope is Scope.PROVIDER
    found = reckoning.of_provider() if of_provider else reckoning.of_municipality()
    return sorted(found, key=lambda clock: (clock.due, clock.kind, clock.other, clock.subject_id))


class _Reckoning:
    """Reads what a term runs for, and works out until when."""

    def __init__(self, session: Session, party_id: int, today: date) -> None:
        self.session, self.party_id, self.today = session, party_id, today
        self.names: dict[int, str] = {}

    def of_municipality(self) -> Iterator[Running]:
        """To answer and to pay."""
        self.names = provider_names(self.session)
        for each in unanswered(self.session, self.party_id):
            yield self._of_message(ANSWER, each, each.provider_id, each.lines, each.cents)
        unpaid = unpaid_by_message(self.session, self.party_id)
        for each in dated(self.session, unpaid).values():
            sums = unpaid[each.message_id]
            yield self._of_message(PAY, each, each.provider_id, sums.lines, sums.cents)
        yield from self._of_ceilings(Scope.MUNICIPALITY)

    def of_provider(self) -> Iterator[Running]:
        """To declare, to mend, to credit, to report and to answer."""
        self.names = municipality_names(self.session)
        yield from self._to_declare()
        since = (self.today - YEAR).replace(day=1)
        for each in to_mend(self.session, self.party_id, since):
            yield self._of_message(MEND, each, each.municipality_id, each.lines, each.cents)
        yield from self._turns()
        yield from self._of_ceilings(Scope.PROVIDER)
        for start in unstarted(self.session, self.party_id, since, self.today):
            subject = f"start:{start.municipality_id}:{start.law}:{start.start}"
            yield self._clock(
                START, (subject, self.party_id), start.municipality_id, start.law, start.start,
                count=start.count,
            )  # fmt: skip

    def _of_ceilings(self, scope: Scope) -> Iterator[Running]:
        """To talk about a ceiling, and then to decide; named by the ceiling, not by a party."""
        for each in open_signals(self.session, Tenant(scope, self.party_id)):
            kind = CEILING_TALK if each.seen_on is None else CEILING_DECISION
            since = each.seen_on or each.raised_on
            self.names[-each.ceiling_id] = each.name
            subject = (f"ceiling:{each.signal_id}:{scope.value}", self.party_id)
            yield self._clock(kind, subject, -each.ceiling_id, each.law, since)

    def _to_declare(self) -> Iterator[Running]:
        months = _months_before(self.today, MONTHS_BACK)
        party = Tenant(Scope.PROVIDER, self.party_id)
        declared = declared_since(self.session, party, months[0])
        done = {(each.municipality_id, each.law, each.month) for each in declared}
        done |= nil_months(self.session, self.party_id, months[0])
        markets = markets_of(self.session, self.party_id)
        for key in allocated_in(self.session, self.party_id, months):
            municipality_id, law, month = key
            if key in done or (municipality_id, law) not in markets:
                continue
            subject = f"month:{municipality_id}:{law}:{month}"
            yield self._clock(DECLARE, (subject, self.party_id), municipality_id, law, month)

    def _turns(self) -> Iterator[Running]:
        turns = turns_of(self.session, self.party_id)
        judged = judged_on(self.session, {turn.message_id for turn in turns})
        for turn in turns:
            message = judged[turn.message_id]
            kind = QUESTION if turn.state == "asked" else CREDIT
            if kind == QUESTION and turn.due is None:
                continue
            yield self._clock(
                kind, ("review", turn.review_id), turn.municipality_id, turn.law, message.day,
                count=1, cents=turn.cents, place=(message.batch, message.position), last=turn.due,
            )  # fmt: skip

    def _of_message(
        self, kind: str, of: Declared, other_id: int, count: int | None, cents: int | None
    ) -> Running:
        return self._clock(
            kind, ("message", of.message_id), other_id, of.law, of.day,
            count=count, cents=cents, place=(of.batch, of.position),
        )  # fmt: skip

    def _clock(
        self, kind: str, subject: tuple[str, int], other_id: int, law: Law, since: date,
        count: int | None = None, cents: int | None = None,
        place: tuple[str, int] | None = None, last: date | None = None,
    ) -> Running:  # fmt: skip
        if last is None:
            last = due(TERMS[kind], since, holidays_around(since))
        first, end = sorted((last.year, self.today.year))
        days_left = left(kind, last, self.today, public_holidays(range(first, end + 1)))
        return Running(
            kind, *subject, other_id, self.names[other_id], law, since, last, days_left,
            count, cents, place,
        )  # fmt: skip


def _months_before(today: date, count: int) -> tuple[date, ...]:
    """The first days of so many months that are over, the oldest first."""
    found: list[date] = []
    month = today.replace(day=1)
    while len(found) < count:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return tuple(reversed(found))
