"""What a provider handed in, the newest first, with what became of it in counts and sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from declarations.findings import Outcome
from portal.intake.answer_records import RefusalRecord
from portal.intake.batch_choice import Choice, conditions
from portal.intake.held_back import given, held_until
from portal.intake.outcome import PAYMENT_TERM, SIGNED_CENTS, Share
from portal.intake.paid_lines import paid_on
from portal.intake.records import (
    BatchRecord,
    DeclarationRecord,
    LineRecord,
    MessageRecord,
    VerdictRecord,
)
from portal.parties.service import municipality_names
from portal.store.sets import in_values

PAGE = 25
CHUNK = 200  # batches of an export in memory at once


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message; amounts are signed eurocents.

    ``lines`` holds the lines by state, empty for a message that waits or fell as a whole; what
    such a message came to is ``submitted_cents`` all the same. ``answer_by`` is the last day of an
    answer that is held back until people have looked. ``municipality`` is a name, or the
    code where it is not served here. ``outcome`` is None while it waits. ``paid_on`` is the day of
    the last payment once every awarded line is paid.
    """

    id: int
    position: int
    file_name: str
    municipality: str
    law: str
    outcome: Outcome | None
    level: int | None
    line_count: int
    submitted_cents: int
    awarded_cents: int
    dated: date | None
    awarded: Share
    rejected: Share
    parked: Share
    answer_by: date | None = None
    paid_on: date | None = None

    @property
    def fell(self) -> bool:
        """Whether it was sent back as a whole."""
        return self.outcome in (Outcome.REFUSED, Outcome.REJECTED) and not self.line_count

    @property
    def paid_before(self) -> date | None:
        """The last day of the term of payment; None where there is nothing to pay."""
        return self.dated + PAYMENT_TERM if self.dated and self.awarded_cents > 0 else None


@dataclass(frozen=True, slots=True)
class Batch:
    """An upload with the results of its messages; ``refused`` counts the members refused."""

    id: int
    name: str
    own_reference: str
    file_name: str
    received_at: datetime
    sha256: str
    size: int
    account_id: int
    done: bool
    refused: int
    results: tuple[Result, ...]

    @property
    def judged(self) -> int:
        """How many messages have their verdict."""
        return sum(each.outcome is not None for each in self.results)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The ids of the messages without a verdict."""
        return tuple(each.id for each in self.results if each.outcome is None)

    @property
    def answer_by(self) -> date | None:
        """The last day on which all answers are out that are held back; None when none is."""
        return max((each.answer_by for each in self.results if each.answer_by), default=None)

    @property
    def awarded(self) -> Share:
        """The lines that are paid."""
        return sum((each.awarded for each in self.results), Share())

    @property
    def rejected(self) -> Share:
        """The lines that came back."""
        return sum((each.rejected for each in self.results), Share())

    @property
    def parked(self) -> Share:
        """The lines that wait for the municipality."""
        return sum((each.parked for each in self.results), Share())

    @property
    def fallen(self) -> int:
        """How many messages were sent back as a whole."""
        return sum(each.fell for each in self.results)

    @property
    def lines(self) -> int:
        """How many lines were judged."""
        return sum(each.line_count for each in self.results)

    @property
    def submitted_cents(self) -> int:
        """What was declared, in the messages that could be judged."""
        return sum(each.submitted_cents for each in self.results)

    @property
    def paid_before(self) -> date | None:
        """The last day on which all of it must be paid; None where nothing is."""
        return max((each.paid_before for each in self.results if each.paid_before), default=None)

    @property
    def paid_on(self) -> date | None:
        """The day of the last payment, once all that was awarded is paid; None until then."""
        owed = [each.paid_on for each in self.results if each.awarded.count]
        days = [day for day in owed if day is not None]
        return max(days) if days and len(days) == len(owed) else None

    @property
    def only(self) -> Result | None:
        """The message, where it is the only thing in the upload."""
        return self.results[0] if len(self.results) == 1 and not self.refused else None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Part of the list, and where the next part begins if any."""

    batches: tuple[Batch, ...]
    next: int | None


def batches_page(session: Session, provider_id: int, choice: Choice) -> BatchPage:
    """The batches of a provider as chosen; a fixed number of queries."""
    rows = _rows(session, provider_id, choice, PAGE + 1)
    shown = rows[:PAGE]
    return BatchPage(_batches(session, shown), shown[-1].id if rows[PAGE:] else None)


def latest_batches(session: Session, provider_id: int, limit: int = 5) -> tuple[Batch, ...]:
    """The newest batches of a provider."""
    return _batches(session, _rows(session, provider_id, Choice(), limit))


def every_batch(session: Session, provider_id: int, choice: Choice) -> Iterator[Batch]:
    """All batches as chosen, the newest first, a part of them in memory at a time."""
    after = None
    while rows := _rows(session, provider_id, choice, CHUNK, after):
        yield from _batches(session, rows)
        after = rows[-1].id


