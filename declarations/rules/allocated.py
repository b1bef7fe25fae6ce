"""Rules that hold a debit line against its allocation (level 3)."""

from __future__ import annotations

from datetime import date
from functools import partial

from declarations.example import allocation, line
from declarations.findings import Owner
from declarations.model import HOURS, MINUTES
from declarations.periods import month_end, same_month
from declarations.rulebook import Breach, Case, Example, Needs, Scope, Shows, Text, rule

_allocated = partial(rule, level=3, scope=Scope.DEBIT)
_period = partial(_allocated, needs=Needs.PERIOD, shows=Shows.DATE, owner=Owner.PROVIDER)
_product = partial(_allocated, needs=Needs.ALLOCATION, owner=Owner.PROVIDER)

_FIX_LINE = Text(
    "Verbeter de prestatie naar de toewijzing en dien haar opnieuw in, of vraag de gemeente om "
    "een gewijzigde toewijzing.",
    "Correct the line to fit the allocation and submit it again, or ask the municipality to "
    "change the allocation.",
)


@_allocated(
    "TR338",
    "9338",
    elements=("Prestatie/ToewijzingNummer",),
    owner=Owner.MUNICIPALITY,
    basis="iWmo/iJw 3.2, TR338; OP276; decision 2",
    text=Text(
        "Het toewijzingsnummer moet horen bij een toewijzing van deze cliënt aan deze aanbieder.",
        "The allocation number must belong to an allocation of this client to this provider.",
    ),
    next_step=Text(
        "Controleer het nummer. Klopt het, vraag de gemeente dan om het toewijzingsbericht en "
        "dien de prestatie daarna opnieuw in.",
        "Check the number. If it is right, ask the municipality for the allocation message and "
        "then submit the line again.",
    ),
    example=Example(
        "Toewijzingsnummer 999, dat deze cliënt niet heeft.",
        "Allocation number 999, which this client does not have.",
        line(allocation=999),
    ),
)
def allocation_is_known(case: Case) -> Breach | None:
    """ToewijzingNummer is that of an allocation of this client, provider, municipality and law."""
    if case.allocation is not None:
        return None
    return Breach("ToewijzingNummer", received=case.line.allocation_text)


