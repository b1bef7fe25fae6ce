"""The file for the bank is made once; what the bank says is read back."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.exc import DBAPIError

from declarations.lifecycle import NotAllowed
from portal.payments.returning import ForeignReport
from tests.intake.world import OTHER_PROVIDER
from tests.payments.till import pain_002


def order(number: str) -> str:
    return f"0384-{number}"


def test_the_file_is_the_same_every_time(till):
    till.approved(5000)
    number = till.released()
    first = till.export(number)
    till.world.on_day(3)
    assert till.export(number) == first
    assert till.world.scalar("SELECT count(*) FROM payment_file") == 1
    assert till.world.scalar("SELECT sha256 FROM payment_file") == hashlib.sha256(first).digest()
    assert b"<CtrlSum>50.00</CtrlSum>" in first and b"0384-2023-0001-0001" in first
    assert till.world.check() == []


def test_there_is_no_file_before_the_release(till):
    till.approved(5000)
    number = till.draw_up()
    with pytest.raises(NotAllowed):
        till.export(number)


def test_a_file_that_was_made_is_never_changed(till):
    till.approved(5000)
    till.export(till.released())
    for statement in ("UPDATE payment_file SET name = 'x'", "DELETE FROM payment_file"):
        with pytest.raises(DBAPIError):
            till.run_sql(statement)


def test_what_the_bank_paid_is_paid(till):
    till.approved(5000)
    till.approved(2500, provider=OTHER_PROVIDER)
    number = till.released()
    till.export(number)
    references = [each.reference for each in till.payments(number)]
    done = till.report(number, pain_002(order(number), *((each, "ACSC") for each in references)))
    assert (done.accepted, done.rejected) == (2, 0)
    assert till.run(number).state == "settled"
    assert till.totals() == {"paid": 7500}
    assert till.world.check() == []


def test_a_code_for_the_whole_file_is_for_every_payment(till):
    till.approved(5000)
    number = till.released()
    till.export(number)
    till.report(number, pain_002(order(number), whole="ACSC"))
    assert till.totals() == {"paid": 5000}


def test_what_came_back_can_be_paid_again(till):
    till.approved(5000)
    till.approved(2500, provider=OTHER_PROVIDER)
    number = till.released()
    till.export(number)
    [first, second] = till.payments(number)
    till.report(
        number, pain_002(order(number), (first.reference, "RJCT"), (second.reference, "ACSC"))
    )
    assert till.states(number) == ["returned", "paid"]
    assert till.payments(number)[0].bank_reason == "AC04"
    assert till.totals() == {"approved": first.cents, "paid": second.cents}
    assert till.world.check() == []
    again = till.released()
    assert [each.cents for each in till.payments(again)] == [first.cents]
    assert till.world.check() == []


def test_a_payment_may_come_back_after_it_was_paid(till):
    till.approved(5000)
    number = till.released()
    till.export(number)
    till.settle(number)
    [payment] = till.payments(number)
    till.report(number, pain_002(order(number), (payment.reference, "RJCT")))
    assert till.states(number) == ["returned"]
    assert till.totals() == {"approved": 5000}
    assert till.world.check() == []


def test_the_same_report_twice_changes_nothing(till):
    till.approved(5000)
    number = till.released()
    till.export(number)
    report = pain_002(order(number), (till.payments(number)[0].reference, "RJCT"))
    till.report(number, report)
    assert till.report(number, report).known
    assert till.totals() == {"approved": 5000}


@pytest.mark.parametrize("wrong", ["order", "reference"])
def test_a_report_about_something_else_is_refused_whole(till, wrong):
    till.approved(5000)
    number = till.released()
    till.export(number)
    known = till.payments(number)[0].reference
    report = (
        pain_002("0384-2023-0099", (known, "ACSC"))
        if wrong == "order"
        else pain_002(order(number), (known, "ACSC"), ("0384-2023-0001-0099", "ACSC"))
    )
    with pytest.raises(ForeignReport):
        till.report(number, report)
    assert till.totals() == {"released": 5000}


def test_a_run_that_is_not_at_the_bank_has_no_report(till):
    till.approved(5000)
    number = till.released()
    with pytest.raises(NotAllowed):
        till.report(number, pain_002(order(number), whole="ACSC"))


@pytest.mark.parametrize("step", ["cancel", "settle"])
def test_what_cannot_be_done_any_more(till, step):
    till.approved(5000)
    number = till.released()
    till.export(number)
    till.settle(number)
    with pytest.raises(NotAllowed):
        getattr(till, step)(number)
