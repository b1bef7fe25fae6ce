"""The zoo: every hostile or broken file ends in its own sentence, and the next good one works."""

from __future__ import annotations

import gzip
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from declarations.model import Law
from schemas.istandaarden.declaration import read_declaration
from schemas.refusals import MESSAGE_LIMIT, MessageRefused, quotable
from schemas.wording import describe
from schemas.wordings import SENTENCES
from schemas.xml import parse, peek, tree
from tests.builders import a_client, a_large_message, a_line, a_message, the_sample, xml_of
from tests.conformance.corpus import allocation_message

GOOD = xml_of(the_sample())
TEXT = GOOD.decode()
AMOUNT = "<iwmo:Bedrag>5000<"
BSN = "<wmo323:Bsn>999900006<"
UNIT = "<wmo323:Eenheid>04<"


def with_text(old: str, new: str) -> bytes:
    """The sample with the first occurrence changed."""
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


def laughs() -> bytes:
    names = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    head = f'<!DOCTYPE a [<!ENTITY l0 "ha">{"".join(names)}]>'
    return f"<?xml version=\"1.0\"?>{head}<a>&l9;</a>".encode()


def deep(levels: int) -> bytes:
    return b"<a>" * levels + b"</a>" * levels


def header_of(content: str) -> bytes:
    return with_text("\t<wmo323:Header>", content + "\t<wmo323:Header>")


