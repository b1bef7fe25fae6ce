"""What the allocations between two parties commit to, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from declarations.allowance import Balance
from declarations.commitments import Committed, Done, commitments
from declarations.facts import Allocation, Product, Tariff
from declarations.model import Law
from portal.allocations.between import allocations_between
from portal.allocations.left import use_of
from portal.contracts.service import tariffs_for
from portal.intake.declared_months import declared_months
from portal.intake.standing import counted_on
from portal.starts.current import Course, courses_of

Tariffs = Mapping[Product, tuple[Tariff, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """An allocation with the months that it commits to."""

    id: int
    municipality_id: int
    provider_id: int
    law: Law
    content: Allocation
    months: tuple[Committed, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The months that are looked at: from the first of these days to the last."""

    first: date
    last: date

    @classmethod
    def around(cls, today: date) -> Window:
        """The year before this one, this one and the next."""
        return cls(date(today.year - 1, 1, 1), date(today.year + 1, 12, 31))

    @classmethod
    def of_year(cls, year: int) -> Window:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))


def held_between(
    session: Session, municipality_id: int, provider_id: int, window: Window, until: date
) -> Iterator[Held]:
    """The allocations between these two, each with its months in the window; a few queries.

    Care that was stopped for good ends an allocation. ``until`` is how far one without an end is
    looked at: its budget is spread up to there.
    """
    found = allocations_between(session, municipality_id, provider_id, window.first, window.last)
    ids = [each[0] for each in found]
    counted, courses = counted_on(session, ids), courses_of(session, ids)
    months = declared_months(session, municipality_id, provider_id, ids)
    tariffs = {
        law: tariffs_for(session, provider_id, municipality_id, law)
        for law in {each[1] for each in found}
    }
    for id_, law, content in found:
        done = Done(months.get(id_, set()), _used(content, counted.get(id_, {})))
        ended = _until_stop(content, courses.get(id_, Course()))
        if ended is None:
            continue
        worth = commitments(ended, agreed_for(content, tariffs[law]), done, until)
        inside = tuple(each for each in worth if window.first <= each.month <= window.last)
        yield Held(id_, municipality_id, provider_id, law, content, inside)


def _used(content: Allocation, counted: Mapping[str, object]) -> Balance:
    use = use_of(content, counted)  # type: ignore[arg-type]
    return Balance(0 if content.budget is not None else max(0, use.used), max(0, use.cents))


def _until_stop(content: Allocation, course: Course) -> Allocation | None:
    """The allocation as far as care goes; None when care stopped before it began."""
    if course.stopped_on is None or course.running or course.stretches[-1].paused:
        return content
    end = course.stopped_on if content.end is None else min(content.end, course.stopped_on)
    return replace(content, end=end) if end >= content.start else None


def agreed_for(content: Allocation, tariffs: Tariffs) -> list[Tariff]:
    """The tariffs that may pay for an allocation: of its product, its category, or of all."""
    return [
        tariff
        for (category, code), agreed in tariffs.items()
        if content.code in (None, code) and content.category in (None, category)
        for tariff in agreed
    ]
