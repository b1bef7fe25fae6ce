"""Breaks of the sums by month of care."""

from __future__ import annotations

from tests.check.breaks_of_money import Break, unguarded

OF_LINES = "messages whose sums by month of care are not those of their lines"
BOOKED = "messages whose sums by month of care are not what was booked"
PAID = "contracts whose sum of what was paid is not what was booked"
SWAPPED = (  # as much paid in all, so that by stage nothing seems to have moved
    "UPDATE care_sum SET cents = cents + 1 WHERE stage = 'paid';"
    " UPDATE stage SET cents = cents + 1 WHERE stage = 'paid'"
)

BREAKS = (
    Break(4, OF_LINES, "UPDATE care_sum SET cents = cents + 1"),
    Break(4, OF_LINES, "UPDATE care_sum SET line_count = line_count + 1"),
    Break(4, OF_LINES, "UPDATE care_sum SET month = '2023-03-01'"),
    Break(4, OF_LINES, "UPDATE care_sum SET contract_id = NULL"),
    Break(4, OF_LINES, "DELETE FROM care_sum WHERE stage = 'paid'"),
    Break(4, OF_LINES, unguarded("care_sum", "line_count") + "UPDATE care_sum SET line_count = 0"),
    Break(14, BOOKED, "UPDATE care_sum SET cents = cents + 1 WHERE stage = 'rejected'"),
    Break(14, BOOKED, "UPDATE care_sum SET stage = 'parked' WHERE stage = 'rejected';"
          " UPDATE care_sum SET stage = 'blocked' WHERE stage = 'parked'"),
    Break(14, BOOKED, "UPDATE care_sum SET contract_id = NULL"),
    Break(14, PAID, SWAPPED),
)  # fmt: skip