ZOO: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", "XML", "empty"),
    "white space alone": (lambda: b" \r\n", "XML", "empty"),
    "27 MB": (lambda: b"<" + b"a" * 27_000_000, "SIZE", "too_big"),
    "one byte too many": (lambda: GOOD + b"\n" * (MESSAGE_LIMIT + 1 - len(GOOD)),
                          "SIZE", "too_big"),
    "text": (lambda: b"geachte heer", "XML", "first_byte"),
    "a space first": (lambda: b" " + GOOD, "XML", "first_byte"),
    "a PDF": (lambda: b"%PDF-1.7\n\x00\xff", "XML", "pdf"),
    "gzip": (lambda: gzip.compress(GOOD), "XML", "archive"),
    "JSON": (lambda: b'{"Bericht": 1}', "XML", "json"),
    "an old Office file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1", "XML", "office"),
    "NUL bytes": (lambda: b"\x00" * 100, "XML", "first_byte"),
    "a byte order mark": (lambda: b"\xef\xbb\xbf" + GOOD, "ENCODING", "bom"),
    "UTF-16 with a mark": (lambda: TEXT.encode("utf-16"), "ENCODING", "utf16"),
    "UTF-16 without a mark": (lambda: TEXT.encode("utf-16-le"), "ENCODING", "utf16"),
    "UTF-16, big end first": (lambda: TEXT.encode("utf-16-be"), "ENCODING", "utf16"),
    "UTF-32 with a mark": (lambda: TEXT.encode("utf-32"), "ENCODING", "utf32"),
    "UTF-32 without a mark": (lambda: TEXT.encode("utf-32-be"), "ENCODING", "utf32"),
    "Latin 1 by name": (lambda: with_text("UTF-8", "ISO-8859-1"), "ENCODING", "declared"),
    "UTF-7 by name": (lambda: with_text("UTF-8", "UTF-7"), "ENCODING", "declared"),
    "ASCII by name": (lambda: with_text("UTF-8", "us-ascii"), "ENCODING", "declared"),
    "an unknown encoding": (lambda: with_text("UTF-8", "klingon"), "ENCODING", "declared"),
    "Latin 1 in secret": (lambda: with_text("RN001", "RNé").decode().encode("latin-1"),
                          "ENCODING", "not_utf8"),
    "half a surrogate": (lambda: GOOD.replace(b"RN001", b"\xed\xa0\x80"),
                         "ENCODING", "not_utf8"),
    "too long a UTF-8": (lambda: GOOD.replace(b"RN001", b"\xc0\xbc"), "ENCODING", "not_utf8"),
    "XML 1.1": (lambda: with_text('"1.0"', '"1.1"'), "XML", "version"),
    "XML 2.0": (lambda: with_text('"1.0"', '"2.0"'), "XML", "version"),
    "a doctype": (lambda: with_text("?>", "?><!DOCTYPE Bericht>"), "XML", "doctype"),
    "a doctype outside": (lambda: with_text("?>", '?><!DOCTYPE a SYSTEM "file:///etc/passwd">'),
                          "XML", "doctype"),
    "a million laughs": (laughs, "XML", "doctype"),
    "HTML": (lambda: b"<!DOCTYPE html><html></html>", "XML", "doctype"),
    "a comment in an amount": (lambda: with_text(AMOUNT, "<iwmo:Bedrag>50<!-- -->00<"),
                               "XML", "comment"),
    "an instruction in an amount": (lambda: with_text(AMOUNT, "<iwmo:Bedrag>50<?a?>00<"),
                                    "XML", "instruction"),
    "a comment in a citizen number": (lambda: with_text(BSN, "<wmo323:Bsn>9999<!---->00006<"),
                                      "XML", "comment"),
    "an instruction in a citizen number": (lambda: with_text(BSN, "<wmo323:Bsn>9999<?x ?>00006<"),
                                           "XML", "instruction"),
    "a comment at the end": (lambda: GOOD + b"<!-- -->", "XML", "comment"),
    "an instruction before": (lambda: with_text("?>", "?><?xml-stylesheet href='a'?>"),
                              "XML", "instruction"),
    "a declaration in the middle": (lambda: header_of('<?xml version="1.0"?>'),
                                    "XML", "misplaced_declaration"),
    "cut off": (lambda: GOOD[:2000], "XML", "truncated"),
    "cut off in a tag": (lambda: GOOD[:GOOD.index(b"Eenheid")], "XML", "truncated"),
    "cut off in a character": (lambda: b"<a>\xc3", "ENCODING", "not_utf8"),
    "tags crossed": (lambda: with_text("</wmo323:Header>", "</wmo323:Heading>"),
                     "XML", "tag_mismatch"),
    "an unknown entity": (lambda: with_text(AMOUNT, "<iwmo:Bedrag>&vijf;<"), "XML", "entity"),
    "an attribute twice": (lambda: with_text("<wmo323:Header>", "<wmo323:Header a='' a=''>"),
                           "XML", "duplicate_attribute"),
    "a second message behind": (lambda: GOOD + GOOD[GOOD.index(b"<wmo"):], "XML", "junk"),
    "an unquoted attribute": (lambda: with_text("<wmo323:Header>", "<wmo323:Header a=1>"),
                              "XML", "invalid_token"),
    "a control character": (lambda: with_text("RN001", "RN\x01"), "XML", "invalid_token"),
    "a NUL in a reference": (lambda: with_text("RN001", "RN\x00"), "XML", "invalid_token"),
    "a NUL by reference": (lambda: with_text("RN001", "RN&#0;"), "XML", "invalid_character"),
    "a surrogate by reference": (lambda: with_text("RN001", "RN&#xD800;"),
                                 "XML", "invalid_character"),
    "an unknown prefix": (lambda: with_text("<wmo323:Header>", "<wmo323:Header a:b='1'>"),
                          "XML", "namespace"),
    "257 levels": (lambda: deep(300), "XML", "too_complex"),
    "eight million levels": (lambda: b"<a>" * 8_700_000, "XML", "too_complex"),
    "a text of 11 MB": (lambda: with_text("RN001", "R" * 11_000_000), "XML", "too_complex"),
    "a name of 11 MB": (lambda: b"<" + b"a" * 11_000_000 + b"/>", "XML", "too_complex"),
    "an attribute of 11 MB": (lambda: with_text("<wmo323:Header>",
                                                f"<wmo323:Header a='{'b' * 11_000_000}'>"),
                              "XML", "too_complex"),
    "many namespaces": (lambda: b"<a " + b" ".join(b"xmlns:n%d='urn:%d'" % (n, n)
                                                   for n in range(100_000)) + b"/>",
                        "XSD", "unknown_message"),
    "many attributes": (lambda: b"<a " + b" ".join(b"n%d=''" % n for n in range(200_000)) + b"/>",
                        "XSD", "unknown_message"),
    "many siblings": (lambda: header_of("<a/>" * 1_000_000), "XSD", "unexpected"),
    "another root": (lambda: b"<Bericht/>", "XSD", "unknown_message"),
    "an allocation": (lambda: allocation_message(Law.WMO), "XSD", "other_message"),
    "release 3.1": (lambda: TEXT.replace("/3_2/", "/3_1/").encode(), "XSD", "other_release"),
    "another version": (lambda: with_text("Versie>3<", "Versie>2<"), "XSD", "fixed"),
    "a class missing": (lambda: re.sub(rb"<wmo323:Declaratie>.*</wmo323:Declaratie>", b"", GOOD,
                                       flags=re.S), "XSD", "missing"),
    "a field missing": (lambda: with_text(UNIT + "/wmo323:Eenheid>", ""), "XSD", "unexpected"),
    "a field in the other namespace": (
        lambda: with_text(UNIT + "/wmo323:Eenheid>", "<iwmo:Eenheid>04</iwmo:Eenheid>"),
        "XSD", "wrong_namespace"),
    "an unknown unit": (lambda: with_text(UNIT, "<wmo323:Eenheid>99<"), "XSD", "code"),
    "a negative amount": (lambda: with_text(AMOUNT, "<iwmo:Bedrag>-5000<"), "XSD", "number"),
    "Arabic digits": (lambda: with_text(AMOUNT, "<iwmo:Bedrag>٥٠٠٠<"), "XSD", "number"),
    "an empty field": (lambda: with_text(AMOUNT, "<iwmo:Bedrag><"), "XSD", "empty"),
    "a date that is none": (lambda: with_text("datum>2023-04-01", "datum>2023-02-29"),
                            "XSD", "date"),
    "a year beyond": (lambda: with_text("datum>2023-04-01", "datum>10000-04-01"), "XSD", "year"),
    "a year before": (lambda: with_text("datum>2023-04-01", "datum>-0001-04-01"), "XSD", "year"),
    "a long reference": (lambda: with_text("RN001", "R" * 21), "XSD", "too_long"),
    "a blank identification": (lambda: with_text("765432198", "1\n2"), "XSD", "blank"),
    "a short citizen number": (lambda: with_text(BSN, "<wmo323:Bsn>99990000<"), "XSD", "digits"),
    "a dash in the number": (lambda: with_text("DN001", "DN-001"), "XSD", "letters_digits"),
    "a version of words": (lambda: with_text("1.0.0", "een"), "XSD", "version"),
    "an attribute": (lambda: with_text("<wmo323:Header>", "<wmo323:Header a='1'>"),
                     "XSD", "attribute"),
    "text between": (lambda: with_text("<wmo323:Header>", "<wmo323:Header>tekst"),
                     "XSD", "stray_text"),
    "an element in a field": (lambda: with_text(UNIT, "<wmo323:Eenheid><a/>04<"),
                              "XSD", "nested"),
}


