"""Numbers for declarations made here: one series per provider, known by its prefix.

The number of a declaration, of its message and, with a counter behind it, of its lines are the
same: ``ZP00000042`` and ``ZP00000042-001``. Fewer than nine digits, so never a citizen number.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.declaring.records import NumberSeriesRecord
from portal.declaring.rows import MOST_ROWS
from portal.intake.standing import any_used
from portal.store.conflict import insert_into

PREFIX = "ZP"
LAST = 99_999_999


def next_number(session: Session, provider_id: int) -> int:
    """A number that this provider used nowhere, here or in a message of its own.

    Two at once get two numbers: the second waits for the first.
    """
    while True:
        number = _step(session, provider_id)
        if is_free(session, provider_id, number):
            return number


def is_free(session: Session, provider_id: int, number: int) -> bool:
    """Whether no message of this provider used what this number stands for."""
    lines = (reference_of(number, position) for position in range(1, 2 * MOST_ROWS + 1))
    return not any_used(session, provider_id, [declaration_number(number), *lines])


def declaration_number(number: int) -> str:
    """DeclaratieNummer and Identificatie: ten letters and digits."""
    return f"{PREFIX}{number:08}"


def reference_of(number: int, position: int) -> str:
    """ReferentieNummer of a line, counted from 1."""
    return f"{declaration_number(number)}-{position:03}"


def _step(session: Session, provider_id: int) -> int:
    row = insert_into(session, NumberSeriesRecord).values(provider_id=provider_id, last=1)
    stepped = row.on_conflict_do_update(
        index_elements=["provider_id"], set_={"last": NumberSeriesRecord.last + 1}
    )
    number = session.execute(stepped.returning(NumberSeriesRecord.last)).scalar_one()
    assert number <= LAST
    return int(number)
