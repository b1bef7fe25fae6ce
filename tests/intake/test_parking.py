"""Lines that wait for the municipality's own data: parked, judged again, decided in time."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from declarations.findings import Assessment, Outcome
from declarations.model import Line, Message
from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.intake import judging_again
from portal.intake.judging import judge_message
from portal.intake.judging_again import judge_again
from portal.intake.service import Receipt
from portal.intake.stored import stored_assessment
from portal.intake.waiting_again import judge_woken
from portal.intake.waking import to_judge_again
from portal.store.crypto import Keyring
from portal.store.transaction import transaction
from schemas.region import read_region
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message, xml_of
from tests.intake.answers import check_answer
from tests.intake.world import MUNICIPALITIES, World, the_region

LAST_DAY = date(2023, 5, 24)  # fourteen days later, just before the tenth working day
UNKNOWN = 20099


class Waiting(World):
    """Contracts under which lines may wait fourteen days."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.agree(14)

    def agree(self, park_days: int, answer: str = "automatic") -> None:
        """From now on the contracts let lines wait so many days."""
        terms = f'[[contract]]\npark_days = {park_days}\nanswer = "{answer}"'
        region = read_region(
            the_region().replace("[[contract]]", terms).encode(), set(MUNICIPALITIES), True
        )
        with transaction(write=True) as session:
            load_region(session, region, self.clock, self.account)

    def park(self, message: Message) -> Receipt:
        """Hand in and judge, without an answer as yet."""
        receipt = self.receive(xml_of(message))
        self.judge(receipt)
        return receipt

    def again(self) -> int:
        """Judge what has its turn; how many messages that were."""
        with transaction() as session:
            turns = to_judge_again(session, self.clock.today())
        return sum(judge_again(each, self.account, self.clock, self.keyring) for each in turns)

    def verdict(self, receipt: Receipt) -> Assessment:
        """The verdict on the only message of a receipt, as it is stored now."""
        [message_id] = self.message_ids(receipt)
        with transaction() as session:
            return stored_assessment(session, message_id, self.keyring)

    def ledger(self) -> dict[str, int]:
        """What stands on each account."""
        with transaction() as session:
            rows = session.execute(
                text("SELECT account, sum(amount_cents) FROM ledger_entry GROUP BY account")
            )
            return {row[0]: int(row[1]) for row in rows}

    def stages(self) -> int:
        """The eurocents on their way to being paid."""
        with transaction() as session:
            return int(session.scalar(text("SELECT coalesce(sum(cents), 0) FROM stage")) or 0)

    def events(self, action: str) -> int:
        """How often the trail tells of this."""
        with transaction() as session:
            found = text("SELECT count(*) FROM audit_event WHERE action = :action")
            return session.scalar(found, {"action": action}) or 0


@pytest.fixture
def waiting(app: Flask, keyring: Keyring) -> Waiting:
    """Two municipalities and two providers; lines may wait fourteen days."""
    return Waiting(keyring)


def two_lines(**changes: object) -> tuple[Line, Line]:
    """One on the usual allocation, one on an allocation that the municipality has not sent."""
    return a_line(**changes), a_line(reference="RN002", allocation=UNKNOWN)


def states(verdict: Assessment) -> list[tuple[tuple[str, ...], bool]]:
    return [(each.codes, each.parked) for each in verdict.lines]


def test_line_on_an_unknown_allocation_waits_and_the_other_is_awarded(waiting: Waiting) -> None:
    waiting.allocate()
    receipt = waiting.park(waiting.fresh(*two_lines()))
    verdict = waiting.verdict(receipt)
    assert verdict.outcome is Outcome.PARKED
    assert states(verdict) == [(("0200",), False), ((), True)]
    assert [each.code for each in verdict.findings] == ["9338"]
    assert waiting.answers(receipt) == []
    assert waiting.ledger() == {"declared": -10000, "awarded": 5000, "rejected": 0, "parked": 5000}
    assert waiting.stages() == 5000
    assert waiting.check() == []


