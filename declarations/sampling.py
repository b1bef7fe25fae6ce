"""Drawing lines to look at: how many follows from how often they were wrong, and which by hash.

A draw needs nothing but the seed and the key of a line, so that anybody can do it again.
"""

from __future__ import annotations

import hashlib

WHOLE = 1000
_SPACE = 1 << 64


def rate(judged: int, errors: int, least: int, most: int) -> int:
    """The permille of lines to draw: the measured error rate, never below least or above most.

    Rounded up, so that one error in many lines still counts. Who has no history gets the most.
    """
    if judged <= 0:
        return most
    measured = -(-errors * WHOLE // judged)
    return max(least, min(most, measured))


def drawn(seed: str, key: str, permille: int) -> bool:
    """Whether this key is drawn: the same answer for the same three for ever.

    What is drawn at one permille is drawn at every higher one too.
    """
    digest = hashlib.sha256(f"{seed}|{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * WHOLE < permille * _SPACE


def line_key(digest: str, reference: str) -> str:
    """What a line is drawn by: the SHA-256 of its message (in hex) and its own reference."""
    return f"{digest}:{reference}"
