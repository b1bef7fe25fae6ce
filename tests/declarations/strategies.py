"""Random messages and facts, drawn from few values so that they meet each other often."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from declarations.facts import Allocation, EarlierDebit, Facts, Tariff
from declarations.model import Client, Law, Line, Message, Period
from tests.builders import BSN, MUNICIPALITY, OTHER_BSN, PROVIDER, a_line, a_message

UNITS = ("01", "04", "14", "16", "82", "83", "84")
REFERENCES = ("R1", "R2", "R3", "R4", " R1", "é")
NUMBERS = (1, 2, 3)
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
APRIL = Period(date(2023, 4, 1), date(2023, 4, 30))
MARCH = Period(date(2023, 3, 1), date(2023, 3, 31))
BROKEN = Period(date(2023, 4, 10), date(2023, 4, 20))

any_day = st.one_of(st.sampled_from(NEAR), st.dates(), st.sampled_from([date.min, date.max]))
periods = st.one_of(
    st.sampled_from([APRIL, MARCH, BROKEN, BROKEN]), st.builds(Period, any_day, any_day)
)


@st.composite
def lines(draw: st.DrawFn, usual: bool = False, law: Law = Law.WMO, huge: bool = False) -> Line:
    """A line; a ``usual`` one keeps the rules within one message, so that it gets judged.

    A ``huge`` one may hold numbers beyond what the schema allows.
    """
    months = (APRIL, MARCH, BROKEN)
    period = draw(st.sampled_from(months) if usual else periods)
    category, code = draw(st.sampled_from(PRODUCTS))
    category = f"4{category[1]}" if law is Law.YOUTH else category
    unit = draw(st.sampled_from(UNITS))
    credit = draw(st.booleans())
    volume, cents = draw(st.sampled_from(VOLUMES)), draw(st.sampled_from(CENTS))
    tariff = None if unit == "83" else cents
    amount = volume if tariff is None else volume * tariff
    line = a_line(
        reference=draw(st.sampled_from(REFERENCES)), credit=credit, unit=unit, volume=volume,
        previous_reference=f"P{draw(st.sampled_from(NUMBERS))}" if credit else None,
        allocation=draw(st.sampled_from(NUMBERS)), category=category, code=code,
        start=period.start, end=period.end, tariff=tariff, amount=amount,
    )  # fmt: skip
    if usual:
        return line
    return replace(line, **draw(_oddities) | (draw(_huge) if huge else {}))


_huge = st.fixed_dictionaries(
    {}, optional={"amount": st.integers(0, 10**30), "volume": st.integers(0, 10**30)}
)
_amounts = {"amount": st.sampled_from([*CENTS, 99_999_999]), "volume": st.sampled_from(VOLUMES)}
_oddities = st.fixed_dictionaries(
    {},
    optional=_amounts
    | {
        "previous_reference": st.sampled_from([None, *REFERENCES]),
        "tariff": st.sampled_from([None, *CENTS, 99_999_999]),
        "allocation": st.sampled_from([0, 999_999_999]),
    },
)


@st.composite
def messages(draw: st.DrawFn, usual: bool = False, huge: bool = False) -> Message:
    """A message that its schema lets through; a ``usual`` one is mostly free of level-2 faults.

    ``huge`` is as for ``lines``; a usual message is about Wmo, as the facts below are.
    """
    law = Law.WMO if usual else draw(st.sampled_from([Law.WMO, Law.YOUTH]))
    numbers = st.sampled_from([BSN, OTHER_BSN] if usual else [BSN, OTHER_BSN, "000000000",
                                                              "999900007"])  # fmt: skip
    people = draw(st.lists(numbers, min_size=1, max_size=3, unique=usual))
    each = st.lists(lines(usual, law, huge), min_size=1, max_size=5)
    clients = tuple(Client(bsn, tuple(draw(each))) for bsn in people)
    changes: dict[str, Any] = {} if usual else draw(_changes)
    return a_message(*clients, law=law, **changes)


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
    """An allocation: specific, for a category, or without either."""
    period = draw(st.sampled_from([Period(date(2023, 1, 1), date(2023, 12, 31)), APRIL, BROKEN]))
    category, code = draw(st.sampled_from([*PRODUCTS, ("01", None), (None, None)]))
    return Allocation(
        number=number, version=number, start=period.start,
        end=draw(st.sampled_from([None, period.end])), category=category, code=code,
        unit=draw(st.sampled_from(UNITS)) if code else None,
        deleted=draw(st.integers(0, 5)) == 0,
    )  # fmt: skip


@st.composite
def facts(draw: st.DrawFn, judged: bool = False) -> Facts:
    """A snapshot; with ``judged`` nothing in it stops a message at its header or declaration."""
    known = {
        bsn: {n: draw(allocations(n)) for n in NUMBERS}
        for bsn in draw(st.lists(st.sampled_from([BSN, OTHER_BSN]), unique=True))
    }
    tariffs = {
        product: tuple(draw(st.lists(_tariffs, max_size=2, unique_by=lambda t: t.unit)))
        for product in draw(st.lists(st.sampled_from(PRODUCTS), unique=True))
    }
    earlier = {
        f"P{n}": EarlierDebit(
            draw(st.sampled_from([BSN, OTHER_BSN])),
            replace(draw(lines(usual=True)), credit=False, previous_reference=None),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for n in NUMBERS
    }
    keys = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(PRODUCTS), st.sampled_from(
        [APRIL.start, MARCH.start]))  # fmt: skip
    stopped = st.just(False) if judged else st.booleans()
    return Facts(
        today=date(2023, 5, 10) if judged else draw(any_day),
        municipality_listed=not draw(stopped),
        identification_used=draw(stopped),
        number_used=draw(stopped),
        last_period=None if judged else draw(st.none() | any_day),
        allocations=known,
        tariffs=tariffs,
        categories={code: frozenset({category}) for category, code in tariffs},
        used_references=draw(st.frozensets(st.sampled_from(REFERENCES), max_size=2)),
        earlier=earlier,
        live_debits=frozenset(
            (n, *product, month) for n, product, month in draw(st.lists(keys, max_size=3))
        ),
    )


_tariffs = st.builds(
    Tariff,
    contract=st.just(1),
    version=st.just(1),
    unit=st.sampled_from(UNITS),
    cents=st.sampled_from(CENTS),
    start=st.sampled_from([date(2021, 1, 1), date(2023, 4, 1), date(2023, 4, 2)]),
    end=st.just(date(2030, 12, 31)),
)
