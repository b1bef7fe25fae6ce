"""The pages of this topic, for the application to register."""

from portal.lumpsum import drawdown_views, settle_views, views, volume_views
from portal.lumpsum.blueprint import lumpsum

__all__ = ["drawdown_views", "lumpsum", "settle_views", "views", "volume_views"]
