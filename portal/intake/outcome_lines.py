"""The lines of a message as a worklist: what was declared, and what was found about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from declarations.findings import NOT_JUDGED, Finding
from portal.intake.outcome import SIGNED_CENTS, JudgedMessage, Product, Share
from portal.intake.outcome_causes import findings_of_client
from portal.intake.outcome_choice import Choice, conditions
from portal.intake.records import FindingRecord, LineRecord
from portal.intake.stored import finding_of
from portal.store.sets import in_values

PAGE = 50
CHUNK = 5_000  # lines of an export in memory at once


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """A line as it was declared, with what became of it; ``cents`` is negative for a credit.

    ``findings`` of a line that fell with its client are those of the client.
    """

    id: int
    position: int
    client_id: int
    reference: str
    previous_reference: str | None
    allocation_number: int
    category: str
    code: str
    start: date
    end: date
    volume: int
    unit: str
    tariff_cents: int | None
    cents: int
    credit: bool
    state: str
    codes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def product(self) -> Product:
        """What was delivered."""
        return Product(self.category, self.code)

    @property
    def fell_with_client(self) -> bool:
        """Whether it was never judged, because its client fell."""
        return self.codes == NOT_JUDGED


@dataclass(frozen=True, slots=True)
class Page:
    """Part of the list, how much was chosen in all, and where the next part begins if any."""

    lines: tuple[DeclaredLine, ...]
    chosen: Share
    next: str | None


_PLAIN = (
    "id", "position", "client_id", "reference", "previous_reference", "allocation_number",
    "category", "code", "start", "end", "volume", "unit", "tariff_cents",
)  # fmt: skip
COLUMNS: tuple[Any, ...] = (
    *(getattr(LineRecord, name) for name in _PLAIN),
    SIGNED_CENTS.label("cents"),
    LineRecord.credit,
    LineRecord.state,
    LineRecord.codes,
)
"""What a line is read as, in the order of the fields of ``DeclaredLine``."""


def lines_page(session: Session, message: JudgedMessage, choice: Choice) -> Page:
    """Fifty chosen lines from the place in the choice on; three queries, whatever the message."""
    wanted = list(conditions(message, choice))
    total = select(func.count(), func.sum(SIGNED_CENTS)).where(*wanted)
    count, cents = session.execute(total).one()
    rows = session.execute(_ordered(wanted, choice).limit(PAGE + 1)).all()
    lines = with_findings(session, message, rows[:PAGE])
    following = _place_of(lines[-1], choice) if rows[PAGE:] else None
    return Page(tuple(lines), Share(count, int(cents or 0)), following)


def all_lines(
    session: Session, message: JudgedMessage, choice: Choice
) -> Iterator[list[DeclaredLine]]:
    """Every chosen line in the order of the file, a few thousand at a time."""
    wanted = list(conditions(message, choice))
    last = 0
    while True:
        following = [*wanted, LineRecord.position > last]
        rows = session.execute(
            select(*COLUMNS).where(*following).order_by(LineRecord.position).limit(CHUNK)
        ).all()
        yield with_findings(session, message, rows)
        if len(rows) < CHUNK:
            return
        last = rows[-1].position


def _ordered(wanted: Sequence[ColumnElement[bool]], choice: Choice) -> Any:
    position, amount = LineRecord.position, LineRecord.amount_cents
    chosen = select(*COLUMNS).where(*wanted)
    if not choice.by_money:
        after = choice.after[0] if choice.after else 0
        return chosen.where(position > after).order_by(position)
    if choice.after:
        cents, place = choice.after
        chosen = chosen.where(or_(amount < cents, and_(amount == cents, position > place)))
    return chosen.order_by(amount.desc(), position)


def _place_of(line: DeclaredLine, choice: Choice) -> str:
    return f"{abs(line.cents)}.{line.position}" if choice.by_money else str(line.position)


def with_findings(
    session: Session, message: JudgedMessage, rows: Sequence[Any]
) -> list[DeclaredLine]:
    """Rows of ``COLUMNS`` as lines, each with its findings; one query."""
    found = _findings_of(session, message, [row.id for row in rows])
    return [_line(message, row, found) for row in rows]


def _findings_of(
    session: Session, message: JudgedMessage, ids: Sequence[int]
) -> dict[int, list[Finding]]:
    finding = FindingRecord
    rows = session.scalars(
        select(finding)
        .where(finding.message_id == message.id, in_values(finding.line_id, ids))
        .order_by(finding.position)
    )
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in rows:
        assert row.line_id is not None
        found[row.line_id].append(finding_of(row))
    return found


def _line(message: JudgedMessage, row: Any, found: dict[int, list[Finding]]) -> DeclaredLine:
    codes = tuple(row.codes.split())
    values: dict[str, Any] = {**row._mapping, "codes": codes}
    if codes == NOT_JUDGED or message.client_codes.get(row.client_id) == ():
        pulled = tuple(findings_of_client(message, row.client_id))
        return DeclaredLine(**values, findings=pulled)
    return DeclaredLine(**values, findings=tuple(found.get(row.id, ())))