def refusal_of(data: bytes) -> MessageRefused:
    with pytest.raises(MessageRefused) as caught:
        read_declaration(data)
    return caught.value


@pytest.mark.parametrize("name", ZOO)
def test_a_hostile_or_broken_file_ends_in_its_own_sentence(name: str) -> None:
    make, rule, detail = ZOO[name]
    finding = refusal_of(make()).findings[0]
    assert (finding.rule, finding.detail) == (rule, detail)
    assert (finding.code, finding.level, finding.owner) == (None, 1, "software")
    dutch, english = describe(finding, "nl"), describe(finding, "en")
    assert dutch != english
    for sentence in (dutch, english):
        assert "{" not in sentence and "‘?’" not in sentence
        assert not re.search(r"[0-9]{9}", re.sub("26214400|27000000", "", sentence))
    assert read_declaration(GOOD).header.sender == "65656055"


def test_every_sentence_fills_its_blanks_and_says_something_else_in_english() -> None:
    words = dict.fromkeys(
        ("expected", "received", "received_in", "received_not", "expected_in", "expected_here"), "1"
    )
    for texts in SENTENCES.values():
        dutch, english = (" ".join(texts[language]) for language in ("nl", "en"))
        assert dutch.format(**words) != english.format(**words)
        assert dutch.endswith(".") and english.endswith(".")


