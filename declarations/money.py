"""Arithmetic on eurocents: integers only, rounded in one way only."""

from __future__ import annotations

MINUTES_PER_HOUR = 60


def round_half_up(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative integers, a half rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def minutes_amount(hour_tariff: int, minutes: int) -> int:
    """Eurocents for minutes at an hour tariff in eurocents, rounded once (IV081)."""
    return round_half_up(hour_tariff * minutes, MINUTES_PER_HOUR)


def minute_tariff(hour_tariff: int) -> int:
    """The tariff per minute that a message shows for an hour tariff; both eurocents (IV081)."""
    return round_half_up(hour_tariff, MINUTES_PER_HOUR)
