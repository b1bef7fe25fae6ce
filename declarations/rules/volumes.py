"""Rules that hold a debit line against what its allocation has room for (level 3)."""

from __future__ import annotations

from functools import partial

from declarations.allowance import MINUTES_AN_HOUR, limit, measured, most_in, most_in_all
from declarations.example import allocation, line
from declarations.facts import Allocation
from declarations.findings import Owner
from declarations.model import HOURS, MINUTES, Line, Period
from declarations.rulebook import Breach, Case, Example, Needs, Scope, Shows, Text, rule

_room = partial(
    rule, level=3, scope=Scope.DEBIT, needs=Needs.ALLOCATION, owner=Owner.PROVIDER,
    elements=("Prestatie/GeleverdVolume",),
)  # fmt: skip

_ASK_FOR_MORE = Text(
    "Verlaag de regel tot wat nog past en dien hem opnieuw in. Is er terecht meer geleverd, vraag "
    "de gemeente dan eerst om een ruimere toewijzing.",
    "Lower the line to what still fits and submit it again. Where more was rightly delivered, "
    "first ask the municipality for a larger allocation.",
)


@_room(
    "TR321",
    "9321",
    basis="iWmo/iJw 3.2, TR321; IV076, IV077, IV078; decisions 7 and 31",
    text=Text(
        "Het volume mag niet hoger zijn dan wat de toewijzing voor deze productperiode toelaat.",
        "The volume may not be higher than what the allocation allows for this product period.",
    ),
    next_step=_ASK_FOR_MORE,
    example=Example(
        "21 uur over april 2023 bij 4 uur per week; de maand raakt 5 weken, dus 20 uur past.",
        "21 hours about April 2023 with 4 hours a week; the month touches 5 weeks, so 20 fit.",
        line(volume=21, amount=21 * 1250),
    ),
)
def within_the_period(case: Case) -> Breach | None:
    """GeleverdVolume fits what Omvang allows in the ProductPeriode."""
    allocated, declared = case.allocation, case.line
    if allocated is None or allocated.volume is None:
        return None
    volume = measured(allocated, declared.unit, declared.volume)
    most = most_in(allocated, Period(declared.start, declared.end))
    if volume is None or most is None or volume <= limit(allocated, most):
        return None
    return Breach("GeleverdVolume", _in_unit(declared, allocated, most), declared.volume)


@_room(
    "TR322",
    "9322",
    basis="iWmo/iJw 3.2, TR322; IV077, IV078; decisions 4, 7 and 31",
    text=Text(
        "Alle volumes op de toewijzing samen mogen niet hoger zijn dan wat zij over haar hele "
        "looptijd toelaat. Verwacht is wat er nog over is.",
        "All volumes on the allocation together may not be higher than what it allows over its "
        "whole term. Expected is what is left.",
    ),
    next_step=_ASK_FOR_MORE,
    example=Example(
        "5 uur op een toewijzing van 4 uur in totaal.",
        "5 hours on an allocation of 4 hours in all.",
        lambda situation: allocation(frequency="6")(line(volume=5, amount=6250)(situation)),
    ),
)
def within_the_allocation(case: Case) -> Breach | None:
    """What was awarded before, what counts in this message, and this line fit Omvang in all."""
    allocated, declared = case.allocation, case.line
    if allocated is None or allocated.volume is None:
        return None
    volume = measured(allocated, declared.unit, declared.volume)
    most = most_in_all(allocated)
    if volume is None or most is None:
        return None
    left = limit(allocated, most) - case.running.spent_on(allocated).volume
    if volume <= left:
        return None
    # what is left of hours in minutes is whole for whoever declares in hours
    whole = left // MINUTES_AN_HOUR if allocated.unit == HOURS and declared.unit == HOURS else left
    return Breach("GeleverdVolume", max(0, whole), declared.volume)


@_room(
    "TR369",
    "9369",
    basis="iWmo/iJw 3.2, TR369; decisions 4 and 5",
    shows=Shows.CENTS,
    text=Text(
        "Alle bedragen op de toewijzing samen mogen niet hoger zijn dan het budget. Verwacht is "
        "wat er nog over is.",
        "All amounts on the allocation together may not be higher than the budget. Expected is "
        "what is left.",
    ),
    next_step=_ASK_FOR_MORE,
    example=Example(
        "Een regel van € 50,00 op een toewijzing met een budget van € 49,99.",
        "A line of € 50.00 on an allocation with a budget of € 49.99.",
        allocation(budget=4999, volume=None, unit=None, frequency=None),
    ),
)
def within_the_budget(case: Case) -> Breach | None:
    """What was awarded before, what counts in this message, and this line fit Budget in euros."""
    allocated, declared = case.allocation, case.line
    if allocated is None or allocated.budget is None:
        return None
    left = allocated.budget - case.running.spent_on(allocated).cents
    if declared.amount <= left:
        return None
    left = max(0, left)
    return Breach("GeleverdVolume", left, declared.amount, declared.amount - left)


def _in_unit(declared: Line, allocated: Allocation, most: int) -> int:
    """A most in the unit of the allocation, said in the unit of the line."""
    in_minutes = allocated.unit == HOURS and declared.unit == MINUTES
    return most * MINUTES_AN_HOUR if in_minutes else most
