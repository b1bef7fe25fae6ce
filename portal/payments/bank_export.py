"""What was asked about bank accounts, as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Response
from flask_babel import gettext as _

from portal.payments import bank_words as words
from portal.payments.bank_page import ShownRequest
from portal.web.exports import Column, as_csv, as_xlsx


def requests_as_file(
    found: Iterable[ShownRequest], kind: str, iban: Callable[[str], str]
) -> Response:
    """The wishes as XLSX or CSV; ``iban`` writes the numbers as this reader may see them."""
    columns = [
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Rekeningnummer"), lambda each: iban(each.wish.iban)),
        Column(_("Op naam van"), lambda each: each.wish.holder),
        Column(_("Stand"), lambda each: str(words.STATES[each.wish.state])),
        Column(_("Aangevraagd op"), lambda each: each.wish.requested_at),
        Column(_("Aangevraagd door"), lambda each: each.asker),
        Column(_("Reden"), lambda each: each.wish.reason),
        Column(_("Besloten op"), lambda each: each.wish.decided_at),
        Column(_("Besloten door"), lambda each: each.decider),
        Column(_("Reden van weigering"), lambda each: each.wish.decision),
    ]
    made = as_xlsx if kind == "xlsx" else as_csv
    return made("bankrekeningen", columns, found)
