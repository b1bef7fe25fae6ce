"""All pages of the topic, hung on its one blueprint."""

from portal.intake import batch_views, message_views, outcome_views, parked_views, refusal_views
from portal.intake.blueprint import intake

__all__ = [
    "batch_views",
    "intake",
    "message_views",
    "outcome_views",
    "parked_views",
    "refusal_views",
]
