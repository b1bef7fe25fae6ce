"""Answering what a municipality asked about its past, in parts that are each kept at once.

A part is judged first and then stored in one short transaction, together with how far it goes. Of
two workers at the same part one is too late and stores nothing; what a worker had in hand when it
was killed is judged anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.identifiers import without_citizen_numbers
from portal.clock import Clock
from portal.hindsight.book import book_with
from portal.hindsight.records import (
    DONE,
    FAILED,
    RUNNING,
    HindsightLineRecord,
    HindsightRuleRecord,
    HindsightRunRecord,
)
from portal.hindsight.service import AsOf, Difference, Question, Totals, reassess
from portal.intake.again import next_judged
from portal.jobs.service import enqueue_reassessment
from portal.store.bulk import insert_rows
from portal.store.crypto import Keyring
from portal.store.database import table_of
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction

MESSAGES, LINES = 50, 2_000  # at most in one part; a message of more lines is a part by itself
ATTEMPTS = 3

log = structlog.get_logger()


class BookChanged(Exception):
    """The rule book is no longer the one that judged the first part."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Messages of a run that are judged together: all after one id, up to and with the last."""

    run_id: int
    after: int
    ids: Sequence[int]

    @property
    def reached(self) -> int:
        return self.ids[-1] if self.ids else self.after


def running(app: Flask) -> Callable[[], Sequence[int]]:
    """A function that lists the ids of the runs that are not ready, the oldest first."""

    def waiting() -> Sequence[int]:
        with app.app_context(), acting_for(PORTAL), transaction() as session:
            row = HindsightRunRecord
            return session.scalars(select(row.id).filter_by(state=RUNNING).order_by(row.id)).all()

    return waiting


def go_on(app: Flask, clock: Clock | None = None) -> Callable[[int], bool]:
    """A function that does the next part of a run; False when nothing is left to do.

    After three parts that failed the run is given up, so that its municipality can ask again.
    """

    def work(run_id: int) -> bool:
        at = clock or Clock()
        with app.app_context(), acting_for(PORTAL):
            try:
                return next_part(run_id, at, app.config["PORTAL_KEYRING"])
            except Exception as error:
                log.exception("hindsight.part_failed", run=run_id)
                final = isinstance(error, BookChanged)
                if in_transaction(lambda session: _failed(session, run_id, at, final)):
                    return False
                raise

    return work


def next_part(run_id: int, clock: Clock, keyring: Keyring) -> bool:
    """Judge the next messages of a run again and keep what was found; whether it goes on."""
    with transaction() as session:
        row = session.get(HindsightRunRecord, run_id)
        if row is None or row.state != RUNNING:
            return False
        question = _question(row)
        part = _part(session, row, question)
    totals = Totals()
    judged = reassess(question, part.ids, keyring, totals)
    found = [each for differences in judged for each in differences]
    return in_transaction(lambda session: _keep(session, part, totals, found, clock))


def _question(row: HindsightRunRecord) -> Question:
    book = book_with(row.rule)
    if book.version != row.rulebook:
        raise BookChanged(row.rulebook)
    return Question(row.first, row.last, AsOf(row.as_of), book, row.municipality_id, row.asked_at)


def _part(session: Session, row: HindsightRunRecord, question: Question) -> _Part:
    ids: list[int] = []
    lines = 0
    for message_id, count in next_judged(session, question.about, row.reached, MESSAGES):
        lines += count
        if ids and lines > LINES:
            break
        ids.append(message_id)
    return _Part(row.id, row.reached, ids)


def _keep(
    session: Session, part: _Part, totals: Totals, found: Sequence[Difference], clock: Clock
) -> bool:
    row = session.get(HindsightRunRecord, part.run_id, with_for_update=True)
    if row is None or row.state != RUNNING:
        return False  # stopped meanwhile
    if row.reached != part.after:
        return True  # somebody else did this part
    _store(session, row, found)
    row.reached, row.moved_at = part.reached, clock.now()
    row.messages += totals.messages
    row.unread += totals.unread
    if not part.ids:
        row.state = DONE
        return False
    row.failures = 0
    enqueue_reassessment(session, row.id)
    return True


_LINE = (
    "run_id", "number", "message_id", "position", "provider_id", "month", "reference", "code",
    "side", "was", "would", "rules", "cents",
)  # fmt: skip


def _store(session: Session, row: HindsightRunRecord, found: Sequence[Difference]) -> None:
    numbered = list(enumerate(found, row.lines + 1))
    insert_rows(
        session, table_of(HindsightLineRecord), _LINE,
        [
            (
                row.id, number, each.message_id, each.change.position, each.provider_id,
                each.change.line.month, without_citizen_numbers(each.reference),
                each.change.line.code or "", each.side.value,
                " ".join(each.change.was), " ".join(each.change.would),
                " ".join(each.change.rules), each.change.cents,
            )
            for number, each in numbered
        ],
    )  # fmt: skip
    insert_rows(
        session, table_of(HindsightRuleRecord), ("run_id", "rule", "number"),
        [(row.id, rule, number) for number, each in numbered for rule in each.change.rules],
    )  # fmt: skip
    row.lines += len(numbered)


def _failed(session: Session, run_id: int, clock: Clock, final: bool) -> bool:
    """Count a part that failed; whether that was the last attempt."""
    row = session.get(HindsightRunRecord, run_id, with_for_update=True)
    if row is None or row.state != RUNNING:
        return True
    row.failures += 1
    if not final and row.failures < ATTEMPTS:
        return False
    row.state, row.moved_at = FAILED, clock.now()
    return True