def find_own_batch(session: Session, provider_id: int, name: str) -> Batch | None:
    """The batch with this public name; None for one of others, as for none."""
    if not (name.isascii() and name.isalpha()):  # as every batch is named
        return None
    row = session.scalar(select(BatchRecord).filter_by(provider_id=provider_id, public_id=name))
    return None if row is None else _batches(session, [row])[0]


def municipalities_declared_to(session: Session, provider_id: int) -> dict[int, str]:
    """The names of the municipalities this provider sent anything, by id."""
    query = select(MessageRecord.municipality_id).filter_by(provider_id=provider_id).distinct()
    sent_to = set(session.scalars(query))
    named = municipality_names(session)
    return {key: named[key] for key in sorted(named, key=named.__getitem__) if key in sent_to}


def _rows(
    session: Session, provider_id: int, choice: Choice, limit: int, after: int | None = None
) -> Sequence[BatchRecord]:
    query = select(BatchRecord).where(BatchRecord.provider_id == provider_id, *conditions(choice))
    if after is not None:
        query = query.where(BatchRecord.id < after)
    return session.scalars(query.order_by(BatchRecord.id.desc()).limit(limit)).all()


def _batches(session: Session, rows: Sequence[BatchRecord]) -> tuple[Batch, ...]:
    ids = [row.id for row in rows]
    results = _results(session, ids)
    counted = (
        select(RefusalRecord.batch_id, func.count())
        .where(in_values(RefusalRecord.batch_id, ids))
        .group_by(RefusalRecord.batch_id)
    )
    refused: dict[Any, int] = {row[0]: row[1] for row in session.execute(counted)}
    return tuple(_batch(row, refused.get(row.id, 0), results[row.id]) for row in rows)


def _batch(row: BatchRecord, refused: int, results: Sequence[Result]) -> Batch:
    return Batch(
        id=row.id,
        name=row.public_id,
        own_reference=row.own_reference or row.file_name,
        file_name=row.file_name,
        received_at=row.received_at,
        sha256=bytes(row.sha256).hex(),
        size=row.size,
        account_id=row.account_id,
        done=row.state == "done",
        refused=refused,
        results=tuple(results),
    )


def _results(session: Session, batch_ids: Sequence[int]) -> dict[int, list[Result]]:
    verdict, message, declaration = VerdictRecord, MessageRecord, DeclarationRecord
    rows = session.execute(
        select(message, verdict, declaration.dated)
        .select_from(message)
        .outerjoin(verdict, and_(verdict.message_id == message.id, given(message.id)))
        .outerjoin(declaration, and_(declaration.message_id == message.id, given(message.id)))
        .where(in_values(message.batch_id, batch_ids))
        .order_by(message.batch_id, message.position)
    ).all()
    names = municipality_names(session)
    held = held_until(session, [row[0].id for row in rows if not row[1]])
    ids = [row[1].message_id for row in rows if row[1]]
    shares, paid = lines_by_state(session, ids), paid_on(session, ids)
    found: dict[int, list[Result]] = defaultdict(list)
    for row, decided, dated in rows:
        name = names.get(row.municipality_id or 0, row.municipality_code)
        result = _result(row, decided, dated, name, shares[row.id], held)
        found[row.batch_id].append(replace(result, paid_on=paid.get(row.id)))
    return found


def lines_by_state(
    session: Session, message_ids: Sequence[int]
) -> defaultdict[int, dict[str, Share]]:
    """The lines of these messages by what became of them; one query, by the index of lines."""
    line = LineRecord
    rows = session.execute(
        select(line.message_id, line.state, func.count(), func.sum(SIGNED_CENTS))
        .where(in_values(line.message_id, message_ids))
        .group_by(line.message_id, line.state)
    )
    found: defaultdict[int, dict[str, Share]] = defaultdict(dict)
    for message_id, state, count, cents in rows:
        found[message_id][state] = Share(count, int(cents))
    return found


def _result(
    row: MessageRecord, verdict: Any, dated: date | None, municipality: str,
    shares: dict[str, Share], held: Mapping[int, date],
) -> Result:  # fmt: skip
    return Result(
        id=row.id,
        position=row.position,
        file_name=row.file_name,
        municipality=municipality,
        law=row.law,
        outcome=Outcome(verdict.outcome) if verdict else None,
        level=verdict.level if verdict else None,
        line_count=verdict.line_count if verdict else 0,
        submitted_cents=(verdict.submitted_cents or 0) if verdict else 0,
        awarded_cents=verdict.awarded_cents if verdict else 0,
        dated=dated,
        awarded=shares.get("awarded", Share()),
        rejected=shares.get("rejected", Share()),
        parked=shares.get("parked", Share()),
        answer_by=held.get(row.id),
    )
