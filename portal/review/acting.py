"""What people do with lines that are looked at: hold, ask, clear, request a credit, object.

Every action follows the status graph, holds its lines until the transaction ends, moves the sums
of the message with them and is noted. Reviews are taken in the order of their ids and messages in
the order of theirs, so that two people at once never wait for each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.blotting import blotted
from declarations.four_eyes import SamePerson, Step
from declarations.lifecycle import BLOCKING, Kind, NotAllowed, after
from declarations.model import Law
from declarations.picking import Reason
from portal.audit.service import Action, Event, Subject, record_all
from portal.ceilings.waiving import Waiver, waive
from portal.review.heard import is_heard
from portal.review.records import RemarkRecord, ReviewRecord
from portal.settlement.service import Origin, Sum, move
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant

LONGEST = 2000
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "ask": "question", "answer": "reply", "hold": "hold", "clear": "clear", "note": "note",
        "request-credit": "credit-request", "object": "objection", "uphold": "uphold",
        "grant": "grant",
    }
)  # fmt: skip
"""What is said with an action, as it stands in the thread."""
NOTED: Mapping[str, Action] = MappingProxyType(
    {
        "ask": Action.LINE_ASKED, "answer": Action.LINE_ANSWERED, "hold": Action.LINE_HELD,
        "clear": Action.LINE_CLEARED, "request-credit": Action.LINE_CREDIT_REQUESTED,
        "object": Action.LINE_OBJECTED, "uphold": Action.OBJECTION_UPHELD,
        "grant": Action.OBJECTION_GRANTED, "pick": Action.LINE_PICKED,
        "assign": Action.LINE_ASSIGNED, "note": Action.LINE_REMARKED,
    }
)  # fmt: skip
DECISIONS = frozenset(("hold", "clear", "request-credit", "uphold", "grant"))
ON_OBJECTION = frozenset(("uphold", "grant"))
REASON_MISSING = "reason-missing"
"""The status by which clearing a line above a ceiling is refused to who gives no reason."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role and for which party, and when."""

    account_id: int
    person_id: int
    role: str
    tenant: Tenant
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done, with the words that go with it.

    ``seen`` is the status on the screen it was decided from, where there was one. ``assignee`` is
    the account whose line it becomes, the actor's own unless said.
    """

    action: str
    text: str = ""
    deadline: date | None = None
    seen: str | None = None
    assignee: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a wish for several lines: what was done, and what was not, by its reason."""

    amount: Sum
    refused: tuple[NotAllowed | SamePerson, ...]


def cleaned(text: str) -> str:
    """What somebody wrote as it is kept: no citizen numbers, not longer than it may be."""
    return blotted("\n".join(text.strip().splitlines()))[:LONGEST]


def act(session: Session, actor: Actor, review_id: int, wish: Wish) -> None:
    """Do it for one line.

    Raises NotAllowed, SamePerson (an objection goes to another than whoever decided) or NotFound.
    """
    done = act_on_all(session, actor, [review_id], wish)
    if done.refused:
        raise done.refused[0]
    if not done.amount.lines:
        raise NotFound


def act_on_all(session: Session, actor: Actor, review_ids: Iterable[int], wish: Wish) -> Done:
    """Do it for those of these lines for which it can be done now, in one go."""
    fit: list[ReviewRecord] = []
    refused: list[NotAllowed | SamePerson] = []
    for row in taken(session, actor.tenant, review_ids):
        try:
            _next_state(row, actor, wish)
        except (NotAllowed, SamePerson) as error:
            refused.append(error)
        else:
            fit.append(row)
    _apply(session, actor, fit, wish)
    return Done(Sum(len(fit), sum(row.cents for row in fit)), tuple(refused))


