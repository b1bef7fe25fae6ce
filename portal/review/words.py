"""The words for lines that are looked at."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from declarations.findings import Finding
from declarations.over_ceilings import TITLE, is_ceiling
from declarations.own_check_sorts import is_own, title_of
from declarations.picking import Reason
from declarations.rules import RULEBOOK
from portal.web import labels
from portal.web.language import current

LAWS = labels.LAWS
REASONS: dict[str, Any] = {
    Reason.AMOUNT: _l("hoog bedrag"),
    Reason.WARNING: _l("waarschuwing"),
    Reason.DECISION: _l("plan of resultaat ontbreekt"),
    Reason.CEILING: _l("boven het plafond"),
    Reason.SAMPLE: _l("steekproef"),
    Reason.CHECKER: _l("zelf uitgekozen"),
    Reason.OBJECTION: _l("bezwaar"),
}
STATES: dict[str, Any] = {
    "picked": _l("te bekijken"),
    "held": _l("aangehouden"),
    "asked": _l("vraag gesteld"),
    "credit-requested": _l("credit gevraagd"),
    "objected": _l("bezwaar gemaakt"),
    "upheld": _l("besluit blijft staan"),
    "cleared": _l("vrijgegeven"),
    "credited": _l("gecrediteerd"),
}
TONES: dict[str, str] = {
    "picked": "busy", "held": "bad", "asked": "warn", "credit-requested": "bad",
    "objected": "warn", "upheld": "bad", "cleared": "good", "credited": "good",
}  # fmt: skip
MOVERS: dict[str, Any] = {
    "picked": _l("de gemeente"),
    "held": _l("de gemeente"),
    "asked": _l("de aanbieder"),
    "credit-requested": _l("de aanbieder"),
    "objected": _l("een andere beoordelaar bij de gemeente"),
    "upheld": _l("de gemeente"),
    "cleared": _l("niemand"),
    "credited": _l("niemand"),
}
ACTIONS: dict[str, Any] = {
    "clear": _l("Geef vrij"),
    "hold": _l("Houd aan"),
    "ask": _l("Stel de vraag"),
    "request-credit": _l("Vraag een credit"),
    "uphold": _l("Laat het besluit staan"),
    "grant": _l("Geef de aanbieder gelijk"),
    "assign": _l("Zet op mijn naam"),
    "note": _l("Plaats de opmerking"),
}
EXPLAINED: dict[str, Any] = {
    "clear": _l("De regel gaat verder naar goedkeuring en betaling."),
    "hold": _l("De regel wordt niet betaald tot u hem vrijgeeft. De aanbieder leest waarom."),
    "ask": _l("De aanbieder krijgt de vraag te zien en kan tot de termijn antwoorden."),
    "request-credit": _l(
        "De aanbieder leest dat u een creditregel verwacht. Komt die, dan heft hij deze regel op."
    ),
    "uphold": _l("Het bezwaar wordt afgewezen. De aanbieder leest waarom."),
    "grant": _l("U bent het met de aanbieder eens. Schrijf op wat er nu gebeurt."),
    "note": _l("De aanbieder leest mee."),
}
KINDS: dict[str, Any] = {
    "note": _l("opmerking"),
    "question": _l("vraag"),
    "reply": _l("antwoord"),
    "hold": _l("aangehouden"),
    "clear": _l("vrijgegeven"),
    "credit-request": _l("verzoek om credit"),
    "objection": _l("bezwaar"),
    "uphold": _l("bezwaar afgewezen"),
    "grant": _l("bezwaar toegekend"),
}


def warning(finding: Finding) -> str:
    """A warning in a few words: of a check by its title, of the rule book by what it asks."""
    if is_ceiling(finding.rule):
        return f"{finding.rule}: {getattr(TITLE, current())}"
    if is_own(finding.rule):
        return f"{finding.rule}: {getattr(title_of(finding), current())}"
    return f"{finding.rule}: {getattr(RULEBOOK.by_name[finding.rule].text, current())}"


# the words in addresses for what is done
DEEDS: dict[str, str] = {
    "vrijgeven": "clear", "aanhouden": "hold", "vragen": "ask", "crediteren": "request-credit",
    "handhaven": "uphold", "toekennen": "grant", "op-naam": "assign", "opmerken": "note",
}  # fmt: skip
ADDRESS_OF: dict[str, str] = {action: word for word, action in DEEDS.items()}
