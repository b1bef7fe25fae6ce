"""What is chosen to be paid: sums, terms, and credits that wait for their debit."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declarations.model import Law
from portal.intake.payable import PayableLine
from portal.payments.choosing import choose, grouped

FIRST = date(2026, 1, 1)


@st.composite
def approved(draw):
    """Approved lines of a few providers, some of them credits of lines among or before them."""
    debits = [
        PayableLine(
            number, 1, 1, draw(st.integers(1, 3)), draw(st.sampled_from(Law)), 1,
            draw(st.integers(0, 10_000)), FIRST + timedelta(days=draw(st.integers(0, 40))),
        )
        for number in range(1, draw(st.integers(0, 12)) + 1)
    ]  # fmt: skip
    here = [each for each in debits if draw(st.booleans())]
    credits = [
        PayableLine(100 + each.id, 2, 1, each.provider_id, each.law, 1, -each.cents, each.dated,
                    each.id)
        for each in debits
        if draw(st.booleans())
    ]  # fmt: skip
    paid = {each.id for each in debits if each not in here and draw(st.booleans())}
    return [*here, *credits], paid


@given(approved(), st.one_of(st.none(), st.integers(20, 80)))
def test_what_is_chosen(world, days):
    lines, paid = world
    until = None if days is None else FIRST + timedelta(days=days)
    chosen = choose(lines, paid, until)
    ids = {each.id for each in chosen}
    for each in lines:
        if each.takes_back is None:
            assert (each.id in ids) == (until is None or each.pay_before <= until)
        else:
            assert (each.id in ids) == (each.takes_back in ids or each.takes_back in paid)
    groups = grouped(chosen, {})
    assert sum(group.net_cents for group in groups) == sum(each.cents for each in chosen)
    assert sorted(line.id for group in groups for line in group.lines) == sorted(ids)
    for group in groups:
        assert group.net_cents == group.debit_cents - group.credit_cents
        assert group.debit_cents >= 0 and group.credit_cents >= 0
        assert group.oldest + timedelta(days=30) == group.pay_before
