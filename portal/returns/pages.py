"""All pages of the topic, hung on its one blueprint."""

from portal.returns import views
from portal.returns.blueprint import returns

__all__ = ["returns", "views"]
