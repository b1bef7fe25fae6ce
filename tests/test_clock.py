"""The day it is in the Netherlands."""

from datetime import UTC, date, datetime

import pytest

from portal.clock import Clock, FixedClock


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),  # winter: an hour ahead
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),  # summer: two hours
        (datetime(2028, 2, 28, 23, 30, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_today_is_the_dutch_day(instant: datetime, day: date) -> None:
    assert FixedClock(instant).today() == day


def test_a_clock_can_be_told_the_day() -> None:
    assert FixedClock.on(date(2023, 5, 10)).today() == date(2023, 5, 10)
    assert FixedClock.on(date(2023, 5, 10)).now() == datetime(2023, 5, 10, 10, tzinfo=UTC)


def test_a_clock_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_machine_tells_utc() -> None:
    assert Clock().now().tzinfo is UTC
