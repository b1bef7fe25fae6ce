"""Declarations on their way through approval: filtered, paged, and with what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.approvals.service import Target
from portal.intake.batch_choice import number
from portal.intake.declared import Declared, declarations_by_message
from portal.parties.service import provider_names
from portal.settlement.lists import (
    At,
    Total,
    messages_at,
    providers_with_lines,
    stages_by_message,
    total_at,
)
from portal.settlement.service import Sum

PAGE = 50
CHUNK = 500

# words in addresses: the stage that is listed
LISTS: Mapping[str, str] = MappingProxyType(
    {
        "controleren": "open",
        "goedkeuren": "checked",
        "goedgekeurd": "approved",
        "tegengehouden": "blocked",
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter and the place in the list; empty where nothing was chosen."""

    listed: str
    provider: int | None = None
    law: str = ""
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str], usual: str = "controleren") -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        law, listed = values.get("wet", ""), values.get("lijst", "")
        return cls(
            listed=listed if listed in LISTS else usual,
            provider=number(values.get("aanbieder")),
            law=law if law in {each.value for each in Law} else "",
            after=number(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {"lijst": self.listed, "aanbieder": self.provider, "wet": self.law}
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything of the list is left out."""
        return bool(self.provider or self.law)

    def at(self, municipality_id: int) -> At:
        """The same as a question about stages."""
        return At(municipality_id, LISTS[self.listed], self.provider, self.law)


@dataclass(frozen=True, slots=True)
class Listed:
    """A declaration in a list: its lines at the stage of the list, and what is held back of it.

    ``days_left`` until the term of payment ends; negative when it ended.
    """

    declared: Declared
    provider: str
    amount: Sum
    blocked: Sum
    days_left: int

    @property
    def token(self) -> str:
        """This declaration as it is seen now, for a form."""
        return token(self.declared.message_id, self.amount)


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list, the whole it is part of, and where the next part begins if any."""

    listed: tuple[Listed, ...]
    total: Total
    next: int | None


def token(message_id: int, amount: Sum) -> str:
    """A declaration with its lines and signed eurocents as they are seen: ``17.3.-500``."""
    return f"{message_id}.{amount.lines}.{amount.cents}"


def read_token(text: str) -> Target | None:
    """What ``token`` wrote; None for anything else."""
    parts = text.split(".")
    if len(parts) != 3 or not all(_is_number(part) for part in parts):
        return None
    message_id, lines, cents = map(int, parts)
    return Target(message_id, Sum(lines, cents)) if message_id > 0 else None


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 18


def page_of(session: Session, municipality_id: int, choice: Choice, today: date) -> Page:
    """A page of the chosen list, the oldest first; a fixed number of queries."""
    at = choice.at(municipality_id)
    found = messages_at(session, at, choice.after, PAGE + 1)
    following = found[PAGE - 1][0] if found[PAGE:] else None
    return Page(listed(session, found[:PAGE], today), total_at(session, at), following)


def every_one(
    session: Session, municipality_id: int, choice: Choice, today: date
) -> Iterator[Listed]:
    """The whole list as chosen, a part of it in memory at a time."""
    after = None
    while found := messages_at(session, choice.at(municipality_id), after, CHUNK):
        yield from listed(session, found, today)
        after = found[-1][0]


def providers_in_lists(session: Session, municipality_id: int) -> dict[int, str]:
    """The names of the providers with awarded lines at this municipality, by id."""
    with_lines, names = providers_with_lines(session, municipality_id), provider_names(session)
    return {key: names[key] for key in sorted(with_lines, key=names.__getitem__)}


def listed(
    session: Session, found: Sequence[tuple[int, Sum]], today: date
) -> tuple[Listed, ...]:
    """These messages, with the lines given for each, as a list shows them."""
    ids = [message_id for message_id, _ in found]
    declared, names = declarations_by_message(session, ids), provider_names(session)
    blocked = stages_by_message(session, ids)
    return tuple(
        Listed(
            declared=declared[key],
            provider=names[declared[key].provider_id],
            amount=amount,
            blocked=blocked[key].get("blocked", Sum()),
            days_left=(declared[key].pay_before - today).days,
        )
        for key, amount in found
    )


def seen_by(session: Session, municipality_id: int, targets: Iterable[Target]) -> list[Target]:
    """Those of these targets that are declarations of this municipality."""
    kept = list(targets)
    own = declarations_by_message(session, [each.message_id for each in kept])
    return [
        each
        for each in kept
        if each.message_id in own and own[each.message_id].municipality_id == municipality_id
    ]
