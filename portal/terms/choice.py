"""Which clocks a reader wants to see: the filters in the address, and a page of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from declarations.model import Law
from portal.terms.clocks import ROLES, Running

STANDS = ("te-laat", "vandaag", "binnenkort")  # over, on the last day, within SOON
SOON = 2  # days, of the kind that the term counts
ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters on clocks; empty ones choose everything. ``after`` is how many were shown before."""

    kind: str = ""
    stand: str = ""
    law: str = ""
    other: int | None = None
    after: int = 0

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in an address; what makes no sense is left out."""
        kind, stand, law = (values.get(name, "") for name in ("soort", "stand", "wet"))
        return cls(
            kind=kind if kind in ROLES else "",
            stand=stand if stand in STANDS else "",
            law=law if law in set(Law) else "",
            other=_number(values.get("met", "")),
            after=_number(values.get("na", "")) or 0,
        )

    def as_query(self) -> dict[str, str]:
        """The filters as an address has them, without the page."""
        values = {"soort": self.kind, "stand": self.stand, "wet": self.law, "met": self.other}
        return {name: str(value) for name, value in values.items() if value}

    def admits(self, clock: Running) -> bool:
        """Whether this clock is among what the reader asked for."""
        return (
            self.kind in ("", clock.kind)
            and self.law in ("", clock.law)
            and self.other in (None, clock.other_id)
            and (not self.stand or _stands(clock, self.stand))
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the chosen clocks, with the sums of all of them and where the next one begins."""

    clocks: tuple[Running, ...]
    count: int
    late: int
    cents: int
    next: int | None


def page_of(clocks: Sequence[Running], choice: Choice) -> Page:
    """The page that a choice asks for; amounts that nobody knows yet are not in the sum."""
    chosen = [clock for clock in clocks if choice.admits(clock)]
    end = choice.after + ON_A_PAGE
    return Page(
        clocks=tuple(chosen[choice.after : end]),
        count=len(chosen),
        late=sum(clock.late for clock in chosen),
        cents=sum(clock.cents or 0 for clock in chosen),
        next=end if end < len(chosen) else None,
    )


def _stands(clock: Running, stand: str) -> bool:
    if stand == "te-laat":
        return clock.late
    return clock.left == 0 if stand == "vandaag" else 0 <= clock.left <= SOON


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
