"""An allocation message (301) as values: what one municipality assigns to one provider for one
client. Only what conditions and judging need is kept; names and addresses are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from declarations.model import Law

DELETED = "13"
"""The reason of change (RedenWijziging) that takes an allocation back."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whether a contact can be reached; ``kind`` is the kind of address (COD757)."""

    kind: str
    has_address: bool
    has_house_and_postcode: bool
    has_telephone: bool
    source_line: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """Somebody around the client, by the number the municipality gives them."""

    number: str
    contact: Contact
    source_line: int = 0


@dataclass(frozen=True, slots=True)
class AllocatedProduct:
    """One version of one allocation (ToegewezenProduct).

    ``assigned_at`` is Dutch local time without a zone, as on the wire; the latest is the content
    that counts (IV013). ``budget`` is in eurocents; ``volume`` in units of ``unit`` per
    ``frequency`` (WJ757), with unit 83 in eurocents.
    """

    number: int
    assigned_at: datetime
    start: date
    end: date | None = None
    category: str | None = None
    code: str | None = None
    volume: int | None = None
    unit: str | None = None
    frequency: str | None = None
    budget: int | None = None
    reason: str | None = None
    provider_reference: str | None = None
    source_line: int = 0

    @property
    def deleted(self) -> bool:
        """Whether this version takes the allocation back."""
        return self.reason == DELETED


@dataclass(frozen=True, slots=True)
class AllocationMessage:
    """A complete 301, valid for its schema.

    ``municipality`` is the sender's CBS code, ``provider`` the receiver's AGB code, ``bsn`` the
    citizen number of nine digits, ``born_usage`` the code that says which part of the birth date
    is known (COD170).
    """

    law: Law
    municipality: str
    provider: str
    identification: str
    dated: date
    bsn: str
    born: date
    born_usage: str | None
    contacts: tuple[Contact, ...]
    relations: tuple[Relation, ...]
    products: tuple[AllocatedProduct, ...]

    @property
    def kind(self) -> str:
        """The name of the message: ``wmo301`` or ``jw301``."""
        return f"{self.law.prefix}301"
