"""Names that come with a file, made safe to keep: short, without folders or citizen numbers."""

from __future__ import annotations

import re

from declarations.identifiers import without_citizen_numbers

LONGEST = 100
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")
_UNNAMED = "bericht"


def safe_name(name: str) -> str:
    """The last part of a file name, at most 100 characters, citizen numbers blotted out."""
    last = re.split(r"[/\\]", name)[-1]
    return without_citizen_numbers(_UNSAFE.sub("", last))[:LONGEST].strip() or _UNNAMED
