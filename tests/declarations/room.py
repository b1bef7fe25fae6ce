"""Allocations with room for so much, and lines that fit them in all but, perhaps, their volume."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from declarations.facts import Allocation
from declarations.findings import Assessment
from declarations.model import Law, Line
from declarations.money import minute_tariff, minutes_amount
from tests.builders import a_client, a_line, a_message, last_day
from tests.declarations.situations import Codes, a_tariff, an_allocation, for_client, judged

CENTS = 1000  # what one unit costs, where the unit is not the euro
OCTOBER, NOVEMBER, DECEMBER = (date(2025, month, 1) for month in (10, 11, 12))


def help_of(
    volume: int | None, unit: str | None, frequency: str | None, **changes: Any
) -> Allocation:
    """An allocation of support (02), which has no rule of its own, for the last quarter of 2025."""
    fields: dict[str, Any] = {
        "category": "02", "code": "02A03", "start": OCTOBER, "end": date(2025, 12, 31),
        "volume": volume, "unit": unit, "frequency": frequency,
    }  # fmt: skip
    return an_allocation(**{**fields, **changes})


def without_volume(budget: int | None, category: str | None = "02") -> Allocation:
    """An aspecific allocation from October 2025 on, or a generic one for category None."""
    return help_of(
        None, None, None, code=None, category=category, budget=budget, end=None
    )  # fmt: skip


def of(allocated: Allocation, month: date, volume: int, **changes: Any) -> Line:
    """A line that fits its allocation in all but, perhaps, its volume."""
    unit = changes.pop("unit", allocated.unit)
    tariff = None if unit == "83" else CENTS
    amount = volume if tariff is None else volume * CENTS
    if (unit, allocated.unit) == ("01", "04"):
        tariff, amount = minute_tariff(CENTS), minutes_amount(CENTS, volume)
    fields: dict[str, Any] = {
        "reference": f"{allocated.number}-{month:%y%m}", "allocation": allocated.number,
        "category": allocated.category, "code": allocated.code or f"{allocated.category}A03",
        "start": max(month, allocated.start),
        "end": min(last_day(month), allocated.end or date.max),
        "volume": volume, "unit": unit, "tariff": tariff, "amount": amount,
    }  # fmt: skip
    return a_line(**{**fields, **changes})


def verdict_on(allocated: list[Allocation], *lines: Line, **facts: Any) -> Assessment:
    """The verdict on these lines in one message, declared when all of their months are over."""
    month = max(line.month for line in lines)
    signed = last_day(month) + timedelta(days=6)
    units = {"04" if line.unit == "01" and facts.get("hourly", True) else line.unit
             for line in lines}  # fmt: skip
    facts.pop("hourly", None)
    tariffs = tuple(a_tariff(unit, None if unit == "83" else CENTS) for unit in sorted(units))
    message = a_message(
        a_client(*lines), month=month, dated=signed,
        law=Law.YOUTH if lines[0].category > "30" else Law.WMO,
    )  # fmt: skip
    usual: dict[str, Any] = {
        "today": signed, "allocations": for_client(*allocated), "categories": {},
        "tariffs": {(line.category, line.code): tariffs for line in lines},
    }  # fmt: skip
    return judged(message, **{**usual, **facts})


def told(allocated: Allocation | list[Allocation], *lines: Line, **facts: Any) -> list[Codes]:
    """The codes of these lines, in their order."""
    several = allocated if isinstance(allocated, list) else [allocated]
    verdict = verdict_on(several, *lines, **facts)
    assert verdict.level is None, [finding.rule for finding in verdict.findings]
    return [each.codes for each in verdict.lines]


def one(allocated: Allocation, month: date, volume: int, **facts: Any) -> Codes:
    """The codes of one line of that volume."""
    [codes] = told(allocated, of(allocated, month, volume), **facts)
    return codes
