"""How payments, and stages on the way to one, are written on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.intake.outcome_words import month
from portal.payments.bank_words import masked
from portal.settlement.stage_words import STAGE_TONES, STAGES
from portal.web.labels import LAWS

__all__ = ["LAWS", "STAGES", "STAGE_TONES", "STATES", "TONES", "masked", "month"]

STATES = {
    "included": _l("in een betaalrun"),
    "held": _l("aangehouden"),
    "left-out": _l("uit de run gehaald"),
    "released": _l("onderweg naar de bank"),
    "paid": _l("betaald"),
    "returned": _l("teruggekomen"),
}
TONES = {
    "included": "busy", "held": "warn", "left-out": "warn", "released": "busy", "paid": "good",
    "returned": "bad",
}  # fmt: skip
