"""What a municipality knows by default, and short ways to have lines judged against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from declarations.assessment import assess
from declarations.facts import Allocation, EarlierDebit, Facts, Tariff
from declarations.findings import Assessment
from declarations.model import Line, Message
from declarations.rules import RULEBOOK
from tests.builders import BSN, a_client, a_message

TODAY = date(2023, 5, 10)
PRODUCT = ("01", "01A03")
Codes = tuple[str, ...]
AWARDED: Codes = ("0200",)
UNJUDGED: Codes = ("0233",)


def an_allocation(number: int = 20072, **changes: Any) -> Allocation:
    """Hours of 01A03 for the whole of 2023."""
    fields: dict[str, Any] = {
        "version": number, "start": date(2023, 1, 1), "end": date(2023, 12, 31),
        "category": "01", "code": "01A03", "unit": "04", "volume": 10, "frequency": "2",
    }  # fmt: skip
    return Allocation(number=number, **{**fields, **changes})


def aspecific(number: int = 20072, **changes: Any) -> Allocation:
    """Any product of category 01."""
    return an_allocation(number, code=None, unit=None, volume=None, frequency=None, **changes)


def generic(number: int = 20072, **changes: Any) -> Allocation:
    """Any product, within a budget."""
    return aspecific(number, category=None, budget=1_000_000, **changes)


def a_tariff(unit: str = "04", cents: int | None = 1250, **changes: Any) -> Tariff:
    """€ 12.50 an hour, from 2021 up to and with 2030."""
    fields: dict[str, Any] = {
        "contract": 1, "version": 1, "start": date(2021, 1, 1), "end": date(2030, 12, 31)
    }
    return Tariff(unit=unit, cents=cents, **{**fields, **changes})


def for_client(*allocated: Allocation, bsn: str = BSN) -> dict[str, dict[int, Allocation]]:
    """The allocations of one client."""
    return {bsn: {each.number: each for each in allocated}}


def some_facts(**changes: Any) -> Facts:
    """The usual allocation and tariff, judged on 10 May 2023; nothing was declared before."""
    fields: dict[str, Any] = {
        "today": TODAY,
        "allocations": for_client(an_allocation()),
        "tariffs": {PRODUCT: (a_tariff(),)},
        "categories": {"01A03": frozenset({"01"})},
    }
    return Facts(**{**fields, **changes})


def earlier(*debits: Line, bsn: str = BSN, awarded: bool = True, credited: bool = False) -> Mapping[
    str, EarlierDebit
]:
    """Debits of earlier messages, by reference."""
    return {each.reference: EarlierDebit(bsn, each, awarded, credited) for each in debits}


def live(*debits: Line) -> frozenset[tuple[int, str, str, date]]:
    """The keys of awarded debits without a credit."""
    return frozenset((each.allocation, each.category, each.code, each.month) for each in debits)


def awarded_after(known: Facts, *lines: Line) -> dict[int, dict[str, tuple[int, int]]]:
    """What counts on each allocation once these lines are awarded too."""
    found = {number: dict(units) for number, units in known.awarded.items()}
    for line in lines:
        of_number, sign = found.setdefault(line.allocation, {}), -1 if line.credit else 1
        volume, cents = of_number.get(line.unit, (0, 0))
        of_number[line.unit] = (volume + sign * line.volume, cents + line.signed_cents)
    return found


def judged(message: Message, **changes: Any) -> Assessment:
    """The verdict on a message, with other facts than the usual ones."""
    return assess(message, some_facts(**changes), RULEBOOK)


def codes(*lines: Line, **changes: Any) -> list[Codes]:
    """The codes of the lines of one client, in the order of the document."""
    verdict = judged(a_message(a_client(*lines)), **changes)
    assert verdict.level is None, [finding.rule for finding in verdict.findings]
    return [each.codes for each in verdict.lines]


def code(line: Line, **changes: Any) -> Codes:
    """The codes of one line alone."""
    (only,) = codes(line, **changes)
    return only


def rules(verdict: Assessment) -> list[str]:
    """The names of the rules broken, in the order of finding."""
    return [finding.rule for finding in verdict.findings]
