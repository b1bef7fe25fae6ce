"""The words of the money pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.numbers import format_currency
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from declarations.commitments import Basis
from portal.web.formatting import day
from portal.web.language import current

FIGURES: Mapping[str, Any] = {
    "declared": _l("Gedeclareerd"),
    "rejected": _l("Afgewezen"),
    "parked": _l("Geparkeerd"),
    "awarded": _l("Toegekend"),
    "approved": _l("Goedgekeurd"),
    "paid": _l("Betaald"),
}
MEANINGS: Mapping[str, Any] = {
    "declared": _l("alles wat is ingediend, ook wat is afgewezen"),
    "rejected": _l("teruggestuurd naar de aanbieder"),
    "parked": _l("wacht op gegevens van de gemeente"),
    "awarded": _l("mag betaald worden na controle"),
    "approved": _l("door twee mensen of een mandaat"),
    "paid": _l("naar de bank gestuurd of verrekend"),
}
BASES: Mapping[Basis, Any] = {
    Basis.VOLUME: _l("volume × tarief"),
    Basis.BUDGET: _l("eigen budget van de toewijzing"),
    Basis.NO_SIZE: _l("niet te berekenen: geen vaste omvang"),
    Basis.NO_TARIFF: _l("niet te berekenen: geen tarief dat past, of meer dan een"),
    Basis.SEVERAL_CONTRACTS: _l("niet te berekenen: meer dan een contract kan dit betalen"),
}


def whole_euros(cents: int) -> str:
    """An amount beside a line of the picture, without cents."""
    return str(format_currency(Decimal(cents) / 100, "EUR", "¤ #,##0", locale=current(),
                               currency_digits=False))  # fmt: skip


def percent(share: Fraction) -> str:
    """A share as a whole percentage, a half rounded up."""
    return f"{(200 * share.numerator + share.denominator) // (2 * share.denominator)} %"


def outlook_sentence(outlook: Any) -> tuple[str, str] | None:
    """When the budget runs out, in a sentence with its tone; None without a budget."""
    if outlook.budget is None:
        return None
    if outlook.silent:
        return _("Er is nog niets gedeclareerd, toegewezen of opgenomen."), "busy"
    expected = outlook.runs_out()
    first, last = outlook.runs_out("high"), outlook.runs_out("low")
    if expected is None and first is None:
        return _("Het budget is naar verwachting genoeg voor heel %(year)s.",
                 year=outlook.year), "good"  # fmt: skip
    if expected is None:
        return _(
            "Het budget is naar verwachting genoeg, maar kan op %(first)s op zijn.",
            first=day(first),
        ), "warn"
    if last is None or last == first:
        return _("Het budget is naar verwachting op bij zorg van %(day)s.",
                 day=day(expected)), "bad"  # fmt: skip
    return _(
        "Het budget is naar verwachting op bij zorg van %(day)s (tussen %(first)s en %(last)s).",
        day=day(expected), first=day(first or expected), last=day(last),
    ), "bad"  # fmt: skip


def mark_sentence(outlook: Any, today: date) -> tuple[str, str] | None:
    """When the mark is passed, in a sentence with its tone; None where there is nothing to say."""
    if outlook.budget is None or outlook.silent:
        return None
    passed, mark = outlook.mark_passed, outlook.budget.mark
    if passed is None:
        return _("%(mark)s %% van het budget wordt dit jaar niet bereikt.", mark=mark), "good"
    if passed <= today:
        return _("%(mark)s %% van het budget is gepasseerd bij zorg van %(day)s.",
                 mark=mark, day=day(passed)), "warn"  # fmt: skip
    return _("%(mark)s %% van het budget wordt naar verwachting gepasseerd bij zorg van %(day)s.",
             mark=mark, day=day(passed)), "busy"  # fmt: skip
