"""Contracts: loading them from a region file, and what judging asks of them."""

from portal.contracts.current import categories_of, tariffs_for
from portal.contracts.files import RegionFileMissing, open_region, shipped_regions
from portal.contracts.loading import load_region

__all__ = [
    "RegionFileMissing",
    "categories_of",
    "load_region",
    "open_region",
    "shipped_regions",
    "tariffs_for",
]
