"""Which days are off."""

from datetime import date

import pytest

from declarations.working_days import add_working_days
from portal.terms.calendar import holidays_around, public_holidays


def test_days_off_of_a_year() -> None:
    """The general holidays of 2025; 18 April (Good Friday) and 5 May are worked on."""
    assert public_holidays([2025]) == frozenset(
        date(2025, month, day)
        for month, day in (
            (1, 1), (4, 20), (4, 21), (4, 26), (5, 29), (6, 8), (6, 9), (12, 25), (12, 26),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 3, 30), date(2026, 4, 14)),  # Good Friday counts, Easter Monday does not
        (date(2026, 4, 20), date(2026, 5, 5)),  # King's Day does not, 5 May does
        (date(2026, 5, 8), date(2026, 5, 26)),  # neither Ascension nor Whit Monday
        (date(2026, 12, 22), date(2027, 1, 7)),  # Christmas and New Year; 26 is a Saturday
        (date(2028, 2, 17), date(2028, 3, 2)),  # over 29 February
        (date(2026, 3, 23), date(2026, 4, 7)),  # over the night the clock goes forward
    ],
)
def test_ten_working_days(start: date, end: date) -> None:
    """The term to answer, over each kind of day off."""
    assert add_working_days(start, 10, holidays_around(start)) == end


def test_no_years_no_days() -> None:
    """Nothing asked, nothing given."""
    assert public_holidays([]) == frozenset()
