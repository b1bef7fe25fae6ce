"""The lists of the books as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal.ledger import words
from portal.ledger.bookings import Booking
from portal.ledger.choice import Choice
from portal.ledger.figures import ACCOUNTS, Figures, Year
from portal.ledger.unpaid import Unpaid
from portal.lumpsum.paying import PayableDrawdown
from portal.web.exports import Column, as_csv, as_xlsx

Names = Mapping[str, Mapping[str, str]]
Row = tuple[str, str, Figures, int | None]


def as_file(name: str, columns: list[Column], rows: Iterable[Any], kind: str) -> Response:
    """The rows as XLSX or CSV."""
    return as_xlsx(name, columns, rows) if kind == "xlsx" else as_csv(name, columns, rows)


def year_as_file(choice: Choice, year: Year, names: Mapping[str, str], kind: str) -> Response:
    """The year by group, and then the months of all that is chosen."""
    columns = [
        Column(str(words.PER[choice.per]), lambda row: row[0]),
        Column(str(_("Maand")), lambda row: row[1]),
        *(Column(str(words.ACCOUNTS[each]), partial(_figure, each), True) for each in ACCOUNTS),
        Column(str(_("Nog te betalen")), lambda row: row[3], True),
    ]
    rows: list[Row] = [
        (names.get(each.key, each.key), str(choice.year), each.figures, each.unpaid)
        for each in year.groups
        if choice.key in ("", each.key)
    ]
    chosen = names.get(choice.key, choice.key) if choice.key else str(_("alles"))
    rows += [(chosen, f"{each.month:%Y-%m}", each.figures, each.payable) for each in year.months]
    return as_file(f"boekhouding-{choice.year}", columns, rows, kind)


def _figure(account: str, row: Row) -> int:
    found: int = getattr(row[2], account)
    return found


def bookings_as_file(bookings: Iterable[Booking], names: Names, kind: str) -> Response:
    """Every booking of a figure."""
    columns = [
        Column(str(_("Boekmaand")), lambda row: f"{row.month:%Y-%m}"),
        Column(str(_("Geboekt op")), lambda row: row.recorded_at),
        Column(str(_("Wat")), lambda row: str(words.KINDS[row.kind])),
        Column(str(_("Declaratie")), lambda row: row.declared and row.declared.number),
        Column(str(_("Aanbieder")), lambda row: names["aanbieder"].get(str(row.provider_id))),
        Column(str(_("Gemeente")), lambda row: names["gemeente"].get(str(row.municipality_id))),
        Column(str(_("Contract")), lambda row: names["contract"].get(str(row.contract_id or 0))),
        Column(str(_("Wet")), lambda row: names["wet"].get(row.law)),
        Column(str(_("Bedrag")), lambda row: row.cents, True),
    ]
    return as_file("boekingen", columns, bookings, kind)


def unpaid_as_file(
    lines: Iterable[Unpaid], drawdowns: Iterable[PayableDrawdown], names: Names, kind: str
) -> Response:
    """Every awarded line and every drawdown that is not paid yet."""
    headings = (
        _("Aanbieder"), _("Declaratie"), _("Regel"), _("Product"), _("Begin"), _("Waar"),
        _("Bedrag"),
    )  # fmt: skip
    columns = [
        Column(heading, itemgetter(place), euros=place == len(headings) - 1)
        for place, heading in enumerate(headings)
    ]
    providers = names["aanbieder"]
    rows = chain(
        (
            (providers.get(str(each.line.origin.provider_id)), each.line.number,
             each.line.reference, each.line.code, each.line.start, str(words.STAGES[each.stage]),
             each.line.cents)
            for each in lines
        ),
        (
            (providers.get(str(each.provider_id)), _("Opname"), each.reference, "", each.dated,
             str(words.STAGES[each.state]), each.cents)
            for each in drawdowns
        ),
    )  # fmt: skip
    return as_file("nog-te-betalen", columns, rows, kind)
