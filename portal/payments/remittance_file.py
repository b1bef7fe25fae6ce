"""What a payment is made up of, as a file: a list of lines, or a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal.clock import Clock
from portal.intake.outcome_words import month
from portal.intake.paid_lines import PaidLine
from portal.payments import own_words as words
from portal.payments.remittance import Part, Remittance
from portal.web.exports import Column, as_csv, as_xlsx
from portal.web.formatting import day, euros, moment
from portal.web.language import current
from portal.web.pdf import as_pdf

TEMPLATE = "intake/proof.typ"
MOST_LINES = 2_000  # lines in a document; more is a spreadsheet's work


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A drawdown in the place of a line."""

    what: str
    reference: str
    start: date
    cents: int
    previous_reference: str | None = None
    code: str = ""
    end: date | None = None
    volume: int | None = None
    credit: bool = False


def lines_as_file(found: Remittance, lines: Iterable[PaidLine], kind: str) -> Response:
    """Every line with its own reference, and every drawdown, as XLSX or CSV."""
    numbers = {part.declared.message_id: part.declared for part in found.parts}
    what = _("Opname")
    drawn = [_Drawn(what, each.reference, each.dated, each.cents) for each in found.drawdowns]
    columns = [
        Column(_("Kenmerk van de betaling"), lambda _line: found.payment.reference),
        Column(
            _("Declaratie"),
            lambda line: (
                line.what if isinstance(line, _Drawn) else numbers[line.message_id].number
            ),
        ),
        Column(
            _("Declaratieperiode"),
            lambda line: (
                None if isinstance(line, _Drawn) else numbers[line.message_id].period_start
            ),
        ),
        Column(_("Eigen referentie"), lambda line: line.reference),
        Column(_("Vorige referentie"), lambda line: line.previous_reference),
        Column(_("Product"), lambda line: line.code),
        Column(_("Van"), lambda line: line.start),
        Column(_("Tot en met"), lambda line: line.end),
        Column(_("Volume"), lambda line: line.volume),
        Column(_("Credit"), lambda line: _("credit") if line.credit else ""),
        Column(_("Bedrag"), lambda line: line.cents, euros=True),
    ]
    made = as_xlsx if kind == "xlsx" else as_csv
    return made(f"betaalspecificatie-{found.payment.id}", columns, chain(lines, drawn))


def as_document(found: Remittance, lines: Sequence[PaidLine], clock: Clock) -> bytes:
    """The remittance as an accessible PDF; without the lines where there are too many."""
    payment, now = found.payment, clock.now()
    content = {
        "title": _("Betaalspecificatie"),
        "intro": _("Deze betaling bestaat uit de declaraties en regels hieronder."),
        "language": current(),
        "maker": _("Zorgportaal"),
        "keywords": [],
        "page": _("Bladzijde"),
        "facts_head": [_("Gegeven"), _("Waarde")],
        "facts": [
            (_("Kenmerk"), payment.reference),
            (_("Gemeente"), payment.municipality),
            (_("Aanbieder"), payment.provider),
            (_("Wet"), str(words.LAWS[payment.law])),
            (_("Stand"), str(words.STATES[payment.state])),
            (_("Uitvoerdag"), day(payment.pay_on)),
            (_("Rekening"), words.masked(payment.iban)),
            (_("Op naam van"), payment.holder),
            (_("Regels"), str(found.line_count)),
            (_("Debet"), euros(found.debit_cents)),
            (_("Verrekende credits"), euros(-found.credit_cents)),
            (_("Bedrag"), euros(found.cents)),
        ],
        "parts": [
            *([_declarations(found.parts), _lines(found, lines)] if found.parts else []),
            *([_drawdowns(found)] if found.drawdowns else []),
        ],
        "ending": _("Gemaakt op %(moment)s.", moment=moment(now)),
    }
    return as_pdf(TEMPLATE, content, now)


def _declarations(parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "title": _("Per declaratie"),
        "text": "",
        "widths": ["wide", "text", "number", "number", "number", "number"],
        "head": [
            _("Declaratie"), _("Periode"), _("Regels"), _("Debet"), _("Verrekend"), _("Saldo"),
        ],
        "rows": [
            [
                part.declared.number, month(part.declared.period_start),
                str(part.sum.debits + part.sum.credits), euros(part.sum.debit_cents),
                euros(-part.sum.credit_cents), euros(part.sum.cents),
            ]
            for part in parts
        ],
    }  # fmt: skip


def _drawdowns(found: Remittance) -> dict[str, Any]:
    return {
        "title": _("Opnames uit budgetten"),
        "text": "",
        "widths": ["wide", "text", "number"],
        "head": [_("Eigen referentie"), _("Ingediend"), _("Bedrag")],
        "rows": [[each.reference, day(each.dated), euros(each.cents)] for each in found.drawdowns],
    }


def _lines(found: Remittance, lines: Sequence[PaidLine]) -> dict[str, Any]:
    numbers = {part.declared.message_id: part.declared.number for part in found.parts}
    too_many = found.line_count > MOST_LINES
    return {
        "title": _("Per regel"),
        "text": _("Deze betaling heeft te veel regels voor dit document. U vindt ze in de XLSX.")
        if too_many
        else "",
        "widths": ["wide", "text", "text", "text", "number"],
        "head": [
            _("Eigen referentie"), _("Declaratie"), _("Product"), _("Periode"), _("Bedrag"),
        ],
        "rows": [
            [
                line.reference, numbers[line.message_id], line.code, month(line.start),
                euros(line.cents),
            ]
            for line in (() if too_many else lines)
        ],
    }  # fmt: skip
