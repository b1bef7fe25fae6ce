"""The kinds of checks that a municipality may set up: a closed list, each one function.

A question is asked of an awarded line and gives the value that stands out; see ``own_checks`` for
who is asked, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from declarations.facts import OWN, CheckKind, OwnCheck, Product
from declarations.findings import Finding
from declarations.model import EUROS, HOURS, MINUTES, Line
from declarations.rulebook import Shows, Text, Value

NEXT_STEP = Text(
    "De regel is toegekend; niemand hoeft iets te herstellen."
    " De gemeente kan ernaar kijken voordat hij wordt betaald.",
    "The line is awarded; nobody needs to mend anything."
    " The municipality may look at it before it is paid.",
)
UNNAMED = Text(
    "De gemeente bekijkt deze regel door een eigen controle.",
    "The municipality looks at this line because of a check of its own.",
)
"""What a check says where its kind is not known."""


class Seen(NamedTuple):
    """A line, with what its client gets in the same month up to and with it.

    ``volume`` is what there is of its product in its unit, ``products`` how many different ones
    there are, ``new`` whether it is the first of its product. ``all`` are the products of the
    whole month.
    """

    line: Line
    volume: int
    products: int
    new: bool
    all: frozenset[Product]
    today: date


Question: TypeAlias = Callable[[OwnCheck, Seen], Value]
"""Gives the value that stands out; None where nothing does."""


def high_amount(check: OwnCheck, seen: Seen) -> Value:
    """One line comes to more than the limit, in eurocents."""
    return seen.line.amount if seen.line.amount > _limit(check) else None


def much_of_a_product(check: OwnCheck, seen: Seen) -> Value:
    """A client gets more units of one product in a month than the limit; euros are no units."""
    euros = seen.line.unit == EUROS
    return seen.volume if seen.volume > _limit(check) and not euros else None


def many_hours_a_day(check: OwnCheck, seen: Seen) -> Value:
    """One line has more hours for each day of its period than the limit; gives whole hours, up."""
    line = seen.line
    minutes = {MINUTES: 1, HOURS: 60}.get(line.unit, 0) * line.volume
    of_days = 60 * max((line.end - line.start).days + 1, 1)
    return -(-minutes // of_days) if minutes > _limit(check) * of_days else None


def many_products(check: OwnCheck, seen: Seen) -> Value:
    """A client gets more different products in a month than the limit; told once a product."""
    return seen.products if seen.new and seen.products > _limit(check) else None


def late(check: OwnCheck, seen: Seen) -> Value:
    """The product period ended more months before the day of receipt than the limit."""
    end, today = seen.line.end, seen.today
    last = (end.year * 12 + end.month + _limit(check), end.day)
    return end if last < (today.year * 12 + today.month, today.day) else None


def products_together(check: OwnCheck, seen: Seen) -> Value:
    """A client gets the other product in the same month too."""
    if check.other is None or check.other not in seen.all:
        return None
    return check.other[1] if product_of(seen.line) != check.other else None


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of check: its title, the question, what its findings say, and an example.

    The text names no limit: a provider reads that a line is looked at and why, not from when.
    """

    title: Text
    asks: Question
    element: str
    shows: Shows
    text: Text
    example: Text


SORTS: Mapping[CheckKind, Sort] = MappingProxyType(
    {
        CheckKind.AMOUNT: Sort(
            Text("Hoog bedrag", "High amount"),
            high_amount, "IngediendBedrag", Shows.CENTS,
            Text("De gemeente kijkt naar regels met een hoog bedrag.",
                 "The municipality looks at lines with a high amount."),
            Text("Eén regel van meer dan € 5.000.", "One line of more than € 5,000."),
        ),
        CheckKind.VOLUME: Sort(
            Text("Veel van een product", "Much of one product"),
            much_of_a_product, "GeleverdVolume", Shows.TEXT,
            Text("De gemeente kijkt naar regels van een cliënt die in een maand veel van een"
                 " product krijgt.",
                 "The municipality looks at lines of a client who gets much of one product in a"
                 " month."),
            Text("Een cliënt krijgt meer dan 40 uur begeleiding in een maand.",
                 "A client gets more than 40 hours of guidance in a month."),
        ),
        CheckKind.HOURS: Sort(
            Text("Veel uren per dag", "Many hours a day"),
            many_hours_a_day, "GeleverdVolume", Shows.TEXT,
            Text("De gemeente kijkt naar regels met veel uren per dag.",
                 "The municipality looks at lines with many hours a day."),
            Text("Meer dan 8 uur per dag, gemiddeld over de productperiode.",
                 "More than 8 hours a day, on average over the product period."),
        ),
        CheckKind.PRODUCTS: Sort(
            Text("Veel verschillende producten", "Many different products"),
            many_products, "Product", Shows.TEXT,
            Text("De gemeente kijkt naar regels van een cliënt die in een maand veel verschillende"
                 " producten krijgt.",
                 "The municipality looks at lines of a client who gets many different products in a"
                 " month."),
            Text("Een cliënt krijgt meer dan 3 verschillende producten in een maand.",
                 "A client gets more than 3 different products in a month."),
        ),
        CheckKind.LATE: Sort(
            Text("Late declaratie", "Late declaration"),
            late, "ProductPeriode", Shows.DATE,
            Text("De gemeente kijkt naar regels over een periode die lang voorbij is.",
                 "The municipality looks at lines about a period that ended long ago."),
            Text("De productperiode eindigde meer dan 6 maanden geleden.",
                 "The product period ended more than 6 months ago."),
        ),
        CheckKind.TOGETHER: Sort(
            Text("Producten naast elkaar", "Products side by side"),
            products_together, "Product", Shows.TEXT,
            Text("De gemeente kijkt naar regels van producten die een cliënt in dezelfde maand"
                 " naast elkaar krijgt.",
                 "The municipality looks at lines of products that a client gets side by side in"
                 " the same month."),
            Text("Individuele begeleiding naast dagbesteding in dezelfde maand.",
                 "Individual guidance beside day activities in the same month."),
        ),
    }
)  # fmt: skip


def product_of(line: Line) -> Product:
    """The product of a line, as checks name it."""
    return line.category, line.code


def is_own(rule: str) -> bool:
    """Whether a finding comes from a check of a municipality and not from the rule book."""
    return rule.startswith(OWN)


def sort_of(finding: Finding) -> Sort | None:
    """What kind of check made a finding; None for one of a kind that there no longer is."""
    return SORTS.get(finding.detail) if finding.detail else None  # type: ignore[call-overload]


def text_of(detail: str | None) -> Text:
    """What the findings of a kind of check say; ``detail`` as in ``Finding``."""
    sort = SORTS.get(detail) if detail else None  # type: ignore[call-overload]
    return sort.text if sort else UNNAMED


def title_of(finding: Finding) -> Text:
    """What a finding of a check is called in a list."""
    sort = sort_of(finding)
    return sort.title if sort else UNNAMED


def _limit(check: OwnCheck) -> int:
    assert check.limit is not None, "every kind but one has a limit"
    return check.limit
