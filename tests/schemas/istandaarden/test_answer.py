"""The 325: valid for the schema, true to the declaration, exact to the byte."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.findings import (
    NO_REMARK,
    NOT_JUDGED,
    Assessment,
    ClientVerdict,
    LineVerdict,
    Outcome,
)
from declarations.model import Law, Line, Message, XsdVersions
from schemas.istandaarden.answer import answer_to, compose_answer
from schemas.istandaarden.answer_reader import read_answer
from schemas.istandaarden.declaration import read_declaration
from tests.builders import OTHER_BSN, a_client, a_credit, a_line, a_message, the_sample, xml_of
from tests.conformance.corpus import everything

DATED = date(2023, 5, 10)
FOLDER = os.environ.get("ISTANDAARDEN_XSD")
REJECTED = ("9341", "9346")


def judged(message: Message, returned: dict[str, tuple[str, ...]] | None = None,
           fallen: Iterable[str] = ()) -> Assessment:
    """A verdict that returns these references with these codes, and these clients whole."""
    returned, fallen = returned or {}, set(fallen)
    lines = tuple(
        LineVerdict(client, line, NOT_JUDGED if client.bsn in fallen
                    else returned.get(line.reference, NO_REMARK))
        for client in message.declaration.clients for line in client.lines
    )
    clients = tuple(
        ClientVerdict(client, ("8187",) if client.bsn in fallen else NO_REMARK)
        for client in message.declaration.clients
    )
    awarded = sum(v.line.signed_cents for v in lines if v.awarded)
    all_awarded = all(v.awarded for v in lines)
    return Assessment(
        kind=message.kind, outcome=Outcome.AWARDED, level=None, header=NO_REMARK,
        declaration=("8001",) if all_awarded else NO_REMARK, clients=clients, lines=lines,
        submitted_cents=message.declaration.signed_total, awarded_cents=awarded, findings=(),
    )


def ended(message: Message, level: int | None, header: tuple[str, ...],
          declaration: tuple[str, ...] | None) -> Assessment:
    """A verdict that ends at Header or Declaratie."""
    return replace(
        judged(message), outcome=Outcome.REJECTED, level=level, header=header,
        declaration=declaration, clients=(), lines=(), awarded_cents=0,
    )


def keeps_the_rules_for_answers(message: Message, data: bytes) -> None:
    """TR337, TR371, TR376, TR366, TR367, TR342 and the order of the declaration."""
    answer, header = read_answer(data), message.header
    assert (answer.sender, answer.receiver) == (header.receiver, header.sender)
    assert (answer.answers, answer.answers_dated) == (header.identification, header.dated)
    assert answer.answers_versions == header.versions
    if answer.declaration is None:
        return
    assert answer.declaration.number == message.declaration.number
    asked = {(c.bsn, line): n for n, (c, line) in enumerate(
        (c, replace(line, source_line=0)) for c in message.declaration.clients for line in c.lines)}
    returned = [(c.bsn, r.line) for c in answer.declaration.clients for r in c.lines]
    places = [asked[key] for key in returned]
    assert places == sorted(places)
    if answer.declaration.clients:
        difference = answer.declaration.submitted_cents - answer.declaration.awarded_cents
        assert sum(line.signed_cents for _, line in returned) == difference


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_fully_awarded_is_8001_without_clients(law: Law) -> None:
    message = the_sample(law)
    data = answer_to(message, judged(message), "A1", DATED)
    keeps_the_rules_for_answers(message, data)
    answer = read_answer(data)
    assert answer.codes == ("0200",) and answer.declaration is not None
    assert answer.declaration.codes == ("8001",)
    assert answer.declaration.clients == ()
    assert answer.declaration.submitted_cents == answer.declaration.awarded_cents == 58000
    assert answer.stylesheet is None


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_only_clients_with_returned_lines_and_only_those_lines(law: Law) -> None:
    message = everything(law)
    data = answer_to(message, judged(message, {"CRN000": ("8017",), "RN002": REJECTED}), "A1",
                     DATED)
    keeps_the_rules_for_answers(message, data)
    answer = read_answer(data).declaration
    assert answer is not None
    (client,) = answer.clients
    assert client.codes == ("0200",)
    assert [(r.line.reference, r.codes) for r in client.lines] == [
        ("RN002", REJECTED), ("CRN000", ("8017",))]


def test_a_client_that_falls_returns_all_its_lines() -> None:
    message = the_sample()
    data = answer_to(message, judged(message, fallen=[OTHER_BSN]), "A1", DATED)
    keeps_the_rules_for_answers(message, data)
    answer = read_answer(data).declaration
    assert answer is not None
    (client,) = answer.clients
    assert (client.bsn, client.codes) == (OTHER_BSN, ("8187",))
    assert [r.codes for r in client.lines] == [("0233",), ("0233",)]


def test_a_level_2_rejection_is_a_header_with_0001_and_the_stylesheet() -> None:
    message = the_sample()
    data = answer_to(message, ended(message, 2, ("0001",), None), "A1", DATED)
    answer = read_answer(data)
    assert (answer.codes, answer.stylesheet, answer.declaration) == (("0001",), "2.10.5", None)
    keeps_the_rules_for_answers(message, data)


def test_a_header_error_is_a_header_alone_without_the_stylesheet() -> None:
    message = the_sample()
    answer = read_answer(
        answer_to(message, ended(message, None, ("8848", "9056"), None), "A1", DATED))
    assert (answer.codes, answer.stylesheet) == (("8848", "9056"), None)
    assert answer.declaration is None


def test_a_declaration_error_awards_nothing_and_names_no_client() -> None:
    message = the_sample()
    answer = read_answer(
        answer_to(message, ended(message, None, NO_REMARK, ("8214", "9333")), "A1", DATED))
    assert answer.declaration is not None
    assert answer.declaration.codes == ("8214", "9333")
    assert (answer.declaration.submitted_cents, answer.declaration.awarded_cents) == (58000, 0)
    assert answer.declaration.clients == ()


@pytest.mark.parametrize(("line", "rejected", "total", "side"), [
    (a_line(), False, "5000", "D"), (a_line(), True, "0", "D"),
    (a_credit(a_line()), False, "5000", "C"), (a_credit(a_line()), True, "0", "D"),
])
def test_the_awarded_total_has_a_side(line: Line, rejected: bool, total: str, side: str) -> None:
    message = a_message(a_client(line))
    codes = {line.reference: REJECTED} if rejected else {}
    text = answer_to(message, judged(message, codes), "A1", DATED).decode()
    awarded = text[text.index("TotaalToegekendBedrag"):]
    assert awarded.index(f"TotaalBedrag>{total}<") < awarded.index(f"DebetCredit>{side}<")


def test_no_answer_to_a_refusal_or_while_a_line_is_parked() -> None:
    message = the_sample()
    verdict = judged(message)
    parked = replace(verdict.lines[0], codes=(), parked=True)
    for bad in (replace(verdict, lines=(parked, *verdict.lines[1:])),
                replace(verdict, header=None, level=1)):
        with pytest.raises(ValueError, match="no answer"):
            answer_to(message, bad, "A1", DATED)
    for identification in ("", "x" * 13):
        with pytest.raises(ValueError, match="12"):
            answer_to(message, verdict, identification, DATED)


def test_the_bytes_are_those_the_standard_wants() -> None:
    message = a_message(a_client(a_line()))
    data = answer_to(message, judged(message, {"RN001": REJECTED}), "A1", DATED)
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\r\n<wmo325:Bericht xmlns:iwmo=')
    assert data.endswith(b"</wmo325:Bericht>\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    rows = data.decode().split("\r\n")
    assert rows[2] == "\t<wmo325:Header>"
    assert "\t\t<wmo325:BerichtCode>485</wmo325:BerichtCode>" in rows
    assert "\t\t\t<iwmo:Identificatie>A1</iwmo:Identificatie>" in rows
    assert "\t\t\t<iwmo:Dagtekening>2023-05-10</iwmo:Dagtekening>" in rows
    assert "\t\t\t\t\t\t\t<wmo325:RetourCode>9346</wmo325:RetourCode>" in rows


@pytest.mark.parametrize("reference", [" ", "a\r\nb", "\n", "\t", "<&>]]>", "é😀", "\r"])
def test_what_the_sender_wrote_is_repeated_exactly(reference: str) -> None:
    data = xml_of(a_message(a_client(a_line(reference=reference)),
                            versions=XsdVersions("0.1.0", "12.3.4"), identification="<é&>"))
    data = data.replace(b">5000<", b">+05000<").replace(b"Volume>4<", b"Volume> 4 <")
    message = read_declaration(data)
    answer = answer_to(message, judged(message, {reference: REJECTED}), "A1", DATED)
    keeps_the_rules_for_answers(message, answer)
    declaration = read_answer(answer).declaration
    assert declaration is not None
    line = declaration.clients[0].lines[0].line
    assert line.reference == reference
    assert line.written is not None
    assert (line.written.amount, line.written.volume) == ("+05000", " 4 ")
    assert answer.count(b"\n") == answer.count(b"\r\n") == answer.count(b"\r")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_verdict_gives_a_valid_answer_that_reads_back(data: st.DataObject) -> None:
    law = data.draw(st.sampled_from([Law.WMO, Law.YOUTH]))
    message = everything(law)
    references = [line.reference for line in message.lines()]
    codes = st.sampled_from([("9346",), ("0611", "9341"), ("S329",)])
    returned = data.draw(st.dictionaries(st.sampled_from(references), codes))
    fallen = data.draw(st.sets(st.sampled_from([c.bsn for c in message.declaration.clients])))
    verdict = judged(message, returned, fallen)
    written = answer_to(message, verdict, "A1", DATED)
    keeps_the_rules_for_answers(message, written)
    assert read_answer(written) == compose_answer(message, verdict, "A1", DATED)


@pytest.mark.skipif(not FOLDER, reason="ISTANDAARDEN_XSD names no folder with the real schemas")
def test_the_answer_of_the_youth_act_is_valid_for_the_real_schema() -> None:
    schema = etree.XMLSchema(etree.parse(str(Path(FOLDER or "", "ijw", "jw325.xsd"))))
    message = everything(Law.YOUTH)
    for verdict in (
        judged(message), judged(message, {"RN002": REJECTED}, [OTHER_BSN]),
        ended(message, 2, ("0001",), None), ended(message, None, NO_REMARK, ("9333",)),
    ):
        assert schema.validate(etree.fromstring(answer_to(message, verdict, "A1", DATED)))
