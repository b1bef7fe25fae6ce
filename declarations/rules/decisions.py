"""Rules of this portal about what is known of a decision; the standard has no code for them.

They never reject: what is missing is the municipality's to bring. A line waits for it where its
contract lets it, and is else awarded and looked at before it is paid (decision 38).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from declarations.decided import Known, missing_beforehand, wants_result
from declarations.example import LINE, TARIFF, Change, allocation, both, facts, line
from declarations.findings import Owner, Severity
from declarations.milestones import agreed_milestones, in_parts, still_open
from declarations.model import EUROS
from declarations.rulebook import Breach, Case, Example, Needs, Scope, Text, rule

_known = partial(
    rule, code=None, level=4, scope=Scope.DEBIT, needs=Needs.ALLOCATION, owner=Owner.MUNICIPALITY,
    severity=Severity.WARNING, basis="decision 38",
)  # fmt: skip
HELD = frozenset({"ZP003", "ZP004"})
"""By these a line is looked at before it is paid, whatever the plan of the municipality."""


def _wanting(*kinds: Known) -> Change:
    tariff = replace(TARIFF, requires=frozenset(kinds))
    return facts(tariffs={(LINE.category, LINE.code): (tariff,)})


def _at_the_end() -> Change:
    """The last part of a trajectory of € 5,000 in parts of 70 and 30 %, its result unknown."""
    tariff = replace(
        TARIFF, unit=EUROS, cents=None, milestones=(70, 30), requires=frozenset({Known.RESULT})
    )
    return both(
        line(unit=EUROS, tariff=None, volume=150_000, amount=150_000),
        allocation(unit=EUROS, volume=500_000, frequency="6"),
        facts(
            tariffs={(LINE.category, LINE.code): (tariff,)},
            awarded={LINE.allocation: {EUROS: (350_000, 350_000)}},
            parts={LINE.allocation: (350_000,)},
        ),
    )


@_known(
    "ZP003",
    parks=True,
    elements=("Prestatie/ToewijzingNummer",),
    text=Text(
        "Het contract wil dat bij de beschikking een plan, besluit of onderzoek hoort, en dat is"
        " nog niet vastgelegd.",
        "The contract wants a plan, decision or research with the allocation, and it is not"
        " written down yet.",
    ),
    next_step=Text(
        "De aanbieder hoeft niets te doen. De toegang van de gemeente legt vast wat ontbreekt; dan"
        " gaat de regel vanzelf verder.",
        "The provider need not do anything. The access team of the municipality writes down what"
        " is missing; then the line goes on by itself.",
    ),
    example=Example(
        "Dagactiviteiten zonder arbeidsdeskundig onderzoek.",
        "Day activities without research into work.",
        _wanting(Known.RESEARCH),
    ),
)
def decision_is_complete(case: Case) -> Breach | None:
    """What the contract requires of a decision beforehand has been written down."""
    missing = missing_beforehand(case.tariffs, case.allocation, case.facts.decided)
    return Breach("ToewijzingNummer", expected=", ".join(missing)) if missing else None


@_known(
    "ZP004",
    elements=("Prestatie/IngediendBedrag/Bedrag",),
    text=Text(
        "De laatste mijlpaal van een traject wordt betaald als de toegang het resultaat heeft"
        " bevestigd.",
        "The last milestone of a trajectory is paid when the access team has confirmed the result.",
    ),
    next_step=Text(
        "De regel is toegekend en wacht op de bevestiging van het resultaat; daarna wordt hij"
        " betaald. Is het resultaat niet bereikt, dan vraagt de gemeente om een creditregel.",
        "The line is awarded and waits until the result is confirmed; then it is paid. When the"
        " result was not reached, the municipality asks for a credit.",
    ),
    example=Example(
        "De laatste 30 % van een traject waarvan het resultaat niet is bevestigd.",
        "The last 30 % of a trajectory whose result is not confirmed.",
        _at_the_end(),
    ),
)
def result_is_confirmed(case: Case) -> Breach | None:
    """The last milestone of a trajectory follows a confirmed result, where that was agreed."""
    allocated = case.allocation
    if allocated is None or allocated.volume is None or not in_parts(allocated):
        return None
    if not wants_result(case.tariffs):
        return None
    if Known.RESULT in case.facts.decided.get(allocated.number, frozenset()):
        return None
    percentages = agreed_milestones(case.tariffs)
    before = tuple(case.running.spent_on(allocated).parts)
    left = still_open(percentages, allocated.volume, before)
    if len(left) != 1:
        return None
    return Breach("IngediendBedrag/Bedrag", expected=str(Known.RESULT))
