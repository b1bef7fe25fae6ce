"""A declaration message (323) as values, the same for both laws.

Amounts are unsigned eurocents with a separate credit flag, as on the wire; ``signed`` properties
give the sum that counts. Where a sender wrote a number or date in another way than we would
(``+5000``, ``005000``), the text as written is kept: an answer repeats it unchanged (TR367).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from declarations.values import value

EUROS = "83"
MINUTES = "01"
HOURS = "04"


class Law(StrEnum):
    """The law a message or contract falls under; the values are those of the region file."""

    WMO = "wmo"
    YOUTH = "jeugdwet"
    PARTICIPATION = "participatiewet"

    @property
    def prefix(self) -> str:
        """The word that message names begin with: ``wmo323``, ``jw323``."""
        return "jw" if self is Law.YOUTH else self.value


@value(frozen=True, slots=True)
class Period:
    """A closed period: both days count."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class XsdVersions:
    """The schema versions a message says it was made with; they never decide a verdict."""

    basis: str
    message: str


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """The fields of a line as the sender wrote them, for a line that is not written our way."""

    allocation: str
    start: str
    end: str
    volume: str
    tariff: str | None
    amount: str


@value(frozen=True, slots=True)
class Line:
    """A Prestatie: one client × allocation × product × month.

    ``tariff`` and ``amount`` are eurocents, ``volume`` counts units of ``unit`` (code list WJ756);
    with unit 83 the volume is the amount in eurocents. ``source_line`` is the line of the file
    that the element begins on, counted from 1.
    """

    reference: str
    previous_reference: str | None
    allocation: int
    category: str
    code: str
    start: date
    end: date
    volume: int
    unit: str
    tariff: int | None
    amount: int
    credit: bool
    source_line: int = 0
    written: WrittenLine | None = None

    @property
    def signed_cents(self) -> int:
        """The amount in eurocents, negative for a credit."""
        return -self.amount if self.credit else self.amount

    @property
    def month(self) -> date:
        """The first day of the calendar month the line is about."""
        return self.start.replace(day=1)

    @property
    def allocation_text(self) -> str:
        """The allocation number as the sender wrote it."""
        return self.written.allocation if self.written else str(self.allocation)


@value(frozen=True, slots=True)
class Client:
    """A client with its lines; ``bsn`` is the citizen number, nine digits."""

    bsn: str
    lines: tuple[Line, ...]
    source_line: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """Who sends what to whom. ``sender`` is an AGB code, ``receiver`` a CBS municipality code."""

    sender: str
    receiver: str
    identification: str
    dated: date
    versions: XsdVersions


@dataclass(frozen=True, slots=True)
class Declaration:
    """The declaration in a message: one month and one total in unsigned eurocents."""

    number: str
    period: Period
    dated: date
    total: int
    total_credit: bool
    clients: tuple[Client, ...]

    @property
    def signed_total(self) -> int:
        """The stated total in eurocents, negative for a credit."""
        return -self.total if self.total_credit else self.total


@dataclass(frozen=True, slots=True)
class Message:
    """A complete 323, valid for its schema; ``digest`` is the SHA-256 of its bytes, in hex."""

    law: Law
    header: Header
    declaration: Declaration
    digest: str = ""

    @property
    def kind(self) -> str:
        """The name of the message: ``wmo323`` or ``jw323``."""
        return f"{self.law.prefix}323"

    def lines(self) -> Iterator[Line]:
        """Every line of every client, in the order of the document."""
        for client in self.declaration.clients:
            yield from client.lines
