"""The short way to the tree gives what the way behind the guard gives, whatever the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas import guard
from schemas.refusals import MessageRefused
from schemas.xml import parse
from tests.builders import a_message, the_sample, xml_of
from tests.schemas.test_xml import ZOO

GOOD = xml_of(the_sample())
PIECES = (
    b"<!-- -->", b"<!", b"<?x y?>", b"<?", b"?>", b"<![CDATA[x]]>", b"]]>", b"]]", b"&amp;",
    b"&#1;", b"&x;", b"&", b"<", b">", b"</", b"/>", b"\x00", b"\x01", b"\x7f", b"\xc3\xa9",
    b"\xff", b"\"", b"'", b" a='1'", b" a='1' a='1'", b" xmlns:q=''", b"<q:a/>", b"<:/>",
    b"<1/>", b"!", b"?", b"-", b"\r", b"<a><b></a></b>", b"<!DOCTYPE a>",
    b"<?xml version='1.1'?>", b"version='1.1'",
)  # fmt: skip


def outcome(build, data: bytes) -> object:
    """What is read of the file: but for blanks between elements, which say nothing."""
    try:
        root = build(data)
    except MessageRefused as refused:
        return refused.findings
    for element in root.iter():
        if len(element):
            element.text = _said(element.text)
        element.tail = _said(element.tail)
    return etree.tostring(root)


def _said(text: str | None) -> str | None:
    return text if text and text.strip() else None


@pytest.mark.parametrize(
    "blanks", [" ", "\n", "\t \r\n", " \r \n", "\r", " " * 400, "\n" * (guard.CHUNK + 5)]
)
def test_a_field_of_blanks_keeps_them(blanks: str) -> None:
    field = b">765432198<"
    assert GOOD.count(field) == 1
    root = guard.guarded_tree(GOOD.replace(field, f">{blanks}<".encode()))
    read = [each.text for each in root.iter("{*}Identificatie")]
    assert read == [blanks.replace("\r\n", "\n").replace("\r", "\n")]


@st.composite
def spoilt(draw) -> bytes:
    """The sample, here and there with something in it or something out of it."""
    data = GOOD
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.sampled_from((0, 0, 1, 7, 60, len(data))))
        data = data[:at] + draw(st.sampled_from((b"", *PIECES))) + data[at + cut :]
    return data


@given(spoilt())
def test_both_ways_agree_on_a_spoilt_file(data: bytes) -> None:
    assert outcome(guard.guarded_tree, data) == outcome(guard._behind_the_guard, data)


@pytest.mark.parametrize("name", ZOO)
def test_both_ways_agree_on_the_zoo(name: str) -> None:
    data = ZOO[name][0]()
    assert outcome(guard.guarded_tree, data) == outcome(guard._behind_the_guard, data)


def test_a_message_without_anything_suspect_takes_the_short_way(monkeypatch) -> None:
    taken = []
    monkeypatch.setattr(guard, "_behind_the_guard", taken.append)
    assert parse(xml_of(a_message()), "323").kind == "wmo323"
    assert not taken


@pytest.mark.parametrize("sign", [b"!", b"?", b"]", b"]]"])
def test_a_sign_that_begins_nothing_does_no_harm(sign: bytes, monkeypatch) -> None:
    monkeypatch.setattr(guard, "_behind_the_guard", pytest.fail)
    data = GOOD.replace(b"RN001", b"RN" + sign)
    assert sign in etree.tostring(guard.guarded_tree(data))
