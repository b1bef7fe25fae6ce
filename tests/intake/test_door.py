"""What does not come in: every refusal is one clear sentence and leaves nothing but itself."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest

from declarations.findings import Outcome
from portal.intake.arrival import Upload
from portal.intake.service import ReferenceRefused, SenderForbidden, refused_at_door
from portal.intake.trying import trial
from portal.store.transaction import transaction
from schemas.api.assessment import assessment_json
from tests.builders import BSN, OTHER_BSN, PROVIDER, the_sample, xml_of
from tests.intake.world import OTHER_PROVIDER, World, the_sample_bytes, zipped

GOOD = xml_of(the_sample())
TEXT = GOOD.decode()
NINE_DIGITS = re.compile(r"[0-9]{9}")


def changed(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


ZOO: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "XML"),
    "not XML": (lambda: b"Beste gemeente, hierbij de declaratie van 999900006.", "XML"),
    "27 MB": (lambda: GOOD + b" " * 27_000_000, "SIZE"),
    "a byte order mark": (lambda: b"\xef\xbb\xbf" + GOOD, "ENCODING"),
    "a doctype": (lambda: changed("?>", "?><!DOCTYPE x [<!ENTITY y '999900006'>]>"), "XML"),
    "a comment in an amount": (lambda: changed(">5000<", ">50<!-- -->00<"), "XML"),
    "an instruction in an amount": (lambda: changed(">5000<", ">50<?pi ?>00<"), "XML"),
    "a comment in a citizen number": (lambda: changed(BSN, "9999<!-- -->00006"), "XML"),
    "an instruction in a citizen number": (lambda: changed(BSN, "9999<?pi ?>00006"), "XML"),
    "UTF-16": (lambda: TEXT.encode("utf-16"), "ENCODING"),
    "truncated": (lambda: GOOD[: GOOD.index(OTHER_BSN.encode()) + 9], "XML"),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n999900006", "XML"),
    "gzip": (lambda: gzip.compress(GOOD), "XML"),
    "a citizen number with a letter": (lambda: changed(BSN, "99990000X"), "XSD"),
    "a citizen number for an amount": (lambda: changed(">5000<", f">€{BSN}<"), "XSD"),
    "a citizen number for an element": (lambda: changed("\t<wmo323:Header>", f"<b{BSN}/>"), "XML"),
    "an unknown sender": (lambda: the_sample_bytes(sender="11111111"), "SENDER"),
    "a municipality not served here": (lambda: the_sample_bytes(receiver="0363"), "RECEIVER"),
    "31 messages": (lambda: zipped(*((f"{n}.xml", GOOD) for n in range(31))), "ZIP"),
    "a folder": (lambda: zipped(("map/", b""), ("map/a.xml", GOOD)), "ZIP"),
    "a lie about its sizes": (lambda: lying(zipped(("a.xml", GOOD))), "ZIP"),
    "a broken ZIP": (lambda: zipped(("a.xml", GOOD))[:-30], "ZIP"),
}


def lying(archive: bytes) -> bytes:
    """The archive with another size for its first file, in both places that tell it."""
    size = len(GOOD).to_bytes(4, "little")
    assert archive.count(size) == 2
    return archive.replace(size, (100).to_bytes(4, "little"))


@pytest.mark.parametrize("name", ZOO)
def test_a_refusal_is_a_sentence_and_leaves_nothing_else(world: World, name: str) -> None:
    make, rule = ZOO[name]
    data = make()
    before = world.rows()
    receipt = world.receive(data, name="declaratie.xml")
    assert receipt.batch is None
    [member] = receipt.members
    assert member.message_id is None
    after = world.rows()
    assert after == {
        **before, "refusal": before["refusal"] + 1, "audit_event": before["audit_event"] + 1,
    }  # fmt: skip
    verdict = refused_at_door(member.findings)
    assert (verdict.outcome, verdict.level) == (Outcome.REFUSED, 1)
    for language in ("nl", "en"):
        told = assessment_json(verdict, language)
        assert told["findings"][0]["rule"] == rule
        for finding in told["findings"]:
            assert_is_a_sentence(finding["message"])
        assert BSN not in str(told) and OTHER_BSN not in str(told)
    assert nothing_personal_is_kept(world)
    world.allocate_the_sample()
    assert world.submit_bytes(GOOD).declaration == ("8001",)
    assert world.check() == []


def assert_is_a_sentence(sentence: str) -> None:
    assert sentence[0].isupper() or sentence[0] in "'‘\"", sentence
    assert sentence.endswith("."), sentence
    assert 20 <= len(sentence) <= 320, sentence
    assert "{" not in sentence and "None" not in sentence, sentence


def nothing_personal_is_kept(world: World) -> bool:
    with transaction() as session:
        driver = session.connection().connection.cursor()
        driver.execute("SELECT * FROM refusal")
        kept = str(driver.fetchall())
    return BSN not in kept and OTHER_BSN not in kept


def test_an_unknown_party_is_named_with_its_line(world: World) -> None:
    for name, element in (("an unknown sender", b"Afzender"),
                          ("a municipality not served here", b"Ontvanger")):  # fmt: skip
        data = ZOO[name][0]()
        [member] = world.receive(data).members
        [finding] = member.findings
        assert element in data.splitlines()[(finding.source_line or 0) - 1]


def test_both_languages_say_it_differently(world: World) -> None:
    for name, (make, _) in ZOO.items():
        if name == "27 MB":
            continue
        [member] = world.receive(make()).members
        verdict = refused_at_door(member.findings)
        dutch, english = (assessment_json(verdict, each)["findings"] for each in ("nl", "en"))
        assert dutch[0]["message"] != english[0]["message"]


def test_a_trial_refuses_the_same_and_stores_nothing(world: World) -> None:
    world.allocate_the_sample()
    before = world.rows()
    for make, rule in (ZOO["empty"], ZOO["31 messages"], ZOO["an unknown sender"]):
        with transaction() as session:
            upload = Upload("x.xml", make())
            [tried] = trial(session, upload, world.clock, world.keyring)
        verdict = tried.verdict
        assert (verdict.outcome, verdict.findings[0].rule) == (Outcome.REFUSED, rule)
    with transaction() as session:
        [tried] = trial(session, Upload("x.xml", GOOD), world.clock, world.keyring)
    assert tried.verdict.declaration == ("8001",)
    assert world.rows() == before


def test_a_trial_gives_the_verdict_of_the_real_thing(world: World) -> None:
    world.allocate_the_sample()
    with transaction() as session:
        [tried] = trial(session, Upload("x.xml", GOOD), world.clock, world.keyring)
    stored = world.submit_bytes(GOOD)
    assert tried.verdict.receipt == stored.receipt
    assert assessment_json(tried.verdict, "nl") == assessment_json(stored, "nl")


def test_a_key_sends_for_its_own_provider_alone(world: World) -> None:
    before = world.rows()
    with pytest.raises(SenderForbidden):
        world.receive(GOOD, provider=OTHER_PROVIDER)
    assert world.rows() == before
    assert world.receive(GOOD, provider=PROVIDER).batch


def test_names_and_references_give_no_citizen_number_away(world: World) -> None:
    names = [f"C:\\declaraties\\{BSN}\\april {BSN}.xml", f"/tmp/{OTHER_BSN}_mei.xml"]
    for name in names:
        assert world.receive(GOOD, name=name).batch
        assert world.receive(b"", name=name).batch is None
    assert world.receive(zipped((f"{BSN}.xml", GOOD), (f"x{OTHER_BSN}.xml", b""))).batch
    with pytest.raises(ReferenceRefused):
        world.receive(GOOD, reference=f"voor {BSN}")
    with pytest.raises(ReferenceRefused):
        world.receive(GOOD, reference="x" * 101)
    assert world.receive(GOOD, reference="april 2023").batch
    kept = world.scalar("SELECT count(*) FROM batch WHERE own_reference = 'april 2023'")
    assert kept == 1
    for table, column in (("batch", "file_name"), ("batch", "own_reference"),
                          ("message", "file_name"), ("refusal", "file_name")):  # fmt: skip
        leaked = f"SELECT count(*) FROM {table} WHERE {column} LIKE :one OR {column} LIKE :other"
        assert not world.scalar(leaked, one=f"%{BSN}%", other=f"%{OTHER_BSN}%")
    assert world.check() == []
