"""Words and colours of the states of a change."""

from typing import Any

from flask_babel import lazy_gettext as _l

STATES: dict[str, Any] = {
    "proposed": _l("wacht op een tweede persoon"),
    "confirmed": _l("bevestigd"),
    "refused": _l("geweigerd"),
    "withdrawn": _l("ingetrokken"),
}
TONES = {"proposed": "busy", "confirmed": "good", "refused": "bad", "withdrawn": "busy"}
KINDS: dict[str, Any] = {
    "contract": _l("voorwaarden"),
    "extension": _l("verlenging"),
}
