"""What stands at a stage, by declaration and in all, for lists and first screens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.settlement.records import StageRecord
from portal.settlement.service import Sum
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class At:
    """What to list: a stage of a municipality, narrowed by provider and law where given."""

    municipality_id: int
    stage: str
    provider_id: int | None = None
    law: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """So many declarations have lines at a stage, and what those come to."""

    declarations: int
    amount: Sum


def messages_at(
    session: Session, at: At, after: int | None = None, limit: int | None = None
) -> list[tuple[int, Sum]]:
    """The messages with lines there and what those come to, the oldest message first."""
    row = StageRecord
    query = select(row.message_id, row.line_count, row.cents).where(*_conditions(at))
    if after is not None:
        query = query.where(row.message_id > after)
    found = session.execute(query.order_by(row.message_id).limit(limit))
    return [(message, Sum(lines, cents)) for message, lines, cents in found]


def total_at(session: Session, at: At) -> Total:
    """How much stands there in all."""
    row = StageRecord
    count, lines, cents = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(row.line_count), 0),
            func.coalesce(func.sum(row.cents), 0),
        ).where(*_conditions(at))
    ).one()
    return Total(count, Sum(int(lines), int(cents)))


def stages_by_message(session: Session, message_ids: Iterable[int]) -> dict[int, dict[str, Sum]]:
    """What each of these messages has at each stage; one query."""
    row = StageRecord
    rows = session.execute(
        select(row.message_id, row.stage, row.line_count, row.cents).where(
            in_values(row.message_id, message_ids), row.line_count > 0
        )
    )
    found: dict[int, dict[str, Sum]] = defaultdict(dict)
    for message_id, stage, lines, cents in rows:
        found[message_id][stage] = Sum(lines, cents)
    return found


def providers_with_lines(session: Session, municipality_id: int) -> set[int]:
    """The providers that ever had an awarded line at this municipality."""
    row = StageRecord
    query = select(row.provider_id).where(row.municipality_id == municipality_id)
    return set(session.scalars(query.distinct()))


def _conditions(at: At) -> list[ColumnElement[bool]]:
    row = StageRecord
    found = [
        row.municipality_id == at.municipality_id, row.stage == at.stage, row.line_count > 0,
    ]  # fmt: skip
    if at.provider_id is not None:
        found.append(row.provider_id == at.provider_id)
    if at.law:
        found.append(row.law == at.law)
    return found
