"""Lines that people bring up themselves: a checker picks one, a provider objects to a rejection."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.lifecycle import NEW, Kind, NotAllowed, after
from declarations.picking import Reason
from portal.approvals.standing import approval_states
from portal.audit.service import record
from portal.intake.lines_by_id import PlacedLine
from portal.review.acting import NOTED, Actor, Wish, cleaned, event, remark
from portal.review.records import ReviewRecord
from portal.settlement.holding import hold
from portal.settlement.service import LinesGone, Sum, move
from portal.store.conflict import insert_into


def can_be_picked(session: Session, line: PlacedLine) -> bool:
    """Whether a checker may still bring this line up: awarded, new here, and not approved."""
    if line.state != "awarded" or line.credit or review_of(session, line.id) is not None:
        return False
    return not approval_states(session, [line.id])


def can_be_objected_to(session: Session, line: PlacedLine) -> bool:
    """Whether the provider may object to the rejection of this line; that can be done once."""
    return line.state == "rejected" and review_of(session, line.id) is None


def review_of(session: Session, line_id: int) -> int | None:
    """The id of the review of a line; None where nobody looks at it."""
    return session.scalar(select(ReviewRecord.id).where(ReviewRecord.line_id == line_id))


def pick_by_hand(session: Session, line: PlacedLine, actor: Actor, text: str) -> int:
    """Look at a line before it is paid; gives the id of its review.

    Raises LinesGone where it was checked or approved before, NotAllowed where somebody looks at
    it or it has not been awarded.
    """
    if line.state != "awarded" or line.credit:
        raise NotAllowed(Kind.LINE, line.state, "pick")
    # first of all: whoever checks the declaration holds its sums too
    hold(session, [line.origin.message_id])
    if approval_states(session, [line.id]):
        raise LinesGone
    number = _begin(session, line, actor, Wish("pick", text), Reason.CHECKER)
    move(session, "open", "blocked", [(line.origin, Sum(1, line.cents))])
    return number


def object_to_rejection(session: Session, line: PlacedLine, actor: Actor, text: str) -> int:
    """Ask the municipality to look at a rejected line; gives the id of the review.

    It is no money on its way: the sums of the message stay as they are.
    """
    if line.state != "rejected":
        raise NotAllowed(Kind.LINE, line.state, "object")
    return _begin(session, line, actor, Wish("object", text), Reason.OBJECTION)


def _begin(session: Session, line: PlacedLine, actor: Actor, wish: Wish, reason: Reason) -> int:
    origin = line.origin
    state = after(Kind.REVIEW, NEW, wish.action, actor.role)
    begun = session.scalar(
        insert_into(session, ReviewRecord)
        .values(
            line_id=line.id, message_id=origin.message_id,
            municipality_id=origin.municipality_id, provider_id=origin.provider_id,
            law=origin.law.value, reasons=reason.value, cents=line.cents, state=state,
            picked_at=actor.at,
            assignee_id=actor.account_id if wish.action == "pick" else None,
        )
        .on_conflict_do_nothing()
        .returning(ReviewRecord.id)
    )  # fmt: skip
    if begun is None:
        now = session.scalar(select(ReviewRecord.state).where(ReviewRecord.line_id == line.id))
        raise NotAllowed(Kind.REVIEW, now or NEW, wish.action)
    number = int(begun)
    text = cleaned(wish.text)
    if text:
        said = Wish("note" if wish.action == "pick" else wish.action)
        session.add(remark(line.id, origin, actor, said, text))
    row = session.get_one(ReviewRecord, number)
    record(session, event(NOTED[wish.action], row, actor))
    return number
