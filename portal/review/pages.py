"""All pages about looking at lines, put together."""

from portal.review import line_views, plan_views, provider_views, queue_views
from portal.review.blueprint import review

__all__ = ["line_views", "plan_views", "provider_views", "queue_views", "review"]
