"""The declarations behind a figure of a contract, each with its part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.intake.declared import Declared, declarations_by_message
from portal.intake.held_back import given
from portal.money.choice import Choice
from portal.money.records import CareSumRecord
from portal.money.sums import FIGURES
from portal.store.tenant import Tenant

PAGE = 50
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """What a declaration adds to a figure: so many lines, and signed eurocents."""

    declared: Declared
    lines: int
    cents: int


@dataclass(frozen=True, slots=True)
class Total:
    """All of them together."""

    declarations: int
    lines: int
    cents: int


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose figure it is, of which contract, and which one."""

    tenant: Tenant
    contract: int
    choice: Choice

    def _wanted(self) -> list[Any]:
        row, choice = CareSumRecord, self.choice
        found = choice.about(self.contract).conditions(self.tenant, row)
        if stages := FIGURES[choice.figure]:
            found.append(row.stage.in_(stages))
        if choice.first_month is not None:
            found.append(row.month == choice.first_month)
        return [*found, given(row.message_id)]

    def total(self, session: Session) -> Total:
        """How many, and what they come to."""
        row = CareSumRecord
        found = session.execute(
            select(
                func.count(func.distinct(row.message_id)),
                func.coalesce(func.sum(row.line_count), 0), func.coalesce(func.sum(row.cents), 0),
            ).where(*self._wanted())
        ).one()  # fmt: skip
        return Total(*(int(each) for each in found))

    def page(
        self, session: Session, after: int, limit: int = PAGE
    ) -> tuple[list[Part], int | None]:
        """The next of them, the oldest first, and where the ones after those begin."""
        row = CareSumRecord
        rows = session.execute(
            select(row.message_id, func.sum(row.line_count), func.sum(row.cents))
            .where(*self._wanted(), row.message_id > after)
            .group_by(row.message_id)
            .order_by(row.message_id)
            .limit(limit + 1)
        ).all()
        shown = rows[:limit]
        declared = declarations_by_message(session, [each[0] for each in shown])
        parts = [
            Part(declared[message], int(lines), int(cents))
            for message, lines, cents in shown if message in declared
        ]  # fmt: skip
        return parts, shown[-1][0] if len(rows) > limit else None

    def all(self, session: Session) -> Iterator[Part]:
        """Every one of them, a thousand at a time in memory."""
        after: int | None = 0
        while after is not None:
            found, after = self.page(session, after, AT_ONCE)
            yield from found