def test_line_is_awarded_by_itself_when_the_allocation_arrives(waiting: Waiting) -> None:
    waiting.allocate()
    message = waiting.fresh(*two_lines())
    receipt = waiting.park(message)
    assert waiting.again() == 0
    waiting.clock = FixedClock.on(date(2023, 5, 12))
    waiting.allocate(UNKNOWN)
    assert waiting.again() == 1
    assert waiting.again() == 0
    verdict = waiting.verdict(receipt)
    assert (verdict.outcome, verdict.declaration) == (Outcome.AWARDED, ("8001",))
    assert verdict.findings == ()
    [answer] = waiting.answers(receipt)
    check_answer(xml_of(message), answer)
    assert waiting.ledger() == {"declared": -10000, "awarded": 10000, "rejected": 0, "parked": 0}
    assert waiting.balance(UNKNOWN) == (4, 5000)
    assert waiting.stages() == 10000
    assert (waiting.events("message.parked"), waiting.events("message.judged")) == (1, 1)
    assert waiting.check() == []


def test_line_is_returned_when_its_last_day_has_passed(waiting: Waiting) -> None:
    waiting.allocate()
    message = waiting.fresh(*two_lines())
    receipt = waiting.park(message)
    waiting.clock = FixedClock.on(LAST_DAY)
    assert waiting.again() == 0
    waiting.clock = FixedClock.on(date(2023, 5, 25))
    assert waiting.again() == 1
    verdict = waiting.verdict(receipt)
    assert states(verdict) == [(("0200",), False), (("9338",), False)]
    assert (verdict.outcome, verdict.awarded_cents) == (Outcome.PARTLY_AWARDED, 5000)
    [answer] = waiting.answers(receipt)
    check_answer(xml_of(message), answer)
    assert waiting.ledger()["rejected"] == 5000
    assert waiting.check() == []


def test_a_term_of_waiting_never_passes_the_answer_term(waiting: Waiting) -> None:
    waiting.agree(90)
    waiting.allocate()
    waiting.park(waiting.fresh(*two_lines()))
    waiting.clock = FixedClock.on(date(2023, 5, 25))  # the tenth working day: Ascension is none
    assert waiting.again() == 0
    waiting.clock = FixedClock.on(date(2023, 5, 26))
    assert waiting.again() == 1


def test_line_stays_parked_when_something_else_arrives(waiting: Waiting) -> None:
    waiting.allocate()
    receipt = waiting.park(waiting.fresh(*two_lines()))
    waiting.allocate(20100)
    assert waiting.again() == 1
    assert states(waiting.verdict(receipt)) == [(("0200",), False), ((), True)]
    assert (waiting.events("message.parked"), waiting.events("message.judged")) == (2, 0)
    assert waiting.check() == []
    waiting.allocate(UNKNOWN)
    assert waiting.again() == 1
    assert waiting.verdict(receipt).outcome is Outcome.AWARDED
    assert waiting.check() == []


def test_unknown_client_waits_with_all_lines(waiting: Waiting) -> None:
    waiting.allocate()
    message = a_message(
        a_client(a_line(), bsn=BSN),
        a_client(a_line(reference="RN002", allocation=UNKNOWN), bsn=OTHER_BSN),
    )
    receipt = waiting.park(message)
    verdict = waiting.verdict(receipt)
    assert [each.codes for each in verdict.clients] == [("0200",), ()]
    assert states(verdict) == [(("0200",), False), ((), True)]
    assert [each.code for each in verdict.findings] == ["8187"]
    assert waiting.check() == []
    waiting.allocate(UNKNOWN, OTHER_BSN)
    assert waiting.again() == 1
    verdict = waiting.verdict(receipt)
    assert [each.codes for each in verdict.clients] == [("0200",), ("0200",)]
    assert verdict.outcome is Outcome.AWARDED
    [answer] = waiting.answers(receipt)
    check_answer(xml_of(message), answer)
    assert waiting.check() == []


def test_unknown_client_falls_when_the_last_day_has_passed(waiting: Waiting) -> None:
    waiting.allocate()
    message = waiting.fresh(a_line(allocation=UNKNOWN), bsn=OTHER_BSN)
    receipt = waiting.park(message)
    waiting.clock = FixedClock.on(date(2023, 5, 25))
    assert waiting.again() == 1
    verdict = waiting.verdict(receipt)
    assert [each.codes for each in verdict.clients] == [("8187",)]
    assert states(verdict) == [(("0233",), False)]
    assert verdict.outcome is Outcome.REJECTED
    [answer] = waiting.answers(receipt)
    check_answer(xml_of(message), answer)
    assert waiting.check() == []


