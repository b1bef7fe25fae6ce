"""How bank accounts and what became of them are written on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATES = {
    "requested": _l("wacht op een tweede persoon"),
    "confirmed": _l("bevestigd"),
    "refused": _l("geweigerd"),
    "withdrawn": _l("ingetrokken"),
}
TONES = {"requested": "busy", "confirmed": "good", "refused": "bad", "withdrawn": "busy"}


def in_groups(iban: str) -> str:
    """In groups of four, as it stands on a bank card."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def masked(iban: str) -> str:
    """With the middle blotted out: enough to know it again, too little to use it."""
    return in_groups(iban[:4] + "•" * (len(iban) - 8) + iban[-4:])
