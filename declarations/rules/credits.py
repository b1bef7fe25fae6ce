"""Rules on credit lines: a credit takes back one awarded debit, whole and once (level 3)."""

from __future__ import annotations

from declarations.example import BSN, CREDIT, DEBIT, both, facts, lines
from declarations.facts import EarlierDebit
from declarations.findings import Owner
from declarations.model import Line
from declarations.rulebook import Breach, Case, Example, Scope, Text, Value, rule

_PREVIOUS = "ProductReferentie/VorigReferentieNummer"


def _copied(line: Line) -> dict[str, Value]:
    """The fields that a credit copies from its debit, by element."""
    return {
        "ToewijzingNummer": line.allocation,
        "ProductCategorie": line.category,
        "ProductCode": line.code,
        "ProductPeriode/Begindatum": line.start,
        "ProductPeriode/Einddatum": line.end,
        "GeleverdVolume": line.volume,
        "Eenheid": line.unit,
        "ProductTarief": line.tariff,
        "IngediendBedrag/Bedrag": line.amount,
    }


@rule(
    "TR323",
    "8017",
    level=3,
    scope=Scope.CREDIT,
    elements=("Prestatie/ProductReferentie/VorigReferentieNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR323; IV085, IV086, IV091; decision 14",
    text=Text(
        "Een creditregel moet gelijk zijn aan een eerder toegekende debetregel van deze cliënt.",
        "A credit line must equal an earlier awarded debit line of this client.",
    ),
    next_step=Text(
        "Neem alle gegevens over van de toegekende regel. Een afgekeurde regel hoeft u niet te "
        "crediteren.",
        "Copy everything from the awarded line. A rejected line needs no credit.",
    ),
    example=Example(
        "Een creditregel van een debetregel die is afgekeurd.",
        "A credit line of a debit line that was rejected.",
        both(
            lines(CREDIT),
            facts(earlier={"RN000": EarlierDebit(BSN, DEBIT, awarded=False, credited=False)}),
        ),
    ),
)
def credit_equals_its_debit(case: Case) -> Breach | None:
    """VorigReferentieNummer names an awarded debit of this client with equal fields."""
    line = case.line
    debit = case.facts.earlier.get(line.previous_reference or "")
    if debit is None or not debit.awarded or debit.bsn != case.bsn:
        return Breach(_PREVIOUS, received=line.previous_reference)
    original = _copied(debit.line)
    for element, value in _copied(line).items():
        if value != original[element]:
            return Breach(element, original[element], value)
    return None


@rule(
    "TR390",
    "9390",
    level=3,
    scope=Scope.CREDIT,
    elements=("Prestatie/ProductReferentie/VorigReferentieNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR390; OP360",
    text=Text(
        "Een debetregel mag maar één keer worden gecrediteerd.",
        "A debit line may be credited once only.",
    ),
    next_step=Text(
        "Doe niets: de regel is al gecrediteerd.",
        "Do nothing: the line has already been credited.",
    ),
    example=Example(
        "Een tweede creditregel voor dezelfde debetregel.",
        "A second credit line for the same debit line.",
        both(
            lines(CREDIT),
            facts(earlier={"RN000": EarlierDebit(BSN, DEBIT, awarded=True, credited=True)}),
        ),
    ),
)
def debit_not_credited_before(case: Case) -> Breach | None:
    """The debit that VorigReferentieNummer names has no awarded credit yet."""
    debit = case.facts.earlier.get(case.line.previous_reference or "")
    if debit is None or not debit.credited or debit.bsn != case.bsn:
        return None
    return Breach(_PREVIOUS, received=case.line.previous_reference)