def taken(session: Session, party: Tenant, review_ids: Iterable[int]) -> Sequence[ReviewRecord]:
    """These reviews as far as they are the party's, held until the transaction ends."""
    row = ReviewRecord
    return session.scalars(
        select(row)
        .where(in_values(row.id, review_ids), of_party(party))
        .order_by(row.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def of_party(party: Tenant) -> ColumnElement[bool]:
    """Whether a review is this party's: of its own lines as it heard, or of lines it has to pay."""
    if party.scope is Scope.PROVIDER:
        return and_(ReviewRecord.provider_id == party.id, is_heard())
    if party.scope is Scope.MUNICIPALITY:
        return ReviewRecord.municipality_id == party.id
    return false()


def is_awarded(reasons: str) -> bool:
    """Whether the line of a review counts as money: a rejected one is there by an objection."""
    return Reason.OBJECTION.value not in reasons.split()


def is_over(reasons: str) -> bool:
    """Whether the line of a review goes over a ceiling: who clears it lets it through."""
    return Reason.CEILING.value in reasons.split()


def _next_state(row: ReviewRecord, actor: Actor, wish: Wish) -> str:
    """Raises what stands in the way; assigning and noting change no status."""
    if wish.seen is not None and wish.seen != row.state:
        raise NotAllowed(Kind.REVIEW, row.state, wish.action)
    if wish.action in ("assign", "note"):
        return row.state
    state = after(Kind.REVIEW, row.state, wish.action, actor.role)
    if state == "cleared" and is_over(row.reasons) and not cleaned(wish.text):
        raise NotAllowed(Kind.REVIEW, REASON_MISSING, wish.action)
    if wish.action in ON_OBJECTION and row.decided_person == actor.person_id:
        raise SamePerson(Step.CHECK)
    if wish.action == "request-credit" and not is_awarded(row.reasons):
        raise NotAllowed(Kind.REVIEW, row.state, wish.action)  # nothing was awarded to take back
    return state


def _apply(session: Session, actor: Actor, rows: Sequence[ReviewRecord], wish: Wish) -> None:
    freed: dict[Origin, Sum] = defaultdict(Sum)
    events = []
    let_through: list[int] = []
    for row in rows:
        state = _next_state(row, actor, wish)
        values = _changes(row, actor, wish, state)
        _update(session, row, values)
        if row.state in BLOCKING and state not in BLOCKING and is_awarded(row.reasons):
            freed[origin_of(row)] += Sum(1, row.cents)
        events.append(event(NOTED[wish.action], row, actor))
        if state == "cleared" and is_over(row.reasons):
            let_through.append(row.line_id)
    if let_through:
        by = Waiver(actor.account_id, actor.person_id, cleaned(wish.text), actor.at)
        waive(session, let_through, by)
    _say(session, actor, rows, wish)
    move(session, "blocked", "open", freed.items())
    record_all(session, events)


def _changes(row: ReviewRecord, actor: Actor, wish: Wish, state: str) -> dict[str, Any]:
    """What an action changes; whoever acts first has the line from then on."""
    if wish.action == "note":
        return {}
    if wish.action == "assign":
        return {"assignee_id": wish.assignee or actor.account_id}
    values: dict[str, Any] = {"state": state, "due": wish.deadline}
    if wish.action in DECISIONS:
        values |= {
            "decided_by": actor.account_id, "decided_person": actor.person_id,
            "decided_at": actor.at,
        }  # fmt: skip
    if wish.action == "object":  # for somebody else
        return values | {"assignee_id": None}
    if actor.tenant.scope is Scope.MUNICIPALITY and row.assignee_id is None:
        values["assignee_id"] = actor.account_id
    return values


def _update(session: Session, row: ReviewRecord, values: dict[str, Any]) -> None:
    if not values:
        return
    changed = session.execute(
        update(ReviewRecord)
        .where(ReviewRecord.id == row.id, ReviewRecord.state == row.state)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise NotAllowed(Kind.REVIEW, row.state, "change")


def _say(session: Session, actor: Actor, rows: Sequence[ReviewRecord], wish: Wish) -> None:
    text = cleaned(wish.text)
    if text and wish.action in KINDS:
        session.add_all(remark(row.line_id, origin_of(row), actor, wish, text) for row in rows)
        session.flush()


def remark(line_id: int, origin: Origin, actor: Actor, wish: Wish, text: str) -> RemarkRecord:
    """Words about a line as they are kept for ever."""
    return RemarkRecord(
        line_id=line_id,
        message_id=origin.message_id,
        municipality_id=origin.municipality_id,
        provider_id=origin.provider_id,
        account_id=actor.account_id,
        kind=KINDS[wish.action],
        text=text,
        written_at=actor.at,
        deadline=wish.deadline,
    )


def origin_of(row: ReviewRecord) -> Origin:
    """The message that the line of a review is in."""
    return Origin(row.message_id, row.municipality_id, row.provider_id, Law(row.law))


def event(action: Action, row: ReviewRecord, actor: Actor) -> Event:
    """The note that something happened to a review; what was said is not in it."""
    return Event(
        action=action,
        object_type=Subject.REVIEW,
        object_id=row.id,
        account_id=actor.account_id,
        occurred_at=actor.at,
        municipality_id=row.municipality_id,
        provider_id=row.provider_id,
        detail={"line": row.line_id, "cents": row.cents},
    )
