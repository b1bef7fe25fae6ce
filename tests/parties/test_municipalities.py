"""The list of municipalities that ships with the portal."""

from datetime import date

import pytest

from portal.parties.service import known_codes, listed

TODAY = date(2026, 11, 24)


def test_the_list_is_whole():
    assert len(known_codes()) == 342
    assert all(len(code) == 4 and code.isdigit() for code in known_codes())


@pytest.mark.parametrize("code", ["0384", "0855", "0983", "1961"])
def test_a_municipality_that_exists(code):
    assert listed(code, TODAY)


@pytest.mark.parametrize("code", ["0000", "9999", "0620", "384", ""])
def test_a_municipality_that_does_not(code):
    assert not listed(code, TODAY)


def test_before_the_first_list_the_first_list_counts():
    assert listed("0384", date(2021, 1, 1))
