"""Texts of people without the citizen numbers that may be in them."""

from __future__ import annotations

import re

from declarations.identifiers import passes_eleven_test

LENGTH = 9
_DIGITS = re.compile(r"[0-9]+")
_BETWEEN = re.compile(r"[ .\-/\u00a0\u2011\u2013]{1,2}")


def blotted(text: str) -> str:
    """The text with every nine digits that pass the eleven test blotted out, also when they were
    written in groups with spaces, dots or dashes between them.

    A group is taken whole or not at all, so that most dates and amounts stay as they are.
    """
    groups = list(_DIGITS.finditer(text))
    letters = list(text)
    for first in range(len(groups)):
        end = _end_of_number(text, groups, first)
        for place in range(groups[first].start(), end):
            if text[place].isdigit():
                letters[place] = "•"
    return "".join(letters)


def _end_of_number(text: str, groups: list[re.Match[str]], first: int) -> int:
    """Where the citizen number that begins with this group ends; where it begins if it is none."""
    digits, end = "", groups[first].start()
    for group in groups[first:]:
        if digits and not _BETWEEN.fullmatch(text, end, group.start()):
            break
        digits, end = digits + group.group(), group.end()
        if len(digits) >= LENGTH:
            break
    if len(digits) == LENGTH and passes_eleven_test(digits):
        return end
    return groups[first].start()
