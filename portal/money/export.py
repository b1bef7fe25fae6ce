"""The lists of the money pages as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal.allocations import words as allocation_words
from portal.money import words
from portal.money.behind import Part
from portal.money.held import Row
from portal.money.outlook import MonthLine, Outlook
from portal.web.exports import Column, as_csv, as_xlsx
from portal.web.labels import FUNDING, LAWS

Names = Mapping[int, str]


def _as_file(name: str, columns: list[Column], rows: Iterable[Any], kind: str) -> Response:
    return as_xlsx(name, columns, rows) if kind == "xlsx" else as_csv(name, columns, rows)


def months_as_file(outlook: Outlook, name: str, kind: str) -> Response:
    """A year by month of care."""
    columns = [
        Column(_("Zorgmaand"), lambda row: f"{row.month:%Y-%m}"),
        *(Column(str(each), partial(_figure, name), True) for name, each in words.FIGURES.items()),
        Column(_("Toegewezen"), lambda row: row.worth.planned, True),
        Column(_("Vastgelegd"), lambda row: row.worth.committed, True),
        Column(_("Toewijzingen zonder bedrag"), lambda row: row.worth.unknown),
        Column(_("Verwacht, minstens"), lambda row: row.expected.low, True),
        Column(_("Verwacht"), lambda row: row.expected.expected, True),
        Column(_("Verwacht, hoogstens"), lambda row: row.expected.high, True),
    ]
    return _as_file(f"geld-{name}-{outlook.year}", columns, outlook.months, kind)


def _figure(name: str, row: MonthLine) -> int:
    found: int = getattr(row.figures, name)
    return found


def contracts_as_file(found: Iterable[Outlook], year: int, kind: str) -> Response:
    """The contracts of a party in a year."""
    columns = [
        Column(_("Contract"), lambda row: row.contract.slug),
        Column(_("Aanbieder"), lambda row: row.contract.provider),
        Column(_("Wet"), lambda row: str(LAWS[row.contract.law])),
        Column(_("Bekostiging"), lambda row: str(FUNDING[row.contract.funding])),
        Column(_("Budget"), lambda row: row.budget and row.budget.amount, True),
        Column(_("Hoogstens"), lambda row: row.budget and row.budget.upper, True),
        *(Column(str(each), partial(_sum, name), True) for name, each in words.FIGURES.items()),
        Column(_("Vastgelegd"), lambda row: row.worth.committed, True),
        Column(_("Vrij"), lambda row: row.free, True),
        Column(_("Verwacht"), lambda row: row.expected.expected, True),
        Column(_("Op bij zorg van"), lambda row: row.runs_out()),
    ]
    return _as_file(f"geld-{year}", columns, found, kind)


def _sum(name: str, row: Outlook) -> int:
    found: int = getattr(row.figures, name)
    return found


def held_as_file(rows: Iterable[Row], names: Names, name: str, kind: str) -> Response:
    """The allocations that commit to something."""
    columns = [
        Column(_("Toewijzing"), lambda row: row.content.number),
        Column(_("Gemeente"), lambda row: names.get(row.municipality_id)),
        Column(_("Product"), lambda row: allocation_words.product(row.content)),
        Column(_("Omvang"), lambda row: allocation_words.size(row.content)),
        Column(_("Ingangsdatum"), lambda row: row.content.start),
        Column(_("Einddatum"), lambda row: row.content.end),
        Column(_("Open maanden"), lambda row: row.months),
        Column(_("Hoe berekend"), lambda row: str(words.BASES[row.basis])),
        Column(_("Vastgelegd"), lambda row: row.cents if row.basis.known else None, True),
    ]
    return _as_file(f"vastgelegd-{name}", columns, rows, kind)


def parts_as_file(rows: Iterable[Part], names: Names, name: str, kind: str) -> Response:
    """The declarations behind a figure."""
    columns = [
        Column(_("Declaratie"), lambda row: row.declared.number),
        Column(_("Gemeente"), lambda row: names.get(row.declared.municipality_id)),
        Column(_("Periode"), lambda row: f"{row.declared.period_start:%Y-%m}"),
        Column(_("Ontvangen"), lambda row: row.declared.received_at),
        Column(_("Regels"), lambda row: row.lines),
        Column(_("Bedrag"), lambda row: row.cents, True),
    ]
    return _as_file(f"declaraties-{name}", columns, rows, kind)
