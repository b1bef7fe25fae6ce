"""Whatever is filled in within the allocations: the message is valid and everything is awarded."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import Allocation, Facts, Tariff
from declarations.findings import Outcome
from declarations.model import Law, Period
from declarations.rules import RULEBOOK
from portal.allocations.declarable import Declarable, Market
from portal.clock import FixedClock
from portal.declaring.drafts import Draft
from portal.declaring.messages import bytes_of, message_of
from portal.declaring.rows import Row, from_json, to_json
from portal.declaring.sheet import Sheet
from portal.declaring.working import Ground, worked_row
from schemas.istandaarden.declaration import read_declaration
from tests.builders import MUNICIPALITY, PROVIDER, citizen_numbers

APRIL = date(2023, 4, 1)
TODAY = date(2023, 5, 10)
LONG = (date(2021, 1, 1), date(2030, 12, 31))
PRODUCTS = {
    ("01", "01A03"): "04",
    ("01", "01A04"): "01",
    ("02", "02A05"): "16",
    ("02", "02A06"): "83",
}
NUMBERS = [number for number, _ in zip(citizen_numbers(), range(4), strict=False)]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Sheet, Facts, dict[int, str]]:
    """A filled draft with the facts its message will be judged on."""
    law = Law.WMO
    tariffs = {
        product: (Tariff(1, 1, unit, None if unit == "83" else draw(st.integers(1, 9000)), *LONG),)
        for product, unit in PRODUCTS.items()
    }
    held, rows, clients = {}, [], {}
    for number in range(1, draw(st.integers(1, 8)) + 1):
        client = draw(st.integers(0, len(NUMBERS) - 1))
        product = draw(st.sampled_from(sorted(PRODUCTS)))
        specific = draw(st.booleans())
        allocated = Allocation(
            number, number, draw(st.dates(date(2022, 1, 1), date(2023, 4, 30))),
            draw(st.none() | st.dates(date(2023, 4, 30), date(2024, 1, 1))), product[0],
            product[1] if specific else None, volume=100_000_000 if specific else None,
            unit=PRODUCTS[product] if specific else None, frequency="4" if specific else None,
        )  # fmt: skip
        held[number] = Declarable(number, client, allocated)
        clients[client] = NUMBERS[client]
        unit = PRODUCTS[product]
        if unit == "04" and draw(st.booleans()):
            unit = "01"
        volume = draw(st.none() | st.integers(0, 10_000))
        rows.append(Row(number, client, number, APRIL, *product, unit, volume))
    rows[0] = rows[0].changed(volume=draw(st.integers(1, 10_000)))
    ground = Ground(held, tariffs, clients, {}, frozenset())
    market = Market(1, 1, law)
    now = FixedClock.on(TODAY).now()
    draft = Draft(1, "b" * 16, 1, 1, law, APRIL, "lines", None, draw(st.integers(1, 99_999_999)), 1,
                  now, None, from_json(to_json(rows)))  # fmt: skip
    worked = tuple(worked_row(row, market, ground) for row in draft.rows)
    sheet = Sheet(draft, worked, Period(APRIL, date(2023, 4, 30)))
    known = {
        bsn: {n: h.allocated for n, h in held.items() if h.client_id == client}
        for client, bsn in clients.items()
    }
    categories = {code: frozenset({category}) for category, code in PRODUCTS}
    return sheet, Facts(TODAY, allocations=known, tariffs=tariffs, categories=categories), clients


@given(sheets())
def test_the_schema_accepts_and_the_rules_award(made):
    sheet, facts, clients = made
    assert sheet.ready
    data = bytes_of(message_of(sheet, PROVIDER, MUNICIPALITY, clients, TODAY))
    message = read_declaration(data)
    verdict = assess(message, facts, RULEBOOK)
    assert (verdict.outcome, verdict.findings) == (Outcome.AWARDED, ())
    assert verdict.awarded_cents == sheet.total == sum(each.signed_cents for each in sheet.filled)
    assert len(list(message.lines())) == sum(bool(row.volume) for row in sheet.draft.rows)


@given(sheets())
def test_what_sixty_units_cost_gives_the_price_of_any_volume(made):
    """The page reckons along while somebody types, without asking."""
    sheet, _, _ = made
    for each in sheet.rows:
        assert each.sixty is not None
        priced = (2 * (each.row.volume or 0) * each.sixty + 60) // 120
        assert each.amount is None or priced == each.amount
