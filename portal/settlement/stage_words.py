"""How the stages on the way to payment are called on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.settlement.standing import Stage

STAGES = {
    Stage.BLOCKED: _l("in controle"),
    Stage.OPEN: _l("te controleren"),
    Stage.CHECKED: _l("te keuren"),
    Stage.APPROVED: _l("klaar voor betaling"),
    Stage.IN_RUN: _l("in betaalrun"),
    Stage.RELEASED: _l("onderweg naar de bank"),
    Stage.PAID: _l("betaald"),
}
STAGE_TONES = {
    Stage.BLOCKED: "warn", Stage.OPEN: "busy", Stage.CHECKED: "busy", Stage.APPROVED: "busy",
    Stage.IN_RUN: "busy", Stage.RELEASED: "busy", Stage.PAID: "good",
}  # fmt: skip
