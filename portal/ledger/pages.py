"""The blueprint with all its routes on it."""

from portal.ledger import closing_views, journal_views, views, year_views
from portal.ledger.blueprint import ledger

__all__ = ["closing_views", "journal_views", "ledger", "views", "year_views"]
