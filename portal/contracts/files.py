"""Finding a region file: one that ships with the portal, by name, or any other, by its path."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from portal.parties.service import known_codes
from schemas.region import Region, read_region

SHIPPED = files("portal") / "regions"
SUFFIX = ".toml"


class RegionFileMissing(Exception):
    """There is no region file with this name or path that can be read."""


def shipped_regions() -> list[str]:
    """The names of the regions that ship with the portal, in alphabetical order."""
    found = (entry.name for entry in SHIPPED.iterdir())
    return sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX))


def open_region(name_or_file: str, accounts: bool) -> Region:
    """The region of this name, or in this file.

    ``accounts`` says whether accounts in it are taken: in modes demo and test. Raises
    RegionFileMissing, or RegionRefused with everything that is wrong in the file.
    """
    return read_region(_content(name_or_file), known_codes(), accounts)


def _content(name_or_file: str) -> bytes:
    if name_or_file in shipped_regions():
        return (SHIPPED / f"{name_or_file}{SUFFIX}").read_bytes()
    try:
        return Path(name_or_file).read_bytes()
    except (OSError, ValueError):
        raise RegionFileMissing(name_or_file) from None
