"""Names: of files, made safe to keep, and of what is stored, for addresses."""

from __future__ import annotations

import re
import secrets

from declarations.identifiers import without_citizen_numbers

LONGEST = 100
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")
_UNNAMED = "bericht"
_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels, so no words; no digits, so no citizen numbers
_LETTERS_IN_NAME = 16


def public_name() -> str:
    """A name that nobody can guess, for something that has an address."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_IN_NAME))


def safe_name(name: str) -> str:
    """The last part of a file name, at most 100 characters, citizen numbers blotted out."""
    last = re.split(r"[/\\]", name)[-1]
    return without_citizen_numbers(_UNSAFE.sub("", last))[:LONGEST].strip() or _UNNAMED
