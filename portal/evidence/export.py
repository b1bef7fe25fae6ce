"""Samples and their lines as files."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.evidence.forms import METHODS
from portal.evidence.samples import Sample, Sampled
from portal.web.exports import Column, as_csv, as_xlsx
from portal.web.labels import LAWS


def samples_file(samples: Sequence[Sample], kind: str) -> Response:
    """Every sample with what another needs to draw it again."""
    columns = [
        Column(_("Nummer"), lambda each: each.id),
        Column(_("Betaald vanaf"), lambda each: each.wish.scope.start),
        Column(_("Betaald tot en met"), lambda each: each.wish.scope.end),
        Column(_("Wet"), lambda each: _law(each)),
        Column(_("Hoe er wordt getrokken"), lambda each: str(METHODS[each.wish.method])),
        Column(_("Startwaarde"), lambda each: each.wish.seed),
        Column(_("Aantal regels"), lambda each: each.wish.size),
        Column(_("Getrokken uit"), lambda each: each.population_lines),
        Column(_("Som"), lambda each: each.population_cents, euros=True),
        Column("SHA-256", lambda each: each.sha256),
        Column(_("Getrokken op"), lambda each: each.drawn_at),
        Column(_("Getrokken door"), lambda each: each.drawn_by),
    ]
    return _file("steekproeven", columns, samples, kind)


def lines_file(sample: Sample, lines: Sequence[Sampled], kind: str) -> Response:
    """The lines of a sample; clients masked."""
    columns = [
        Column(_("Nr."), lambda each: each.position),
        Column(_("Regelnummer"), lambda each: each.line_id),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Cliënt"), lambda each: each.client),
        Column(_("Declaratie"), lambda each: each.declaration),
        Column(_("Referentie"), lambda each: each.reference),
        Column(_("Product"), lambda each: each.code),
        Column(_("Maand"), lambda each: each.month),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
    ]
    return _file(f"steekproef-{sample.id}", columns, lines, kind)


def _law(sample: Sample) -> str:
    law = sample.wish.scope.law
    return str(LAWS[law]) if law else _("alle wetten")


def _file(name: str, columns: Sequence[Column], rows: Sequence[object], kind: str) -> Response:
    return (as_xlsx if kind == "xlsx" else as_csv)(name, columns, rows)
