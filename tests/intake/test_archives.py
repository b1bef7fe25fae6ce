"""A ZIP of messages: each is a message of its own, and a bad one falls alone."""

from __future__ import annotations

from datetime import date

from declarations.findings import Outcome
from portal.intake.arrival import Upload
from portal.intake.judging import judge_message
from portal.intake.trying import trial
from portal.store.transaction import transaction
from tests.builders import BSN, a_client, a_credit, a_line, a_message, the_sample, xml_of
from tests.intake.answers import check_answer
from tests.intake.world import OTHER_PROVIDER, World, codes, the_sample_bytes, zipped

GOOD = xml_of(the_sample())


def month(of: int, **changes: object) -> bytes:
    """A message about a month of 2023, with numbers of its own."""
    first = date(2023, of, 1)
    line = a_line(reference=f"M{of}", month=first)
    numbers = {"identification": f"B{of}", "number": f"D{of}", "month": first}
    return xml_of(a_message(a_client(line, bsn=BSN), **{**numbers, **changes}))


def test_messages_are_judged_in_their_order_and_answered_each(world: World) -> None:
    world.allocate()
    files = [month(2), month(3), month(4)]
    receipt = world.receive(zipped(*((f"{n}.xml", data) for n, data in enumerate(files))))
    assert [each.name for each in receipt.members] == ["0.xml", "1.xml", "2.xml"]
    assert [each.declaration for each in world.judge(receipt)] == [("8001",)] * 3
    answers = world.answers(receipt)
    for declared, answered in zip(files, answers, strict=True):
        check_answer(declared, answered)
    assert world.scalar("SELECT state FROM batch") == "done"
    assert world.check() == []


def test_a_batch_is_done_when_its_last_message_is(world: World) -> None:
    world.allocate()
    receipt = world.receive(zipped(("2.xml", month(2)), ("3.xml", month(3))))
    first, second = world.message_ids(receipt)
    judge_message(second, world.account, world.clock, world.keyring)
    assert world.scalar("SELECT state FROM batch") == "received"
    assert len(world.answers(receipt)) == 1
    judge_message(first, world.account, world.clock, world.keyring)
    assert world.scalar("SELECT state FROM batch") == "done"
    assert not judge_message(first, world.account, world.clock, world.keyring)
    assert world.check() == []


def test_a_bad_member_is_refused_alone(world: World) -> None:
    world.allocate_the_sample()
    receipt = world.receive(zipped(("a.xml", b"geen XML"), ("b.xml", GOOD), ("c.pdf", b"%PDF-1")))
    assert receipt.batch is not None
    assert [each.message_id is None for each in receipt.members] == [True, False, True]
    [verdict] = world.judge(receipt)
    assert verdict.declaration == ("8001",)
    refused = world.scalar("SELECT count(*) FROM refusal WHERE batch_id IS NOT NULL")
    positions = world.scalar("SELECT sum(position) FROM refusal")
    assert (refused, positions) == (2, 4)
    assert world.check() == []


def test_nothing_good_in_it_makes_no_batch(world: World) -> None:
    before = world.rows()
    receipt = world.receive(zipped(("a.xml", b"geen XML"), ("b.xml", b"")))
    assert receipt.batch is None
    after = world.rows()
    assert after["refusal"] == before["refusal"] + 2
    assert (after["batch"], after["message"]) == (before["batch"], before["message"])
    assert world.check() == []


def test_a_trial_refuses_another_sender_too(world: World) -> None:
    world.allocate_the_sample()
    other = the_sample_bytes(sender=OTHER_PROVIDER)
    upload = Upload("x.zip", zipped(("a.xml", b"geen XML"), ("b.xml", GOOD), ("c.xml", other)))
    with transaction() as session:
        tried = trial(session, upload, world.clock, world.keyring)
        verdicts = [each.verdict for each in tried]
    assert [each.level for each in verdicts] == [1, None, 1]
    assert [each.rule for each in verdicts[2].findings] == ["SENDER"]


def test_a_member_of_another_sender_is_refused(world: World) -> None:
    world.allocate_the_sample()
    other = the_sample_bytes(sender=OTHER_PROVIDER)
    receipt = world.receive(zipped(("a.xml", GOOD), ("b.xml", other)))
    assert [each.message_id is None for each in receipt.members] == [False, True]
    [finding] = receipt.members[1].findings
    assert (finding.rule, finding.path) == ("SENDER", "/Bericht/Header/Afzender")
    assert b"Afzender" in other.splitlines()[(finding.source_line or 0) - 1]
    assert world.scalar("SELECT count(*) FROM refusal WHERE provider_id IS NOT NULL") == 0
    assert world.check() == []


def test_the_same_message_twice_in_one_archive(world: World) -> None:
    world.allocate_the_sample()
    receipt = world.receive(zipped(("a.xml", GOOD), ("b.xml", GOOD)))
    first, second = world.judge(receipt)
    assert (first.declaration, second.header) == (("8001",), ("9056",))
    assert world.check() == []


def test_a_credit_behind_its_debit_in_one_archive(world: World) -> None:
    world.allocate()
    debit = a_line()
    messages = [
        a_message(a_client(line), identification=f"B{n}", number=f"D{n}")
        for n, line in enumerate((debit, a_credit(debit)))
    ]
    receipt = world.receive(zipped(*((f"{n}.xml", xml_of(m)) for n, m in enumerate(messages))))
    assert [codes(each) for each in world.judge(receipt)] == [[("0200",)], [("0200",)]]
    assert world.balance() == (0, 0)
    assert world.check() == []


def test_thirty_messages_are_taken(world: World) -> None:
    world.allocate()
    late = [month(4, identification=f"I{n}", number=f"N{n}") for n in range(29)]
    receipt = world.receive(zipped(*((f"{n}.xml", x) for n, x in enumerate([month(4), *late]))))
    verdicts = world.judge(receipt)
    outcomes = [each.outcome for each in verdicts]
    assert outcomes == [Outcome.AWARDED] + [Outcome.REJECTED] * 29
    assert codes(verdicts[1]) == [("8021", "9389")]
    assert world.check() == []
