"""Writing a 323: what is written is read back as the same values, whatever they are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.model import Client, Law, Message, WrittenLine
from schemas.istandaarden.declaration import read_declaration
from schemas.istandaarden.declaration_writer import write_declaration
from schemas.refusals import MessageRefused
from tests.builders import a_client, a_line, a_message, the_sample, xml_of
from tests.conformance.corpus import everything
from tests.declarations.strategies import messages

FOLDER = os.environ.get("ISTANDAARDEN_XSD")
VISIBLE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\r\n"),
    min_size=1,
    max_size=20,
)
BOTH = pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])


def from_values(message: Message) -> Message:
    """The message as if it had not come from a file, with its lines written our way."""
    clients = tuple(
        Client(c.bsn, tuple(replace(line, source_line=0, written=None) for line in c.lines))
        for c in message.declaration.clients
    )
    return replace(message, declaration=replace(message.declaration, clients=clients), digest="")


@BOTH
def test_what_is_written_reads_back_as_the_same(law: Law) -> None:
    for message in (the_sample(law), everything(law)):
        assert from_values(read_declaration(write_declaration(message))) == from_values(message)


@BOTH
def test_the_bytes_are_those_of_an_independent_writer(law: Law) -> None:
    assert write_declaration(everything(law)) == xml_of(everything(law))


@settings(max_examples=80, deadline=None)
@given(messages())
def test_any_message_the_schema_lets_through_survives(message: Message) -> None:
    assert from_values(read_declaration(write_declaration(message))) == from_values(message)


@settings(max_examples=80, deadline=None)
@given(VISIBLE, VISIBLE)
def test_any_reference_survives_to_the_letter(reference: str, previous: str) -> None:
    line = a_line(reference=reference, previous_reference=previous, credit=True)
    [read] = read_declaration(write_declaration(a_message(a_client(line)))).lines()
    assert (read.reference, read.previous_reference) == (reference, previous)


def test_a_line_in_its_senders_hand_stays_in_it() -> None:
    theirs = WrittenLine("00020072", "2023-04-01", " 2023-04-30 ", " 004", "+1250", "05000")
    data = write_declaration(a_message(a_client(a_line(written=theirs))))
    [read] = read_declaration(data).lines()
    assert read.written == theirs
    assert (read.allocation, read.volume, read.amount) == (20072, 4, 5000)


def test_what_the_schema_forbids_is_refused_on_reading() -> None:
    with pytest.raises(MessageRefused):
        read_declaration(write_declaration(a_message(number="DN-001")))


@pytest.mark.skipif(not FOLDER, reason="ISTANDAARDEN_XSD names no folder with the real schemas")
@pytest.mark.parametrize(
    ("law", "file"), [(Law.WMO, "iwmo/wmo323.xsd"), (Law.YOUTH, "ijw/jw323.xsd")]
)
def test_what_is_written_is_valid_for_the_real_schema(law: Law, file: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(Path(FOLDER or "", file))))
    for message in (the_sample(law), everything(law)):
        assert schema.validate(etree.fromstring(write_declaration(message)))
