"""Region files (TOML): the parties, contracts and accounts of one region."""

from schemas.region.reading import read_region
from schemas.region.values import (
    Account,
    Budget,
    Contract,
    Municipality,
    Problem,
    Product,
    Provider,
    Region,
    RegionRefused,
)

__all__ = [
    "Account",
    "Budget",
    "Contract",
    "Municipality",
    "Problem",
    "Product",
    "Provider",
    "Region",
    "RegionRefused",
    "read_region",
]
