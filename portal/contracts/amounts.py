"""Amounts of contracts as people write them: up to ten billion euros, in eurocents."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.web.amounts import typed_cents

MOST = 999_999_999_999


def read_cents(text: str) -> int:
    """An amount such as 1.250,00 in eurocents; raises ValueError with a sentence."""
    cents = typed_cents(text, digits=12)
    if cents is None or cents > MOST:
        raise ValueError(_("Vul een bedrag in, bijvoorbeeld 1.250,00."))
    return cents


def written(cents: int) -> str:
    """Eurocents as they are typed: ``1.250,00``."""
    euros, rest = divmod(cents, 100)
    return f"{euros:,}".replace(",", ".") + f",{rest:02}"
