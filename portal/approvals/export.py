"""The lists of this topic as files to keep."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from portal.approvals.listing import Listed
from portal.intake.batch_export import FORMATS
from portal.web import labels
from portal.web.exports import Column


def as_file(found: Iterable[Listed], kind: str) -> Response:
    """A list of declarations as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Declaratienummer"), lambda each: each.declared.number),
        Column(_("Wet"), lambda each: labels.LAWS[each.declared.law]),
        Column(_("Declaratieperiode"), lambda each: each.declared.period_start),
        Column(_("Regels"), lambda each: each.amount.lines),
        Column(_("Bedrag"), lambda each: each.amount.cents, euros=True),
        Column(_("Tegengehouden regels"), lambda each: each.blocked.lines),
        Column(_("Tegengehouden bedrag"), lambda each: each.blocked.cents, euros=True),
        Column(_("Betalen vóór"), lambda each: each.declared.pay_before),
        Column(_("Dagen over"), lambda each: each.days_left),
    )
    return FORMATS[kind]("goedkeuring", columns, found)
