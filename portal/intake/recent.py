"""The lines that were awarded lately, message by message: to try on them what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Line
from portal.intake.judging import day_of
from portal.intake.records import LineRecord, MessageRecord
from portal.intake.snapshot import COPIED, copied_line
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Bound:
    """How far back to look, at most at so many messages and lines, the newest first."""

    since: datetime
    messages: int
    lines: int


@dataclass(frozen=True, slots=True)
class RecentMessage:
    """The awarded debits of one message, each with its place and the id of its client."""

    provider_id: int
    received: date
    lines: tuple[tuple[int, int, Line], ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """What there was; ``complete`` is false where the bound left something out."""

    messages: tuple[RecentMessage, ...]
    complete: bool


def recently_awarded(session: Session, municipality_id: int, bound: Bound) -> Recent:
    """The awarded debits of the newest messages of a municipality; two queries.

    A message of which not all lines are within the bound is left out, unless it is the only one.
    """
    message = MessageRecord
    rows = session.execute(
        select(message.id, message.provider_id, message.received_at)
        .where(
            message.municipality_id == municipality_id,
            message.received_at >= bound.since,
            message.state == "judged",
        )
        .order_by(message.id.desc())
        .limit(bound.messages + 1)
    ).all()
    within = {row.id: row for row in rows[: bound.messages]}
    found = _lines(session, list(within), bound.lines)
    cut = len(found) > bound.lines
    grouped = list(_by_message(found[: bound.lines]))
    if cut and len(grouped) > 1:
        grouped.pop()
    messages = tuple(
        RecentMessage(within[key].provider_id, day_of(within[key].received_at), lines)
        for key, lines in grouped
    )
    return Recent(messages, complete=not cut and len(rows) <= bound.messages)


def _lines(session: Session, messages: Sequence[int], most: int) -> Sequence[Any]:
    line = LineRecord
    return session.execute(
        select(line.message_id, line.position, line.client_id, *COPIED)
        .where(
            in_values(line.message_id, messages),
            line.state == "awarded",
            line.credit.is_(False),
        )
        .order_by(line.message_id.desc(), line.position)
        .limit(most + 1)
    ).all()


def _by_message(
    rows: Sequence[Any],
) -> Iterator[tuple[int, tuple[tuple[int, int, Line], ...]]]:
    for key, group in groupby(rows, key=lambda row: int(row[0])):
        yield key, tuple((row[1], row[2], copied_line(row[3:])) for row in group)
