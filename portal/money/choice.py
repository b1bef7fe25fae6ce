"""What a reader wants to see of the money: a year, and one municipality or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.ledger.choice import YEARS
from portal.money.sums import FIGURES, About

LONGEST_NUMBER = 18  # digits of the largest number of a row that addresses take


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters in the address; ``figure`` and ``month`` choose declarations behind a figure."""

    year: int
    municipality: int | None = None
    figure: str = "declared"
    month: int | None = None
    after: int = 0

    @classmethod
    def of(cls, values: Mapping[str, str], today: date) -> Choice:
        """From an address; what makes no sense there is as if it were not there."""
        year, month = number(values.get("jaar", "")), number(values.get("maand", ""))
        figure = values.get("cijfer", "")
        return cls(
            year if year is not None and year in YEARS else today.year,
            number(values.get("gemeente", "")),
            figure if figure in FIGURES else "declared",
            month if month in range(1, 13) else None,
            number(values.get("na", "")) or 0,
        )

    @property
    def as_values(self) -> dict[str, int]:
        """The year and the municipality, for an address."""
        values = {"jaar": self.year}
        return values if self.municipality is None else {**values, "gemeente": self.municipality}

    @property
    def first_month(self) -> date | None:
        """The month of care that is chosen, by its first day."""
        return None if self.month is None else date(self.year, self.month, 1)

    def about(self, contract: int | None = None) -> About:
        """Which sums that are."""
        wanted = None if contract is None else frozenset({contract})
        return About(self.year, wanted, self.municipality)


def number(words: str) -> int | None:
    """A number in an address, or None."""
    fits = words.isdecimal() and words.isascii() and len(words) <= LONGEST_NUMBER
    return int(words) if fits else None
