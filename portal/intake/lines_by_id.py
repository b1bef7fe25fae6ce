"""Single lines by their ids, for whoever keeps something about a line and shows which one it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.intake.held_back import answer_is_out
from portal.intake.outcome import SIGNED_CENTS, visible_to
from portal.intake.records import BatchRecord, DeclarationRecord, LineRecord, MessageRecord
from portal.settlement.service import Origin
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line, where it can be seen, and how it was judged; ``cents`` is signed."""

    id: int
    origin: Origin
    batch: str
    message: int
    position: int
    number: str
    received_at: datetime
    reference: str
    client_id: int
    code: str
    start: date
    cents: int
    state: str
    credit: bool


def lines_by_id(session: Session, line_ids: Iterable[int]) -> dict[int, PlacedLine]:
    """These lines by their ids; one query."""
    return {each.id: each for each in _read(session, in_values(LineRecord.id, line_ids))}


def find_line(session: Session, party: Tenant, line_id: int) -> PlacedLine | None:
    """The line with this id; None for one of others, as for none.

    A provider does not find a line before the answer about it is out.
    """
    out = answer_is_out(LineRecord.message_id) if party.scope is Scope.PROVIDER else true()
    return next(iter(_read(session, LineRecord.id == line_id, visible_to(party), out)), None)


def _read(session: Session, *which: ColumnElement[bool]) -> list[PlacedLine]:
    line, message = LineRecord, MessageRecord
    rows = session.execute(
        select(
            line.id, line.message_id, line.municipality_id, line.provider_id, line.law,
            BatchRecord.public_id, message.position.label("message"), line.position,
            DeclarationRecord.number, message.received_at, line.reference, line.client_id,
            line.code, line.start, SIGNED_CENTS.label("cents"), line.state, line.credit,
        )
        .join(message, message.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .join(DeclarationRecord, DeclarationRecord.message_id == message.id)
        .where(*which)
    )  # fmt: skip
    return [
        PlacedLine(
            row.id, Origin(row.message_id, row.municipality_id, row.provider_id, Law(row.law)),
            row.public_id, row.message, row.position, row.number, row.received_at,
            row.reference, row.client_id, row.code, row.start, row.cents, row.state, row.credit,
        )
        for row in rows
    ]  # fmt: skip
