"""Every kind of thing that people act upon, as tests call it."""

from __future__ import annotations

from tests.statuses.contracting import CHANGES, PROPOSING_CHANGE
from tests.statuses.deciding import APPROVALS, MANDATES, PROPOSING, REVIEWS
from tests.statuses.drawing import ASKING, DRAWDOWNS, PROPOSING_SETTLEMENT, SETTLEMENTS
from tests.statuses.paying import ACCOUNTS, DRAWING_UP, PAYMENTS, RUNS

DRIVERS = (
    APPROVALS, MANDATES, REVIEWS, RUNS, PAYMENTS, ACCOUNTS, DRAWDOWNS, SETTLEMENTS, CHANGES,
)  # fmt: skip
BEGINNINGS = (PROPOSING, DRAWING_UP, ASKING, PROPOSING_SETTLEMENT, PROPOSING_CHANGE)
