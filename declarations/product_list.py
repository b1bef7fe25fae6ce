"""Which product code belongs to which category (TR381)."""

from __future__ import annotations

from collections.abc import Mapping


def belongs_to(
    category: str | None, code: str | None, contracted: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a code belongs to a category; without one of both there is nothing to compare.

    The pairs the municipality contracted decide; a code that nobody contracted belongs to the
    category that its first two characters name (decision 21).
    """
    if category is None or code is None:
        return True
    categories = contracted.get(code)
    return category in categories if categories else code[:2] == category
