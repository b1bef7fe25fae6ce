"""Reads a declaration message (323) into the values that judging works on.

This is the path every declared euro takes, up to 30,000 lines at once: the texts of a line are
taken in one sweep, dates and numbers are converted once for each way of writing them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from declarations.model import (
    Client,
    Declaration,
    Header,
    Line,
    Message,
    Period,
    WrittenLine,
    XsdVersions,
)
from schemas.istandaarden.places import locate
from schemas.xml import Document, Element, accepted, read_beside, source_line

__all__ = ["LineReader", "as_date", "as_number", "locate", "read_accepted", "read_declaration"]

_SPACE = " \t\r\n"
_LONGEST_PLAIN_NUMBER = 20


def read_declaration(data: bytes) -> Message:
    """The message in ``data``, a WMO323 or JW323 of release 3.2.

    Raises MessageRefused with findings of level 1 when it is anything else (decision 25 included:
    a year outside 0001-9999). References and codes are kept exactly as they stand in the file.
    """
    return read_beside(data, "323", lambda document: _message(document, data))


def read_accepted(data: bytes) -> Message:
    """The message in bytes that ``read_declaration`` has accepted before, without checking them
    again: for judging what was received and stored."""
    return _message(accepted(data, "323"), data)


def _message(document: Document, data: bytes) -> Message:
    header, declaration = document.root
    declared = _declaration(declaration)
    digest = hashlib.sha256(data).hexdigest()
    return Message(document.law, _header(header), declared, digest)


def as_date(text: str) -> date:
    """The day in the text of a date field that the schema has accepted."""
    return date.fromisoformat(text.strip(_SPACE))


def as_number(text: str) -> int:
    """The number in the text of a whole-number field that the schema has accepted."""
    plain = text.strip(_SPACE)
    # Python refuses to read thousands of zeros; the schema does not.
    return int(plain if len(plain) < _LONGEST_PLAIN_NUMBER else plain.lstrip("+-0") or "0")


class _Numbers(dict[str, int]):
    """Whole numbers by their text; ``odd`` gathers the texts that we would write differently."""

    def __init__(self, odd: set[str]) -> None:
        super().__init__()
        self._odd = odd

    def __missing__(self, text: str) -> int:
        number = int(text) if len(text) < _LONGEST_PLAIN_NUMBER else as_number(text)
        if str(number) != text:
            self._odd.add(text)
        self[text] = number
        return number


class _Dates(dict[str, date]):
    """Dates by their text; ``odd`` as for numbers."""

    def __init__(self, odd: set[str]) -> None:
        super().__init__()
        self._odd = odd

    def __missing__(self, text: str) -> date:
        day = as_date(text)
        if len(text) != 10:
            self._odd.add(text)
        self[text] = day
        return day


def _texts(element: Element) -> list[str]:
    """The texts of the fields below an element, each of which the schema has filled."""
    return [field.text or "" for field in element.iter() if not len(field)]


def _header(header: Element) -> Header:
    _, _, _, sender, receiver, identification, dated, basis, message = _texts(header)
    return Header(
        sender=sender,
        receiver=receiver,
        identification=identification,
        dated=as_date(dated),
        versions=XsdVersions(basis, message),
    )


def _declaration(declaration: Element) -> Declaration:
    number, period, dated, total, clients = declaration
    days = _Dates(set())
    start, end = _texts(period)
    amount, side = _texts(total)
    return Declaration(
        number=number.text or "",
        period=Period(days[start], days[end]),
        dated=days[dated.text or ""],
        total=_Numbers(set())[amount],
        total_credit=side == "C",
        clients=tuple(_clients(clients)),
    )


def _clients(clients: Element) -> Iterator[Client]:
    read = LineReader().read
    for client in clients:
        bsn, lines = client
        own = source_line(client)
        yield Client(bsn.text or "", tuple([read(line, source_line(line)) for line in lines]), own)


class LineReader:
    """Reads Prestatie elements of one message, remembering the numbers and dates it has met."""

    def __init__(self) -> None:
        self._odd: set[str] = set()
        self._numbers, self._dates = _Numbers(self._odd), _Dates(self._odd)

    def read(self, element: Element, source_line: int) -> Line:
        """One Prestatie; only its VorigReferentieNummer and ProductTarief may be absent."""
        texts: list[Any] = [field.text for field in element.iter()]
        if len(element) == 8:
            texts.insert(-3, None)
        if len(texts) == 15:
            texts.insert(3, None)
        (_, _, reference, previous, allocation, category, code, _, start, end, volume, unit,
         tariff, _, amount, side) = texts
        numbers, dates = self._numbers, self._dates
        line = Line(
            reference, previous, numbers[allocation], category, code, dates[start], dates[end],
            numbers[volume], unit, None if tariff is None else numbers[tariff], numbers[amount],
            side == "C", source_line,
        )
        odd = self._odd
        if odd and not odd.isdisjoint((allocation, start, end, volume, tariff, amount)):
            written = WrittenLine(allocation, start, end, volume, tariff, amount)
            return replace(line, written=written)
        return line
