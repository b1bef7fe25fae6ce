"""What a municipality received, the newest first, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from declarations.findings import Outcome
from declarations.model import Law
from portal.intake.answer_records import AnswerRecord
from portal.intake.batch_choice import day, number, received_in
from portal.intake.batch_list import lines_by_state
from portal.intake.held_back import answer_is_out
from portal.intake.outcome import PAYMENT_TERM, Share
from portal.intake.records import BatchRecord, DeclarationRecord, MessageRecord, VerdictRecord
from portal.parties.service import provider_names

PAGE = 25
CHUNK = 500  # messages of an export in memory at once
WAITS = "bezig"


@dataclass(frozen=True, slots=True)
class MessageChoice:
    """The filter and the place in the list; empty where nothing was chosen.

    ``outcome`` is a value of Outcome, or ``bezig`` for what waits to be judged.
    """

    provider: int | None = None
    law: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> MessageChoice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        law, outcome = values.get("wet", ""), values.get("uitkomst", "")
        return cls(
            provider=number(values.get("aanbieder")),
            law=law if law in {each.value for each in Law} else "",
            outcome=outcome if outcome in {WAITS, *(each.value for each in Outcome)} else "",
            since=day(values.get("van")),
            until=day(values.get("tot")),
            after=number(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {
            "aanbieder": self.provider, "wet": self.law, "uitkomst": self.outcome,
            "van": self.since, "tot": self.until,
        }  # fmt: skip
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.as_query())


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message to a municipality; amounts are signed eurocents.

    ``number``, ``period_start`` and ``dated`` are None where it was not processed, ``outcome``
    while it waits, ``answered_on`` until its answer went out.
    """

    id: int
    batch: str
    position: int
    provider: str
    law: str
    received_at: datetime
    outcome: Outcome | None
    number: str | None
    period_start: date | None
    dated: date | None
    answered_on: date | None
    line_count: int
    submitted_cents: int
    awarded_cents: int
    awarded: Share
    rejected: Share
    parked: Share

    @property
    def pay_before(self) -> date | None:
        """The last day of the term of payment; None where there is nothing to pay."""
        return self.dated + PAYMENT_TERM if self.dated and self.awarded_cents > 0 else None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Part of the list, and where the next part begins if any."""

    messages: tuple[ReceivedMessage, ...]
    next: int | None


def messages_page(session: Session, municipality_id: int, choice: MessageChoice) -> MessagePage:
    """The messages to a municipality as chosen; a fixed number of queries."""
    rows = _rows(session, municipality_id, choice, PAGE + 1)
    shown = rows[:PAGE]
    following = shown[-1].MessageRecord.id if rows[PAGE:] else None
    return MessagePage(_messages(session, shown), following)


def every_message(
    session: Session, municipality_id: int, choice: MessageChoice
) -> Iterator[ReceivedMessage]:
    """All messages as chosen, the newest first, a part of them in memory at a time."""
    after = None
    while rows := _rows(session, municipality_id, choice, CHUNK, after):
        yield from _messages(session, rows)
        after = rows[-1].MessageRecord.id


def providers_heard_from(session: Session, municipality_id: int) -> dict[int, str]:
    """The names of the providers that sent this municipality anything, by id."""
    query = select(MessageRecord.provider_id).filter_by(municipality_id=municipality_id)
    heard = set(session.scalars(query.distinct()))
    named = provider_names(session)
    return {key: named[key] for key in sorted(named, key=named.__getitem__) if key in heard}


def _rows(
    session: Session, municipality_id: int, choice: MessageChoice, limit: int,
    after: int | None = None,
) -> Sequence[Any]:  # fmt: skip
    message = MessageRecord
    query = (
        select(message, VerdictRecord, DeclarationRecord, BatchRecord.public_id, AnswerRecord.dated)
        .select_from(message)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .outerjoin(VerdictRecord, VerdictRecord.message_id == message.id)
        .outerjoin(DeclarationRecord, DeclarationRecord.message_id == message.id)
        .outerjoin(
            AnswerRecord,
            and_(AnswerRecord.message_id == message.id, answer_is_out(message.id)),
        )
        .where(message.municipality_id == municipality_id, *_conditions(choice))
    )
    if after is not None:
        query = query.where(message.id < after)
    return session.execute(query.order_by(message.id.desc()).limit(limit)).all()


def _conditions(choice: MessageChoice) -> Iterator[ColumnElement[bool]]:
    yield from received_in(MessageRecord.received_at, choice.since, choice.until)
    if choice.provider is not None:
        yield MessageRecord.provider_id == choice.provider
    if choice.law:
        yield MessageRecord.law == choice.law
    if choice.outcome == WAITS:
        yield MessageRecord.state == "received"
    elif choice.outcome:
        yield MessageRecord.outcome == choice.outcome
    if choice.after is not None:
        yield MessageRecord.id < choice.after


def _messages(session: Session, rows: Sequence[Any]) -> tuple[ReceivedMessage, ...]:
    shares = lines_by_state(session, [row.MessageRecord.id for row in rows])
    names = provider_names(session)
    return tuple(
        _message(row, names[row.MessageRecord.provider_id], shares[row.MessageRecord.id])
        for row in rows
    )


def _message(found: Any, provider: str, shares: dict[str, Share]) -> ReceivedMessage:
    row, verdict, declared = found.MessageRecord, found.VerdictRecord, found.DeclarationRecord
    return ReceivedMessage(
        id=row.id,
        batch=found.public_id,
        position=row.position,
        provider=provider,
        law=row.law,
        received_at=row.received_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        number=declared.number if declared else None,
        period_start=declared.period_start if declared else None,
        dated=declared.dated if declared else None,
        answered_on=found.dated,
        line_count=verdict.line_count if verdict else 0,
        submitted_cents=(verdict.submitted_cents or 0) if verdict else 0,
        awarded_cents=verdict.awarded_cents if verdict else 0,
        awarded=shares.get("awarded", Share()),
        rejected=shares.get("rejected", Share()),
        parked=shares.get("parked", Share()),
    )
