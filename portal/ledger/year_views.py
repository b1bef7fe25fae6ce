"""The page of the end of a year: what is still to be paid, was declared later, or is expected."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ledger import words
from portal.ledger.blueprint import ledger
from portal.ledger.closing_views import the_closer
from portal.ledger.export import as_file
from portal.ledger.views import KIND, the_choice
from portal.ledger.year_end import year_end_of
from portal.store.transaction import transaction
from portal.web.access import the_visitor
from portal.web.exports import Column


@ledger.get("/boekhouding/jaareinde")
def year_end() -> str:
    """What every contract still comes to when the year ends, and how that was worked out."""
    choice = the_choice()
    with transaction() as session:
        found = year_end_of(session, the_closer().municipality_id, choice.year)
        names = words.names_of(session, the_visitor().tenant, "contract")
    return render_template("ledger/year_end.html", choice=choice, found=found, names=names)


@ledger.get(f"/boekhouding/jaareinde.{KIND}")
def year_end_file(kind: str) -> Response:
    """The same as a file."""
    choice = the_choice()
    with transaction() as session:
        found = year_end_of(session, the_closer().municipality_id, choice.year)
        names = words.names_of(session, the_visitor().tenant, "contract")
    columns = [
        Column(str(_("Contract")), lambda row: names.get(str(row.contract_id))),
        Column(str(_("Toegekend, niet betaald")), lambda row: row.unpaid, True),
        Column(str(_("Later gedeclareerd")), lambda row: row.later, True),
        Column(str(_("Toegewezen, niet gedeclareerd")), lambda row: row.expected, True),
        Column(str(_("Samen")), lambda row: row.cents, True),
    ]
    return as_file(f"jaareinde-{choice.year}", columns, found.accruals, kind)
