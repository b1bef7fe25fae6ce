"""The mandates of a municipality as a file to keep."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from portal.approvals.mandates import Mandate
from portal.intake.batch_export import FORMATS
from portal.web import labels
from portal.web.conflicts import STATES
from portal.web.exports import Column


def mandates_as_file(found: Iterable[Mandate], kind: str) -> Response:
    """The mandates as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Nummer"), lambda each: each.id),
        Column(_("Aanbieder"), lambda each: each.provider or _("alle aanbieders")),
        Column(_("Wet"), lambda each: labels.LAWS.get(each.limits.law, _("alle wetten"))),
        Column(_("Hoogste regel"), lambda each: each.limits.line_limit, euros=True),
        Column(_("Hoogste declaratie"), lambda each: each.limits.declaration_limit, euros=True),
        Column(_("Van"), lambda each: each.limits.start),
        Column(_("Tot en met"), lambda each: each.limits.end),
        Column(_("Stand"), lambda each: STATES[each.state]),
        Column(_("Voorgesteld door"), lambda each: each.proposed_by),
        Column(_("Voorgesteld op"), lambda each: each.proposed_at),
        Column(_("Getekend door"), lambda each: each.signed_by),
        Column(_("Getekend op"), lambda each: each.signed_at),
        Column(_("Beëindigd door"), lambda each: each.ended_by),
        Column(_("Beëindigd op"), lambda each: each.ended_at),
    )
    return FORMATS[kind]("mandaten", columns, found)
