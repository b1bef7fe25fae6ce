"""From a file to its answer by commands alone, the JSON key by key."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from declarations.model import Law
from portal.app import create_app
from portal.clock import FixedClock
from portal.config import load_settings
from portal.identity.service import system_account
from portal.intake.arrival import Upload
from portal.intake.service import Actor, receive
from portal.store.transaction import transaction
from tests.builders import (
    BSN,
    OTHER_BSN,
    a_client,
    a_credit,
    a_line,
    a_message,
    the_sample,
    xml_of,
)
from tests.commands.installed import Portal
from tests.intake.answers import Document, check_answer
from tests.intake.world import zipped

KEYS = ["message", "release", "outcome", "level", "header", "declaration", "clients", "lines",
        "submitted_cents", "awarded_cents", "findings", "rulebook", "facts", "receipt"]  # fmt: skip
FINDING_KEYS = {"code", "rule", "level", "severity", "location", "line", "message", "expected",
                "received", "difference_cents", "owner"}  # fmt: skip
SAMPLES = os.environ.get("ISTANDAARDEN_SAMPLES")


@pytest.fixture(scope="module")
def handed_in(ready: Portal) -> dict[str, dict]:
    """Files of every outcome, handed in in one command, by their name."""
    files = {name: ready.file(f"{name}.xml", data) for name, data in OUTCOMES.items()}
    done = ready.submit(*files.values())
    assert done.status == 1, done.err  # some were refused
    assert done.err == ""
    return dict(zip(files, done.objects, strict=True))


MARCH = date(2023, 3, 1)
PARTLY = a_message(
    a_client(
        a_line(reference="P1", allocation=20072, month=MARCH, amount=5001),
        a_line(reference="P2", allocation=200730, code="01A04", month=MARCH),
    ),
    a_client(a_line(reference="P3", allocation=20072, month=MARCH), bsn="999900031"),
    identification="PART", number="DPART",
)  # fmt: skip
OUTCOMES = {
    "awarded": xml_of(the_sample()),
    "again": xml_of(the_sample()),
    "level 2": xml_of(a_message(identification="L2", number="DL2", total=1)),
    "level 1": xml_of(the_sample()).replace(b">5000<", b">5<!-- -->000<", 1),
    "partly": xml_of(PARTLY),
    "credit": xml_of(a_message(
        a_client(a_credit(the_sample().declaration.clients[0].lines[0])),
        identification="CR", number="DCR",
    )),
    "youth": xml_of(the_sample(Law.YOUTH)),
    "late": xml_of(a_message(
        a_client(a_line(reference="L1", month=date(2023, 3, 1))), month=date(2023, 3, 1),
        identification="LATE", number="DLATE",
    )),
}  # fmt: skip


def test_every_object_has_the_same_keys_in_the_same_order(handed_in):
    for told in handed_in.values():
        assert list(told) == ["batch", *KEYS]
        assert all(set(finding) == FINDING_KEYS for finding in told["findings"])
        assert told["release"] == "3.2"


def test_awarded(handed_in):
    told = handed_in["awarded"]
    assert told["batch"]
    assert (told["message"], told["outcome"], told["level"]) == ("wmo323", "awarded", None)
    assert (told["header"], told["declaration"]) == (["0200"], ["8001"])
    assert told["clients"] == [
        {"bsn": BSN, "codes": ["0200"]}, {"bsn": OTHER_BSN, "codes": ["0200"]},
    ]  # fmt: skip
    assert told["lines"][0] == {
        "reference": "RN001", "allocation": "20072", "codes": ["0200"], "parked": False,
    }  # fmt: skip
    assert [each["reference"] for each in told["lines"]] == ["RN001", "RN002", "RN003", "RN004"]
    assert (told["submitted_cents"], told["awarded_cents"]) == (58000, 58000)
    assert told["findings"] == []
    assert all(len(told[each]) >= 32 for each in ("rulebook", "facts", "receipt"))


def test_the_same_file_again(handed_in):
    told = handed_in["again"]
    assert told["batch"] and told["batch"] != handed_in["awarded"]["batch"]
    assert (told["outcome"], told["level"], told["header"]) == ("rejected", None, ["9056"])
    assert (told["declaration"], told["clients"], told["lines"]) == (None, [], [])
    assert (told["submitted_cents"], told["awarded_cents"]) == (58000, 0)
    [finding] = told["findings"]
    assert (finding["code"], finding["rule"]) == ("9056", "TR056")
    assert (finding["level"], finding["severity"], finding["owner"]) == (3, "error", "provider")


def test_refused_by_the_form_of_the_message(handed_in):
    told = handed_in["level 2"]
    assert told["batch"]
    assert (told["outcome"], told["level"], told["header"]) == ("refused", 2, ["0001"])
    assert (told["declaration"], told["clients"], told["lines"]) == (None, [], [])
    assert {each["code"] for each in told["findings"]} == {"0001"}
    assert {each["level"] for each in told["findings"]} == {2}


def test_refused_at_the_door(handed_in):
    told = handed_in["level 1"]
    assert told["batch"] is None
    assert (told["outcome"], told["level"]) == ("refused", 1)
    assert (told["message"], told["header"], told["declaration"]) == (None, None, None)
    assert (told["clients"], told["lines"]) == ([], [])
    assert (told["submitted_cents"], told["awarded_cents"]) == (None, 0)
    [finding] = told["findings"]
    assert (finding["code"], finding["rule"], finding["level"]) == (None, "XML", 1)
    assert finding["line"] == data_line(OUTCOMES["level 1"], b"<!--")
    assert (finding["owner"], finding["severity"]) == ("software", "error")


def test_partly_awarded(handed_in):
    told = handed_in["partly"]
    assert (told["outcome"], told["declaration"]) == ("partly_awarded", ["0200"])
    assert told["clients"] == [
        {"bsn": BSN, "codes": ["0200"]}, {"bsn": "999900031", "codes": ["8187"]},
    ]  # fmt: skip
    assert told["lines"] == [
        {"reference": "P1", "allocation": "20072", "codes": ["9346"], "parked": False},
        {"reference": "P2", "allocation": "200730", "codes": ["0200"], "parked": False},
        {"reference": "P3", "allocation": "20072", "codes": ["0233"], "parked": False},
    ]
    assert (told["submitted_cents"], told["awarded_cents"]) == (16001, 6000)
    by_rule = {each["rule"]: each for each in told["findings"]}
    assert set(by_rule) == {"TR346", "TR304"}
    amount = by_rule["TR346"]
    where = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    assert amount.pop("message").endswith(".")
    assert amount["location"].startswith(where)
    assert amount.pop("location") == f"{where}/IngediendBedrag/Bedrag"
    assert amount.pop("line") == data_line(OUTCOMES["partly"], b">5001<")
    assert amount == {
        "code": "9346", "rule": "TR346", "level": 4, "severity": "error", "expected": "5000",
        "received": "5001", "difference_cents": 1, "owner": "provider",
    }  # fmt: skip
    unknown = by_rule["TR304"]
    assert unknown["code"] == "8187"
    assert unknown["location"].startswith("/Bericht/Declaratie/Clienten/Client[2]")
    assert "999900031" not in str(told["findings"])


def test_a_credit_is_signed(handed_in):
    told = handed_in["credit"]
    assert (told["outcome"], told["declaration"]) == ("awarded", ["8001"])
    assert (told["submitted_cents"], told["awarded_cents"]) == (-5000, -5000)


def test_rejected_in_every_line(handed_in):
    told = handed_in["youth"]
    assert (told["message"], told["outcome"]) == ("jw323", "rejected")
    assert (told["header"], told["declaration"]) == (["0200"], ["0200"])
    assert [each["codes"] for each in told["clients"]] == [["8187"], ["8187"]]
    assert [each["codes"] for each in told["lines"]] == [["0233"]] * 4


def test_rejected_at_the_declaration(handed_in):
    told = handed_in["late"]
    assert (told["outcome"], told["header"], told["declaration"]) == (
        "rejected", ["0200"], ["8214"],
    )  # fmt: skip
    assert (told["clients"], told["lines"]) == ([], [])


def data_line(data: bytes, mark: bytes) -> int:
    """The line of the file on which this stands."""
    return data[: data.index(mark)].count(b"\n") + 1


def test_the_answers_are_given_out_as_they_are_stored(ready, handed_in):
    for name in ("awarded", "again", "level 2", "partly", "credit", "late"):
        batch = handed_in[name]["batch"]
        done = ready.run("answer", batch)
        assert (done.status, done.err) == (0, "")
        assert b"\r\n" in done.out and not done.out.startswith(b"\xef\xbb\xbf")
        check_answer(OUTCOMES[name], done.out)
        if name == "awarded":
            folder = ready.folder / "answers"
            written = ready.run("answer", batch, "--out", folder)
            [path] = folder.iterdir()
            assert written.text.strip() == str(path)
            assert path.read_bytes() == done.out
            assert Document(done.out).codes("DeclaratieAntwoord/") == ["8001"]
            assert BSN not in path.name


def test_an_answer_that_cannot_be_written_is_one_sentence(ready, handed_in):
    batch = handed_in["awarded"]["batch"]
    in_the_way = ready.file("in-the-way", "")
    done = ready.run("answer", batch, "--out", in_the_way / "answers")
    assert (done.status, done.out) == (1, b"")
    assert done.err.startswith(str(in_the_way)) and "cannot be written" in done.err
    assert done.err.count("\n") == 1


def test_a_batch_that_is_not_there_has_no_answer(ready):
    done = ready.run("answer", "nothing")
    assert (done.status, done.out) == (1, b"")
    assert "nothing" in done.err and done.err.count("\n") == 1


def test_assessing_stores_nothing_and_never_fails_for_a_verdict(ready, handed_in):
    files = [ready.folder / f"{name}.xml" for name in ("level 1", "again", "level 2", "partly")]
    archive = ready.file("two.zip", zipped(("a.xml", OUTCOMES["late"]), ("b.xml", b"")))
    first = ready.assess(*files, archive)
    assert (first.status, first.err) == (0, "")
    outcomes = [(each["outcome"], each["level"]) for each in first.objects]
    assert outcomes == [
        ("refused", 1), ("rejected", None), ("refused", 2), ("rejected", None),
        ("rejected", None), ("refused", 1),
    ]  # fmt: skip
    assert all(list(each) == KEYS for each in first.objects)
    assert ready.assess(*files, archive).out == first.out  # nothing was stored in between


def test_judging_reads_the_day_it_is_told(ready):
    file = ready.file("early.xml", xml_of(a_message(identification="EARLY", number="DEARLY")))
    [told] = ready.assess(file, today="2023-05-05").objects
    assert told["header"] == ["8848"]


def test_people_read_sentences_in_their_language(ready, handed_in):
    file = ready.folder / "partly.xml"
    changed = ready.file("amount.xml", xml_of(replace(PARTLY, header=replace(
        PARTLY.header, identification="OTHER"), declaration=replace(
        PARTLY.declaration, number="DOTHER"))))  # fmt: skip
    dutch, english = (
        ready.run("assess", "--today", "2023-05-10", "--lang", each, file, changed)
        for each in ("nl", "en")
    )
    assert (dutch.status, english.status) == (0, 0)
    assert "partly.xml: afgekeurd, niets verwerkt" in dutch.text
    assert "partly.xml: rejected, nothing processed" in english.text
    assert "amount.xml:" in english.text and "9346" in english.text
    assert dutch.text != english.text
    assert BSN not in dutch.text + english.text


def test_the_books_are_in_order_afterwards(ready, handed_in):
    done = ready.run("check", "--lang", "en")
    assert (done.status, done.text) == (0, "The books are in order.\n")


@pytest.mark.skipif(not SAMPLES, reason="ISTANDAARDEN_SAMPLES names no folder with the samples")
def test_the_samples_of_the_standard_itself(tmp_path):
    from tests.commands.conftest import set_up

    portal = set_up(Portal(tmp_path, f"sqlite:///{tmp_path / 'portal.sqlite3'}"))
    wmo, youth = Path(SAMPLES or "", "WMO323.xml"), Path(SAMPLES or "", "JW323.xml")
    first = portal.submit(wmo)
    [told] = first.objects
    assert (first.status, told["outcome"], told["declaration"]) == (0, "awarded", ["8001"])
    assert [each["codes"] for each in told["lines"]] == [["0200"]] * 4
    answer = portal.run("answer", told["batch"])
    check_answer(wmo.read_bytes(), answer.out)
    [again] = portal.submit(wmo).objects
    assert again["header"] == ["9056"]
    second = portal.submit(youth)
    [told] = second.objects
    assert (second.status, told["outcome"], told["level"]) == (1, "refused", 2)
    assert told["findings"][0]["rule"] == "TR101"
    check_answer(youth.read_bytes(), portal.run("answer", told["batch"]).out)
    assert portal.run("check").status == 0


def test_what_a_killed_command_left_is_judged_by_the_next(ready):
    """Received and not judged, as after a kill between the two, where no worker runs."""
    left = a_message(identification="LEFT", number="DLEFT", month=MARCH)
    app = create_app(load_settings(ready.environment))
    with app.app_context(), transaction(write=True) as session:
        receipt = receive(
            session,
            Upload("left.xml", xml_of(left)),
            Actor(system_account(session).id),
            FixedClock.on(date(2023, 5, 10)),
            app.config["PORTAL_KEYRING"],
        )
    assert ready.run("answer", receipt.batch).status == 1
    next_one = a_message(identification="NEXT", number="DNEXT", total=1)
    ready.submit(ready.file("next.xml", xml_of(next_one)))
    answer = ready.run("answer", receipt.batch)
    assert answer.status == 0
    check_answer(xml_of(left), answer.out)
