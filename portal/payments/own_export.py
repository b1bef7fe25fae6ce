"""The lists of a provider about its payments, as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask import Response
from flask_babel import gettext as _

from portal.payments import own_words as words
from portal.payments.own_coming import ComingLine
from portal.payments.own_list import Payment
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def payments_as_file(found: Iterable[Payment], kind: str) -> Response:
    """Payments as XLSX or CSV."""
    columns = [
        Column(_("Uitvoerdag"), lambda each: each.pay_on),
        Column(_("Gemeente"), lambda each: each.municipality),
        Column(_("Wet"), lambda each: str(words.LAWS[each.law])),
        Column(_("Kenmerk"), lambda each: each.reference),
        Column(_("Regels"), lambda each: each.line_count),
        Column(_("Debet"), lambda each: each.debit_cents, euros=True),
        Column(_("Verrekende credits"), lambda each: -each.credit_cents, euros=True),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
        Column(_("Stand"), lambda each: str(words.STATES[each.state])),
        Column(_("Rekening"), lambda each: words.masked(each.iban)),
    ]
    return FORMATS[kind]("betalingen", columns, found)


def coming_as_file(found: Iterable[ComingLine], kind: str) -> Response:
    """What is to come as XLSX or CSV."""
    columns = [
        Column(_("Declaratie"), lambda each: each.declared.number),
        Column(_("Declaratieperiode"), lambda each: each.declared.period_start),
        Column(_("Gemeente"), lambda each: each.municipality),
        Column(_("Wet"), lambda each: str(words.LAWS[each.declared.law])),
        Column(_("Stand"), lambda each: str(words.STAGES[each.coming.stage])),
        Column(_("Regels"), lambda each: each.coming.amount.lines),
        Column(_("Bedrag"), lambda each: each.coming.amount.cents, euros=True),
        Column(_("Dagtekening"), lambda each: each.declared.dated),
        Column(_("Betaling uiterlijk"), lambda each: each.declared.pay_before),
    ]
    return FORMATS[kind]("nog-te-ontvangen", columns, found)
