"""Random messages and facts, drawn from few values so that they meet each other often.

``messages`` and ``facts`` are about anything a schema lets through; ``situations`` are near enough
to what is right that most of them are judged line by line, and many lines awarded.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from declarations.facts import Allocation, EarlierDebit, Facts, Tariff
from declarations.model import EUROS, Client, Law, Line, Message, Period
from declarations.rules.amounts import agreed_amount, agreed_tariff
from tests.builders import BSN, MUNICIPALITY, OTHER_BSN, PROVIDER, a_credit, a_line, a_message
from tests.declarations.situations import awarded_after

UNITS = ("01", "04", "14", "16", "82", "83", "84")
REFERENCES = ("R1", "R2", "R3", "R4", " R1", "é")
NUMBERS = {BSN: (1, 2), OTHER_BSN: (3, 4)}
ALL_NUMBERS = (1, 2, 3, 4)
PRODUCTS = (("01", "01A03"), ("01", "01A04"), ("02", "02A01"), ("02", "01A03"))
CENTS = (0, 1, 21, 1250, 1260, 7350)
VOLUMES = (0, 1, 4, 60, 61)
NEAR = tuple(
    date(*parts)
    for parts in (
        (2018, 4, 30), (2018, 5, 5), (2018, 5, 6), (2020, 12, 31), (2021, 1, 1), (2023, 3, 1),
        (2023, 3, 31), (2023, 4, 1), (2023, 4, 10), (2023, 4, 20), (2023, 4, 30), (2023, 5, 1),
        (2023, 5, 6), (2023, 5, 31), (2024, 2, 29),
    )
)  # fmt: skip
YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
APRIL = Period(date(2023, 4, 1), date(2023, 4, 30))
MARCH = Period(date(2023, 3, 1), date(2023, 3, 31))
BROKEN = Period(date(2023, 4, 10), date(2023, 4, 20))

any_day = st.one_of(st.sampled_from(NEAR), st.dates(), st.sampled_from([date.min, date.max]))
periods = st.one_of(
    st.sampled_from([APRIL, MARCH, BROKEN]), st.builds(Period, any_day, any_day)
)
seldom = st.sampled_from([False] * 7 + [True])


@st.composite
def lines(draw: st.DrawFn, law: Law = Law.WMO, huge: bool = False) -> Line:
    """A line; a ``huge`` one may hold numbers beyond what the schema allows."""
    period = draw(periods)
    category, code = draw(st.sampled_from(PRODUCTS))
    unit = draw(st.sampled_from(UNITS))
    credit = draw(st.booleans())
    line = a_line(
        reference=draw(st.sampled_from(REFERENCES)), credit=credit, unit=unit,
        volume=draw(st.sampled_from(VOLUMES)),
        previous_reference=f"P{draw(st.sampled_from((1, 2, 3)))}" if credit else None,
        allocation=draw(st.sampled_from(ALL_NUMBERS)), code=code,
        category=f"4{category[1]}" if law is Law.YOUTH else category,
        start=period.start, end=period.end,
        tariff=None if unit == EUROS else draw(st.sampled_from(CENTS)),
    )  # fmt: skip
    return replace(line, **draw(_oddities) | (draw(_huge) if huge else {}))


_huge = st.fixed_dictionaries(
    {}, optional={"amount": st.integers(0, 10**30), "volume": st.integers(0, 10**30)}
)
_oddities = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.sampled_from([*CENTS, 99_999_999]),
        "volume": st.sampled_from(VOLUMES),
        "previous_reference": st.sampled_from([None, *REFERENCES]),
        "tariff": st.sampled_from([None, *CENTS, 99_999_999]),
        "allocation": st.sampled_from([0, 999_999_999]),
    },
)


@st.composite
def messages(draw: st.DrawFn, huge: bool = False) -> Message:
    """A message that its schema lets through; ``huge`` is as for ``lines``."""
    law = draw(st.sampled_from([Law.WMO, Law.YOUTH]))
    numbers = st.sampled_from([BSN, OTHER_BSN, "000000000", "999900007"])
    each = st.lists(lines(law, huge), min_size=1, max_size=4)
    clients = tuple(
        Client(bsn, tuple(draw(each))) for bsn in draw(st.lists(numbers, min_size=1, max_size=3))
    )
    return a_message(*clients, law=law, **draw(_changes))


_changes = st.fixed_dictionaries(
    {},
    optional={
        "period": periods,
        "dated": any_day,
        "declaration_dated": any_day,
        "total": st.sampled_from([0, 1, 999_999_999_999]),
        "total_credit": st.booleans(),
        "sender": st.sampled_from([PROVIDER, "00000000"]),
        "receiver": st.sampled_from([MUNICIPALITY, "9999"]),
    },
)


@st.composite
def allocations(draw: st.DrawFn, number: int) -> Allocation:
    """An allocation: specific, for a category, or without either; seldom a deleted one."""
    period = draw(st.sampled_from([YEAR, YEAR, APRIL, BROKEN]))
    category, code = draw(st.sampled_from([*PRODUCTS[:3], ("01", None), (None, None)]))
    extent = draw(_extents if code else _budgets)
    return Allocation(
        number=number, version=number, start=period.start, category=category, code=code,
        end=draw(st.sampled_from([None, period.end])), deleted=draw(seldom), **extent,
    )  # fmt: skip


_extents = st.fixed_dictionaries(
    {
        "volume": st.sampled_from((1, 4, 5, 61, 200)),
        "unit": st.sampled_from(("01", "04", "04", "04", "82", "83")),
        "frequency": st.sampled_from("1246"),
    },
    optional={"budget": st.just(5_000)},
)
_budgets = st.fixed_dictionaries({"budget": st.sampled_from((None, 5_000, 80_000))})


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A snapshot about both clients that may stop a message at its header or declaration."""
    known = draw(judging_facts())
    return replace(
        known,
        today=draw(any_day),
        municipality_listed=not draw(seldom),
        identification_used=draw(seldom),
        number_used=draw(seldom),
        last_period=draw(st.none() | any_day),
    )


