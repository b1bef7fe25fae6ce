"""Lists as files: a spreadsheet (XLSX) and text with separators (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from flask import Response

from portal.clock import NETHERLANDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and how to get its value from a row.

    ``euros`` marks whole eurocents, which a file shows as an amount in euros.
    """

    heading: str
    value: Callable[[Any], Any]
    euros: bool = False


def as_xlsx(
    name: str, columns: Sequence[Column], rows: Iterable[Any], made_at: datetime | None = None
) -> Response:
    """The rows as a spreadsheet with a frozen, filterable heading; ``name`` without ending.

    With ``made_at`` inside, the same rows are the same bytes whenever they are asked for.
    """
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        if made_at is not None:
            book.set_properties({"created": made_at})
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        amount = book.add_format({"num_format": "€ #,##0.00;[Red]-€ #,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column.heading, bold)
            sheet.set_column(index, index, max(12, len(column.heading) + 2))
        number = 0
        for number, row in enumerate(rows, 1):
            for index, column in enumerate(columns):
                _write(sheet, number, index, _value(column, row), amount, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    return download(out.getvalue(), XLSX, f"{name}.xlsx")


def _write(sheet: Any, row: int, column: int, value: Any, amount: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, Cents):
        sheet.write_number(row, column, value.value / 100, amount)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001, a spreadsheet has no zones
    else:
        sheet.write_string(row, column, str(value))


def as_csv(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> Response:
    """The rows with semicolons between, as Dutch spreadsheets open them; UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    for row in rows:
        writer.writerow([_text(_value(column, row)) for column in columns])
    body = b"\xef\xbb\xbf" + out.getvalue().encode()
    return download(body, "text/csv; charset=utf-8", f"{name}.csv")


@dataclass(frozen=True, slots=True)
class Cents:
    """Eurocents on their way to a file."""

    value: int

    def __str__(self) -> str:
        """With a comma, as Dutch spreadsheets read it."""
        sign, whole = "-" if self.value < 0 else "", abs(self.value)
        return f"{sign}{whole // 100},{whole % 100:02d}"


def _value(column: Column, row: Any) -> Any:
    value = column.value(row)
    if column.euros and value is not None:
        return Cents(value)
    if isinstance(value, datetime):
        return value.astimezone(NETHERLANDS).strftime("%Y-%m-%d %H:%M:%S")
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, Cents)):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def download(body: bytes, mimetype: str, name: str) -> Response:
    """A file to keep; ``name`` is plain ASCII and says nothing about a client."""
    return Response(
        body,
        content_type=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
