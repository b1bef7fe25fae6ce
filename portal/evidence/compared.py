"""The values that each rule about a line compares: what it expects, and what was declared.

A rule that is kept has no finding to tell them; this table has them for every rule of a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from declarations.allowance import most_in, most_in_all
from declarations.identifiers import without_citizen_numbers
from declarations.model import EUROS, HOURS, MINUTES, Period
from declarations.periods import month_end, same_month
from declarations.rulebook import Case
from declarations.rules.amounts import agreed_amount, agreed_tariff


class What(StrEnum):
    """What a value is: where it comes from, which the reader sees in front of it."""

    DECLARED = "declared"
    ALLOCATED = "allocated"
    AGREED = "agreed"
    COUNTED = "counted"
    DEBIT = "debit"
    TAKEN = "taken"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Compared:
    """A value that a rule looked at. A day as a date, an amount as ``cents``, a unit as code;
    with a ``text`` beside it the unit is that of a volume.

    None says that there was nothing to compare with.
    """

    what: What
    text: str | None = None
    day: date | None = None
    cents: int | None = None
    unit: str | None = None
    yes: bool | None = None


Values = Callable[[Case], tuple[Compared, ...]]


def compared_by(rule: str, case: Case) -> tuple[Compared, ...]:
    """What this rule compared for a line; KeyError for a rule that is not about lines."""
    return VALUES[rule](case)


def _text(what: What, value: object) -> Compared:
    """What a sender chose himself may be a citizen number."""
    return Compared(what, text=None if value is None else without_citizen_numbers(str(value)))


def _reference(case: Case) -> tuple[Compared, ...]:
    used = case.repeated or case.line.reference in case.facts.used_references
    return _text(What.DECLARED, case.line.reference), Compared(What.TAKEN, yes=used)


def _debit(case: Case) -> tuple[Compared, ...]:
    named = case.line.previous_reference
    debit = case.facts.earlier.get(named or "")
    same = _text(What.DEBIT, debit.line.reference if debit else None)
    declared = Compared(What.DECLARED, cents=case.line.amount)
    cents = (declared, Compared(What.DEBIT, cents=debit.line.amount)) if debit else (declared,)
    return _text(What.DECLARED, named), same, *cents


def _credited(case: Case) -> tuple[Compared, ...]:
    debit = case.facts.earlier.get(case.line.previous_reference or "")
    return (
        _text(What.DECLARED, case.line.previous_reference),
        Compared(What.TAKEN, yes=debit.credited if debit else None),
    )


def _number(case: Case) -> tuple[Compared, ...]:
    known = case.allocation
    return (
        _text(What.DECLARED, case.line.allocation),
        _text(What.ALLOCATED, known.number if known else None),
    )


def _deleted(case: Case) -> tuple[Compared, ...]:
    known = case.allocation
    return (
        _text(What.DECLARED, case.line.allocation),
        Compared(What.ALLOCATED, yes=None if known is None else not known.deleted),
    )


def _start(case: Case) -> tuple[Compared, ...]:
    known = case.allocation
    return (
        Compared(What.DECLARED, day=case.line.start),
        Compared(What.ALLOCATED, day=known.start if known else None),
    )


def _end(case: Case) -> tuple[Compared, ...]:
    known = case.allocation
    return (
        Compared(What.DECLARED, day=case.line.end),
        Compared(What.ALLOCATED, day=known.end if known else None),
    )


def _first_day(case: Case) -> tuple[Compared, ...]:
    known, start = case.allocation, case.line.start
    begins_here = known is not None and same_month(known.start, start)
    wanted = known.start if known and begins_here else start.replace(day=1)
    return Compared(What.DECLARED, day=start), Compared(What.COUNTED, day=wanted)


def _last_day(case: Case) -> tuple[Compared, ...]:
    known, end = case.allocation, case.line.end
    wanted = month_end(end)
    if known and known.end is not None and same_month(known.end, end):
        wanted = known.end
    return Compared(What.DECLARED, day=end), Compared(What.COUNTED, day=wanted)


def _category(case: Case) -> tuple[Compared, ...]:
    known = case.allocation
    return (
        _text(What.DECLARED, case.line.category),
        _text(What.ALLOCATED, known.category if known else None),
    )


def _code(case: Case) -> tuple[Compared, ...]:
    known = case.allocation
    return (
        _text(What.DECLARED, case.line.code),
        _text(What.ALLOCATED, known.code if known else None),
    )


def _unit(case: Case) -> tuple[Compared, ...]:
    known, declared = case.allocation, Compared(What.DECLARED, unit=case.line.unit)
    if known is not None and known.unit is not None:
        return declared, Compared(What.ALLOCATED, unit=known.unit)
    agreed = case.tariffs[0].unit if case.tariffs else None
    return declared, Compared(What.AGREED, unit=agreed)


def _product(case: Case) -> tuple[Compared, ...]:
    categories = case.facts.categories.get(case.line.code, frozenset())
    agreed = ", ".join(sorted(categories)) or case.line.code[:2]
    return (
        _text(What.DECLARED, f"{case.line.category} {case.line.code}"),
        _text(What.AGREED, agreed),
    )


def _tariff(case: Case) -> tuple[Compared, ...]:
    agreed = agreed_tariff(case.tariffs, case.line.unit)
    return Compared(What.DECLARED, cents=case.line.tariff), Compared(What.AGREED, cents=agreed)


def _amount(case: Case) -> tuple[Compared, ...]:
    line = case.line
    counted = line.volume if line.tariff is None else None
    if line.tariff is not None:
        counted = agreed_amount(case.tariffs, line.unit, line.volume, line.tariff)
    return Compared(What.DECLARED, cents=line.amount), Compared(What.COUNTED, cents=counted)


def _month(case: Case) -> tuple[Compared, ...]:
    return (
        Compared(What.DECLARED, day=case.line.month),
        Compared(What.TAKEN, yes=case.key in case.running.live),
    )


def _volume(what: What, volume: int | None, unit: str | None) -> Compared:
    """A volume with its unit, which for euros is an amount."""
    if volume is None:
        return Compared(what)
    if unit == EUROS:
        return Compared(what, cents=volume)
    return Compared(what, text=str(volume), unit=unit)


def _of_period(case: Case) -> tuple[Compared, ...]:
    known, line = case.allocation, case.line
    most = most_in(known, Period(line.start, line.end)) if known else None
    unit = known.unit if known else None
    return _volume(What.DECLARED, line.volume, line.unit), _volume(What.COUNTED, most, unit)


def _of_term(case: Case) -> tuple[Compared, ...]:
    known, line = case.allocation, case.line
    declared = _volume(What.DECLARED, line.volume, line.unit)
    if known is None or known.volume is None:
        return declared, Compared(What.COUNTED)
    # the limits of an allocation in hours count minutes
    unit = MINUTES if known.unit == HOURS else known.unit
    spent = _volume(What.SPENT, case.running.spent_on(known).volume, unit)
    return declared, spent, _volume(What.COUNTED, most_in_all(known), known.unit)


def _of_budget(case: Case) -> tuple[Compared, ...]:
    known, declared = case.allocation, Compared(What.DECLARED, cents=case.line.amount)
    if known is None or known.budget is None:
        return declared, Compared(What.ALLOCATED)
    spent = Compared(What.SPENT, cents=case.running.spent_on(known).cents)
    return declared, spent, Compared(What.ALLOCATED, cents=known.budget)


VALUES: Mapping[str, Values] = MappingProxyType(
    {
        "TR314": _reference,
        "TR323": _debit,
        "TR390": _credited,
        "TR338": _number,
        "TR384": _deleted,
        "TR307": _start,
        "TR308": _end,
        "TR387": _first_day,
        "TR388": _last_day,
        "TR339": _category,
        "TR340": _code,
        "TR341": _unit,
        "TR381": _product,
        "TR418": _tariff,
        "TR346": _amount,
        "TR389": _month,
        "TR321": _of_period,
        "TR322": _of_term,
        "TR369": _of_budget,
    }
)
"""By rule; a test holds it against the rule book."""
