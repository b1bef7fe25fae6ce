"""Rules that hold a debit line against product list and contract (levels 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from declarations.example import line
from declarations.facts import Facts, Tariff
from declarations.findings import Owner
from declarations.model import EUROS, HOURS, MINUTES
from declarations.money import minute_tariff, minutes_amount
from declarations.product_list import belongs_to
from declarations.rulebook import Breach, Case, Example, Scope, Shows, Text, rule

_contracted = partial(rule, scope=Scope.DEBIT, owner=Owner.PROVIDER)


def belongs(category: str, code: str, known: Facts) -> bool:
    """Whether a code belongs to a category by the product list of the municipality."""
    return belongs_to(category, code, known.categories)


@_contracted(
    "TR381",
    "S329",
    level=4,
    elements=("Prestatie/ProductCode",),
    basis="iWmo/iJw 3.2, TR381; decisions 16 and 21",
    text=Text(
        "De productcode moet horen bij de productcategorie.",
        "The product code must belong to the product category.",
    ),
    next_step=Text(
        "Kies de code en categorie die bij elkaar horen en dien de prestatie opnieuw in.",
        "Choose the code and category that belong together and submit the line again.",
    ),
    example=Example(
        "Code 07A11 in categorie 02.", "Code 07A11 in category 02.", line(code="07A11")
    ),
)
def code_fits_category(case: Case) -> Breach | None:
    """ProductCode belongs to ProductCategorie by the product list."""
    line = case.line
    if belongs(line.category, line.code, case.facts):
        return None
    return Breach("ProductCode", received=line.code)


def _tariff_in(tariffs: Iterable[Tariff], unit: str) -> int | None:
    for tariff in tariffs:
        if tariff.unit == unit:
            return tariff.cents
    return None


def agreed_tariff(tariffs: Iterable[Tariff], unit: str) -> int | None:
    """What a line in ``unit`` must show as its tariff in eurocents; None where nothing is agreed.

    Minutes show an hour tariff divided by sixty and rounded half up, unless the contract has a
    minute tariff (IV081, decisions 6 and 23).
    """
    exact = _tariff_in(tariffs, unit)
    if exact is not None or unit != MINUTES:
        return exact
    hour = _tariff_in(tariffs, HOURS)
    return None if hour is None else minute_tariff(hour)


@_contracted(
    "TR418",
    "0611",
    level=3,
    elements=("Prestatie/ProductTarief",),
    basis="iWmo/iJw 3.2, TR418; IV081; decisions 16, 22 and 23",
    shows=Shows.CENTS,
    text=Text(
        "Het tarief moet dat van het contract zijn voor dit product op de eerste dag van de "
        "prestatie.",
        "The tariff must be that of the contract for this product on the first day of the line.",
    ),
    next_step=Text(
        "Neem het tarief van het contract over en dien de prestatie opnieuw in. Staat het product "
        "niet in uw contract, overleg dan met de gemeente.",
        "Use the tariff of the contract and submit the line again. If the product is not in your "
        "contract, talk to the municipality.",
    ),
    example=Example(
        "Een uurtarief van € 13,00 waar € 12,50 is afgesproken.",
        "An hour tariff of € 13.00 where € 12.50 was agreed.",
        line(tariff=1300, amount=5200),
    ),
)
def tariff_as_contracted(case: Case) -> Breach | None:
    """ProductTarief equals the contracted tariff of the product in its unit.

    A product that is not in the contract gets this code, or S329 where it does not belong to its
    category either. A line in euros (83) shows no tariff, so nothing is compared.
    """
    line = case.line
    if not case.tariffs:
        known = belongs(line.category, line.code, case.facts)
        return Breach("ProductTarief", received=line.tariff) if known else None
    if line.unit == EUROS:
        return None
    agreed = agreed_tariff(case.tariffs, line.unit)
    if agreed == line.tariff:
        return None
    return Breach("ProductTarief", agreed, line.tariff)


def agreed_amount(tariffs: Iterable[Tariff], unit: str, volume: int, tariff: int) -> int | None:
    """What ``volume`` units at ``tariff`` eurocents come to; None where the contract must say.

    Minutes under an hour tariff are counted from that tariff and rounded once (IV081).
    """
    if unit != MINUTES or _tariff_in(tariffs, MINUTES) is not None:
        return volume * tariff
    hour = _tariff_in(tariffs, HOURS)
    if hour is not None:
        return minutes_amount(hour, volume)
    return volume * tariff if tariffs else None


@_contracted(
    "TR346",
    "9346",
    level=4,
    elements=("Prestatie/IngediendBedrag/Bedrag",),
    basis="iWmo/iJw 3.2, TR346; IV081; decision 6",
    shows=Shows.CENTS,
    text=Text(
        "Het bedrag moet het volume maal het tarief zijn; minuten op een uurtarief worden "
        "één keer afgerond.",
        "The amount must be the volume times the tariff; minutes on an hour tariff are "
        "rounded once.",
    ),
    next_step=Text(
        "Verbeter het bedrag en dien de prestatie opnieuw in.",
        "Correct the amount and submit the line again.",
    ),
    example=Example(
        "Vier uur à € 12,50 voor € 50,01.",
        "Four hours at € 12.50 for € 50.01.",
        line(amount=5001),
    ),
)
def amount_is_volume_times_tariff(case: Case) -> Breach | None:
    """IngediendBedrag is GeleverdVolume × ProductTarief, unless the unit is the euro (83)."""
    line = case.line
    if line.unit == EUROS or line.tariff is None:
        return None
    amount = agreed_amount(case.tariffs, line.unit, line.volume, line.tariff)
    if amount is None or amount == line.amount:
        return None
    return Breach("IngediendBedrag/Bedrag", amount, line.amount, line.amount - amount)
