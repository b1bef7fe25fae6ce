"""Lines that no longer fit as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.intake.outcome_words import finding_in_words
from portal.misfits import words
from portal.misfits.choice import Choice
from portal.misfits.listing import every_unfit
from portal.store.tenant import Scope, Tenant
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def misfits_as_file(session: Session, tenant: Tenant, choice: Choice, kind: str) -> Response:
    """The chosen lines as ``xlsx`` or ``csv``; without anything of a client."""
    other = _("Gemeente") if tenant.scope is Scope.PROVIDER else _("Aanbieder")
    columns = (
        Column(_("Referentie"), lambda each: each.line.reference),
        Column(_("Declaratienummer"), lambda each: each.line.number),
        Column(other, lambda each: each.party),
        Column(_("Wet"), lambda each: str(words.LAWS[each.law])),
        Column(_("Toewijzing"), lambda each: each.number),
        Column(_("Product"), lambda each: each.line.code),
        Column(_("Maand"), lambda each: each.month),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
        Column(_("Wat past er niet"), lambda each: " ".join(map(finding_in_words, each.findings))),
        Column(_("Regel uit het regelboek"), lambda each: ", ".join(f.rule for f in each.findings)),
        Column(_("Oorzaak"), lambda each: str(words.CAUSES[each.cause])),
        Column(_("Sinds"), lambda each: each.found_at),
        Column(_("Van de lijst af"), lambda each: each.ended_at),
        Column(_("Waarom"), lambda each: str(words.ENDS[each.ended]) if each.ended else None),
    )
    return FORMATS[kind]("past-niet-meer", columns, every_unfit(session, tenant, choice))
