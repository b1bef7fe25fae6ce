"""The lines that a municipality looks at, with why, how much and how long; for lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from declarations.findings import Finding
from declarations.lifecycle import BLOCKING
from declarations.picking import Reason
from portal.identity.colleagues import names_of
from portal.intake.lines_by_id import PlacedLine, lines_by_id
from portal.intake.warned import warnings_about
from portal.parties.service import municipality_names, provider_names
from portal.review.acting import is_awarded, of_party
from portal.review.choice import Choice, beyond, conditions
from portal.review.records import ReviewRecord
from portal.settlement.service import Sum
from portal.store.sets import in_values
from portal.store.tenant import Tenant

PAGE = 50
CHUNK = 1_000  # lines of an export in memory at once


@dataclass(frozen=True, slots=True)
class Review:
    """A line that is looked at. ``awarded`` is false for a rejected line with an objection.

    ``warnings`` are those that it was picked for.

    ``assignee`` is a name, known to the municipality alone. ``due`` is for whoever is to move.
    """

    id: int
    line: PlacedLine
    provider: str
    municipality: str
    reasons: tuple[str, ...]
    cents: int
    state: str
    assignee_id: int | None
    assignee: str | None
    picked_at: datetime
    due: date | None
    decided_person: int | None
    awarded: bool
    warnings: tuple[Finding, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the line goes over a ceiling, so that who clears it says why."""
        return Reason.CEILING in self.reasons

    def days(self, today: date) -> int:
        """How long it is here."""
        return (today - self.picked_at.date()).days


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Part of the queue, what was chosen in all, and where the next part begins if any."""

    reviews: tuple[Review, ...]
    chosen: Sum
    next: str | None


@dataclass(frozen=True, slots=True)
class ByReason:
    """So much waits by a reason; a line with two reasons counts for both."""

    reason: str
    amount: Sum


def queue_page(session: Session, party: Tenant, account_id: int, choice: Choice) -> QueuePage:
    """Fifty chosen lines from the place in the choice on; a fixed number of queries."""
    wanted = [of_party(party), *conditions(choice, account_id)]
    lines, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(ReviewRecord.cents), 0)).where(*wanted)
    ).one()
    rows = _rows(session, [*wanted, *beyond(choice)], choice, PAGE + 1)
    shown = rows[:PAGE]
    following = choice.place_of(shown[-1].cents, shown[-1].id) if rows[PAGE:] else None
    return QueuePage(_reviews(session, shown), Sum(lines, int(cents)), following)


def every_review(
    session: Session, party: Tenant, account_id: int, choice: Choice
) -> Iterator[Review]:
    """All that was chosen, the oldest first, a part of it in memory at a time."""
    wanted = [of_party(party), *conditions(choice, account_id)]
    last = 0
    while rows := _rows(session, [*wanted, ReviewRecord.id > last], Choice(), CHUNK):
        yield from _reviews(session, rows)
        last = rows[-1].id


def reviews_by_id(session: Session, party: Tenant, ids: Iterable[int]) -> tuple[Review, ...]:
    """These, as far as they are the party's; the oldest first."""
    wanted = [of_party(party), in_values(ReviewRecord.id, ids)]
    return _reviews(session, _rows(session, wanted, Choice(), None))


def waiting_by_reason(session: Session, municipality_id: int) -> tuple[ByReason, ...]:
    """What waits to be looked at by reason, the largest sum first."""
    row = ReviewRecord
    found = session.execute(
        select(row.reasons, func.count(), func.sum(row.cents))
        .where(row.municipality_id == municipality_id, row.state.in_(sorted(BLOCKING)))
        .group_by(row.reasons)
    )
    sums: dict[str, Sum] = defaultdict(Sum)
    for reasons, lines, cents in found:
        for reason in reasons.split():
            sums[reason] += Sum(lines, int(cents))
    ordered = sorted(sums.items(), key=lambda each: (-each[1].cents, each[0]))
    return tuple(ByReason(reason, amount) for reason, amount in ordered)


def providers_in_queue(session: Session, municipality_id: int) -> dict[int, str]:
    """The names of the providers that have lines in the queue, by id, in order of name."""
    row = ReviewRecord
    query = select(row.provider_id).where(row.municipality_id == municipality_id)
    found, names = set(session.scalars(query.distinct())), provider_names(session)
    return {key: names[key] for key in sorted(names, key=names.__getitem__) if key in found}


def _rows(
    session: Session, wanted: Sequence[ColumnElement[bool]], choice: Choice, limit: int | None
) -> Sequence[ReviewRecord]:
    row = ReviewRecord
    order = (row.cents.desc(), row.id) if choice.by_money else (row.id,)
    return session.scalars(select(row).where(*wanted).order_by(*order).limit(limit)).all()


def _reviews(session: Session, rows: Sequence[ReviewRecord]) -> tuple[Review, ...]:
    lines = lines_by_id(session, [row.line_id for row in rows])
    assigned = {row.assignee_id for row in rows if row.assignee_id}
    people: Mapping[int, str] = names_of(session, assigned) if assigned else {}
    providers, municipalities = provider_names(session), municipality_names(session)
    seen = {Reason.WARNING, Reason.CEILING}
    warned = [row for row in rows if seen & set(row.reasons.split())]
    warnings = warnings_about(
        session, {row.message_id for row in warned}, [row.line_id for row in warned]
    )
    return tuple(
        Review(
            id=row.id,
            line=lines[row.line_id],
            provider=providers[row.provider_id],
            municipality=municipalities[row.municipality_id],
            reasons=tuple(row.reasons.split()),
            cents=row.cents,
            state=row.state,
            assignee_id=row.assignee_id,
            assignee=people.get(row.assignee_id or 0),
            picked_at=row.picked_at,
            due=row.due,
            decided_person=row.decided_person,
            awarded=is_awarded(row.reasons),
            warnings=warnings.get(row.line_id, ()),
        )
        for row in rows
    )
