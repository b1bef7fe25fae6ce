"""A municipality's own checks in words, for the people who set them up and work with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.facts import CheckKind, OwnCheck
from declarations.own_check_sorts import SORTS
from portal.own_checks.preview import Preview
from portal.own_checks.service import Version
from portal.web.formatting import day, euros
from portal.web.language import current

LIMITS: Mapping[CheckKind, tuple[Any, Any]] = {
    CheckKind.AMOUNT: (_l("Meer dan dit bedrag"), _l("In euro, voor één regel.")),
    CheckKind.VOLUME: (
        _l("Meer dan dit volume"),
        _l(
            "Per cliënt, per maand en per product. In de eenheid van de regel: uren, minuten,"
            " etmalen, dagdelen of stuks."
        ),
    ),
    CheckKind.HOURS: (
        _l("Meer dan dit aantal uren per dag"),
        _l("Het gemiddelde over alle dagen van de productperiode."),
    ),
    CheckKind.PRODUCTS: (
        _l("Meer dan dit aantal producten"), _l("Verschillende producten per cliënt en per maand.")
    ),
    CheckKind.LATE: (
        _l("Meer dan dit aantal maanden"),
        _l("Tussen het einde van de productperiode en de dag van ontvangst."),
    ),
}  # fmt: skip


def title(kind: CheckKind) -> str:
    """What a kind of check is called."""
    return str(getattr(SORTS[kind].title, current()))


def described(check: OwnCheck) -> str:
    """What a check looks for, with its limit."""
    limit = check.limit or 0
    if check.kind is CheckKind.AMOUNT:
        return _("Eén regel van meer dan %(amount)s", amount=euros(limit))
    if check.kind is CheckKind.HOURS:
        return _("Meer dan %(limit)s uur per dag op één regel", limit=limit)
    if check.kind is CheckKind.TOGETHER:
        return _(
            "Een ander product in dezelfde maand naast %(code)s",
            code=check.other[1] if check.other else "–",
        )
    return _counted(check.kind, limit)


def _counted(kind: CheckKind, limit: int) -> str:
    if kind is CheckKind.VOLUME:
        return ngettext(
            "Meer dan %(num)s eenheid van een product voor een cliënt in een maand",
            "Meer dan %(num)s eenheden van een product voor een cliënt in een maand",
            limit,
        )
    if kind is CheckKind.PRODUCTS:
        return ngettext(
            "Meer dan %(num)s product voor een cliënt in een maand",
            "Meer dan %(num)s verschillende producten voor een cliënt in een maand",
            limit,
        )
    return ngettext(
        "De productperiode eindigde meer dan %(num)s maand voor de ontvangst",
        "De productperiode eindigde meer dan %(num)s maanden voor de ontvangst",
        limit,
    )


def products(check: OwnCheck) -> str:
    """Which products it is about."""
    return ", ".join(code for _, code in check.products) or _("alle producten")


def example(kind: CheckKind) -> str:
    """An example of what a kind of check sees."""
    return str(getattr(SORTS[kind].example, current()))


def told(kind: CheckKind) -> str:
    """What the provider reads about a line that a check found."""
    return str(getattr(SORTS[kind].text, current()))


def standing(versions: Sequence[Version], today: date) -> tuple[str, str]:
    """Whether a check is in force, and a colour word; ``versions`` are all of one check."""
    begun = [each for each in versions if each.planned.since <= today]
    last = versions[-1].planned
    if begun and not begun[-1].planned.ends:
        return _("geldt nu"), "good"
    if last.ends:
        return _("beëindigd"), "quiet"
    return _("vanaf %(day)s", day=day(last.since)), "busy"


def picked(found: Preview) -> str:
    """What a check would have picked, in one sentence."""
    if not found.picked:
        return _("Deze controle zou geen enkele regel hebben uitgekozen.")
    lines = ngettext("%(num)s regel", "%(num)s regels", found.picked)
    providers = ngettext("%(num)s aanbieder", "%(num)s aanbieders", found.providers)
    return _(
        "Deze controle zou %(lines)s hebben uitgekozen, samen %(amount)s, van %(providers)s.",
        lines=lines,
        amount=euros(found.cents),
        providers=providers,
    )


def tried_on(found: Preview) -> str:
    """On what that was tried."""
    lines = ngettext("%(num)s toegekende regel", "%(num)s toegekende regels", found.lines)
    messages = ngettext("%(num)s bericht", "%(num)s berichten", found.messages)
    since = day(found.since)
    if found.complete:
        return _(
            "Geprobeerd op alle %(lines)s in %(messages)s, ontvangen sinds %(since)s.",
            lines=lines, messages=messages, since=since,
        )  # fmt: skip
    return _(
        "Geprobeerd op de nieuwste %(lines)s in %(messages)s, ontvangen sinds %(since)s."
        " Er is meer ontvangen, maar dat telt hier niet mee.",
        lines=lines, messages=messages, since=since,
    )  # fmt: skip
