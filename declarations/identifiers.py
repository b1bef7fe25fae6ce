"""Numbers that prove themselves."""

from __future__ import annotations

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(bsn: str) -> bool:
    """Whether a citizen number of nine ASCII digits passes the weighted sum modulo 11 (CS002)."""
    return sum(w * (ord(c) - 48) for w, c in zip(_WEIGHTS, bsn, strict=True)) % 11 == 0


def is_test_number(bsn: str) -> bool:
    """Whether a citizen number lies in the range set apart for tests (999900006–999999990)."""
    return 999_900_006 <= int(bsn) <= 999_999_990
