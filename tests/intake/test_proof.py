"""The proof of receipt: readable by everybody, and without a word about a client."""

from __future__ import annotations

import hashlib
import re
import zlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import BSN, OTHER_BSN
from tests.intake.handing_in import send
from tests.intake.outcome_pages import Pages
from tests.intake.test_archives import month
from tests.intake.test_batch_pages import judge
from tests.intake.world import World, zipped


@pytest.fixture
def pages(app: Flask, world: World) -> Pages:
    """A world of one test, on each engine in turn."""
    return Pages(app, world)


def parts_of(pdf: bytes) -> str:
    """The document with every compressed part unpacked."""
    unpacked = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(found[1]))
        except zlib.error:
            unpacked.append(found[1])
    return b"\n".join(unpacked).decode("latin-1")


def proof(browser: FlaskClient, address: str, language: str) -> bytes:
    answer = browser.get(f"{address}/bewijs.pdf?lang={language}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-1.7")
    return answer.data


def content(pages: Pages, address: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What is typeset on a proof."""
    seen: list[dict[str, object]] = []
    with monkeypatch.context() as patch:
        patch.setattr("portal.intake.proof.as_pdf", lambda _t, told, _at: seen.append(told) or b"")
        pages.browser().get(f"{address}/bewijs.pdf")
    return seen[0]


def test_a_proof_is_a_tagged_document_with_title_and_language(pages: Pages) -> None:
    address = f"/aanleveringen/{pages.world.receive(month(2)).batch}"
    for language, title in (("nl", "Bewijs van ontvangst"), ("en", "Proof of receipt")):
        made = parts_of(proof(pages.browser(), address, language))
        assert "/MarkInfo" in made and "/StructTreeRoot" in made
        assert "<pdfuaid:part>1</pdfuaid:part>" in made
        assert title in made
        assert re.search(rf"/Lang ?\({language}\)", made)
    assert pages.seen() == []


def test_a_proof_says_who_what_and_when(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    pages.world.allocate()
    data = zipped(("2.xml", month(2)), ("stuk.xml", b"geen xml"), ("3.xml", month(3)))
    answer = send(pages.browser(), (f"{BSN} alles.zip", data), reference="voorjaar")
    address = answer.headers["Location"]
    waiting = content(pages, address, monkeypatch)
    assert "Nog niet alle berichten zijn beoordeeld." in str(waiting)
    judge(pages, answer)
    told = content(pages, address, monkeypatch)
    facts = dict(told["facts"])  # type: ignore[call-overload]
    assert facts["Uw kenmerk"] == "voorjaar"
    assert facts["Ingediend door"] == "Provider-Clerk"
    assert facts["Tijdstip"] == "10 mei 2023 12:00:00 (UTC+02:00)"
    assert facts["Grootte"] == f"{len(data)} bytes"
    assert facts["SHA-256"].replace(" ", "") == hashlib.sha256(data).hexdigest()
    messages, refused = told["parts"]  # type: ignore[misc]
    assert [row[:1] + row[3:7] for row in messages["rows"]] == [
        ["1", "toegekend", "1", "1", "0"],
        ["3", "toegekend", "1", "1", "0"],
    ]
    assert [row[0] for row in refused["rows"]] == ["stuk.xml"]
    assert BSN not in str(told) and OTHER_BSN not in str(told)


def test_a_refusal_has_its_proof_too(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = send(pages.browser(), ("april_met_een_lange_naam.xml", b"geen xml"))
    [address] = set(re.findall(r'href="(/weigeringen/\d+)"', answer.text))
    for language, title in (("nl", "Bewijs van weigering"), ("en", "Proof of refusal")):
        assert title in parts_of(proof(pages.browser(), address, language))
    pages.browser().get("/regels?lang=nl")
    told = content(pages, address, monkeypatch)
    assert hashlib.sha256(b"geen xml").hexdigest() in str(told).replace(" ", "")


def test_a_name_that_looks_like_typesetting_is_only_a_name(pages: Pages) -> None:
    name = '#panic() $x$ *a* `b` <c> @d \\e "f".xml'
    batch = pages.world.receive(month(2), name=name, reference='#include "x"').batch
    assert proof(pages.browser(), f"/aanleveringen/{batch}", "nl")
