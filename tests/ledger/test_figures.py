"""Whatever is booked and paid, in any order: the books add up, and all ways to look agree."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.figures import PER, Between, Cell, Figures, total, year_of
from portal.ledger.journal import spread
from portal.ledger.service import Booking
from portal.ledger.settling import settlements

CENTS = st.integers(-(10**9), 10**9)
BETWEEN = st.builds(
    Between, st.integers(1, 2), st.integers(1, 3), st.integers(0, 4), st.sampled_from(["wmo", "x"])
)
MONTHS = st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(lambda day: day.replace(day=1))


@st.composite
def judged(draw: st.DrawFn) -> Cell:
    """What a judged message books."""
    awarded, rejected, parked = draw(CENTS), draw(CENTS), draw(CENTS)
    booking = Booking(awarded + rejected + parked, awarded, rejected, parked)
    figures = Figures(booking.declared, booking.awarded, booking.rejected, booking.parked)
    return Cell(draw(MONTHS), draw(BETWEEN), figures)


@given(st.lists(judged(), max_size=12), st.sampled_from(PER), MONTHS, st.data())
def test_the_identities_hold_after_any_bookings_and_payments(
    cells: list[Cell], per: str, paid_in: date, data: st.DataObject
) -> None:
    unpaid: dict[Between, int] = {}
    for cell in cells:
        unpaid[cell.between] = unpaid.get(cell.between, 0) + cell.figures.awarded
    places = data.draw(st.permutations(sorted(unpaid, key=str)))
    if sum(unpaid.values()) > 0 and data.draw(st.booleans()):
        nets: dict[int | None, int] = {
            index: unpaid[between] for index, between in enumerate(places)
        }
        for index, done in settlements(nets).items():
            assert index is not None
            figures = Figures(paid=done.paid, set_off=done.set_off)
            cells = [*cells, Cell(paid_in, places[index], figures)]
            unpaid[places[index]] -= done.settled
    year = year_of(cells, unpaid, 2026, per)
    assert year.whole.ever.adds_up
    assert year.whole.ever.payable == year.whole.unpaid == sum(unpaid.values())
    assert all(group.in_order for group in year.groups)
    assert year.closing == (year.months[-1].payable if year.months else 0)
    assert total(group.figures for group in year.groups) == year.figures
    for group in year.groups:
        assert year_of(cells, unpaid, 2026, per, group.key).figures == group.figures


@given(CENTS, st.dictionaries(st.sampled_from(["01", "02", "03"]), CENTS))
def test_a_booking_is_spread_over_products_to_the_cent(cents: int, parts: dict[str, int]) -> None:
    assert sum(spread(cents, parts).values()) == cents


def test_a_cent_too_many_is_seen() -> None:
    between = Between(1, 1, 1, "wmo")
    cell = Cell(date(2026, 1, 1), between, Figures(declared=10, awarded=10))
    assert not year_of([cell], {between: 9}, 2026, "contract").whole.in_order
    off = Cell(date(2026, 1, 1), between, Figures(declared=11, awarded=10))
    assert not year_of([off], {between: 10}, 2026, "contract").whole.in_order
