"""Changes of contracts as a file."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from portal.contracts.change_page import ShownChange
from portal.contracts.change_words import KINDS, STATES
from portal.web.exports import Column, as_csv, as_xlsx


def changes_as_file(found: Iterable[ShownChange], kind: str) -> Response:
    """The changes as XLSX or CSV."""
    columns = [
        Column(_("Contract"), lambda each: each.change.slug),
        Column(_("Soort"), lambda each: str(KINDS[each.change.kind])),
        Column(_("Stand"), lambda each: str(STATES[each.change.state])),
        Column(_("Voorgesteld op"), lambda each: each.change.proposed_at),
        Column(_("Voorgesteld door"), lambda each: each.proposer),
        Column(_("Reden"), lambda each: each.change.reason),
        Column(_("Besloten op"), lambda each: each.change.decided_at),
        Column(_("Besloten door"), lambda each: each.decider),
        Column(_("Reden van weigering"), lambda each: each.change.decision),
    ]
    made = as_xlsx if kind == "xlsx" else as_csv
    return made("contractwijzigingen", columns, found)
