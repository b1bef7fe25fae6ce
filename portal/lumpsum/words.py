"""How budgets and drawdowns are written on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.web.labels import LAWS

__all__ = ["DEEDS", "EVENTS", "INSTALMENTS", "LAWS", "STATES", "STEPS", "TONES", "VERDICTS"]

STATES = {
    "submitted": _l("ingediend"),
    "checked": _l("gecontroleerd"),
    "approved": _l("goedgekeurd"),
    "in-run": _l("in een betaalrun"),
    "released": _l("onderweg naar de bank"),
    "paid": _l("betaald"),
    "rejected": _l("afgewezen"),
    "withdrawn": _l("ingetrokken"),
}
TONES = {
    "submitted": "busy", "checked": "busy", "approved": "busy", "in-run": "busy",
    "released": "busy", "paid": "good", "rejected": "bad", "withdrawn": "warn",
}  # fmt: skip
# the word in an address, and what it does
STEPS = {
    "controleren": "check", "goedkeuren": "approve", "teruggeven": "send-back",
    "terughalen": "take-back", "afwijzen": "reject", "intrekken": "withdraw",
}  # fmt: skip
DEEDS = {
    "check": _l("Controleer %(amount)s"),
    "approve": _l("Keur %(amount)s goed"),
    "send-back": _l("Geef terug aan de controle"),
    "take-back": _l("Trek de goedkeuring in"),
    "reject": _l("Wijs af"),
    "withdraw": _l("Trek deze opname in"),
}
VERDICTS = {"bevestigen": "confirm", "weigeren": "refuse", "ontvangen": "receive"}
SETTLEMENT_DEEDS = {
    "confirm": _l("Bevestig deze afrekening"),
    "refuse": _l("Weiger deze afrekening"),
    "receive": _l("Het geld is binnen"),
}
SETTLEMENTS = {
    "proposed": (_l("voorgesteld"), "busy"),
    "confirmed": (_l("bevestigd"), "good"),
    "refused": (_l("geweigerd"), "bad"),
    "received": (_l("terugontvangen"), "good"),
}
BASES = {"volume": _l("volume"), "final": _l("vastgesteld bedrag")}
EVENTS = {
    "drawdown.submitted": _l("ingediend en gereserveerd"),
    "drawdown.checked": _l("gecontroleerd"),
    "drawdown.approved": _l("goedgekeurd"),
    "drawdown.sent-back": _l("teruggegeven aan de controle"),
    "drawdown.taken-back": _l("goedkeuring ingetrokken"),
    "drawdown.rejected": _l("afgewezen"),
    "drawdown.withdrawn": _l("ingetrokken"),
    "include": _l("in een betaalrun gezet"),
    "leave-out": _l("uit de betaalrun gehaald"),
    "release": _l("vrijgegeven voor betaling"),
    "accept": _l("betaald door de bank"),
    "bounce": _l("teruggekomen van de bank"),
}
INSTALMENTS = {
    "paid": (_l("opgenomen"), "good"),
    "asked": (_l("gevraagd"), "busy"),
    "due": (_l("kan worden opgenomen"), "warn"),
    "coming": (_l("komt nog"), "plain"),
}
