"""The months that stand awarded, each with its line."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, delete, select, tuple_
from sqlalchemy.orm import Session

from portal.intake.balance_records import LiveDebitRecord
from portal.intake.records import LineRecord
from portal.store.sets import in_values

_LIVE, _LINE = LiveDebitRecord, LineRecord


def of_its_line() -> ColumnElement[bool]:
    """Where a live debit and its line belong together, found from either side.

    Lives are looked up by what they are about: an index on the line would cost each message more
    than all who ask by line.
    """
    return and_(
        _LIVE.line_id == _LINE.id,
        _LIVE.allocation_id == _LINE.allocation_id,
        _LIVE.category == _LINE.category,
        _LIVE.code == _LINE.code,
    )


def take_back(session: Session, line_ids: Collection[int]) -> None:
    """Let these debits count no longer, as they were credited."""
    theirs = select(_LINE.allocation_id, _LINE.category, _LINE.code, _LINE.id).where(
        in_values(_LINE.id, line_ids)
    )
    key = tuple_(_LIVE.allocation_id, _LIVE.category, _LIVE.code, _LIVE.line_id)
    session.execute(
        delete(_LIVE).where(key.in_(theirs)).execution_options(synchronize_session=False)
    )
