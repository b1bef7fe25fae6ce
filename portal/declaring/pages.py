"""All pages of the topic, hung on their one blueprint."""

from portal.declaring import (
    draft_views,
    mend_views,
    municipal_views,
    nil_views,
    special_views,
    views,
)
from portal.declaring.blueprint import declaring

__all__ = [
    "declaring", "draft_views", "mend_views", "municipal_views", "nil_views", "special_views",
    "views",
]  # fmt: skip
