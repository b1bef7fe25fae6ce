"""The retour (302, 306, 308): valid for its schema, true to its message, exact to the byte."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.findings import NO_REMARK
from declarations.model import Law
from declarations.returns import RETURN_OF, RETURNED_CLASSES, Return
from schemas.istandaarden.return_writer import BERICHT_CODES, return_kind, write_return
from schemas.refusals import MessageRefused
from schemas.xml import parse, peek
from tests.conformance.corpus import (
    LAWS,
    Case,
    allocation_message,
    care_message,
    corpus,
)

DATED = date(2023, 5, 10)
FOLDER = os.environ.get("ISTANDAARDEN_XSD")
GONE = {"IdentificatieRetour", "DagtekeningRetour", "XsltVersie", "XsdVersieRetour", "RetourCodes"}
FELL = Return(NO_REMARK, MappingProxyType({"/Bericht/Client": ("9019",)}))
VERDICTS = {
    "good": Return(),
    "conditions": Return(("0001",), by_conditions=True),
    "header": Return(("8848", "9056")),
    "class": FELL,
}


def messages() -> dict[str, bytes]:
    """One message of each kind in which every element is filled."""
    found = {}
    for law in LAWS:
        found[f"{law.prefix}301"] = allocation_message(law)
        for number, word in (("305", "Start"), ("307", "Stop")):
            found[f"{law.prefix}{number}"] = care_message(law, number, word)
    return found


MESSAGES = messages()


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def named(root: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in root.iter() if local(each) == name]


def codes_at(element: etree._Element) -> list[str]:
    """The codes an element carries itself."""
    return [code.text or "" for own in element if local(own) == "RetourCodes" for code in own]


def written(data: bytes, verdict: Return) -> etree._Element:
    """The retour, read back by its own schema."""
    body = write_return(data, verdict, "0000000007", DATED)
    number = (peek(body) or "")[-3:]
    assert number == RETURN_OF[(peek(data) or "")[-3:]]
    assert not body.startswith(b"\xef\xbb\xbf") and body.endswith(b">\r\n")
    assert body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    return parse(body, number).root


def without_additions(root: etree._Element) -> etree._Element:
    """The message that a whole retour answers: what it added is taken out again."""
    kind = next(k for k in MESSAGES if return_kind(k) == _kind(root))
    text = etree.tostring(root).decode().replace(_kind(root), kind)
    tree = etree.fromstring(text)
    for element in list(tree.iter()):
        if local(element) in GONE:
            element.getparent().remove(element)
    [code] = named(tree, "BerichtCode")
    code.text = str(int(code.text or "") - 1)
    return tree


def _kind(root: etree._Element) -> str:
    return str(etree.QName(root).namespace).split("/")[-2]


def content(element: etree._Element) -> tuple[object, ...]:
    """Names, namespaces and texts, without the white space between elements."""
    inner = tuple(content(child) for child in element)
    return element.tag, inner, "" if inner else (element.text or "").strip("\n\t ")


@pytest.mark.parametrize("verdict", VERDICTS.values(), ids=VERDICTS)
@pytest.mark.parametrize("kind", MESSAGES)
def test_a_retour_is_valid_and_says_who_and_what_it_answers(kind: str, verdict: Return) -> None:
    data = MESSAGES[kind]
    root = written(data, verdict)
    header, asked = root[0], etree.fromstring(data)[0]
    assert header[0].text == BERICHT_CODES[return_kind(kind)]
    assert [content(each)[1:] for each in header[3:7]] == [content(e)[1:] for e in asked[3:7]]
    assert named(header, "IdentificatieRetour")[0].text == "0000000007"
    assert named(header, "DagtekeningRetour")[0].text == "2023-05-10"
    assert codes_at(header) == list(verdict.header)
    assert bool(named(header, "XsltVersie")) == verdict.by_conditions
    assert (len(root) == 2) == (verdict.classes is not None)


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_whole_retour_gives_each_class_its_codes_and_changes_nothing_else(kind: str) -> None:
    root = written(MESSAGES[kind], FELL)
    for element in root.iter():
        if local(element) in RETURNED_CLASSES:
            wanted = ["9019"] if local(element) == "Client" else ["0200"]
            assert codes_at(element) == wanted and local(element[-1]) == "RetourCodes"
    assert content(without_additions(root)) == content(etree.fromstring(MESSAGES[kind]))


@pytest.mark.parametrize("law", LAWS)
def test_a_code_stands_at_its_own_class(law: Law) -> None:
    path = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]"
    verdict = Return(NO_REMARK, MappingProxyType({path: ("9332", "S329")}))
    root = written(MESSAGES[f"{law.prefix}301"], verdict)
    first, second = named(root, "ToegewezenProduct")
    assert (codes_at(first), codes_at(second)) == (["0200"], ["9332", "S329"])


@cache
def accepted_cases() -> tuple[Case, ...]:
    """Every message of the corpus that our schema lets through and that has a retour."""
    found = []
    for case in corpus():
        if case.kind[-3:] in RETURN_OF:
            try:
                parse(case.data, case.kind[-3:])
            except MessageRefused:
                continue
            found.append(case)
    return tuple(found)


def test_whatever_is_let_through_gets_a_valid_retour() -> None:
    kinds = {case.kind for case in accepted_cases()}
    assert kinds == set(MESSAGES) and len(accepted_cases()) > 500
    for case in accepted_cases():
        data = etree.fromstring(case.data)
        root = written(case.data, FELL)
        assert content(without_additions(root)[1]) == content(data[1]), case.name


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1
).filter(lambda text: text.strip())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(MESSAGES)), texts, st.sampled_from(sorted(VERDICTS)))
def test_any_text_comes_back_as_it_was_sent(kind: str, text: str, verdict: str) -> None:
    tree = etree.fromstring(MESSAGES[kind])
    name = named(tree, "Achternaam")[0]
    name.text = text[:200] if text[:200].strip() else "x"
    body = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    root = written(body, VERDICTS[verdict])
    if len(root) > 1:
        assert named(root, "Achternaam")[0].text == name.text


@pytest.mark.parametrize("identification", ["", "0123456789012"])
def test_an_identification_has_one_to_twelve_characters(identification: str) -> None:
    with pytest.raises(ValueError, match="12 characters"):
        write_return(MESSAGES["wmo305"], Return(), identification, DATED)


@pytest.mark.skipif(not FOLDER, reason="ISTANDAARDEN_XSD names no folder with the real schemas")
@pytest.mark.parametrize("kind", MESSAGES)
def test_what_comes_back_is_valid_for_the_real_schema_of_the_message(kind: str) -> None:
    """The standard's own schemas of the messages vouch for all that a retour repeats of them."""
    folder = "ijw" if kind.startswith("jw") else "iwmo"
    schema = etree.XMLSchema(etree.parse(str(Path(FOLDER or "", folder, f"{kind}.xsd"))))
    schema.assertValid(without_additions(written(MESSAGES[kind], FELL)))


@pytest.mark.skipif(not FOLDER, reason="ISTANDAARDEN_XSD names no folder with the real schemas")
@pytest.mark.parametrize("kind", MESSAGES)
@pytest.mark.parametrize("verdict", VERDICTS.values(), ids=VERDICTS)
def test_a_retour_is_valid_for_the_real_schema(kind: str, verdict: Return) -> None:
    folder = "ijw" if kind.startswith("jw") else "iwmo"
    path = Path(FOLDER or "", folder, f"{return_kind(kind)}.xsd")
    if not path.is_file():
        pytest.skip(f"{path.name} is not in the folder")
    etree.XMLSchema(etree.parse(str(path))).assertValid(written(MESSAGES[kind], verdict))
