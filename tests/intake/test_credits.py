"""What awarded lines count for, and what credits take back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from declarations.findings import Outcome
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER, codes

DEBIT = a_line()
SECOND = a_line(reference="RN002", volume=6)


def live_debits(world) -> int:
    return world.scalar("SELECT count(*) FROM live_debit")


def test_a_credit_takes_back_and_frees_the_month(world):
    world.allocate()
    assert world.declare(DEBIT).declaration == ("8001",)
    assert (world.balance(), live_debits(world)) == ((4, 5000), 1)
    assert codes(world.declare(SECOND)) == [("9389",)]
    credit = world.declare(a_credit(DEBIT))
    assert (credit.outcome, credit.awarded_cents) == (Outcome.AWARDED, -5000)
    assert (world.balance(), live_debits(world)) == ((0, 0), 0)
    third = replace(SECOND, reference="RN003")
    assert world.declare(third).declaration == ("8001",)
    assert (world.balance(), live_debits(world)) == ((6, 7500), 1)
    assert world.check() == []


def test_a_credit_and_the_debit_that_replaces_it_in_one_message(world):
    world.allocate()
    world.declare(DEBIT)
    verdict = world.declare(SECOND, a_credit(DEBIT))  # credits are judged first
    assert codes(verdict) == [("0200",), ("0200",)]
    assert (verdict.awarded_cents, world.balance()) == (2500, (6, 7500))
    assert live_debits(world) == 1
    assert world.check() == []


def test_a_debit_is_credited_once(world):
    world.allocate()
    world.declare(DEBIT)
    assert world.declare(a_credit(DEBIT)).declaration == ("8001",)
    assert codes(world.declare(a_credit(DEBIT, reference="C2"))) == [("9390",)]
    assert world.balance() == (0, 0)
    assert world.check() == []


def test_a_credit_of_a_rejected_debit_has_no_debit(world):
    world.allocate()
    assert codes(world.declare(replace(DEBIT, tariff=1))) == [("0611", "9346")]
    assert codes(world.declare(a_credit(replace(DEBIT, tariff=1)))) == [("8017",)]
    assert world.rows()["allocation_balance"] == 0
    assert world.check() == []


@pytest.mark.parametrize(
    "changes", [{"volume": 5, "amount": 6250}, {"code": "01A04"}, {"unit": "01"},
                {"end": date(2023, 4, 29)}, {"allocation": 20073}]
)  # fmt: skip
def test_a_credit_that_differs_from_its_debit(world, changes):
    world.allocate()
    world.declare(DEBIT)
    assert codes(world.declare(a_credit(DEBIT, **changes))) == [("8017",)]
    assert world.balance() == (4, 5000)
    assert world.check() == []


@pytest.mark.parametrize("away", [
    {"sender": OTHER_PROVIDER}, {"receiver": OTHER_MUNICIPALITY},
    {"sender": OTHER_PROVIDER, "receiver": OTHER_MUNICIPALITY},
])  # fmt: skip
def test_a_credit_of_somebody_elses_debit_has_no_debit(world, away):
    world.allocate()
    parties = {"sender": "provider", "receiver": "municipality"}
    world.allocate(number=20073, **{parties[part]: code for part, code in away.items()})
    world.declare(DEBIT)
    assert codes(world.declare(a_credit(DEBIT), **away)) == [("8017",)]
    assert (world.balance(), live_debits(world)) == ((4, 5000), 1)
    assert world.check() == []


def test_a_credit_under_another_citizen_number_has_no_debit(world):
    world.allocate()
    world.allocate(number=1, bsn=OTHER_BSN)
    world.declare(DEBIT)
    assert codes(world.declare(a_credit(DEBIT), bsn=OTHER_BSN)) == [("8017",)]
    assert world.check() == []


@pytest.mark.parametrize(
    "owner", [{"provider": OTHER_PROVIDER}, {"municipality": OTHER_MUNICIPALITY},
              {"bsn": OTHER_BSN}]
)  # fmt: skip
def test_an_allocation_of_somebody_else_does_not_exist(world, owner):
    world.allocate(number=1)  # the client itself is known
    world.allocate(number=20072, **owner)
    verdict = world.declare(DEBIT)
    assert (verdict.clients[0].codes, codes(verdict)) == (("0200",), [("9338",)])
    nowhere = world.declare(replace(DEBIT, reference="RN9", allocation=99999999))
    assert codes(nowhere) == codes(verdict)
    told, unknown = verdict.findings[0], nowhere.findings[0]
    assert (told.rule, told.expected) == (unknown.rule, unknown.expected)
    assert world.check() == []


def test_lines_of_two_allocations_count_apart(world):
    world.allocate_the_sample()
    message = a_message(
        a_client(DEBIT, a_line(reference="R2", allocation=200730, code="01A04"), bsn=BSN),
        a_client(a_line(reference="R3", allocation=20074, volume=7), bsn=OTHER_BSN),
    )
    assert world.submit(message).declaration == ("8001",)
    assert [world.balance(n) for n in (20072, 200730, 20074)] == [
        (4, 5000), (4, 6000), (7, 8750),
    ]  # fmt: skip
    assert world.balance(20073) is None
    assert world.check() == []


def test_a_message_of_credits_alone_is_answered_in_credit(world):
    world.allocate(volume=40)
    world.declare(DEBIT)
    march = a_line(reference="RN5", month=date(2023, 3, 1))
    world.declare(march)
    both = world.declare(a_credit(DEBIT), a_credit(march, tariff=1))
    assert (both.outcome, both.submitted_cents, both.awarded_cents) == (
        Outcome.PARTLY_AWARDED, -10000, -5000,
    )  # fmt: skip
    assert codes(both) == [("0200",), ("8017",)]
    assert world.check() == []