@_allocated(
    "TR384",
    "9384",
    needs=Needs.PERIOD,
    elements=("Prestatie/ToewijzingNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR384; OP368; decision 19",
    text=Text(
        "Op een verwijderde toewijzing mag niet worden gedeclareerd.",
        "Nothing may be declared on a deleted allocation.",
    ),
    next_step=Text(
        "Vraag de gemeente waarom de toewijzing is verwijderd; declareer op de toewijzing die "
        "ervoor in de plaats kwam.",
        "Ask the municipality why the allocation was deleted; declare on the one that replaced it.",
    ),
    example=Example(
        "Een prestatie op een toewijzing met reden wijziging 13.",
        "A line on an allocation with reason of change 13.",
        allocation(deleted=True, start=date(2023, 4, 1), end=date(2023, 4, 30)),
    ),
)
def allocation_is_not_deleted(case: Case) -> Breach | None:
    """The version that counts does not carry RedenWijziging 13."""
    allocated = case.allocation
    if allocated is None or not allocated.deleted:
        return None
    return Breach("ToewijzingNummer", received=case.line.allocation_text)


@_period(
    "TR307",
    "9307",
    elements=("Prestatie/ProductPeriode/Begindatum",),
    basis="iWmo/iJw 3.2, TR307; OP279",
    text=Text(
        "De prestatie mag niet beginnen voor de toewijzing.",
        "The line may not begin before the allocation.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Een prestatie over april op een toewijzing die op 1 mei begint.",
        "A line about April on an allocation that begins on 1 May.",
        allocation(start=date(2023, 5, 1)),
    ),
)
def not_before_allocation(case: Case) -> Breach | None:
    """Begindatum of ProductPeriode is on or after Ingangsdatum of the allocation."""
    allocated = case.allocation
    if allocated is None or case.line.start >= allocated.start:
        return None
    return Breach("ProductPeriode/Begindatum", allocated.start, case.line.start)


@_period(
    "TR308",
    "9308",
    elements=("Prestatie/ProductPeriode/Einddatum",),
    basis="iWmo/iJw 3.2, TR308; OP279",
    text=Text(
        "De prestatie mag niet eindigen na de toewijzing.",
        "The line may not end after the allocation.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Een prestatie over april op een toewijzing die op 31 maart eindigt.",
        "A line about April on an allocation that ends on 31 March.",
        allocation(end=date(2023, 3, 31)),
    ),
)
def not_after_allocation(case: Case) -> Breach | None:
    """Einddatum of ProductPeriode is on or before Einddatum of the allocation, where it has one."""
    allocated = case.allocation
    if allocated is None or allocated.end is None or case.line.end <= allocated.end:
        return None
    return Breach("ProductPeriode/Einddatum", allocated.end, case.line.end)


@_period(
    "TR387",
    "9387",
    elements=("Prestatie/ProductPeriode/Begindatum",),
    basis="iWmo/iJw 3.2, TR387; IV089",
    text=Text(
        "De prestatie moet beginnen op de eerste dag van de maand, of op de eerste dag van "
        "de toewijzing als die later in de maand begint.",
        "The line must begin on the first day of the month, or on the first day of the "
        "allocation where that begins later in the month.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Een prestatie vanaf 2 april op een toewijzing die al langer loopt.",
        "A line from 2 April on an allocation that began earlier.",
        line(start=date(2023, 4, 2)),
    ),
)
def begins_with_month_or_allocation(case: Case) -> Breach | None:
    """Begindatum is the first of the month, or Ingangsdatum where that lies in the month."""
    allocated, start = case.allocation, case.line.start
    if allocated is None:
        return None
    if same_month(allocated.start, start):
        return None if start == allocated.start else _begins(allocated.start, start)
    return None if start.day == 1 else _begins(start.replace(day=1), start)


def _begins(expected: date, received: date) -> Breach:
    return Breach("ProductPeriode/Begindatum", expected, received)


@_period(
    "TR388",
    "9388",
    elements=("Prestatie/ProductPeriode/Einddatum",),
    basis="iWmo/iJw 3.2, TR388; IV089",
    text=Text(
        "De prestatie moet eindigen op de laatste dag van de maand, of op de laatste dag van "
        "de toewijzing als die eerder in de maand eindigt.",
        "The line must end on the last day of the month, or on the last day of the "
        "allocation where that ends earlier in the month.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Een prestatie tot en met 29 april op een toewijzing die doorloopt.",
        "A line up to and with 29 April on an allocation that goes on.",
        line(end=date(2023, 4, 29)),
    ),
)
def ends_with_month_or_allocation(case: Case) -> Breach | None:
    """Einddatum is the last of the month, or Einddatum of the allocation in that month."""
    allocated, end = case.allocation, case.line.end
    if allocated is None:
        return None
    expected = month_end(end)
    if allocated.end is not None and same_month(allocated.end, end):
        expected = allocated.end
    return None if end == expected else Breach("ProductPeriode/Einddatum", expected, end)


@_product(
    "TR339",
    "9339",
    elements=("Prestatie/ProductCategorie",),
    basis="iWmo/iJw 3.2, TR339; OP365",
    text=Text(
        "De productcategorie moet die van de toewijzing zijn.",
        "The product category must be that of the allocation.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Categorie 02 op een toewijzing voor categorie 07.",
        "Category 02 on an allocation for category 07.",
        allocation(category="07"),
    ),
)
def category_as_allocated(case: Case) -> Breach | None:
    """ProductCategorie equals that of the allocation, where it has one."""
    allocated, category = case.allocation, case.line.category
    if allocated is None or allocated.category is None or allocated.category == category:
        return None
    return Breach("ProductCategorie", allocated.category, category)


@_product(
    "TR340",
    "9340",
    elements=("Prestatie/ProductCode",),
    basis="iWmo/iJw 3.2, TR340; OP365",
    text=Text(
        "De productcode moet die van de toewijzing zijn.",
        "The product code must be that of the allocation.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Code 02A03 op een toewijzing voor 02A05.",
        "Code 02A03 on an allocation for 02A05.",
        allocation(code="02A05"),
    ),
)
def code_as_allocated(case: Case) -> Breach | None:
    """ProductCode equals that of the allocation, where it has one."""
    allocated, code = case.allocation, case.line.code
    if allocated is None or allocated.code is None or allocated.code == code:
        return None
    return Breach("ProductCode", allocated.code, code)


def unit_fits(declared: str, agreed: str) -> bool:
    """Whether a declared unit fits the agreed one: the same, or minutes where hours were agreed."""
    return declared == agreed or (declared == MINUTES and agreed == HOURS)


@_product(
    "TR341",
    "9341",
    elements=("Prestatie/Eenheid",),
    basis="iWmo/iJw 3.2, TR341; IV081; decision 6",
    text=Text(
        "De eenheid moet passen bij de toewijzing, of bij het contract als de toewijzing er "
        "geen noemt; voor uren mogen het ook minuten zijn.",
        "The unit must fit the allocation, or the contract where the allocation names none; "
        "minutes may stand for hours.",
    ),
    next_step=_FIX_LINE,
    example=Example(
        "Uren op een toewijzing in dagdelen.",
        "Hours on an allocation in half-days.",
        allocation(unit="16"),
    ),
)
def unit_as_allocated(case: Case) -> Breach | None:
    """Eenheid fits that of the allocation; on an aspecific or generic one, that of the contract."""
    allocated, unit = case.allocation, case.line.unit
    if allocated is None:
        return None
    if allocated.unit is not None:
        return None if unit_fits(unit, allocated.unit) else _unit(allocated.unit, unit)
    agreed = [tariff.unit for tariff in case.tariffs]
    if not agreed or any(unit_fits(unit, each) for each in agreed):
        return None
    return _unit(agreed[0], unit)


def _unit(agreed: str, declared: str) -> Breach:
    return Breach("Eenheid", agreed, declared)
