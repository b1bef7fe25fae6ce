"""Names that come with a file, made safe to keep: short, without folders or citizen numbers."""

from __future__ import annotations

import re

from declarations.identifiers import passes_eleven_test

LONGEST = 100
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")
_UNNAMED = "bericht"


def safe_name(name: str) -> str:
    """The last part of a file name, at most 100 characters, citizen numbers blotted out."""
    last = re.split(r"[/\\]", name)[-1]
    return without_citizen_numbers(_UNSAFE.sub("", last))[:LONGEST].strip() or _UNNAMED


def without_citizen_numbers(text: str) -> str:
    """The text with every nine digits that pass the eleven test blotted out."""
    return _NINE_DIGITS.sub(_blot, text)


def _blot(found: re.Match[str]) -> str:
    digits = found.group()
    return "•" * 9 if passes_eleven_test(digits) else digits
