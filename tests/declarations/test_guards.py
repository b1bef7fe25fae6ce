"""What holds a payment until somebody looked at it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.guards import FIRST_LIMIT, SENTENCES, Payee, guard, same_name

KNOWN = Payee("Zorg BV", "NL91ABNA0417164300", "Zorg B.V.", (), "NL91ABNA0417164300", (1000,) * 3)


def codes(payee: Payee, cents: int = 1000) -> list[str]:
    return [each.code for each in guard(payee, cents)]


def changed(**values: object) -> Payee:
    fields = {name: getattr(KNOWN, name) for name in Payee.__dataclass_fields__}
    return Payee(**{**fields, **values})


def test_a_payment_like_those_before_goes_out():
    assert codes(KNOWN) == []


@pytest.mark.parametrize(
    ("values", "cents", "code"),
    [
        ({"previous_iban": "NL20INGB0001234567"}, 1000, "iban-changed"),
        ({"others": ("Ander",)}, 1000, "iban-shared"),
        ({"holder": "J. Jansen"}, 1000, "name-differs"),
        ({}, 3001, "unusual-amount"),
        ({"earlier": (), "previous_iban": None}, FIRST_LIMIT + 1, "first-payment"),
    ],
)
def test_each_guard(values, cents, code):
    assert codes(changed(**values), cents) == [code]


def test_exactly_at_a_limit_goes_out():
    assert codes(KNOWN, 3000) == []
    assert codes(changed(earlier=(), previous_iban=None), FIRST_LIMIT) == []


def test_only_the_last_payments_tell_what_is_usual():
    assert codes(changed(earlier=(1000,) * 6 + (90_000,) * 20), 3001) == ["unusual-amount"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Stichting De Wilgentak", "de wilgentak", True),
        ("Zorg Één", "ZORG EEN", True),
        ("Zorg & Co", "Zorg Co.", True),
        ("Zorg Noord", "Zorg Zuid", False),
        ("BV", "NV", False),
    ],
)
def test_when_two_names_are_one(one, other, same):
    assert same_name(one, other) is same


@given(st.text(max_size=40))
def test_a_name_is_always_itself(name):
    assert same_name(name, name)


@given(st.lists(st.integers(1, 10**9), max_size=12), st.integers(1, 10**10))
def test_every_guard_has_a_sentence_that_takes_its_values(earlier, cents):
    payee = changed(earlier=tuple(earlier), others=("A",), holder="X", previous_iban="NL1")
    for hold in guard(payee, cents):
        sentence = SENTENCES[hold.code]
        assert sentence.nl.format(**hold.values) and sentence.en.format(**hold.values)
