"""Every page of this topic, for the application to register."""

from portal.evidence import sample_views, views
from portal.evidence.blueprint import evidence

__all__ = ["evidence", "sample_views", "views"]
