"""Numbers that prove themselves."""

from __future__ import annotations

import re
import unicodedata

# in any script, with at most one sign between two of them: 123456782, 1234.56.782, 123 456 782
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[\s.\-\u2010-\u2015/]?\d){8}(?!\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(bsn: str) -> bool:
    """Whether a citizen number of nine ASCII digits passes the weighted sum modulo 11 (CS002)."""
    return sum(w * (ord(c) - 48) for w, c in zip(_WEIGHTS, bsn, strict=True)) % 11 == 0


def is_test_number(bsn: str) -> bool:
    """Whether a citizen number lies in the range set apart for tests (999900006–999999990)."""
    return 999_900_006 <= int(bsn) <= 999_999_990


def without_citizen_numbers(text: str) -> str:
    """The text with every nine digits that pass the eleven test blotted out, also spaced or dotted.

    One in eleven innocent numbers of nine digits goes with them.
    """
    return _NINE_DIGITS.sub(_blot, text)


def _blot(found: re.Match[str]) -> str:
    written = found.group()
    digits = "".join(str(unicodedata.digit(sign)) for sign in written if sign.isdigit())
    return "•" * len(written) if passes_eleven_test(digits) else written
