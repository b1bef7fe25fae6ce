"""A proof card in words, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from declarations.findings import Finding
from declarations.rules import RULEBOOK
from portal.audit.service import Action
from portal.evidence.asked import Asked
from portal.evidence.compared import Compared, What
from portal.settlement.standing import Stage
from portal.web.formatting import day, euros
from portal.web.labels import UNITS
from portal.web.language import current
from schemas.api.assessment import sentence

EUROS = "83"
WHATS = {
    What.DECLARED: _l("gedeclareerd"),
    What.ALLOCATED: _l("toegewezen"),
    What.AGREED: _l("contract"),
    What.COUNTED: _l("berekend"),
    What.DEBIT: _l("het debet"),
    What.TAKEN: _l("al gebruikt"),
    What.SPENT: _l("al toegekend"),
}
STATES = {"awarded": _l("toegekend"), "rejected": _l("terug"), "parked": _l("wacht")}
STATE_TONES = {"awarded": "good", "rejected": "bad", "parked": "busy"}
STAGES: dict[str, Any] = {
    Stage.BLOCKED: _l("wordt bekeken"),
    Stage.OPEN: _l("nog te controleren"),
    Stage.CHECKED: _l("gecontroleerd"),
    Stage.APPROVED: _l("goedgekeurd"),
    Stage.IN_RUN: _l("in een betaalrun"),
    Stage.RELEASED: _l("naar de bank"),
    Stage.PAID: _l("betaald"),
}
STAGE_TONES = {Stage.BLOCKED: "warn", Stage.PAID: "good", Stage.RELEASED: "good"}
STEPS = {
    "submit": _l("ingediend"),
    "review": _l("beoordeeld in controle"),
    "check": _l("gecontroleerd"),
    "approve": _l("goedgekeurd"),
    "mandate": _l("mandaat getekend"),
    "draw-up": _l("betaalrun gemaakt"),
    "sign": _l("betaalrun getekend"),
    "release": _l("betaling vrijgegeven"),
}
REVIEWS = {
    "picked": _l("uitgekozen voor controle"),
    "held": _l("aangehouden"),
    "asked": _l("vraag aan de aanbieder"),
    "credit-requested": _l("credit gevraagd"),
    "objected": _l("bezwaar van de aanbieder"),
    "upheld": _l("bezwaar afgewezen"),
    "cleared": _l("vrijgegeven"),
    "credited": _l("gecrediteerd"),
}
REASONS = {
    "amount": _l("hoog bedrag"),
    "warning": _l("waarschuwing van een regel"),
    "sample": _l("steekproef"),
    "checker": _l("uitgekozen door een controleur"),
    "objection": _l("bezwaar van de aanbieder"),
    "ceiling": _l("plafond"),
}
REMARKS = {
    "note": _l("opmerking"),
    "question": _l("vraag"),
    "reply": _l("antwoord"),
    "hold": _l("aangehouden"),
    "clear": _l("vrijgegeven"),
    "credit-request": _l("credit gevraagd"),
    "objection": _l("bezwaar"),
    "uphold": _l("bezwaar afgewezen"),
    "grant": _l("bezwaar toegekend"),
}
PAYMENTS = {
    "included": _l("in een betaalrun"),
    "held": _l("tegengehouden"),
    "left-out": _l("niet meegegaan"),
    "released": _l("naar de bank"),
    "paid": _l("betaald"),
    "returned": _l("teruggekomen van de bank"),
}
ACCOUNTS = {
    "declared": _l("gedeclareerd"),
    "awarded": _l("toegekend"),
    "rejected": _l("teruggestuurd"),
    "parked": _l("wacht"),
    "settled": _l("afgedaan"),
    "paid": _l("betaald"),
    "set_off": _l("verrekend met credits"),
}
BOOKINGS = {
    "declaration": _l("declaratie"),
    "unparked": _l("wachtende regels beslist"),
    "payment": _l("betaling"),
    "payment-returned": _l("betaling teruggekomen"),
}
EVENTS = {
    Action.BATCH_RECEIVED: _l("aanlevering ontvangen"),
    Action.MESSAGE_JUDGED: _l("bericht beoordeeld"),
    Action.MESSAGE_PARKED: _l("bericht wacht op gegevens"),
    Action.ANSWER_RELEASED: _l("antwoord vrijgegeven"),
    Action.LINE_PICKED: _l("uitgekozen voor controle"),
    Action.LINE_ASSIGNED: _l("toegewezen aan een controleur"),
    Action.LINE_CLEARED: _l("vrijgegeven"),
    Action.LINE_HELD: _l("aangehouden"),
    Action.LINE_ASKED: _l("vraag gesteld"),
    Action.LINE_ANSWERED: _l("vraag beantwoord"),
    Action.LINE_CREDIT_REQUESTED: _l("credit gevraagd"),
    Action.LINE_OBJECTED: _l("bezwaar gemaakt"),
    Action.OBJECTION_UPHELD: _l("bezwaar afgewezen"),
    Action.OBJECTION_GRANTED: _l("bezwaar toegekend"),
    Action.LINE_REMARKED: _l("opmerking gemaakt"),
    Action.LINE_CREDITED: _l("gecrediteerd"),
    Action.MISFIT_ACCEPTED: _l("zo gelaten, hoewel de regel niet meer past"),
    Action.DECLARATION_CHECKED: _l("declaratie gecontroleerd"),
    Action.DECLARATION_APPROVED: _l("declaratie goedgekeurd"),
    Action.DECLARATION_SENT_BACK: _l("goedkeuring teruggegeven"),
    Action.APPROVAL_WITHDRAWN: _l("goedkeuring ingetrokken"),
    Action.MANDATE_PROPOSED: _l("mandaat voorgesteld"),
    Action.MANDATE_SIGNED: _l("mandaat getekend"),
    Action.MANDATE_ENDED: _l("mandaat beëindigd"),
    Action.RUN_DRAWN_UP: _l("betaalrun gemaakt"),
    Action.RUN_SIGNED: _l("betaalrun getekend"),
    Action.RUN_RELEASED: _l("betaalrun vrijgegeven"),
    Action.RUN_EXPORTED: _l("betaalbestand gemaakt"),
    Action.RUN_SETTLED: _l("betaalrun uitgevoerd"),
    Action.RUN_CANCELLED: _l("betaalrun geannuleerd"),
    Action.PAYMENT_HELD: _l("betaling tegengehouden"),
    Action.PAYMENT_CLEARED: _l("betaling vrijgegeven"),
    Action.PAYMENT_LEFT_OUT: _l("betaling niet meegegaan"),
    Action.PAYMENT_RETURNED: _l("betaling teruggekomen"),
    Action.PROOF_TAKEN: _l("bewijskaart opgehaald"),
}


def event(action: str) -> str:
    """What happened; an event that has no word yet by its own name."""
    return str(EVENTS.get(Action(action), action)) if action in list(Action) else action


def quantity(volume: int, unit: str) -> str:
    """A volume with its unit; euros as an amount."""
    return euros(volume) if unit == EUROS else f"{volume} {UNITS.get(unit, unit)}"


def yes_no(yes: bool) -> str:
    """A yes or a no."""
    return _("ja") if yes else _("nee")


def rule_in_words(rule: str) -> str:
    """What a rule asks."""
    return str(getattr(RULEBOOK.by_name[rule].text, current()))


def finding_in_words(finding: Finding) -> str:
    """What was found, with its values."""
    return sentence(finding, current())


def values_in_words(asked: Asked) -> str:
    """The values that a rule compared, in one sentence."""
    return "; ".join(f"{WHATS[each.what]}: {value_in_words(each)}" for each in asked.values)


def value_in_words(value: Compared) -> str:
    """One value: a day, an amount, a unit, a yes or no, or the text itself."""
    if value.day is not None:
        return day(value.day)
    if value.cents is not None:
        return euros(value.cents)
    if value.unit is not None:
        unit = str(UNITS.get(value.unit, value.unit))
        return unit if value.text is None else f"{value.text} {unit.lower()}"
    if value.yes is not None:
        return yes_no(value.yes)
    return value.text if value.text is not None else _("niet bepaald")