@st.composite
def judging_facts(draw: st.DrawFn) -> Facts:
    """A snapshot in which nothing stops a message before its lines."""
    allocated = {
        bsn: {n: draw(allocations(n)) for n in numbers}
        for bsn, numbers in NUMBERS.items()
        if not draw(seldom)
    }
    tariffs = {
        product: tuple(draw(st.lists(_tariffs, min_size=1, max_size=2, unique_by=lambda t: t.unit)))
        for product in PRODUCTS[:3]
        if not draw(seldom)
    }
    known = Facts(
        today=date(2023, 5, 10), allocations=allocated, tariffs=tariffs,
        categories={code: frozenset({category}) for category, code in tariffs},
        used_references=frozenset({"R6"}),
    )  # fmt: skip
    earlier = [
        EarlierDebit(bsn, replace(line, reference=f"P{number}"), not draw(seldom), draw(seldom))
        for bsn, numbers in NUMBERS.items()
        for number in numbers
        if (line := draw(fitting_lines(known, bsn, number, MARCH))).amount
    ]
    counts = [each.line for each in earlier if each.awarded and not each.credited]
    return replace(
        known,
        earlier={each.line.reference: each for each in earlier},
        live_debits=frozenset(
            (each.allocation, each.category, each.code, each.month) for each in counts
        ),
        awarded=awarded_after(known, *counts),
    )


_tariffs = st.builds(
    Tariff,
    contract=st.just(1),
    version=st.just(1),
    unit=st.sampled_from(("04", "04", *UNITS)),
    cents=st.sampled_from(CENTS),
    start=seldom.map(lambda late: date(2023, 4, 2) if late else date(2021, 1, 1)),
    end=st.just(date(2030, 12, 31)),
)


@st.composite
def fitting_lines(draw: st.DrawFn, known: Facts, bsn: str, number: int, month: Period) -> Line:
    """A debit that fits allocation and contract as far as there is something to fit."""
    allocated = known.allocations.get(bsn, {}).get(number)
    product = draw(st.sampled_from(PRODUCTS[:3]))
    start, end = month.start, month.end
    if allocated:
        product = allocated.category or product[0], allocated.code or product[1]
        if allocated.start.replace(day=1) == month.start:
            start, end = allocated.start, min(allocated.end or month.end, month.end)
    agreed = known.tariffs.get(product, ())
    unit = (allocated and allocated.unit) or (agreed[0].unit if agreed else "04")
    volume = draw(st.sampled_from(VOLUMES))
    tariff = None if unit == EUROS else agreed_tariff(agreed, unit) or 0
    amount = volume if tariff is None else agreed_amount(agreed, unit, volume, tariff)
    return a_line(
        reference="NEW", allocation=number, category=product[0], code=product[1], unit=unit,
        start=start, end=end, volume=volume, tariff=tariff, amount=amount or 0,
    )  # fmt: skip


@st.composite
def _declared(draw: st.DrawFn, known: Facts, bsn: str) -> Line:
    """A debit or credit of one client, seldom with something wrong."""
    number = draw(st.sampled_from(NUMBERS[bsn]))
    debit = known.earlier.get(f"P{number}")
    if debit and draw(st.booleans()):
        line = a_credit(debit.line)
    else:
        line = draw(fitting_lines(known, bsn, number, draw(st.sampled_from([MARCH, APRIL]))))
    line = replace(line, reference=f"R{draw(st.integers(1, 30))}")
    if draw(seldom):
        slips = {"amount": 3, "tariff": 5, "allocation": 99, "code": "01A04", "unit": "16"}
        name = draw(st.sampled_from(sorted(slips)))
        if line.unit != EUROS:
            line = replace(line, **{name: slips[name]})
    return line


def _debit_key(line: Line) -> Hashable:
    if line.credit:
        return line.reference
    return line.allocation, line.category, line.code, line.start, line.end


@st.composite
def situations(draw: st.DrawFn) -> tuple[Message, Facts]:
    """A message that mostly keeps the rules within one message, with the facts about it."""
    known = draw(judging_facts())
    people = draw(st.lists(st.sampled_from([BSN, OTHER_BSN]), min_size=1, max_size=2, unique=True))
    clients = []
    for bsn in people:
        unique: Any = (
            lambda line: line.reference,
            lambda line: line.previous_reference or line.reference,
            _debit_key,
        )
        own = st.lists(_declared(known, bsn), min_size=1, max_size=5, unique_by=unique)
        clients.append(Client(bsn, tuple(draw(own))))
    return a_message(*clients), known
