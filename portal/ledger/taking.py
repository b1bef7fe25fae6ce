"""Taking the journal of a month to the financial system: complete, balanced, and noted."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.ledger.closing import Closer
from portal.ledger.journal import Entry, costs_of, entries_of, unmapped
from portal.ledger.records import ClosedMonthRecord, JournalExportRecord
from portal.ledger.rules import rules_of

HEADINGS = (
    "datum", "rekening", "kostenplaats", "debet_centen", "credit_centen", "omschrijving", "stuk",
)  # fmt: skip


class NoAccount(Exception):
    """Products without an account; nothing was exported."""

    def __init__(self, products: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{len(products)} products without an account")
        self.products = tuple(products)


@dataclass(frozen=True, slots=True)
class Taken:
    """An export: when, of which month, how many lines, and what both sides come to."""

    month: date
    made_at: datetime
    row_count: int
    cents: int
    sha256: str
    entries: tuple[Entry, ...] = ()


def take(session: Session, owner: Closer, month: date, clock: Clock) -> Taken:
    """The journal of a month. Of a closed one what was taken first is given for ever.

    Raises NoAccount.
    """
    kept = _kept(session, owner.municipality_id, month)
    if kept is None:
        kept = _make(session, owner, month, clock)
    entries = tuple(read_entries(kept.body))
    return Taken(month, kept.made_at, kept.row_count, kept.debit_cents, kept.sha256.hex(), entries)


def taken_before(session: Session, municipality_id: int) -> list[Taken]:
    """Every export, the newest first, without its lines."""
    row = JournalExportRecord
    found = session.execute(
        select(row.month, row.made_at, row.row_count, row.debit_cents, row.sha256)
        .where(row.municipality_id == municipality_id)
        .order_by(row.id.desc())
        .limit(100)
    )
    return [Taken(*each[:4], each.sha256.hex()) for each in found]


def _kept(session: Session, municipality_id: int, month: date) -> JournalExportRecord | None:
    """What was exported first since the month was closed."""
    row, closed = JournalExportRecord, ClosedMonthRecord
    closed_at = session.scalar(
        select(closed.closed_at)
        .where(closed.municipality_id == municipality_id, closed.month >= month)
        .order_by(closed.month)
        .limit(1)
    )
    if closed_at is None:
        return None
    found: JournalExportRecord | None = session.scalars(
        select(row)
        .where(row.municipality_id == municipality_id, row.month == month)
        .where(row.made_at >= closed_at)
        .order_by(row.id)
        .limit(1)
    ).first()
    return found


def _make(session: Session, owner: Closer, month: date, clock: Clock) -> JournalExportRecord:
    costs = costs_of(session, owner.municipality_id, month)
    rules = rules_of(session, owner.municipality_id)
    missing = unmapped(costs, rules)
    if missing:
        raise NoAccount(missing)
    entries = entries_of(costs, rules)
    debit = sum(each.debit for each in entries)
    assert debit == sum(each.credit for each in entries), "a journal has two equal sides"
    body = write_entries(entries)
    row = JournalExportRecord(
        municipality_id=owner.municipality_id, month=month, row_count=len(entries),
        debit_cents=debit, sha256=hashlib.sha256(body).digest(), body=body,
        account_id=owner.account_id, made_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session,
        Event(
            Action.JOURNAL_EXPORTED, Subject.JOURNAL_EXPORT, row.id, owner.account_id,
            clock.now(), owner.municipality_id,
            detail={"month": f"{month:%Y-%m}", "rows": len(entries), "cents": debit},
        ),
    )  # fmt: skip
    return row


def write_entries(entries: Sequence[Entry]) -> bytes:
    """The lines as they are kept: CSV in UTF-8, amounts in eurocents."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for each in entries:
        writer.writerow(
            (each.booked_on.isoformat(), each.account, each.cost_centre, each.debit, each.credit,
             each.description, each.document)
        )  # fmt: skip
    return out.getvalue().encode()


def read_entries(body: bytes) -> list[Entry]:
    """The lines that ``write_entries`` wrote."""
    _, *rows = csv.reader(io.StringIO(body.decode(), newline=""), delimiter=";")
    return [
        Entry(date.fromisoformat(row[0]), row[1], row[2], int(row[3]), int(row[4]), *row[5:])
        for row in rows
    ]
