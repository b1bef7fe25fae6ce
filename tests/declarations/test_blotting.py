"""No citizen number stays in a text, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.blotting import blotted
from declarations.identifiers import passes_eleven_test

NUMBERS = st.from_regex(r"[0-9]{9}", fullmatch=True).filter(passes_eleven_test)


@given(NUMBERS, st.lists(st.sampled_from(["", " ", ".", "-", " . "[:2]]), min_size=8, max_size=8))
def test_a_number_is_blotted_out_whatever_stands_between_its_digits(number, between):
    written = number[0] + "".join(
        sign + digit for sign, digit in zip(between, number[1:], strict=True)
    )
    found = blotted(f"Gaat het om {written}?")
    assert not any(letter.isdigit() for letter in found)
    assert found.startswith("Gaat het om •") and found.endswith("?")


@pytest.mark.parametrize(
    "text",
    [
        "Op 6 mei 2026 om 9.12 uur, 12 uur te veel.",
        "€ 1.250,00 voor 40 uur",
        "Bel 06 12345678",
        "999990018",  # fails the test of eleven
        "1999990019",  # ten digits are something else
        "",
    ],
)
def test_other_numbers_stay(text):
    assert blotted(text) == text
