"""Reading a 305 and a 307 through our own schemas."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from declarations.model import Law
from declarations.starts import Care
from schemas.istandaarden.starts import read_care
from schemas.refusals import MessageRefused
from tests.allocation_messages import allocation_xml, an_allocation_message
from tests.care_messages import a_care_message, a_start, a_stop, care_xml

SAMPLES = os.environ.get("ISTANDAARDEN_SAMPLES")
YOUTH = {"category": "45", "code": "45A03"}


def without_lines(message):
    return replace(message, events=tuple(replace(e, source_line=0) for e in message.events))


@pytest.mark.parametrize(
    "message",
    [
        a_care_message(),
        a_care_message(a_stop()),
        a_care_message(a_start(**YOUTH), law=Law.YOUTH, born_usage="1"),
        a_care_message(a_stop(**YOUTH, reason="35"), law=Law.YOUTH),
        a_care_message(a_start(), a_start(999999999, status="3")),
        a_care_message(a_start(None, category=None, code=None, allocated_from=None)),
        a_care_message(a_stop(code=None)),
    ],
)
def test_what_is_written_is_what_is_read(message):
    assert without_lines(read_care(care_xml(message))) == message


def test_an_event_knows_its_line():
    data = care_xml(a_care_message(a_stop()))
    [event] = read_care(data).events
    assert data.splitlines()[event.source_line - 1] == b"<m:StopProduct>"


def test_a_reason_of_the_other_law_is_refused():
    data = care_xml(a_care_message(a_stop(reason="35")))
    with pytest.raises(MessageRefused) as refused:
        read_care(data)
    [finding] = refused.value.findings
    assert (finding.rule, finding.detail, finding.received) == ("XSD", "code", "35")


@pytest.mark.parametrize(
    "data", [b"", b"%PDF", b"<Bericht/>", allocation_xml(an_allocation_message())]
)
def test_anything_else_is_refused(data):
    with pytest.raises(MessageRefused):
        read_care(data)


@pytest.mark.skipif(not SAMPLES, reason="ISTANDAARDEN_SAMPLES names no folder with samples")
@pytest.mark.parametrize(("name", "law"), [("WMO305.xml", Law.WMO), ("JW305.xml", Law.YOUTH)])
def test_the_sample_of_the_standard_reads_well(name, law):
    message = read_care(Path(SAMPLES or "", name).read_bytes())
    assert (message.law, message.care, message.provider) == (law, Care.START, "65656055")
    assert len(message.events) == 2
    assert all(event.start > date(2020, 1, 1) for event in message.events)