def test_what_was_returned_stays_returned_with_its_findings(waiting: Waiting) -> None:
    waiting.allocate()
    wrong, waits = two_lines(amount=5001)
    receipt = waiting.park(waiting.fresh(wrong, waits))
    before = waiting.verdict(receipt)
    waiting.allocate(UNKNOWN)
    assert waiting.again() == 1
    after = waiting.verdict(receipt)
    assert after.lines[0].codes == before.lines[0].codes
    assert [each.rule for each in after.findings] == [
        each.rule for each in before.findings if each.code != "9338"
    ]
    assert after.outcome is Outcome.PARTLY_AWARDED
    assert waiting.check() == []


def test_a_later_message_does_not_change_what_the_parked_one_was_told(waiting: Waiting) -> None:
    """Numbers, references and the period that came after it are nothing it must know."""
    waiting.allocate()
    receipt = waiting.park(waiting.fresh(*two_lines()))
    june = date(2023, 4, 1), date(2023, 4, 30)
    waiting.declare(a_line(reference="RN003", allocation=20072, start=june[0], end=june[1]))
    waiting.allocate(UNKNOWN)
    assert waiting.again() == 1
    assert waiting.verdict(receipt).outcome is Outcome.AWARDED
    assert waiting.check() == []


def test_without_days_to_wait_nothing_waits(waiting: Waiting) -> None:
    waiting.agree(0)
    waiting.allocate()
    verdict = waiting.declare(*two_lines())
    assert states(verdict) == [(("0200",), False), (("9338",), False)]


def test_a_line_with_a_fault_of_its_own_does_not_wait(waiting: Waiting) -> None:
    waiting.allocate()
    verdict = waiting.declare(a_line(), a_line(reference="RN002", allocation=UNKNOWN, unit="01"))
    assert "9338" in verdict.lines[1].codes
    assert not verdict.lines[1].parked


def test_contract_that_no_longer_lets_lines_wait_decides_them(waiting: Waiting) -> None:
    waiting.allocate()
    receipt = waiting.park(waiting.fresh(*two_lines()))
    waiting.agree(0)
    assert waiting.again() == 1
    assert states(waiting.verdict(receipt))[1] == (("9338",), False)
    assert waiting.check() == []


def test_judging_a_parked_message_once_more_does_nothing(waiting: Waiting) -> None:
    waiting.allocate()
    receipt = waiting.park(waiting.fresh(*two_lines()))
    [message_id] = waiting.message_ids(receipt)
    assert not judge_message(message_id, waiting.account, waiting.clock, waiting.keyring)
    assert not judge_again(message_id, waiting.account, waiting.clock, waiting.keyring)


STEPS = ("store_round", "book_round", "open_for_payment", "conclude")


@pytest.mark.parametrize("step", STEPS)
def test_judging_again_that_dies_half_way_leaves_everything_as_it_was(
    waiting: Waiting, app: Flask, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    waiting.allocate()
    receipt = waiting.park(waiting.fresh(*two_lines()))
    waiting.allocate(UNKNOWN)
    before = waiting.rows()
    done = getattr(judging_again, step)

    def die(*args: object, **more: object) -> None:
        done(*args, **more)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(judging_again, step, die)
        assert judge_woken(app, waiting.clock)() == 0
    assert waiting.rows() == before
    assert waiting.verdict(receipt).outcome is Outcome.PARKED
    assert waiting.check() == []
    assert judge_woken(app, waiting.clock)() == 1
    assert waiting.verdict(receipt).outcome is Outcome.AWARDED
    assert waiting.check() == []


class Killed(Exception):
    """The process ended here."""


def test_a_message_with_a_credit_is_decided_too_when_the_fact_arrives(waiting: Waiting) -> None:
    waiting.allocate()
    declared = a_line(reference="R1")
    assert waiting.declare(declared).declaration == ("8001",)
    receipt = waiting.park(
        waiting.fresh(a_credit(declared), a_line(reference="R9", allocation=UNKNOWN))
    )
    assert waiting.verdict(receipt).outcome is Outcome.PARKED
    waiting.allocate(UNKNOWN)
    assert waiting.again() == 1
    assert [each.codes for each in waiting.verdict(receipt).lines] == [("0200",), ("0200",)]
    assert waiting.check() == []