LAST_UNIT = GOOD.rindex(UNIT.encode())


@pytest.mark.parametrize(("data", "marker", "path"), [
    (with_text(UNIT, "<wmo323:Eenheid>99<"), b">99<",
     "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/Eenheid"),
    (GOOD[:LAST_UNIT] + GOOD[LAST_UNIT:].replace(b">04<", b">99<"), b">99<",
     "/Bericht/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[2]/Eenheid"),
    (with_text("Versie>3<", "Versie>2<"), b"Versie>2<", "/Bericht/Header/BerichtVersie"),
    (with_text("<wmo323:Bsn>999900006</wmo323:Bsn>", ""), b"<wmo323:Prestaties>",
     "/Bericht/Declaratie/Clienten/Client[1]/Prestaties"),
    (with_text("<wmo323:Header>", "<wmo323:Header\n\n a='1'\n>"), b"<wmo323:Header",
     "/Bericht/Header"),
    (with_text("\t<wmo323:Declaratie>", "<wmo323:Header/><wmo323:Declaratie>"),
     b"<wmo323:Header/>", "/Bericht/Header[2]"),
    (with_text(AMOUNT, "<iwmo:Bedrag>50<!-- -->00<"), b"<!-- -->", ""),
])
def test_a_finding_points_at_its_line_and_element(data: bytes, marker: bytes, path: str) -> None:
    finding = refusal_of(data).findings[0]
    assert finding.path == path
    assert finding.source_line == data.count(b"\n", 0, data.index(marker)) + 1


def test_the_line_is_right_where_the_tree_has_lost_count() -> None:
    data = xml_of(a_large_message(4000))
    last = data.rindex(b"<wmo323:Eenheid>04")
    finding = refusal_of(data[:last] + data[last:].replace(b">04<", b">99<", 1)).findings[0]
    line = data.count(b"\n", 0, last) + 1
    assert line > 65_535 + 10_000
    assert finding.source_line == line


def test_a_default_namespace_or_other_prefixes_change_nothing_about_the_place() -> None:
    text = with_text(UNIT, "<wmo323:Eenheid>99<").decode()
    own = text.replace("wmo323:", "").replace("xmlns:wmo323=", "xmlns=")
    assert refusal_of(own.encode()).findings[0].path.endswith("Client[1]/Prestaties/Prestatie[1]/"
                                                              "Eenheid")


def test_many_errors_give_twenty_findings_and_how_many_more() -> None:
    data = xml_of(a_large_message(60)).replace(b"Eenheid>04<", b"Eenheid>99<")
    findings = refusal_of(data).findings
    assert len(findings) == 21
    assert (findings[-1].detail, findings[-1].received) == ("more", "40")
    assert len({finding.path for finding in findings[:20]}) == 20


CROWD = xml_of(a_large_message(12_000, per_client=12_000))


def test_a_crowd_under_one_client_is_read() -> None:
    assert sum(1 for _ in read_declaration(CROWD).lines()) == 12_000


@pytest.mark.parametrize("at", [0.0, 0.3, 0.999])
def test_an_error_in_a_crowd_is_found_at_its_place(at: float) -> None:
    begin = CROWD.index(b"<wmo323:Eenheid>04", int(len(CROWD) * at * 0.999))
    data = CROWD[:begin] + CROWD[begin:].replace(b">04<", b">99<", 1)
    (finding,) = refusal_of(data).findings
    assert finding.detail == "code"
    assert finding.source_line == data.count(b"\n", 0, begin) + 1
    number = data.count(b"<wmo323:Prestatie>", 0, begin)
    assert finding.path.endswith(f"/Client[1]/Prestaties/Prestatie[{number}]/Eenheid")


