"""Rules on the dates within one message (level 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from declarations.example import declaration, header, line
from declarations.findings import Owner
from declarations.model import Period
from declarations.periods import month_end, same_month, years_back
from declarations.rulebook import Breach, Example, Form, Scope, Shows, Text, rule
from declarations.rules import answer_copies

FIRST_DAY = date(2021, 1, 1)
YEARS_KEPT = 5

_dates = partial(rule, code="0001", level=2, scope=Scope.MESSAGE, shows=Shows.DATE)

_BEGIN = ("Declaratie/DeclaratiePeriode/Begindatum", "Prestatie/ProductPeriode/Begindatum")
_END = ("Declaratie/DeclaratiePeriode/Einddatum", "Prestatie/ProductPeriode/Einddatum")
_FIX_PERIOD = Text(
    "Verbeter de periode en dien het hele bericht opnieuw in.",
    "Correct the period and submit the whole message again.",
)


@_dates(
    "CS100",
    elements=_BEGIN + _END,
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, CS100",
    text=Text(
        "Een periode mag niet voor 1 januari 2021 liggen.",
        "A period may not lie before 1 January 2021.",
    ),
    next_step=_FIX_PERIOD,
    example=Example(
        "Een prestatie over december 2020.",
        "A line about December 2020.",
        line(start=date(2020, 12, 1), end=date(2020, 12, 31)),
    ),
)
def nothing_before_2021(form: Form) -> Iterator[Breach]:
    """Begin and end of both periods lie on or after 1 January 2021."""
    declared = form.message.declaration
    for name, day in (("Begindatum", declared.period.start), ("Einddatum", declared.period.end)):
        if day < FIRST_DAY:
            yield Breach(f"DeclaratiePeriode/{name}", FIRST_DAY, day, subject=declared)
    for each in form.lines:
        if each.start < FIRST_DAY:
            yield Breach("ProductPeriode/Begindatum", FIRST_DAY, each.start, subject=each)
        if each.end < FIRST_DAY:
            yield Breach("ProductPeriode/Einddatum", FIRST_DAY, each.end, subject=each)


@_dates(
    "CS340",
    elements=("Declaratie/DeclaratiePeriode",),
    owner=Owner.SOFTWARE,
    basis="iWmo/iJw 3.2, CS340",
    text=Text(
        "De declaratieperiode moet precies één kalendermaand zijn.",
        "The declaration period must be exactly one calendar month.",
    ),
    next_step=_FIX_PERIOD,
    example=Example(
        "Een declaratieperiode van 2 tot en met 30 april.",
        "A declaration period from 2 to 30 April.",
        declaration(period=Period(date(2023, 4, 2), date(2023, 4, 30))),
    ),
)
def declaration_period_is_one_month(form: Form) -> Iterator[Breach]:
    """DeclaratiePeriode runs from the first to the last day of one month."""
    declared = form.message.declaration
    period = declared.period
    if period.start.day != 1:
        first = period.start.replace(day=1)
        yield Breach("DeclaratiePeriode/Begindatum", first, period.start, subject=declared)
    last = month_end(period.start)
    if period.end != last:
        yield Breach("DeclaratiePeriode/Einddatum", last, period.end, subject=declared)


@_dates(
    "CS337",
    elements=("Prestatie/ProductPeriode/Einddatum",),
    owner=Owner.SOFTWARE,
    basis="iWmo/iJw 3.2, CS337; OP367",
    text=Text(
        "De productperiode moet beginnen en eindigen in dezelfde kalendermaand.",
        "The product period must begin and end in the same calendar month.",
    ),
    next_step=Text(
        "Maak per kalendermaand een eigen prestatie en dien het hele bericht opnieuw in.",
        "Make a line for each calendar month and submit the whole message again.",
    ),
    example=Example(
        "Een productperiode van 1 maart tot en met 30 april.",
        "A product period from 1 March to 30 April.",
        line(start=date(2023, 3, 1)),
    ),
)
def product_period_in_one_month(form: Form) -> Iterator[Breach]:
    """Einddatum of ProductPeriode lies in the month of its Begindatum."""
    for each in form.lines:
        if not same_month(each.start, each.end):
            last = month_end(each.start)
            yield Breach("ProductPeriode/Einddatum", last, each.end, subject=each)


@_dates(
    "TR134",
    elements=_BEGIN,
    of_answer=answer_copies.begins_before_the_answer,
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR134",
    text=Text(
        "Een periode mag niet beginnen na de dagtekening van het bericht.",
        "A period may not begin after the date of the message.",
    ),
    next_step=_FIX_PERIOD,
    example=Example(
        "Een bericht over april met dagtekening 31 maart.",
        "A message about April dated 31 March.",
        header(dated=date(2023, 3, 31)),
    ),
)
def period_begins_before_dating(form: Form) -> Iterator[Breach]:
    """Begindatum of both periods is on or before the Dagtekening."""
    declared, dated = form.message.declaration, form.message.header.dated
    if declared.period.start > dated:
        yield Breach("DeclaratiePeriode/Begindatum", dated, declared.period.start, subject=declared)
    for each in form.lines:
        if each.start > dated:
            yield Breach("ProductPeriode/Begindatum", dated, each.start, subject=each)


@_dates(
    "TR137",
    elements=_END,
    of_answer=answer_copies.ends_before_the_answer,
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR137",
    text=Text(
        "Een periode mag niet eindigen voor haar begin of na de dagtekening van het bericht.",
        "A period may not end before its beginning or after the date of the message.",
    ),
    next_step=Text(
        "Dien in als de maand voorbij is, of verbeter de periode; het hele bericht opnieuw.",
        "Submit when the month is over, or correct the period; the whole message again.",
    ),
    example=Example(
        "Een bericht over april met dagtekening 29 april.",
        "A message about April dated 29 April.",
        header(dated=date(2023, 4, 29)),
    ),
)
def period_ends_in_order(form: Form) -> Iterator[Breach]:
    """Einddatum of both periods is on or after Begindatum, and on or before the Dagtekening."""
    declared, dated = form.message.declaration, form.message.header.dated
    period = declared.period
    if period.end < period.start or period.end > dated:
        limit = period.start if period.end < period.start else dated
        yield Breach("DeclaratiePeriode/Einddatum", limit, period.end, subject=declared)
    for each in form.lines:
        if each.end < each.start or each.end > dated:
            limit = each.start if each.end < each.start else dated
            yield Breach("ProductPeriode/Einddatum", limit, each.end, subject=each)


@_dates(
    "TR319",
    elements=("Prestatie/ProductPeriode/Einddatum",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR319; decision 1",
    text=Text(
        "De productperiode mag niet na de declaratieperiode liggen.",
        "The product period may not lie after the declaration period.",
    ),
    next_step=Text(
        "Declareer deze prestatie in de maand waar zij bij hoort; het hele bericht opnieuw.",
        "Declare this line in the month it belongs to; the whole message again.",
    ),
    example=Example(
        "Een prestatie over april in een declaratie over maart.",
        "A line about April in a declaration about March.",
        declaration(period=Period(date(2023, 3, 1), date(2023, 3, 31))),
    ),
)
def product_period_not_after_declaration_period(form: Form) -> Iterator[Breach]:
    """Einddatum of ProductPeriode is on or before Einddatum of DeclaratiePeriode."""
    last = form.message.declaration.period.end
    for each in form.lines:
        if each.end > last:
            yield Breach("ProductPeriode/Einddatum", last, each.end, subject=each)


@_dates(
    "TR335",
    elements=("Prestatie/ProductPeriode/Einddatum",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR335; decision 25",
    text=Text(
        "De productperiode mag hooguit vijf jaar voor de dagtekening van de declaratie eindigen.",
        "The product period may end at most five years before the date of the declaration.",
    ),
    next_step=Text(
        "Haal de prestatie uit het bericht: na vijf jaar kan zij niet meer langs deze weg.",
        "Take the line out of the message: after five years it can no longer come this way.",
    ),
    example=Example(
        "Een prestatie over april 2023 in een declaratie van 1 mei 2028.",
        "A line about April 2023 in a declaration dated 1 May 2028.",
        declaration(dated=date(2028, 5, 1)),
    ),
)
def at_most_five_years_old(form: Form) -> Iterator[Breach]:
    """Einddatum of ProductPeriode is at most sixty months before DeclaratieDagtekening."""
    oldest = years_back(form.message.declaration.dated, YEARS_KEPT)
    for each in form.lines:
        if each.end < oldest:
            yield Breach("ProductPeriode/Einddatum", oldest, each.end, subject=each)
