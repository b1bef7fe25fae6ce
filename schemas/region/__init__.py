"""Region files (TOML): the parties, contracts and accounts of one region."""

from schemas.region.ceilings import RegionCeiling, Share
from schemas.region.purchasing import Structure
from schemas.region.reading import read_region
from schemas.region.values import (
    Account,
    Budget,
    Contract,
    Member,
    Municipality,
    Problem,
    Product,
    Provider,
    Region,
    RegionRefused,
)
from schemas.region.writing import write_contract, write_provider, write_region

__all__ = [
    "Account",
    "Budget",
    "Contract",
    "Member",
    "Municipality",
    "Problem",
    "Product",
    "Provider",
    "Region",
    "RegionCeiling",
    "RegionRefused",
    "Share",
    "Structure",
    "read_region",
    "write_contract",
    "write_provider",
    "write_region",
]
