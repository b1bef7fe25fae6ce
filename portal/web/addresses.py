"""Numbers in addresses: one that no row can have is a page that does not exist, not an error."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**63 - 1  # what both databases hold


class RowNumber(IntegerConverter):
    """The usual ``<int:…>``, up to the largest number of a row unless it says less."""

    def __init__(self, map: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(map, *arguments, **{"max": LARGEST, **options})


def init_addresses(app: Flask) -> None:
    """Read every number in an address that way; routes are added after this."""
    app.url_map.converters["int"] = RowNumber
