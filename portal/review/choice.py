"""What somebody wants to see of the queue: as typed, and as a question to SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, literal, or_

from declarations.lifecycle import BLOCKING, Kind, statuses
from declarations.model import Law
from declarations.picking import Reason
from portal.review.records import ReviewRecord

LARGEST = 18  # digits of a number in an address
ANY = "alle"


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter and the place in the queue; empty where nothing was chosen.

    ``state`` is a status, ``alle``, or empty for all that is not finished. ``after`` is the last
    line of the page before, as (eurocents, id). ``among`` are several statuses; nobody types it.
    """

    reason: str = ""
    provider: int | None = None
    law: str = ""
    state: str = ""
    mine: bool = False
    by_money: bool = False
    after: tuple[int, int] | None = None
    among: frozenset[str] = BLOCKING

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        return cls(
            reason=_one_of(values.get("reden"), [each.value for each in Reason]),
            provider=whole_number(values.get("aanbieder")),
            law=_one_of(values.get("wet"), [each.value for each in Law]),
            state=_one_of(values.get("stand"), [ANY, *statuses(Kind.REVIEW)]),
            mine=values.get("wie") == "ik",
            by_money=values.get("volgorde") == "bedrag",
            after=_place(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {
            "reden": self.reason, "aanbieder": self.provider, "wet": self.law,
            "stand": self.state, "wie": "ik" if self.mine else "",
            "volgorde": "bedrag" if self.by_money else "",
        }  # fmt: skip
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out or ordered otherwise."""
        return bool(self.as_query())

    def place_of(self, cents: int, number: int) -> str:
        """Where the list goes on after this line."""
        return f"{cents}.{number}"


def conditions(choice: Choice, account_id: int) -> Iterator[ColumnElement[bool]]:
    """The filter as conditions on a review, without the place in the list."""
    row = ReviewRecord
    if choice.reason:
        yield (literal(" ") + row.reasons + literal(" ")).contains(f" {choice.reason} ")
    if choice.provider is not None:
        yield row.provider_id == choice.provider
    if choice.law:
        yield row.law == choice.law
    if choice.state != ANY:
        yield row.state == choice.state if choice.state else row.state.in_(sorted(choice.among))
    if choice.mine:
        yield row.assignee_id == account_id


def beyond(choice: Choice) -> Iterator[ColumnElement[bool]]:
    """What comes after the place in the list, as it is ordered."""
    row = ReviewRecord
    if choice.after is None:
        return
    cents, number = choice.after
    if choice.by_money:
        yield or_(row.cents < cents, and_(row.cents == cents, row.id > number))
    else:
        yield row.id > number


def _one_of(typed: str | None, known: list[str]) -> str:
    return typed if typed in known else ""


def whole_number(typed: str | None) -> int | None:
    """A number in an address; None for anything else."""
    if not typed or not (typed.isascii() and typed.isdigit()) or len(typed) > LARGEST:
        return None
    return int(typed)


def _place(typed: str | None) -> tuple[int, int] | None:
    cents, dot, number = (typed or "").partition(".")
    amount, place = whole_number(cents.removeprefix("-")), whole_number(number)
    if not dot or amount is None or place is None:
        return None
    return (-amount if cents.startswith("-") else amount), place
