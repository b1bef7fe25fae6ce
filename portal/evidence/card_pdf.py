"""The proof card on paper: the same sections as its page, as PDF that everybody can read."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.clock import Clock
from portal.evidence.card import Card
from portal.evidence.chart import Chart, chart_of
from portal.evidence.sections import Section, Table
from portal.evidence.sheet import outcome, sheet_of
from portal.web.formatting import euros, moment
from portal.web.language import current
from portal.web.pdf import as_pdf

TEMPLATE = "evidence/card.typ"


def pdf_of(card: Card, clock: Clock) -> bytes:
    """The card as PDF/UA; nothing in it leads anywhere, and nothing is folded."""
    now = clock.now()
    chart = chart_of(card.course)
    content = {
        "title": _("Bewijskaart van regel %(reference)s", reference=card.line.reference),
        "intro": ", ".join([euros(card.line.cents), *(each.value for each in outcome(card))]),
        "language": current(),
        "maker": _("Zorgportaal"),
        "page": _("Bladzijde"),
        "facts_head": [_("Gegeven"), _("Waarde")],
        "sections": [_section(each, chart) for each in sheet_of(card, _nowhere)],
        "ending": _("Gemaakt op %(moment)s.", moment=moment(now)),
    }
    return as_pdf(TEMPLATE, content, now)


def _nowhere(_endpoint: str, **_values: Any) -> None:
    """Paper leads to no page."""


def _section(section: Section, chart: Chart | None) -> dict[str, Any]:
    return {
        "title": section.title,
        "texts": list(section.texts),
        "facts": [[fact.name, fact.value] for fact in section.facts],
        "tables": [_table(each) for each in section.tables if each.rows],
        "chart": _chart(chart) if section.chart and chart else None,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "numbers": sorted(table.numbers),
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "alt": _("Staven per maand; dezelfde getallen staan in de tabel."),
        "bars": [
            {
                "height": each.height, "limit": each.limit_y, "label": each.label,
                "itself": each.itself,
            }
            for each in chart.bars
        ],
    }  # fmt: skip
