"""All pages of the topic, hung on their one blueprint."""

from portal.approvals import declaration_views, mandate_views, views
from portal.approvals.blueprint import approvals

__all__ = ["approvals", "declaration_views", "mandate_views", "views"]
