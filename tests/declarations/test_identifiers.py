"""Numbers that prove themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.identifiers import (
    is_test_number,
    passes_eleven_test,
    without_citizen_numbers,
)
from tests.builders import citizen_numbers


@pytest.mark.parametrize(
    ("bsn", "passes"),
    [("999900006", True), ("999900007", False), ("000000000", True), ("111222333", True),
     ("123456782", True), ("123456789", False)],
)  # fmt: skip
def test_of_eleven(bsn: str, passes: bool) -> None:
    assert passes_eleven_test(bsn) is passes


@given(st.integers(0, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: int, place: int, shift: int) -> None:
    bsn = f"{number:09}"
    wrong = f"{bsn[:place]}{(int(bsn[place]) + shift) % 10}{bsn[place + 1:]}"
    assert not (passes_eleven_test(bsn) and passes_eleven_test(wrong))


@pytest.mark.parametrize(
    ("bsn", "test"),
    [("999900005", False), ("999900006", True), ("999999990", True), ("999999991", False),
     ("000000000", False), ("111222333", False)],
)  # fmt: skip
def test_range_set_apart_for_tests(bsn: str, test: bool) -> None:
    assert is_test_number(bsn) is test


def test_citizens_in_tests_come_from_that_range() -> None:
    numbers = list(citizen_numbers())
    assert all(map(is_test_number, numbers)) and all(map(passes_eleven_test, numbers))
    assert numbers[0] == "999900006"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("999900006", "•" * 9), ("RN-999900006-A", f"RN-{'•' * 9}-A"), ("999900007", "999900007"),
     ("1999900006", "1999900006"), ("RN001", "RN001"), ("", ""),
     ("bel 9999 00 006!", f"bel {'•' * 11}!"), ("9999.00.006", "•" * 11),
     ("9999-00-006", "•" * 11), ("９９９９０0006", "•" * 9), ("9999  00006", "9999  00006"),
     ("06 12 34 56 78", "06 12 34 56 78"), ("2026-11-22 10:20", "2026-11-22 10:20")],
)  # fmt: skip
def test_a_citizen_number_is_blotted_out_of_text(text: str, shown: str) -> None:
    assert without_citizen_numbers(text) == shown
