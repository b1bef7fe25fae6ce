"""Reading a 323: what stands in the file is what is judged, and what is echoed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.findings import Finding, Location, Owner, Severity
from declarations.model import Client, Law, Line, Message, WrittenLine
from schemas.istandaarden.declaration import locate, read_accepted, read_declaration
from tests.builders import (
    BSN,
    OTHER_BSN,
    a_client,
    a_credit,
    a_large_message,
    a_line,
    a_message,
    the_sample,
    xml_of,
)
from tests.conformance.corpus import everything


def without_lines(message: Message) -> Message:
    """The message as if it had not come from a file."""
    clients = tuple(
        Client(c.bsn, tuple(replace(line, source_line=0) for line in c.lines))
        for c in message.declaration.clients
    )
    declaration = replace(message.declaration, clients=clients)
    return replace(message, declaration=declaration, digest="")


def only_line(data: bytes) -> Line:
    (line,) = read_declaration(data).lines()
    return line


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_a_message_comes_back_as_it_went_out(law: Law) -> None:
    for message in (the_sample(law), everything(law)):
        assert without_lines(read_declaration(xml_of(message))) == message
        assert without_lines(read_accepted(xml_of(message))) == message


def test_a_message_carries_the_digest_of_its_bytes() -> None:
    data = xml_of(the_sample())
    assert read_declaration(data).digest == hashlib.sha256(data).hexdigest()


def test_every_mix_of_optional_fields_is_read() -> None:
    lines = (
        a_line(reference="1"),
        a_line(reference="2", unit="83", volume=500),
        a_credit(a_line(reference="3")),
        a_credit(a_line(reference="4", unit="83", volume=500)),
    )
    message = a_message(a_client(*lines))
    assert without_lines(read_declaration(xml_of(message))) == message


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1)
cents = st.integers(0, 99_999_999)
lines = st.builds(
    a_line, reference=text.map(lambda t: t[:20]), previous_reference=st.none() | st.just(" "),
    allocation=st.integers(0, 999_999_999), volume=cents, tariff=st.none() | cents, amount=cents,
    start=st.dates(), end=st.dates(), credit=st.booleans(),
    unit=st.sampled_from(["01", "04", "14", "16", "82", "83", "84"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, min_size=1, max_size=4), st.booleans())
def test_any_valid_values_survive(some: list[Line], credit: bool) -> None:
    message = a_message(a_client(*some), total=999_999_999_999, total_credit=credit)
    assert without_lines(read_declaration(xml_of(message))) == message


def test_numbers_in_another_hand_keep_their_writing() -> None:
    data = xml_of(a_message(a_client(a_line(amount=5000, volume=4, tariff=0))))
    for old, new in ((b"Bedrag>5000<", b"Bedrag>+5000<"), (b"Volume>4<", b"Volume> 004\n<"),
                     (b"Tarief>0<", b"Tarief>-0<"), (b"Nummer>20072<", b"Nummer>00020072<"),
                     (b"datum>2023-04-30<", b"datum> 2023-04-30 <")):
        data = data.replace(old, new)
    line = only_line(data)
    assert (line.amount, line.volume, line.tariff, line.allocation) == (5000, 4, 0, 20072)
    assert line.end == date(2023, 4, 30)
    assert line.written == WrittenLine(
        "00020072", "2023-04-01", " 2023-04-30 ", " 004\n", "-0", "+5000")
    assert without_lines(read_declaration(xml_of(a_message(a_client(line))))).kind == "wmo323"


def test_a_line_written_our_way_carries_no_writing() -> None:
    data = xml_of(a_message(a_client(a_line(), a_line(reference="RN002", allocation=7))))
    data = data.replace(b"Nummer>7<", b"Nummer>07<")
    first, second = read_declaration(data).lines()
    assert first.written is None
    assert second.written is not None and second.allocation_text == "07"


def test_thousands_of_zeros_before_a_number_are_read() -> None:
    zeros = b"0" * 6000
    data = xml_of(a_message()).replace(b"Bedrag>5000<", b"Bedrag>" + zeros + b"5000<")
    line = only_line(data)
    assert line.amount == 5000
    assert line.written is not None and line.written.amount == zeros.decode() + "5000"


@pytest.mark.parametrize("reference", [" ", "a b", " RN", "RN ", "é", "😀", "<&>'\"", "]]>", "\t"])
def test_references_are_read_exactly(reference: str) -> None:
    data = xml_of(a_message(a_client(a_line(reference=reference))))
    assert only_line(data).reference == reference


def test_line_breaks_in_a_reference_are_read_exactly() -> None:
    data = xml_of(a_message(a_client(a_line(reference="a\r\nb\nc"))))
    assert only_line(data).reference == "a\r\nb\nc"


def test_cdata_and_character_references_are_plain_text() -> None:
    data = xml_of(a_message())
    data = data.replace(b">RN001<", b"><![CDATA[RN]]>&#48;<![CDATA[01]]><")
    assert only_line(data.replace(b">5000<", b">5&#48;0<![CDATA[0]]><")).reference == "RN001"
    assert only_line(data).amount == 5000


@pytest.mark.parametrize("lines_of_the_file", [50, 4000])
def test_each_class_is_found_on_its_line(lines_of_the_file: int) -> None:
    """Also beyond the 65,535 lines that the tree can count."""
    data = xml_of(a_large_message(lines_of_the_file))
    rows = data.split(b"\n")
    clients = read_declaration(data).declaration.clients
    places = [
        (Location(client=position, line=number), line.reference)
        for position, client in enumerate(clients, 1)
        for number, line in enumerate(client.lines, 1)
    ]
    located = locate(data, [finding_at(place, None) for place, _ in places])
    for finding, (_, reference) in zip(located, places, strict=True):
        assert finding.source_line is not None
        assert rows[finding.source_line - 1].strip() == b"<wmo323:Prestatie>"
        assert reference.encode() in rows[finding.source_line + 1]


def test_each_client_is_found_on_its_line() -> None:
    data = xml_of(a_large_message(4000))
    rows = data.split(b"\n")
    clients = read_declaration(data).declaration.clients
    places = [finding_at(Location(client=n), None) for n in range(1, len(clients) + 1)]
    for finding, client in zip(locate(data, places), clients, strict=True):
        assert finding.source_line is not None
        assert rows[finding.source_line - 1].strip() == b"<wmo323:Client>"
        assert client.bsn.encode() in rows[finding.source_line]


def finding_at(location: Location, source_line: int | None) -> Finding:
    return Finding(rule="TR346", code="9346", level=4, severity=Severity.ERROR,
                   owner=Owner.PROVIDER, path=location.path, source_line=source_line)


SAMPLE = xml_of(the_sample())
PLACES = [
    (Location("Header"), b"<wmo323:Header>", 1),
    (Location("Header", element="BerichtIdentificatie/Dagtekening"), b":Dagtekening>", 1),
    (Location("Declaratie"), b"<wmo323:Declaratie>", 1),
    (Location("Declaratie", element="DeclaratiePeriode/Einddatum"), b":Einddatum>", 1),
    (Location("Declaratie", element="TotaalIngediendBedrag/TotaalBedrag"), b":TotaalBedrag>", 1),
    (Location(client=2, element="Bsn"), b":Bsn>", 2),
    (Location(client=2, line=1), b"<wmo323:Prestatie>", 3),
    (Location(client=2, line=1, element="ProductPeriode/Einddatum"), b":Einddatum>", 4),
    (Location(client=2, line=1, element="IngediendBedrag/DebetCredit"), b":DebetCredit>", 4),
    (Location(client=2, line=1, element="Eenheid"), b":Eenheid>", 3),
    (Location(client=1, line=2, element="ProductReferentie/ReferentieNummer"),
     b"<iwmo:ReferentieNummer>", 2),
]


@pytest.mark.parametrize(("location", "marker", "nth"), PLACES)
def test_a_finding_gets_the_line_of_its_own_element(
    location: Location, marker: bytes, nth: int
) -> None:
    message = read_declaration(SAMPLE)
    own = None
    if location.client:
        client = message.declaration.clients[location.client - 1]
        own = client.lines[location.line - 1].source_line if location.line else client.source_line
    rows = SAMPLE.split(b"\n")
    expected = [number for number, row in enumerate(rows, 1) if marker in row][nth - 1]
    (found,) = locate(SAMPLE, [finding_at(location, own)])
    assert found.source_line == expected


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_every_way_to_end_a_line_counts_once(ending: bytes) -> None:
    place = Location(client=2, line=1, element="Eenheid")
    (before,) = locate(SAMPLE, [finding_at(place, None)])
    (found,) = locate(SAMPLE.replace(b"\r\n", ending), [finding_at(place, None)])
    assert found.source_line == before.source_line


def test_the_line_of_an_absent_element_is_that_of_its_class() -> None:
    message = a_message(a_client(a_line(unit="83", volume=5), a_line(reference="RN002")))
    tariff = finding_at(Location(client=1, line=1, element="ProductTarief"), None)
    data = xml_of(message)
    own = next(read_declaration(data).lines()).source_line
    assert locate(data, [replace(tariff, source_line=own)])[0].source_line == own
    one_line = re.sub(rb">\s+<", b"><", data)
    assert locate(one_line, [replace(tariff, source_line=1)])[0].source_line == 1


def test_a_tag_in_cdata_is_not_one() -> None:
    data = SAMPLE.replace(b">RN003<", b"><![CDATA[<Eenheid>\r\n<Prestatie>]]><")
    unit = finding_at(Location(client=2, line=1, element="Eenheid"), None)
    row = data.splitlines()[(locate(data, [unit])[0].source_line or 0) - 1]
    assert row.strip() == b"<wmo323:Eenheid>04</wmo323:Eenheid>"
    header = finding_at(Location("Header", element="Ontvanger"), None)
    assert b"Ontvanger" in data.splitlines()[(locate(data, [header])[0].source_line or 0) - 1]


def test_lines_far_apart_and_out_of_order_are_all_found() -> None:
    data = xml_of(a_large_message(4000))
    rows = data.split(b"\n")
    message = read_declaration(data)
    findings = [
        finding_at(Location(client=c, line=n, element="Eenheid"), line.source_line)
        for c, client in enumerate(message.declaration.clients, 1)
        for n, line in enumerate(client.lines, 1) if line.allocation % 97 == 0
    ][::-1]
    located = locate(data, findings)
    assert len(located) > 30
    assert all(b":Eenheid>" in rows[(f.source_line or 0) - 1] for f in located)
    assert all(0 < (f.source_line or 0) - (g.source_line or 0) < 20
               for f, g in zip(located, findings, strict=True))


def test_a_finding_that_points_nowhere_stays_as_it_is() -> None:
    finding = finding_at(Location(section=""), None)
    assert locate(SAMPLE, [finding]) == (finding,)
    assert locate(SAMPLE, []) == ()


def test_the_same_client_and_lines_may_stand_twice() -> None:
    message = a_message(a_client(a_line()), a_client(a_line()), a_client(a_line(), bsn=OTHER_BSN))
    read = without_lines(read_declaration(xml_of(message)))
    assert [client.bsn for client in read.declaration.clients] == [BSN, BSN, OTHER_BSN]
