"""Our own schemas give the verdict of the real ones on every message that passes the guard."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from declarations.model import Law
from schemas.istandaarden.declaration import read_declaration
from schemas.istandaarden.starts import read_care
from schemas.refusals import MessageRefused
from schemas.wording import describe
from schemas.xml import parse
from tests.conformance.corpus import Case, corpus

FOLDER = os.environ.get("ISTANDAARDEN_XSD")
GUARD = {"XML", "ENCODING", "SIZE"}
KINDS = ("wmo301", "jw301", "wmo305", "jw305", "wmo307", "jw307", "wmo323", "jw323", "jw325")
READERS = {"305": read_care, "307": read_care, "323": read_declaration}


@cache
def real_schema(kind: str) -> etree.XMLSchema:
    folder = "ijw" if kind.startswith("jw") else "iwmo"
    return etree.XMLSchema(etree.parse(str(Path(FOLDER or "", folder, f"{kind}.xsd"))))


@cache
def refusal_of(case: Case) -> MessageRefused | None:
    try:
        parse(case.data, case.kind[-3:])
    except MessageRefused as refused:
        return refused
    return None


def kept_at_the_guard(refused: MessageRefused | None) -> bool:
    return refused is not None and refused.findings[0].rule in GUARD


def about_the_year(refused: MessageRefused | None) -> bool:
    """The one difference on purpose: the real schema lets years through that have no date here
    (before 0001, after 9999); we refuse them at level 1."""
    return refused is not None and all(f.detail == "year" for f in refused.findings)


def test_the_corpus_is_large_and_both_good_and_bad() -> None:
    kinds = Counter(case.kind for case in corpus())
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 500
    assert len({case.name + case.kind for case in corpus()}) == len(corpus())


@pytest.mark.skipif(not FOLDER, reason="ISTANDAARDEN_XSD names no folder with the real schemas")
@pytest.mark.parametrize("kind", KINDS)
def test_our_verdict_is_that_of_the_real_schema(kind: str) -> None:
    schema, counted = real_schema(kind), Counter[bool]()
    different = []
    for case in corpus():
        if case.kind != kind or kept_at_the_guard(refused := refusal_of(case)):
            continue
        theirs = schema.validate(etree.fromstring(case.data))
        counted[theirs] += 1
        if theirs != (refused is None) and not (theirs and about_the_year(refused)):
            different.append((case.name, theirs, refused))
    assert different == []
    assert counted[True] >= 50 <= counted[False]


def test_what_we_accept_we_can_read() -> None:
    """No message that the schema lets through may break the reader."""
    for case in corpus():
        reader = READERS.get(case.kind[-3:])
        if reader is not None and refusal_of(case) is None:
            message = reader(case.data)
            assert message.law is (Law.YOUTH if case.kind.startswith("jw") else Law.WMO)


def test_every_refusal_has_a_line_a_place_and_a_sentence_in_both_languages() -> None:
    for case in corpus():
        refused = refusal_of(case)
        for finding in refused.findings if refused else ():
            assert finding.level == 1 and finding.code is None and finding.detail
            assert finding.source_line or finding.detail in ("more", "empty")
            for language in ("nl", "en"):
                sentence = describe(finding, language)
                assert "{" not in sentence
                assert "?" not in sentence.replace("<?", "").replace("?>", "")
                assert "99990000" not in sentence
