"""Filling in a draft: rows that stand ready, what was typed, last month again, one line more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.allocations.declarable import (
    Declarable,
    Market,
    declarable_in,
    declarable_numbered,
    declarable_of_clients,
)
from portal.clock import Clock
from portal.contracts.markets import markets_of
from portal.declaring.drafts import Author, Draft, begin_draft, held_draft, save_draft
from portal.declaring.rows import MOST_ROWS, Row, next_key
from portal.declaring.sheet import Sheet, work_out
from portal.declaring.suggestions import Suggestion, adopted
from portal.declaring.working import WorkedRow
from portal.intake.standing import live_in, live_lines_in
from portal.store.crypto import Keyring

READY_ROWS = 20


class DraftFull(Exception):
    """A draft holds as many rows as it may."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed or chosen in one row; None where the form had no such field."""

    volume: int | None = None
    unit: str | None = None
    product: tuple[str, str] | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Everything that one press of a button asks of a draft; ``add`` is an allocation number."""

    typed: Mapping[int, Typed] = field(default_factory=dict)
    add: int | None = None
    remove: int | None = None
    adopt: Suggestion | None = None
    copy: bool = False


def begin_lines(
    session: Session,
    author: Author,
    market: Market,
    month: date,
    clock: Clock,
    keyring: Keyring,
) -> Draft:
    """Begin a declaration about a month, with the provider's own allocations standing ready.

    NotFound for a municipality and law without a contract in that month.
    """
    terms = markets_of(session, author.provider_id).get((market.municipality_id, market.law))
    if terms is None or not terms.meet(month):
        raise NotFound
    held = declarable_in(session, market, month)
    live = {each[0] for each in live_in(session, (h.allocation_id for h in held), [month])}
    open_ones = [each for each in held if each.allocation_id not in live][:READY_ROWS]
    rows = [_row_on(each, key, month) for key, each in enumerate(open_ones, 1)]
    return begin_draft(session, author, market, month, rows, clock, keyring)


def edit_draft(
    session: Session,
    author: Author,
    public_id: str,
    version: int,
    edit: Edit,
    clock: Clock,
    keyring: Keyring,
) -> Draft:
    """Save what was typed, and do what the button asked.

    Raises NotFound (also for an allocation or choice that was not offered), DraftChanged,
    AlreadySent or DraftFull; then nothing is saved.
    """
    draft = held_draft(session, author.provider_id, public_id, version, keyring)
    sheet = work_out(session, draft, clock.today(), keyring)
    rows = with_typed(session, sheet, edit.typed)
    if edit.remove is not None:
        rows = _without(rows, edit.remove)
    if edit.adopt is not None:
        rows = _with_adopted(rows, edit.adopt)
    if edit.copy:
        rows = _with_last_month(session, draft, rows)
    if edit.add is not None:
        rows = [*rows, _added(session, draft, rows, edit.add)]
    return save_draft(session, draft, rows, clock, keyring)


def with_typed(session: Session, sheet: Sheet, typed: Mapping[int, Typed]) -> list[Row]:
    """The rows with what was typed in them; only what each row offers can be chosen."""
    if set(typed) - {each.row.key for each in sheet.rows}:
        raise NotFound
    numbers = numbers_offered(session, sheet) if any(t.number for t in typed.values()) else {}
    return [
        _with(each, typed[each.row.key], numbers) if each.row.key in typed else each.row
        for each in sheet.rows
    ]


def numbers_offered(session: Session, sheet: Sheet) -> dict[int, list[int]]:
    """The allocation numbers each client of a sheet has with the provider."""
    clients = {each.row.client_id for each in sheet.rows}
    offered: dict[int, list[int]] = {client: [] for client in clients}
    for each in declarable_of_clients(session, sheet.draft.market, clients):
        offered[each.client_id].append(each.allocated.number)
    return offered


def addable(session: Session, draft: Draft, most: int = 1000) -> list[Declarable]:
    """The allocations in force in the month that have no row yet."""
    taken = {row.number for row in draft.rows}
    held = declarable_in(session, draft.market, draft.month)
    return [each for each in held if each.allocated.number not in taken][:most]


def _with(worked: WorkedRow, typed: Typed, numbers: Mapping[int, Sequence[int]]) -> Row:
    row = worked.row
    if row.credit:
        return row
    if typed.number is not None and typed.number != row.number:
        if typed.number not in numbers.get(row.client_id, ()):
            raise NotFound
        row = row.changed(number=typed.number)
    if typed.product is not None and typed.product != row.product:
        if typed.product not in worked.products:
            raise NotFound
        category, code = typed.product
        row = row.changed(category=category, code=code, unit=None)
    elif typed.unit is not None and typed.unit != worked.unit:
        if typed.unit not in worked.units:
            raise NotFound
        row = row.changed(unit=typed.unit)
    return row.changed(volume=typed.volume)


def _without(rows: Sequence[Row], key: int) -> list[Row]:
    kept = [row for row in rows if row.key != key or row.credit]
    if len(kept) == len(rows):
        raise NotFound
    return kept


def _with_adopted(rows: Iterable[Row], suggestion: Suggestion) -> list[Row]:
    return [adopted(row, suggestion) if row.key == suggestion.key else row for row in rows]


def _row_on(held: Declarable, key: int, month: date) -> Row:
    allocated = held.allocated
    specific = allocated.category is not None and allocated.code is not None
    return Row(
        key=key,
        client_id=held.client_id,
        number=allocated.number,
        month=month.replace(day=1),
        category=allocated.category if specific else None,
        code=allocated.code if specific else None,
        unit=allocated.unit,
    )


def _added(session: Session, draft: Draft, rows: Sequence[Row], number: int) -> Row:
    held = declarable_numbered(session, draft.market, [number]).get(number)
    if held is None or held.allocated.deleted:
        raise NotFound
    if len(rows) >= MOST_ROWS:
        raise DraftFull
    return _row_on(held, next_key(rows), draft.month)


def _with_last_month(session: Session, draft: Draft, rows: list[Row]) -> list[Row]:
    """Fill empty rows with what was awarded a month earlier, and add rows that are missing."""
    month = (draft.month - timedelta(days=1)).replace(day=1)
    market = draft.market
    before = live_lines_in(session, market.provider_id, market.municipality_id, market.law, month)
    in_force = {each.allocated.number: each for each in declarable_in(session, market, draft.month)}
    filled = list(rows)
    for live in before:
        line = live.line
        if line.allocation_number not in in_force:
            continue
        place = _place_for(filled, line.allocation_number, (line.category, line.code))
        if place is None:
            if len(filled) >= MOST_ROWS:
                break
            filled.append(_row_on(in_force[line.allocation_number], next_key(filled), draft.month))
            place = len(filled) - 1
        if not filled[place].filled:
            filled[place] = filled[place].changed(
                category=line.category, code=line.code, unit=line.unit, volume=line.volume
            )
    return filled


def _place_for(rows: Sequence[Row], number: int, product: tuple[str, str]) -> int | None:
    for place, row in enumerate(rows):
        if row.number == number and row.product in (None, product) and not row.credit:
            return place
    return None
