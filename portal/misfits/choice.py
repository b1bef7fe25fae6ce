"""What somebody wants to see of the list: as typed, and as a question to SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, true

from declarations.identifiers import without_citizen_numbers
from portal.intake.held_back import answer_is_out
from portal.misfits.records import ALLOCATION, CONTRACT, MisfitRecord
from portal.store.tenant import Scope, Tenant

LARGEST = 18  # digits of a number in an address
LONGEST = 50
OPEN, GONE, ALL = "", "weg", "alle"
CAUSES = {"toewijzing": ALLOCATION, "contract": CONTRACT}
WORDS = {cause: word for word, cause in CAUSES.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter and the place in the list; empty where nothing was chosen.

    ``cause`` is the word in the address. ``version`` is one change of that cause, ``party`` the
    other side. ``after`` is the last row of the page before.
    """

    cause: str = ""
    version: int | None = None
    party: int | None = None
    state: str = OPEN
    search: str = ""
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        cause, state = values.get("oorzaak", ""), values.get("stand", "")
        search = " ".join(values.get("zoek", "").split())[:LONGEST]
        cause = cause if cause in CAUSES else ""
        return cls(
            cause=cause,
            version=_number(values.get("wijziging")) if cause else None,
            party=_number(values.get("partij")),
            state=state if state in (GONE, ALL) else OPEN,
            search="" if holds_citizen_number(search) else search,
            after=_number(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {
            "oorzaak": self.cause, "wijziging": self.version, "partij": self.party,
            "stand": self.state, "zoek": self.search,
        }  # fmt: skip
        return {name: str(value) for name, value in values.items() if value}


def holds_citizen_number(wanted: str) -> bool:
    """Whether these words may not stand in an address, because a citizen number is in them."""
    plain = wanted.replace(" ", "").replace(".", "")
    return without_citizen_numbers(plain) != plain


def visible_to(tenant: Tenant) -> ColumnElement[bool]:
    """The rows of a party; a provider's only once the answer about the line is out."""
    row = MisfitRecord
    if tenant.scope is Scope.PROVIDER:
        return (row.provider_id == tenant.id) & answer_is_out(row.message_id)
    return row.municipality_id == tenant.id if tenant.scope is Scope.MUNICIPALITY else false()


def conditions(tenant: Tenant, choice: Choice) -> Iterator[ColumnElement[bool]]:
    """The filter as conditions on a row, without the place in the list."""
    row = MisfitRecord
    yield visible_to(tenant)
    yield {OPEN: row.ended_at.is_(None), GONE: row.ended_at.is_not(None), ALL: true()}[choice.state]
    if choice.cause:
        yield row.cause == CAUSES[choice.cause]
    if choice.version is not None:
        yield row.version_id == choice.version
    if choice.party is not None:
        of_provider = tenant.scope is Scope.PROVIDER
        yield (row.municipality_id if of_provider else row.provider_id) == choice.party
    if choice.search:
        number = _number(choice.search)
        by_number = false() if number is None else row.allocation_number == number
        yield or_(row.reference == choice.search, by_number)


def _number(typed: str | None) -> int | None:
    if not typed or not (typed.isascii() and typed.isdigit()) or len(typed) > LARGEST:
        return None
    return int(typed)
