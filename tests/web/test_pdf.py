"""A document is made whatever letters a sender uses; those that no font has are spelled out."""

from datetime import UTC, datetime

import pytest

from portal.intake.proof import TEMPLATE
from portal.web import pdf
from portal.web.pdf import as_pdf

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def made_of(name: str) -> bytes:
    """The proof of a file with this name."""
    content = {
        "title": "Bewijs", "intro": "", "language": "nl", "maker": "Zorgportaal", "keywords": [],
        "page": "Bladzijde", "facts_head": ["Gegeven", "Waarde"], "facts": [["Bestand", name]],
        "parts": [], "ending": "",
    }  # fmt: skip
    return as_pdf(TEMPLATE, content, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "café Łódź Ωmega Жук – “april” € 5.xml", "＝1.xml", "😀.xml", "四月.xml", "أبريل.xml",
        "\u202egnp.xml", "a\u0301\u20dd.xml", "\ue000\uffff\U0010ffff.xml", "\x01\x7f\x85.xml",
        "a\tb\r\nc", "\u200b\u2028\u2029\ufeff.xml", "𝟙.xml",
    ],
)  # fmt: skip
def test_any_name_can_be_set(name):
    assert made_of(name).startswith(b"%PDF-1.7")


def test_what_the_fonts_lack_is_written_as_its_number():
    told = {"facts": [("Bestand", "＝1 café.xml")], "count": 3}
    assert pdf._spelled(told) == {"facts": [["Bestand", "<U+FF1D>1 café.xml"]], "count": 3}
