"""Whose lines they are: citizen numbers masked in lists, and in full for who asks and is noted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.identifiers import passes_eleven_test, without_citizen_numbers
from portal.allocations.clients import find_clients, masked, number_of, open_numbers
from portal.audit.service import Subject, log_access
from portal.clock import Clock
from portal.intake.outcome import JudgedMessage, Reader
from portal.intake.outcome_lines import DeclaredLine
from portal.intake.records import LineRecord
from portal.store.crypto import Keyring
from portal.store.sets import in_values


def masked_numbers(
    session: Session, lines: Iterable[DeclaredLine], keyring: Keyring
) -> dict[int, str]:
    """The masked citizen numbers of the clients of these lines, by client id; one query."""
    numbers = open_numbers(session, {line.client_id for line in lines}, keyring)
    return {client_id: masked(number) for client_id, number in numbers.items()}


def show_number(
    session: Session,
    reader: Reader,
    message: JudgedMessage,
    line: DeclaredLine,
    clock: Clock,
    keyring: Keyring,
) -> str:
    """The citizen number of a line in full, with a note of who saw it."""
    log_access(
        session, clock.now(), reader.account_id, "citizen number", Subject.LINE, line.id,
        message.municipality_id, message.provider_id,
    )  # fmt: skip
    return number_of(session, line.client_id, keyring)


def has_citizen_number(words: str) -> bool:
    """Whether these words may not stand in an address, because a citizen number is in them."""
    return without_citizen_numbers(words) != words


def find_client(
    session: Session, message: JudgedMessage, number: str, keyring: Keyring
) -> int | None:
    """The client with this citizen number, if the message has a line about them."""
    if message.municipality_id is None or not _is_citizen_number(number):
        return None
    known = find_clients(session, message.municipality_id, [number], keyring)
    return session.scalar(
        select(LineRecord.client_id)
        .where(LineRecord.message_id == message.id, in_values(LineRecord.client_id, known.values()))
        .limit(1)
    )


def find_line(session: Session, message: JudgedMessage, reference: str) -> int | None:
    """The position of the line with exactly this own reference."""
    return session.scalar(
        select(LineRecord.position)
        .where(LineRecord.message_id == message.id, LineRecord.reference == reference)
        .order_by(LineRecord.position)
        .limit(1)
    )


def _is_citizen_number(number: str) -> bool:
    return len(number) == 9 and number.isascii() and number.isdigit() and passes_eleven_test(number)
