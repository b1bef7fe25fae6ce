"""Contracts: loading them from a region file, and what judging asks of them."""

from portal.contracts.current import Agreed, Answering, agreed_with, categories_of, tariffs_for
from portal.contracts.files import RegionFileMissing, open_region, shipped_regions
from portal.contracts.loading import load_region
from portal.contracts.sellers import sellers_in

__all__ = [
    "Agreed",
    "Answering",
    "RegionFileMissing",
    "agreed_with",
    "categories_of",
    "load_region",
    "open_region",
    "sellers_in",
    "shipped_regions",
    "tariffs_for",
]
