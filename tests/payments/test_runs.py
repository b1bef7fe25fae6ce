"""From approved lines to money: drawn up, signed by one person, released by another."""

from __future__ import annotations

import pytest

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from declarations.model import Law
from portal.payments.drawing import NoOwnAccount, NothingToPay
from portal.payments.holding import AccountReplaced
from portal.payments.signing import BooksBroken, NothingIncluded
from portal.settlement.service import LinesGone
from tests.builders import a_credit, a_line
from tests.intake.world import OTHER_PROVIDER
from tests.payments.till import NEW, ZORG


def test_a_run_pays_each_provider_once_under_each_law(till):
    till.approved(5000, 2500)
    till.approved(1250)
    till.approved(10000, law=Law.YOUTH)
    till.approved(7500, provider=OTHER_PROVIDER)
    number = till.draw_up()
    found = {(each.provider_id, each.law): each.cents for each in till.payments(number)}
    assert sorted(found.values()) == [7500, 8750, 10000]
    assert till.totals() == {"in-run": 26250}
    run = till.run(number)
    assert (number, run.state, run.payment_count, run.total_cents) == (
        "2023-0001",
        "draft",
        3,
        26250,
    )
    till.sign(number)
    till.release(number)
    assert till.run(number).state == "released"
    assert till.totals() == {"released": 26250}
    assert till.world.check() == []


def test_what_is_in_a_run_is_not_paid_again(till):
    till.approved(5000)
    till.draw_up()
    with pytest.raises(NothingToPay):
        till.draw_up()
    till.approved(2500)
    assert till.draw_up() == "2023-0002"
    assert till.totals() == {"in-run": 7500}


def test_only_what_must_be_paid_by_a_day(till):
    till.approved(5000)
    due = till.run(till.draw_up()).pay_on.replace(year=2023, month=6, day=5)
    till.cancel("2023-0001")
    with pytest.raises(NothingToPay):
        till.draw_up(until=due.replace(day=4))
    assert till.draw_up(until=due)


def test_a_credit_waits_until_its_debit_was_paid(till):
    first = till.declare(10000)
    line = a_line(reference="R1", allocation=1, volume=8)
    credit = till.send([a_credit(line)])
    till.pass_on(credit)
    with pytest.raises(NothingToPay):
        till.draw_up()
    other = till.approved(2500)
    number = till.draw_up()
    assert [each.cents for each in till.payments(number)] == [2500]
    assert till.stages(credit)["approved"].cents == -10000
    till.pass_on(first)
    till.cancel(number)
    number = till.draw_up()
    assert [(e.debit_cents, e.credit_cents, e.cents) for e in till.payments(number)] == [
        (12500, 10000, 2500)
    ]
    assert till.stages(other) and till.world.check() == []


def test_more_credits_than_debits_stay_for_a_later_run(till):
    till.approved(10000)
    till.released()
    till.pass_on(till.send([a_credit(a_line(reference="R1", allocation=1, volume=8))]))
    till.approved(2500)
    with pytest.raises(NothingToPay):
        till.draw_up()
    till.approved(12500)
    number = till.released()
    assert [each.cents for each in till.payments(number)] == [5000]
    assert till.world.check() == []


def test_who_has_no_account_is_not_paid(till):
    till.approved(5000)
    till.set_iban(None)
    with pytest.raises(NothingToPay):
        till.draw_up()
    assert till.totals() == {"approved": 5000}


def test_nobody_pays_from_an_account_that_is_not_known(till):
    till.approved(5000)
    till.run_sql("DELETE FROM municipality_account")
    with pytest.raises(NoOwnAccount):
        till.draw_up()


@pytest.mark.parametrize("name", ["mila", "cora", "anna"])
def test_no_person_releases_after_another_step(till, name):
    from portal.identity.service import Role

    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    till.hire("again", Role.PAYMENTS, person_of=name)
    with pytest.raises(SamePerson):
        till.release(number, "again")
    assert till.totals() == {"in-run": 5000}


