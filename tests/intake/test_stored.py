"""Stored verdicts: equal to what was given, provable again, and nothing of it can be touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from declarations.findings import Outcome
from declarations.model import Law, Period
from portal.intake.arrival import Upload
from portal.intake.judging import judge_message
from portal.intake.stored import recomputes, stored_assessment
from portal.intake.trying import trial
from portal.store.crypto import SealBroken
from portal.store.transaction import transaction
from schemas.api.assessment import assessment_json
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
from tests.intake.world import World, codes

ALL_KINDS = [
    a_message(a_client(a_line())),
    a_message(a_client(a_line(amount=5001))),
    a_message(a_client(a_line(), a_line(reference="R2", allocation=5)), a_client(
        a_line(reference="R3"), bsn=OTHER_BSN)),
    a_message(a_client(a_credit(a_line()))),
    a_message(a_client(a_line()), total=1),
    a_message(a_client(a_line()), dated=date(2023, 6, 1)),
    a_message(a_client(a_line()), receiver="9999"),
    a_message(a_client(a_line(volume=240, unit="01", tariff=21, amount=5000))),
    a_message(a_client(a_line(end=date(2023, 4, 15), start=date(2023, 4, 2)))),
    a_message(a_client(a_line(code="01A99")), period=Period(date(2023, 4, 1), date(2023, 4, 30))),
]  # fmt: skip


def test_every_kind_of_verdict_comes_back_as_it_was_given(world: World) -> None:
    world.allocate()
    for number, message in enumerate(ALL_KINDS):
        numbered = replace(
            message,
            header=replace(message.header, identification=f"B{number}"),
            declaration=replace(message.declaration, number=f"D{number}"),
        )
        data = xml_of(numbered)
        with transaction() as session:
            [tried] = trial(session, Upload("x.xml", data), world.clock, world.keyring)
        stored = world.submit_bytes(data)
        for language in ("nl", "en"):
            assert assessment_json(stored, language) == assessment_json(tried.verdict, language)
    assert world.check() == []


def test_what_happens_later_does_not_change_an_old_verdict(world: World) -> None:
    world.allocate()
    debit = a_line()
    receipt = world.receive(xml_of(a_message(a_client(debit), a_client(
        a_line(reference="R9"), bsn=OTHER_BSN))))  # fmt: skip
    [then] = world.judge(receipt)
    assert codes(then) == [("0200",), ("0233",)]
    [message_id] = world.message_ids(receipt)
    world.on_day(40)
    world.declare(a_credit(debit))
    world.allocate(assigned_at="2023-06-01T10:00:00", end=date(2023, 3, 1))
    world.allocate(number=8, bsn=OTHER_BSN)
    with transaction() as session:
        assert recomputes(session, message_id, world.keyring)
        now = stored_assessment(session, message_id, world.keyring)
    assert assessment_json(now, "nl") == assessment_json(then, "nl")
    assert world.check() == []


def test_a_message_is_judged_by_its_day_of_receipt(world: World) -> None:
    world.allocate()
    early = a_message(a_client(a_line()), dated=date(2023, 5, 11))
    receipt = world.receive(xml_of(early))
    world.on_day(5)
    [verdict] = world.judge(receipt)
    assert verdict.header == ("8848",)
    assert world.check() == []


def test_a_message_is_judged_once(world: World) -> None:
    world.allocate()
    receipt = world.receive(xml_of(a_message()))
    world.judge(receipt)
    before = world.rows()
    [message_id] = world.message_ids(receipt)
    assert not judge_message(message_id, world.account, world.clock, world.keyring)
    assert world.rows() == before


def test_an_answer_is_the_same_for_ever_and_reading_it_is_logged(world: World) -> None:
    world.allocate_the_sample()
    receipt = world.receive(xml_of(the_sample()))
    world.judge(receipt)
    first = world.answers(receipt)
    world.on_day(10)
    assert world.answers(receipt) == first
    assert world.rows()["access_log"] == 2
    sealed = world.scalar("SELECT body FROM answer")
    assert b"0384" not in bytes(sealed)


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_what_the_sender_wrote_comes_back_unchanged(world: World, law: Law) -> None:
    world.allocate(law=law)
    data = (
        xml_of(a_message(a_client(a_line(law, amount=4999, reference="REF")), law=law))
        .replace(b">4999<", b">+004999<").replace(b">1250<", b">01250<")
        .replace(b">20072<", b">0020072<").replace(b">REF<", b">a&#13;&#10; &amp;b &lt;<")
    )  # fmt: skip
    verdict = world.submit_bytes(data)  # holds the answer against these bytes
    assert verdict.outcome is Outcome.REJECTED
    assert verdict.lines[0].line.reference == "a\r\n &b <"
    assert world.check() == []


def test_tampered_content_is_noticed(world: World, database) -> None:
    world.allocate_the_sample()
    receipt = world.receive(xml_of(the_sample()))
    world.judge(receipt)
    other = world.receive(xml_of(replace(the_sample(), law=Law.WMO)))
    world.judge(other)
    first, second = world.message_ids(receipt)[0], world.message_ids(other)[0]
    with database.tampering() as connection:
        connection.execute(
            text("UPDATE message_content SET body = :body WHERE message_id = :id"),
            {"body": world.keyring.pack(b"<other/>", b"another"), "id": second},
        )
    with transaction() as session, pytest.raises(SealBroken):
        stored_assessment(session, second, world.keyring)
    with transaction() as session:
        assert stored_assessment(session, first, world.keyring).declaration == ("8001",)


@pytest.mark.parametrize("statement", [
    "UPDATE verdict SET awarded_cents = 1", "DELETE FROM verdict",
    "UPDATE message_content SET key_id = 'x'", "DELETE FROM finding",
    "UPDATE answer SET identification = '1'", "DELETE FROM refusal",
    "UPDATE ledger_entry SET amount_cents = 0", "DELETE FROM allocation_version",
])  # fmt: skip
def test_what_was_decided_cannot_be_changed(world: World, statement: str) -> None:
    world.allocate()
    world.declare(a_line(amount=1))
    world.receive(b"")
    with pytest.raises(DBAPIError), transaction(write=True) as session:
        session.execute(text(statement))
    assert world.check() == []


def test_changed_codes_are_found_by_judging_again(world: World, database) -> None:
    world.allocate()
    world.declare(a_line())
    assert world.check() == []
    with database.tampering() as connection:
        connection.execute(
            text("UPDATE verdict SET receipt = :other"), {"other": "0" * 64}
        )
    assert any(each.startswith("18.") for each in world.check())


def test_a_message_that_does_not_open_is_a_breach_like_any_other(world: World, database) -> None:
    world.allocate()
    world.declare(a_line())
    with database.tampering() as connection:
        connection.execute(
            text("UPDATE message_content SET body = :body"),
            {"body": world.keyring.pack(b"<other/>", b"another")},
        )
    assert any(each.startswith("18.") for each in world.check())


def test_citizen_numbers_stand_in_no_column_in_the_clear(world: World) -> None:
    world.allocate_the_sample()
    world.submit(the_sample())
    world.declare(a_line(reference="RN9", amount=1), bsn=OTHER_BSN)
    with transaction() as session:
        connection = session.connection()
        for table in world.rows():
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            shown = str([[bytes(v) if isinstance(v, memoryview) else v for v in r] for r in rows])
            assert BSN not in shown and OTHER_BSN not in shown, table


def test_a_citizen_number_used_as_a_reference_stays_out_of_findings_and_evidence(world):
    """By accident or on purpose: a sender names things after the client."""
    world.allocate_the_sample()
    april = a_line(reference=BSN)
    world.declare(april, number=BSN, identification=BSN)
    for again in (
        world.fresh(a_line(reference="X"), identification=BSN),
        world.fresh(a_line(reference="X"), number=BSN),
        world.fresh(a_line(reference=BSN)),
        world.fresh(a_credit(april, reference="C1", volume=1, amount=1250)),
        world.fresh(a_credit(april, reference="C2")),
        world.fresh(a_credit(april, reference="C3")),
        world.fresh(a_line(reference="Y", allocation=int(BSN))),
    ):
        verdict = world.submit(again)
        assert BSN not in str([each.received for each in verdict.findings])
    assert world.check() == []
