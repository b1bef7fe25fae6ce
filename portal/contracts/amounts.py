"""Amounts of contracts as people write them: up to ten billion euros, in eurocents."""

from __future__ import annotations

import re

from flask_babel import gettext as _

MOST = 999_999_999_999
_EUROS = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}))?", re.ASCII)


def read_cents(text: str) -> int:
    """An amount such as 1.250,00 in eurocents; raises ValueError with a sentence."""
    found = _EUROS.fullmatch(text.strip().removeprefix("€").strip())
    cents = int(found[1].replace(".", "")) * 100 + int(found[2] or 0) if found else -1
    if not 0 <= cents <= MOST:
        raise ValueError(_("Vul een bedrag in, bijvoorbeeld 1.250,00."))
    return cents


def written(cents: int) -> str:
    """Eurocents as they are typed: ``1.250,00``."""
    euros, rest = divmod(cents, 100)
    return f"{euros:,}".replace(",", ".") + f",{rest:02}"
