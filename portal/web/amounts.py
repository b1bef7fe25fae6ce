"""Amounts as people type them."""

from __future__ import annotations

import re


def typed_cents(text: str, digits: int) -> int | None:
    """The eurocents of what was typed, such as 1.250,00; None where it is no amount.

    ``digits`` is how many the euros have at most where they are written without points.
    """
    pattern = rf"(\d{{1,3}}(?:\.\d{{3}})+|\d{{1,{digits}}})(?:,(\d{{2}}))?"
    found = re.fullmatch(pattern, text.strip().removeprefix("€").strip(), re.ASCII)
    if found is None:
        return None
    return int(found[1].replace(".", "")) * 100 + int(found[2] or 0)
