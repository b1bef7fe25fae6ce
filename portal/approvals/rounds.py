"""The approvals of a declaration, one a round: added, changed, looked up and noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.lifecycle import NEW
from portal.approvals.lines import next_round, tie_open_lines
from portal.approvals.records import ApprovalRecord
from portal.audit.service import Action, Event, Subject, record
from portal.intake.declared import Declared
from portal.settlement.service import LinesGone, Sum


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done to an approval, for the audit trail: what, by which account, and when."""

    action: Action
    account_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """An approval as it is kept: its row, its status, and what it was made with."""

    id: int
    state: str
    amount: Sum


def add_round(session: Session, declared: Declared, amount: Sum, **values: Any) -> int:
    """Add an approval with every open line of a declaration; gives its id.

    Raises LinesGone when those lines do not come to ``amount``.
    """
    row = ApprovalRecord(
        message_id=declared.message_id, round=next_round(session, declared.message_id),
        municipality_id=declared.municipality_id, provider_id=declared.provider_id,
        law=str(declared.law), line_count=amount.lines, cents=amount.cents, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if tie_open_lines(session, row.id, declared.message_id) != amount:
        raise LinesGone
    return row.id


def change(session: Session, round: Round, **values: Any) -> None:
    """Give an approval new values; LinesGone when its status is no longer as it was read."""
    row = ApprovalRecord
    changed = session.execute(
        update(row).where(row.id == round.id, row.state == round.state).values(**values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise LinesGone


def note(
    session: Session, deed: Deed, declared: Declared, approval_id: int, amount: Sum, **detail: Any
) -> None:
    """Record a deed in the transaction that does it."""
    told = {"message": declared.message_id, "lines": amount.lines, "cents": amount.cents, **detail}
    record(
        session,
        Event(
            action=deed.action, object_type=Subject.APPROVAL, object_id=approval_id,
            account_id=deed.account_id, occurred_at=deed.at,
            municipality_id=declared.municipality_id, provider_id=declared.provider_id,
            detail=told,
        ),
    )  # fmt: skip


def checked_rounds(session: Session, message_id: int) -> list[Round]:
    """The approvals of a declaration that wait for a second person, the oldest first."""
    row = ApprovalRecord
    found = session.execute(
        select(row.id, row.state, row.line_count, row.cents)
        .where(row.message_id == message_id, row.state == "checked")
        .order_by(row.id)
    )
    return [Round(key, state, Sum(lines, cents)) for key, state, lines, cents in found]


def round_numbered(session: Session, message_id: int, number: int) -> Round:
    """The approval of this round; NotFound when there was no such round."""
    row = ApprovalRecord
    found = session.execute(
        select(row.id, row.state, row.line_count, row.cents).where(
            row.message_id == message_id, row.round == number
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return Round(found[0], found[1], Sum(found[2], found[3]))


def newest_state(session: Session, message_id: int) -> str:
    """The status of the last approval of a declaration; NEW when it has none."""
    row = ApprovalRecord
    newest = select(row.state).where(row.message_id == message_id).order_by(row.round.desc())
    return session.scalar(newest.limit(1)) or NEW
