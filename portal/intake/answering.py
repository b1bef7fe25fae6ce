"""The answer to a judged message: its 325, numbered, sealed and given out as it was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.answering import faults
from declarations.answers import Reply
from declarations.findings import Assessment
from declarations.model import Message
from declarations.rules import RULEBOOK
from portal.audit.service import Subject, log_access
from portal.clock import Clock
from portal.intake.answer_records import AnswerNumberRecord, AnswerRecord
from portal.intake.held_back import answer_is_out
from portal.intake.records import BatchRecord, MessageRecord
from portal.store.conflict import insert_into
from portal.store.crypto import Keyring, message_context
from schemas.istandaarden.answer import compose_answer, write_answer
from schemas.istandaarden.answer_reader import read_answer


class AnswerBreaksRules(Exception):
    """An answer that may not go out: the names of the rules of the standard that it breaks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent; ``name`` is a file name without anything about a client."""

    name: str
    body: bytes


def store_answer(
    session: Session,
    message_id: int,
    message: Message,
    verdict: Assessment,
    dated: date,
    keyring: Keyring,
) -> None:
    """Write the 325 of a verdict; there is one per message for ever.

    Raises AnswerBreaksRules where it would break a rule: nothing goes out rather than that.
    """
    identification = _next_identification(session, message)
    answer = compose_answer(message, verdict, identification, dated)
    if broken := faults(Reply(answer, message, dated), RULEBOOK):
        raise AnswerBreaksRules(", ".join(each.rule for each in broken))
    body = write_answer(answer)
    digest = hashlib.sha256(body).digest()
    session.add(
        AnswerRecord(
            message_id=message_id,
            municipality_code=message.header.receiver,
            law=message.law.value,
            identification=identification,
            dated=dated,
            body=keyring.pack(body, message_context(digest)),
            key_id=keyring.key_id,
            sha256=digest,
        )
    )


def answer_keeps_rules(
    session: Session, message_id: int, message: Message, keyring: Keyring
) -> bool:
    """Whether the answer to a message, where it has one, keeps every rule as it was sent.

    Its totals, lines and header are read back from its bytes and held against the declaration.
    """
    row = session.scalars(select(AnswerRecord).filter_by(message_id=message_id)).one_or_none()
    if row is None:
        return True
    answer = read_answer(keyring.unpack(row.body, message_context(row.sha256)))
    return not faults(Reply(answer, message, row.dated), RULEBOOK)


def _next_identification(session: Session, message: Message) -> str:
    """The next number of this municipality and law: ten digits, of the twelve allowed."""
    first = insert_into(session, AnswerNumberRecord).values(
        municipality_code=message.header.receiver, law=message.law.value, last=1
    )
    counted = first.on_conflict_do_update(
        index_elements=["municipality_code", "law"], set_={"last": AnswerNumberRecord.last + 1}
    )
    number = session.execute(counted.returning(AnswerNumberRecord.last)).scalar_one()
    return f"{number:010d}"


def answers_of(
    session: Session, batch: str, account_id: int, clock: Clock, keyring: Keyring
) -> Sequence[Answer]:
    """The answers of a batch in the order of its messages; reading them is logged.

    A message that still waits, or whose answer is held back, has none yet.
    """
    rows = session.execute(
        select(AnswerRecord, MessageRecord)
        .join(MessageRecord, MessageRecord.id == AnswerRecord.message_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(BatchRecord.public_id == batch, answer_is_out(MessageRecord.id))
        .order_by(MessageRecord.position)
    ).all()
    answers = []
    for answer, message in rows:
        log_access(
            session, clock.now(), account_id, "answer", Subject.MESSAGE, message.id,
            message.municipality_id, message.provider_id,
        )  # fmt: skip
        name = f"{message.kind[:-3]}325-{answer.municipality_code}-{answer.identification}.xml"
        body = keyring.unpack(answer.body, message_context(answer.sha256))
        answers.append(Answer(name, body))
    return answers
