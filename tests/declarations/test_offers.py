"""Two contracts may not offer the same for one day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declarations.model import Law
from declarations.offers import Offer, Subject, clashes

START = date(2023, 1, 1)
CARE = Subject("65656055", Law.WMO, "0384", "01", "01A03")
OTHER = CARE._replace(code="01A04")


def offer(contract: str, first: int, last: int, subject: Subject = CARE) -> Offer:
    return Offer(contract, subject, START + timedelta(first), START + timedelta(last))


def test_a_shared_day_is_a_clash():
    one, two = offer("a", 0, 10), offer("b", 10, 20)
    assert clashes([two, one]) == [(one, two)]


def test_the_next_day_is_not():
    assert clashes([offer("a", 0, 10), offer("b", 11, 20)]) == []


def test_another_product_is_not():
    assert clashes([offer("a", 0, 10), offer("b", 0, 10, OTHER)]) == []


def test_one_contract_does_not_clash_with_itself():
    assert clashes([offer("a", 0, 10), offer("a", 5, 20)]) == []


offers = st.lists(
    st.builds(
        lambda contract, first, length, subject: offer(contract, first, first + length, subject),
        st.sampled_from("abc"),
        st.integers(0, 20),
        st.integers(0, 10),
        st.sampled_from([CARE, OTHER]),
    ),
    max_size=8,
)


@given(offers)
def test_no_clash_is_missed_and_none_is_invented(found):
    truly = [
        (one, two)
        for one in found
        for two in found
        if one.contract != two.contract
        and one.subject == two.subject
        and one.start <= two.end
        and two.start <= one.end
    ]
    named = clashes(found)
    assert bool(named) == bool(truly)
    assert all(pair in truly for pair in named)
