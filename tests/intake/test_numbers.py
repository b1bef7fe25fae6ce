"""Which numbers a message uses up, and which are free again (decision 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from declarations.findings import Outcome
from declarations.model import Law
from portal.store.transaction import transaction
from tests.builders import BSN, OTHER_BSN, a_client, a_line, a_message, the_sample, xml_of
from tests.intake.world import OTHER_PROVIDER, codes


def test_the_sample_is_awarded_whole_and_then_known(world):
    world.allocate_the_sample()
    first = world.submit(the_sample())
    assert (first.outcome, first.declaration) == (Outcome.AWARDED, ("8001",))
    assert first.awarded_cents == first.submitted_cents == 58000
    again = world.submit(the_sample())
    assert (again.outcome, again.header) == (Outcome.REJECTED, ("9056",))
    assert (again.declaration, again.lines, again.awarded_cents) == (None, (), 0)
    assert world.check() == []


def test_both_laws_have_their_own_numbers(world):
    world.allocate_the_sample()
    world.allocate_the_sample(Law.YOUTH)
    assert world.submit(the_sample()).declaration == ("8001",)
    assert world.submit(the_sample(Law.YOUTH)).declaration == ("8001",)
    assert world.check() == []


def test_a_message_that_breaks_its_form_uses_nothing(world):
    world.allocate_the_sample()
    broken = the_sample()
    wrong_sum = replace(broken, declaration=replace(broken.declaration, total=1))
    refused = world.submit(wrong_sum)
    assert (refused.outcome, refused.level, refused.header) == (Outcome.REFUSED, 2, ("0001",))
    assert world.submit(the_sample()).declaration == ("8001",)
    assert world.check() == []


def test_a_message_that_falls_at_the_header_uses_nothing(world):
    world.allocate()
    early = a_message(a_client(a_line()), dated=date(2023, 5, 11), identification="B1")
    assert world.submit(early).header == ("8848",)
    world.on_day(1)
    assert world.submit(early).declaration == ("8001",)


def test_a_message_that_falls_at_the_declaration_uses_nothing(world):
    world.allocate(volume=40)
    assert world.declare(a_line(), number="D9").declaration == ("8001",)
    second = a_line(reference="RN002", code="01A03", month=date(2023, 3, 1))
    twice = world.fresh(second, number="D9", identification="B77", month=date(2023, 4, 1))
    assert world.submit(twice).declaration == ("9333",)
    anew = replace(twice, declaration=replace(twice.declaration, number="D10"))
    assert world.submit(anew).declaration == ("8001",)  # identification and reference are free
    assert world.check() == []


def test_the_reference_of_a_rejected_line_stays_used(world):
    world.allocate(volume=40)
    rejected = world.declare(a_line(tariff=1249))
    assert (rejected.outcome, codes(rejected)) == (Outcome.REJECTED, [("0611",)])
    repaired = world.declare(a_line())
    assert codes(repaired) == [("8021",)]
    assert world.declare(a_line(reference="RN002")).declaration == ("8001",)
    assert world.check() == []


def test_numbers_of_another_provider_are_not_met(world):
    world.allocate()
    world.allocate(number=20072, bsn=BSN, provider=OTHER_PROVIDER, municipality="0855")
    usual = a_message(a_client(a_line()))
    assert world.submit(usual).declaration == ("8001",)
    other = replace(usual, header=replace(usual.header, sender=OTHER_PROVIDER, receiver="0855"))
    assert world.submit(other).declaration == ("8001",)
    assert world.check() == []


def test_numbers_hold_across_the_municipalities_of_a_provider(world):
    world.allocate()
    world.allocate(municipality="0855")
    usual = a_message(a_client(a_line()))
    assert world.submit(usual).declaration == ("8001",)
    elsewhere = replace(usual, header=replace(usual.header, receiver="0855"))
    assert world.submit(elsewhere).header == ("9056",)
    renamed = replace(elsewhere, header=replace(elsewhere.header, identification="B2"))
    assert world.submit(renamed).declaration == ("9333",)
    renumbered = replace(renamed, declaration=replace(renamed.declaration, number="D2"))
    assert codes(world.submit(renumbered)) == [("8021",)]
    assert world.check() == []


def test_a_period_before_the_last_one_is_late_also_in_other_years(world):
    world.allocate(volume=40)
    assert world.declare(a_line()).declaration == ("8001",)
    before = world.declare(
        a_line(reference="RN2", month=date(2023, 3, 1)), month=date(2023, 3, 1)
    )
    assert before.declaration == ("8214",)
    same = world.declare(a_line(reference="RN2", month=date(2023, 3, 1)))
    assert same.declaration == ("8001",)
    assert world.check() == []


def test_answers_are_numbered_by_municipality_and_law(world):
    world.allocate_the_sample()
    for municipality in ("0384", "0855", "0384"):
        world.declare(a_line(), receiver=municipality)
    numbers = world.scalar(
        "SELECT count(*) FROM answer WHERE municipality_code = '0384'"
        " AND identification IN ('0000000001', '0000000002')"
    )
    assert numbers == 2
    assert world.check() == []


def test_a_client_that_nobody_knows_is_kept_sealed(world):
    world.allocate()
    message = a_message(
        a_client(a_line()), a_client(a_line(reference="RN2", allocation=1), bsn=OTHER_BSN)
    )
    verdict = world.submit(message)
    assert [each.codes for each in verdict.clients] == [("0200",), ("8187",)]
    assert codes(verdict) == [("0200",), ("0233",)]
    assert world.rows()["client"] == 2
    assert world.check() == []  # also looks for citizen numbers in the clear
    assert codes(world.declare(a_line(reference="RN3"), bsn=OTHER_BSN)) == [("0233",)]
    assert world.rows()["client"] == 2
    world.allocate(number=7, bsn=OTHER_BSN)
    later = world.declare(a_line(reference="RN4", allocation=7), bsn=OTHER_BSN)
    assert later.declaration == ("8001",)
    assert world.rows()["client"] == 2


def test_a_municipality_that_cbs_does_not_know_is_answered_with_s300(world):
    before = world.rows()
    verdict = world.submit_bytes(xml_of(the_sample_to("9999")))
    assert (verdict.outcome, verdict.header) == (Outcome.REJECTED, ("S300",))
    assert world.scalar("SELECT count(*) FROM message WHERE municipality_id IS NULL") == 1
    after = world.rows()
    assert after["line"] == after["used_number"] == 0
    assert after["client"] == before["client"]
    assert world.check() == []


def the_sample_to(municipality: str):
    message = the_sample()
    return replace(message, header=replace(message.header, receiver=municipality))


def test_of_lines_with_the_same_reference_the_first_alone_uses_it_up(world):
    world.allocate(volume=40)
    world.declare(a_line())
    assert codes(world.declare(a_line(month=date(2023, 3, 1)))) == [("8021",)]
    assert world.scalar("SELECT count(*) FROM line WHERE first_use") == 1
    assert world.check() == []
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction(write=True) as session:
        session.execute(text("UPDATE line SET first_use = true"))