def test_who_checked_does_not_sign(till):
    from portal.identity.service import Role

    till.approved(5000)
    number = till.draw_up()
    till.hire("again", Role.PAYMENTS, person_of="cora")
    with pytest.raises(SamePerson):
        till.sign(number, "again")


@pytest.mark.parametrize("step", ["sign", "release", "cancel"])
def test_each_step_is_done_once(till, step):
    till.approved(5000)
    number = till.draw_up()
    if step == "release":
        till.sign(number)
    getattr(till, step)(number)
    with pytest.raises(NotAllowed):
        getattr(till, step)(number)


def test_a_run_that_is_called_off_gives_its_lines_back(till):
    till.approved(5000, 2500)
    till.cancel(till.draw_up())
    assert till.totals() == {"approved": 7500}
    assert till.world.check() == []


def test_an_approval_cannot_be_taken_back_once_it_is_being_paid(till):
    message = till.approved(5000)
    till.draw_up()
    with pytest.raises((NotAllowed, LinesGone)):
        till.withdraw("anna", message)
    assert till.totals() == {"in-run": 5000}


def test_a_run_that_was_changed_after_signing_does_not_go_out(till):
    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    till.run_sql("UPDATE payment SET iban = :i", i=NEW)
    with pytest.raises(LinesGone):
        till.release(number)


def test_books_that_do_not_add_up_stop_the_money(till):
    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    till.run_sql("UPDATE payment_line SET cents = 4999")
    with pytest.raises(BooksBroken) as stopped:
        till.release(number)
    assert stopped.value.breaches
    assert till.run(number).state == "signed"


def test_an_account_changed_after_drawing_up_never_reaches_the_bank(till):
    till.approved(5000)
    till.approved(2500, provider=OTHER_PROVIDER)
    number = till.draw_up()
    till.sign(number)
    till.set_iban(NEW)
    assert till.release(number).stopped == 1
    assert till.run(number).state == "signed"
    [stopped] = [each for each in till.payments(number) if each.state == "held"]
    assert stopped.holds == ("iban-replaced",)
    with pytest.raises(AccountReplaced):
        till.clear(number, stopped)
    done = till.release(number)
    assert (done.paid, done.left_out) == (1, 1)
    assert till.totals() == {"released": 2500, "approved": 5000}
    assert NEW.encode() not in till.export(number)
    assert till.world.check() == []


def test_a_changed_account_is_looked_at_by_another_person(till):
    till.approved(5000)
    till.released()
    till.set_iban(NEW)
    till.approved(2500)
    number = till.draw_up()
    [held] = till.payments(number)
    assert (held.state, held.holds) == ("held", ("iban-changed",))
    with pytest.raises(NothingIncluded):
        till.sign(number)
    with pytest.raises(SamePerson):
        till.clear(number, held, "mila")
    till.clear(number, held)
    assert till.states(number) == ["included"]
    till.sign(number)
    till.release(number)
    assert NEW.encode() in till.export(number)
    assert till.world.check() == []


def test_who_cleared_does_not_release(till):
    till.approved(5000)
    till.released()
    till.set_iban(NEW)
    till.approved(2500)
    number = till.draw_up()
    till.clear(number, till.payments(number)[0], "kees")
    till.sign(number)
    with pytest.raises(SamePerson):
        till.release(number)


def test_held_payments_are_left_out_at_the_release(till):
    till.set_iban(ZORG, OTHER_PROVIDER)
    till.approved(5000)
    number = till.draw_up()
    assert till.payments(number)[0].holds == ("iban-shared",)
    till.leave_out(number, till.payments(number)[0])
    assert till.totals() == {"approved": 5000}
    till.cancel(number)
    assert till.world.check() == []


def test_one_run_is_nothing_to_another_municipality(till):
    from werkzeug.exceptions import NotFound

    with pytest.raises(NotFound):
        till.sign("2023-0001")
