"""The start (305) and stop (307) of care as values: what a provider reports about one client.

Only what conditions and the record of care need is kept; names are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from declarations.model import Law

FIRST, REMOVAL = "1", "3"
"""The two states of delivery (StatusAanlevering) that may be used: new, and taken back."""

TEMPORARY = "20"
"""The reason to stop (RedenBeeindiging) that leaves care open to go on; the same in both laws."""


class Care(StrEnum):
    """What a message reports."""

    START = "start"
    STOP = "stop"

    @property
    def number(self) -> str:
        """The number of the message."""
        return "305" if self is Care.START else "307"


@dataclass(frozen=True, slots=True)
class CareEvent:
    """One start or stop (StartProduct, StopProduct); ``end`` and ``reason`` are of a stop only.

    ``allocation`` is the number the municipality gave; lump-sum care has none. ``allocated_from``
    is the first day of that allocation. ``status`` is the state of delivery (COD467).
    """

    start: date
    end: date | None = None
    reason: str | None = None
    allocation: int | None = None
    category: str | None = None
    code: str | None = None
    allocated_from: date | None = None
    status: str = FIRST
    source_line: int = 0

    @property
    def begun(self) -> tuple[object, ...]:
        """The key of a start, which its stop repeats: allocation, product and first day."""
        return self.allocation, self.category, self.code, self.start

    @property
    def key(self) -> tuple[object, ...]:
        """What no other event of its kind and client may have; for a start the same as above."""
        return (*self.begun, self.end, self.reason)

    @property
    def removes(self) -> bool:
        """Whether it takes an earlier report back."""
        return self.status == REMOVAL


@dataclass(frozen=True, slots=True)
class CareMessage:
    """A complete 305 or 307, valid for its schema.

    ``provider`` is the sender's AGB code, ``municipality`` the receiver's CBS code, ``bsn`` the
    citizen number of nine digits, ``born_usage`` the code that says which part of the birth date
    is known (COD170).
    """

    law: Law
    care: Care
    provider: str
    municipality: str
    identification: str
    dated: date
    bsn: str
    born: date
    born_usage: str | None
    events: tuple[CareEvent, ...]

    @property
    def kind(self) -> str:
        """The name of the message, as in ``wmo305`` or ``jw307``."""
        return f"{self.law.prefix}{self.care.number}"
