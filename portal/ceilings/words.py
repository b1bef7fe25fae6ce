"""Ceilings in words: what they are about, and amounts in their measure."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.ceilings import SIGNALS, Sort, Why
from declarations.model import HOURS
from portal.ceilings.going_over import Over
from portal.ceilings.listing import Shown
from portal.intake.outcome_words import quantity
from portal.web import labels
from portal.web.formatting import euros

LAWS = labels.LAWS
SORTS: dict[Sort, Any] = {
    Sort.PROVIDER: _l("per aanbieder"),
    Sort.MUNICIPALITY: _l("per aanbieder, voor één gemeente"),
    Sort.GROUP: _l("gedeeld door een groep aanbieders"),
    Sort.REGION: _l("totaal van de regio"),
    Sort.CLIENT: _l("totaal per cliënt"),
    Sort.CLIENTS: _l("minimum aantal cliënten"),
}
WHYS: dict[Why, Any] = {
    Why.OVER: _l("wacht op een besluit"),
    Why.PRODUCT: _l("wordt altijd betaald (zo staat het in het contract)"),
    Why.SPECIFIC: _l("wordt altijd betaald (de toewijzing noemt het product)"),
}


def amount(shown: Shown, number: int) -> str:
    """A number in the measure of a ceiling: euros, a volume with its unit, or clients."""
    if shown.sort is Sort.CLIENTS:
        return ngettext("%(num)s cliënt", "%(num)s cliënten", number)
    unit = shown.terms.unit
    if unit is None:
        return euros(number)
    if unit == HOURS:
        hours, minutes = divmod(abs(number), 60)
        told = quantity(hours, unit)
        if minutes:
            told = _("%(hours)s en %(minutes)s minuten", hours=told, minutes=minutes)
        return f"-{told}" if number < 0 else told
    return quantity(number, unit)


def standing(shown: Shown) -> tuple[str, str]:
    """How a ceiling stands, and a colour word."""
    if shown.sort is Sort.CLIENTS:
        if shown.used < shown.limit:
            return _("te weinig cliënten"), "warn"
        return _("genoeg cliënten"), "good"
    if shown.used > shown.limit:
        return _("overschreden"), "bad"
    if shown.signals:
        return _("signaal: %(percentage)s %% is bereikt", percentage=shown.terms.signal), "warn"
    return _("binnen het plafond"), "good"


def explained(shown: Shown) -> str:
    """What happens above the limit."""
    if shown.sort is Sort.CLIENTS:
        return _(
            "Te weinig cliënten is een signaal om over te praten. Er wordt niets tegengehouden."
        )
    if shown.sort in SIGNALS:
        return _("Dit totaal geeft een signaal. Regels daarboven worden niet tegengehouden.")
    return _(
        "Een regel boven het plafond wordt toegekend, maar wacht tot iemand van de gemeente hem"
        " doorlaat, met een reden. Zorg die altijd wordt betaald, wacht niet."
    )


def let_through(over: Over) -> str:
    """Who allowed a line above the ceiling."""
    if over.why is not Why.OVER:
        return str(WHYS[over.why])
    if over.at is None:
        return str(WHYS[Why.OVER])
    return over.by or over.municipality


def reduction(shown: Shown) -> str:
    """The limit as it was made from a basis, where it was reduced."""
    terms = shown.terms
    factor = shown.limit // terms.bound if terms.bound else 1
    return _(
        "%(basis)s min %(percentage)s %%", basis=amount(shown, terms.basis * factor),
        percentage=terms.reduction,
    )  # fmt: skip
