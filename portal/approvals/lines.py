"""Tying lines to an approval and letting them go, thousands in one statement."""

from __future__ import annotations

from sqlalchemy import case, delete, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from portal.approvals.records import ApprovalLineRecord, ApprovalRecord
from portal.intake.declared import awarded_lines
from portal.payments.standing import payments_of
from portal.review.blocking import blocked
from portal.settlement.service import LinesGone, Sum


def tie_open_lines(session: Session, approval_id: int, message_id: int) -> Sum:
    """Put every line of a message that is awarded, not blocked and in no approval into this one.

    Gives what was put in. The caller holds the message.
    """
    lines = awarded_lines(message_id).subquery()
    taken = exists().where(ApprovalLineRecord.line_id == lines.c.id)
    free = select(lines.c.id, literal(approval_id), lines.c.cents).where(
        ~taken, ~blocked(lines.c.id)
    )
    session.execute(
        insert(ApprovalLineRecord).from_select(["line_id", "approval_id", "cents"], free)
    )
    return lines_of(session, approval_id)


def line_extremes(session: Session, message_id: int) -> tuple[int, int, int]:
    """Of all awarded lines of a message: the largest amount, the debits and the credits.

    All three as positive eurocents; zeros for a message without awarded lines.
    """
    lines = awarded_lines(message_id).subquery()
    cents = lines.c.cents
    debit, credit = case((cents > 0, cents), else_=0), case((cents < 0, -cents), else_=0)
    largest, debits, credits = session.execute(
        select(
            func.coalesce(func.max(func.abs(cents)), 0),
            func.coalesce(func.sum(debit), 0),
            func.coalesce(func.sum(credit), 0),
        )
    ).one()
    return largest, int(debits), int(credits)


def lines_of(session: Session, approval_id: int) -> Sum:
    """How many lines an approval has now, and what they come to."""
    row = ApprovalLineRecord
    lines, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(row.cents), 0)).where(
            row.approval_id == approval_id
        )
    ).one()
    return Sum(lines, int(cents))


def untie(session: Session, approval_id: int) -> Sum:
    """Let every line of an approval go; gives what that was.

    Raises LinesGone when one of them is in a payment that is being made or was made.
    """
    row = ApprovalLineRecord
    ids = session.scalars(select(row.line_id).where(row.approval_id == approval_id)).all()
    if payments_of(session, ids):
        raise LinesGone
    amount = lines_of(session, approval_id)
    session.execute(delete(row).where(row.approval_id == approval_id))
    return amount


def next_round(session: Session, message_id: int) -> int:
    """The number of the next approval of a declaration, counted from 1."""
    row = ApprovalRecord
    newest = select(func.max(row.round)).where(row.message_id == message_id)
    return (session.scalar(newest) or 0) + 1
