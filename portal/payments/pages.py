"""Every page of payments: importing this module hangs them on the blueprint."""

from portal.payments import bank_views, own_views, run_bank_views, run_views
from portal.payments.blueprint import payments

__all__ = ["bank_views", "own_views", "payments", "run_bank_views", "run_views"]
