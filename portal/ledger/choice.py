"""What a reader wants to see of the books: a year, by what, and of which group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from declarations.model import Law
from portal.ledger.bookings import Wanted
from portal.ledger.figures import ACCOUNTS, PER

YEARS = range(2015, 2101)  # youth care and support came to municipalities in 2015
LONGEST_KEY = 18  # digits of the largest number of a row that addresses take


@dataclass(frozen=True, slots=True)
class Choice:
    """A year, by what the groups are made, and the one group that is shown (empty for all)."""

    year: int
    per: str
    key: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str], today: date, allowed: tuple[str, ...]) -> Choice:
        """From an address; what makes no sense there is as if it were not there."""
        year, per, key = values.get("jaar", ""), values.get("per", ""), values.get("van", "")
        per = per if per in allowed else allowed[0]
        number = int(year) if year.isdecimal() and year.isascii() and len(year) == 4 else 0
        return cls(number if number in YEARS else today.year, per, key if _fits(key, per) else "")

    @property
    def as_values(self) -> dict[str, str]:
        """For an address of the same choice."""
        return {"jaar": str(self.year), "per": self.per, **({"van": self.key} if self.key else {})}

    @property
    def group(self) -> tuple[str, str]:
        """By what, and which."""
        return self.per, self.key

    def wanted(self, values: Mapping[str, str]) -> Wanted:
        """The bookings of one account, in the month of an address or else in the year."""
        account, month = values.get("rekening", ""), values.get("maand", "")
        start, end = date(self.year, 1, 1), date(self.year, 12, 1)
        if month.isdecimal() and month.isascii() and len(month) <= 2 and int(month) in range(1, 13):
            start = end = date(self.year, int(month), 1)
        return Wanted(account if account in ACCOUNTS else "declared", start, end, *self.group)


def _fits(key: str, per: str) -> bool:
    if per == "wet":
        return key in set(Law)
    return key.isdecimal() and key.isascii() and len(key) <= LONGEST_KEY


def month_of(words: str) -> date | None:
    """The first day of a month as it stands in an address, ``2026-04``; None for no month."""
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError:
        return None
    return found if len(words) == 7 and found.year in YEARS else None


__all__ = ["PER", "Choice", "month_of"]
