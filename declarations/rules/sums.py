"""Rules on the amounts within one message (level 2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from declarations.example import declaration, line
from declarations.findings import Owner
from declarations.model import EUROS
from declarations.rulebook import Breach, Example, Form, Scope, Shows, Text, rule
from declarations.rules import answer_copies

_sums = partial(rule, code="0001", level=2, scope=Scope.MESSAGE, owner=Owner.SOFTWARE)

_FIX_SOFTWARE = Text(
    "Laat de leverancier van uw software dit herstellen en dien het hele bericht opnieuw in.",
    "Have your software supplier mend this and submit the whole message again.",
)


@_sums(
    "CS325",
    of_answer=answer_copies.nothing_is_a_debit,
    elements=(
        "Declaratie/TotaalIngediendBedrag/DebetCredit",
        "Prestatie/IngediendBedrag/DebetCredit",
    ),
    basis="iWmo/iJw 3.2, CS325",
    text=Text(
        "Een bedrag van nul moet debet (D) zijn.",
        "An amount of zero must be a debit (D).",
    ),
    next_step=_FIX_SOFTWARE,
    example=Example(
        "Een creditregel van € 0,00.",
        "A credit line of € 0.00.",
        line(volume=0, amount=0, credit=True, previous_reference="RN000"),
    ),
)
def zero_is_debit(form: Form) -> Iterator[Breach]:
    """Where the amount is 0, DebetCredit is D."""
    declared = form.message.declaration
    if declared.total_credit and not declared.total:
        yield Breach("TotaalIngediendBedrag/DebetCredit", "D", "C", subject=declared)
    for each in form.lines:
        if each.credit and not each.amount:
            yield Breach("IngediendBedrag/DebetCredit", "D", "C", subject=each)


@_sums(
    "CD087",
    elements=("Prestatie/ProductTarief",),
    basis="iWmo/iJw 3.2, CD087",
    shows=Shows.CENTS,
    text=Text(
        "Een prestatie moet een tarief hebben, behalve bij eenheid 83 (euro's): dan mag het "
        "juist niet.",
        "A line must have a tariff, except with unit 83 (euros): then it may have none.",
    ),
    next_step=_FIX_SOFTWARE,
    example=Example("Vier uur zonder tarief.", "Four hours without a tariff.", line(tariff=None)),
)
def tariff_unless_euros(form: Form) -> Iterator[Breach]:
    """ProductTarief is filled exactly when Eenheid is not 83."""
    for each in form.lines:
        if (each.tariff is None) is not (each.unit == EUROS):
            yield Breach("ProductTarief", received=each.tariff, subject=each)


@_sums(
    "CS339",
    elements=("Prestatie/IngediendBedrag/Bedrag",),
    basis="iWmo/iJw 3.2, CS339",
    shows=Shows.CENTS,
    text=Text(
        "Bij eenheid 83 (euro's) moet het bedrag gelijk zijn aan het volume.",
        "With unit 83 (euros) the amount must equal the volume.",
    ),
    next_step=_FIX_SOFTWARE,
    example=Example(
        "Volume 5000 in eenheid 83 met een bedrag van € 49,99.",
        "Volume 5000 in unit 83 with an amount of € 49.99.",
        line(unit=EUROS, tariff=None, volume=5000, amount=4999),
    ),
)
def euros_are_the_amount(form: Form) -> Iterator[Breach]:
    """With Eenheid 83, IngediendBedrag is GeleverdVolume in eurocents."""
    for each in form.lines:
        if each.unit == EUROS and each.amount != each.volume:
            gap = each.amount - each.volume
            yield Breach("IngediendBedrag/Bedrag", each.volume, each.amount, gap, each)


@_sums(
    "TR358",
    elements=("Declaratie/TotaalIngediendBedrag",),
    basis="iWmo/iJw 3.2, TR358",
    shows=Shows.CENTS,
    text=Text(
        "Het totaal moet de som van de debetregels min de creditregels zijn.",
        "The total must be the sum of the debit lines less the credit lines.",
    ),
    next_step=_FIX_SOFTWARE,
    example=Example(
        "Eén regel van € 50,00 en een totaal van € 50,01.",
        "One line of € 50.00 and a total of € 50.01.",
        declaration(total=5001),
    ),
)
def total_is_the_sum(form: Form) -> Iterator[Breach]:
    """TotaalIngediendBedrag equals the signed sum of IngediendBedrag over all lines."""
    declared = form.message.declaration
    total = sum([-each.amount if each.credit else each.amount for each in form.lines])
    stated = declared.signed_total
    if stated != total:
        yield Breach("TotaalIngediendBedrag/TotaalBedrag", total, stated, stated - total, declared)
