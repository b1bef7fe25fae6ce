"""Rules of this portal about trajectories in agreed parts; the standard has no code for them.

They warn: whoever looks at the line may know why the parties did it in another way (decision 36).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from declarations.example import LINE, TARIFF, Change, allocation, both, facts, line
from declarations.findings import Owner, Severity
from declarations.milestones import (
    agreed_milestones,
    in_parts,
    nearest,
    part,
    reached,
    still_open,
)
from declarations.model import EUROS
from declarations.rulebook import Breach, Case, Example, Needs, Scope, Shows, Text, rule

_agreed_parts = partial(
    rule, code=None, level=4, scope=Scope.DEBIT, needs=Needs.ALLOCATION, owner=Owner.MUNICIPALITY,
    severity=Severity.WARNING, shows=Shows.CENTS, elements=("Prestatie/IngediendBedrag/Bedrag",),
    basis="Handreiking trajectfinanciering; decision 36",
)  # fmt: skip


def _declared(cents: int, *before: int) -> Change:
    """An amount on a trajectory of € 5,000 in parts of 30, 30 and 40 %, after other amounts."""
    tariff = replace(TARIFF, unit=EUROS, cents=None, milestones=(30, 30, 40))
    return both(
        line(unit=EUROS, tariff=None, volume=cents, amount=cents),
        allocation(unit=EUROS, volume=500_000, frequency="6"),
        facts(
            tariffs={(LINE.category, LINE.code): (tariff,)},
            awarded={LINE.allocation: {EUROS: (sum(before), sum(before))}},
            parts={LINE.allocation: before},
        ),
    )


class _Agreement(NamedTuple):
    """The parts agreed for the trajectory of a line, and what of it was declared before."""

    percentages: tuple[int, ...]
    whole: int
    before: tuple[int, ...]


def _agreement(case: Case) -> _Agreement | None:
    """What was agreed about a line; None where it is on no trajectory with milestones."""
    allocated = case.allocation
    if allocated is None or allocated.volume is None or not in_parts(allocated):
        return None
    percentages = agreed_milestones(case.tariffs)
    if not percentages:
        return None
    return _Agreement(percentages, allocated.volume, tuple(case.running.spent_on(allocated).parts))


@_agreed_parts(
    "ZP001",
    text=Text(
        "Het bedrag hoort een van de afgesproken percentages van het toegewezen bedrag te zijn,"
        " op een cent na. Verwacht is het deel dat er het dichtst bij ligt.",
        "The amount should be one of the agreed percentages of the allocated amount, but for a"
        " cent. Expected is the part that comes nearest.",
    ),
    next_step=Text(
        "De regel is toegekend. Kijk of aanbieder en gemeente dit samen zo afspraken. Zo niet, dan"
        " crediteert de aanbieder de regel en dient hij het afgesproken deel in.",
        "The line is awarded. See whether provider and municipality agreed on this together. If"
        " not, the provider credits the line and submits the agreed part.",
    ),
    example=Example(
        "€ 3.000,00 (60 %) op een traject van € 5.000,00 met mijlpalen van 30, 30 en 40 %.",
        "€ 3,000.00 (60 %) on a trajectory of € 5,000.00 with milestones of 30, 30 and 40 %.",
        _declared(300_000),
    ),
)
def amount_is_an_agreed_part(case: Case) -> Breach | None:
    """IngediendBedrag on a trajectory is one of the agreed percentages of it, but for a cent."""
    agreed, cents = _agreement(case), case.line.amount
    if agreed is None or reached(agreed.percentages, agreed.whole, cents) is not None:
        return None
    left = still_open(agreed.percentages, agreed.whole, agreed.before) or agreed.percentages
    expected = part(nearest(left, agreed.whole, cents), agreed.whole)
    return Breach("IngediendBedrag/Bedrag", expected, cents, cents - expected)


@_agreed_parts(
    "ZP002",
    text=Text(
        "Elke mijlpaal van een traject wordt één keer gedeclareerd. Verwacht is het deel van de"
        " eerste mijlpaal die nog open staat.",
        "Every milestone of a trajectory is declared once. Expected is the part of the first"
        " milestone that is still open.",
    ),
    next_step=Text(
        "De regel is toegekend. Kijk welke mijlpaal is bereikt. Is dit deel dubbel gedeclareerd,"
        " dan crediteert de aanbieder de regel en dient hij het deel in dat nog open staat.",
        "The line is awarded. See which milestone was reached. When this part was declared twice,"
        " the provider credits the line and submits the part that is still open.",
    ),
    example=Example(
        "Voor de tweede keer € 2.000,00 op een traject van € 5.000,00 met mijlpalen van 30, 30 en"
        " 40 %.",
        "€ 2,000.00 for the second time on a trajectory of € 5,000.00 with milestones of 30, 30"
        " and 40 %.",
        _declared(200_000, 200_000),
    ),
)
def part_is_declared_once(case: Case) -> Breach | None:
    """A milestone of a trajectory is declared no more often than it was agreed."""
    agreed, cents = _agreement(case), case.line.amount
    if agreed is None:
        return None
    found = reached(agreed.percentages, agreed.whole, cents)
    left = still_open(agreed.percentages, agreed.whole, agreed.before)
    if found is None or found in left:
        return None
    expected = part(left[0], agreed.whole) if left else None
    return Breach("IngediendBedrag/Bedrag", expected, cents)
