"""All pages of the topic, hung on its one blueprint."""

from portal.allocations import client_views, views
from portal.allocations.blueprint import allocations

__all__ = ["allocations", "client_views", "views"]