def test_a_crowd_that_is_wrong_everywhere_is_refused_by_its_first_errors() -> None:
    findings = refusal_of(CROWD.replace(b"Eenheid>04<", b"Eenheid>99<")).findings
    assert [f.path.rpartition("/")[0][-13:] for f in findings[:2]] == [
        "/Prestatie[1]", "/Prestatie[2]"]
    assert findings[-1].detail == "more"


def test_a_crowd_of_empty_elements_is_refused() -> None:
    start = GOOD.index(b"<wmo323:Prestatie>")
    data = GOOD[:start] + b"<wmo323:Prestatie/>" * 500_000 + GOOD[start:]
    assert refusal_of(data).findings[0].detail == "missing"


@pytest.mark.parametrize(
    "secret", ["999900006", "99990000", "1999900006", "999 900 006", "٩٩٩٩٠٠٠٠٦"]
)
def test_no_citizen_number_is_ever_repeated(secret: str) -> None:
    for old, new in (
        (BSN, f"<wmo323:Bsn>{secret}0000<"),
        (UNIT, f"<wmo323:Eenheid>{secret}<"),
        (AMOUNT, f"<iwmo:Bedrag>x{secret}<"),
        ("<wmo323:Header>", f"<wmo323:Header a='{secret}'>"),
        ("<wmo323:Header>", f"<wmo323:Header>{secret}"),
        ("DN001", f"-{secret}"),
    ):
        for finding in refusal_of(with_text(old, new)).findings:
            assert secret not in f"{finding} {describe(finding)} {describe(finding, 'en')}"


def test_no_name_of_an_element_can_smuggle_a_citizen_number() -> None:
    data = with_text("\t<wmo323:Header>", "<n999900006/>\t<wmo323:Header>")
    assert "999900006" not in repr(refusal_of(data).findings)


def test_what_is_about_a_person_is_never_quoted() -> None:
    assert quotable("Eenheid", "99") == "99"
    assert quotable("Begindatum", "2023-02-29") == "2023-02-29"
    for field in ("Bsn", "Achternaam", "Straatnaam", "Postcode", "Telefoonnummer", "Emailadres",
                  "Commentaar", "Datum"):
        assert quotable(field, "x") is None


def test_a_hint_where_a_schema_might_be_is_never_followed(tmp_path: Path) -> None:
    """A pipe nobody writes to: whoever opened it would wait for ever."""
    pipe = tmp_path / "schema.xsd"
    os.mkfifo(pipe)
    hint = ('<wmo323:Header xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:schemaLocation="urn:example {pipe.as_uri()}">')
    done = threading.Event()

    def read() -> None:
        read_declaration(with_text("<wmo323:Header>", hint))
        done.set()

    threading.Thread(target=read, daemon=True).start()
    assert done.wait(20)


def test_threads_do_not_see_each_other_s_errors() -> None:
    seen: list[tuple[int, int]] = []

    def judge(errors: int) -> None:
        data = GOOD.replace(UNIT.encode(), b"<wmo323:Eenheid>99<", errors)
        for _ in range(30):
            seen.append((errors, len(refusal_of(data).findings)))

    threads = [threading.Thread(target=judge, args=(n,)) for n in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 120 and all(given == found for given, found in seen)


def test_any_file_has_a_name_or_none() -> None:
    assert peek(GOOD) == "wmo323"
    assert peek(xml_of(the_sample(Law.YOUTH))) == "jw323"
    assert peek(allocation_message(Law.YOUTH)) == "jw301"
    assert peek(GOOD[:700]) == "wmo323"
    for other in (b"", b"<a/>", b"<", b"%PDF", TEXT.encode("utf-16"), b"\x00" * 9, laughs()):
        assert peek(other) is None


def test_the_tree_of_a_guarded_file_has_no_comment() -> None:
    assert tree(b"<a>1</a>").text == "1"
    with pytest.raises(MessageRefused):
        tree(b"<a>1<!-- --></a>")


def test_a_message_of_the_right_number_of_either_law_is_read() -> None:
    assert parse(GOOD, "323").kind == "wmo323"
    youth = parse(xml_of(a_message(a_client(a_line(Law.YOUTH)), law=Law.YOUTH)), "323")
    assert (youth.kind, youth.law) == ("jw323", Law.YOUTH)
