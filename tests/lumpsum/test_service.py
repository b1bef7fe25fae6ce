"""A drawdown from asking to the bank and back; what it does to its budget and to the books."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import NotFound

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from declarations.lumpsum import Balance, BudgetExceeded
from portal.identity.service import Role
from portal.lumpsum.submitting import ReferenceUnfit, ReferenceUsed
from schemas.region import RegionRefused
from tests.builders import MUNICIPALITY
from tests.lumpsum.purse import USUAL, YEAR, Purse, a_lump_sum
from tests.payments.till import pain_002


def test_asking_reserves_and_paying_draws(purse: Purse) -> None:
    drawdown = purse.submit(40_000)
    assert drawdown.state == "submitted"
    assert purse.balance() == Balance(100_000, reserved=40_000)
    purse.decide("cora", drawdown.id, "check")
    purse.decide("anna", drawdown.id, "approve")
    assert purse.balance() == Balance(100_000, reserved=40_000)
    number = purse.draw_up()
    assert purse.state(drawdown.id) == "in-run"
    purse.sign(number)
    purse.release(number)
    assert purse.state(drawdown.id) == "released"
    assert purse.balance() == Balance(100_000, drawn=40_000)
    assert b"400.00" in purse.export(number)
    purse.settle(number)
    assert purse.state(drawdown.id) == "paid"
    assert purse.world.check() == []


def test_more_than_is_free_is_refused_with_what_is_free(purse: Purse) -> None:
    purse.submit(99_999)
    with pytest.raises(BudgetExceeded) as refused:
        purse.submit(2)
    assert refused.value.free == 1
    purse.submit(1)
    assert purse.balance().free == 0
    assert purse.world.scalar("SELECT count(*) FROM drawdown") == 2
    assert purse.world.check() == []


@pytest.mark.parametrize(("name", "action"), [("cora", "reject"), ("carl", "withdraw")])
def test_what_is_rejected_or_withdrawn_is_free_again(
    purse: Purse, name: str, action: str
) -> None:
    drawdown = purse.submit(40_000)
    purse.decide(name, drawdown.id, action)
    assert purse.balance() == Balance(100_000)
    with pytest.raises(NotAllowed):
        purse.decide(name, drawdown.id, action)
    assert purse.world.check() == []


def test_an_approval_that_is_taken_back_is_booked_back(purse: Purse) -> None:
    drawdown = purse.approved_drawdown(40_000)
    with pytest.raises(NotAllowed):
        purse.decide("carl", drawdown, "withdraw")
    assert purse.decide("anna", drawdown, "take-back").reason == "daarom"
    awarded = "SELECT sum(amount_cents) FROM ledger_entry WHERE account = 'awarded'"
    assert purse.world.scalar(awarded) == 0
    purse.decide("chris", drawdown, "check")
    purse.decide("arie", drawdown, "approve")
    assert purse.world.scalar(awarded) == 40_000
    assert purse.world.check() == []


def test_four_eyes_are_of_four_persons(purse: Purse) -> None:
    purse.hire("carla", Role.CHECKER, person_of="carl")
    purse.hire("corneel", Role.APPROVER, person_of="cora")
    purse.hire("annemie", Role.PAYMENTS, person_of="anna")
    drawdown = purse.submit(40_000).id
    with pytest.raises(SamePerson):
        purse.decide("carla", drawdown, "check")
    purse.decide("cora", drawdown, "check")
    with pytest.raises(SamePerson):
        purse.decide("corneel", drawdown, "approve")
    purse.decide("anna", drawdown, "approve")
    number = purse.draw_up()
    with pytest.raises(SamePerson):
        purse.sign(number, "annemie")
    purse.sign(number)
    with pytest.raises(SamePerson):
        purse.release(number, "annemie")
    purse.release(number)
    assert purse.world.check() == []


def test_a_payment_that_comes_back_is_approved_again(purse: Purse) -> None:
    drawdown = purse.approved_drawdown(40_000)
    number = purse.released()
    purse.export(number)
    [payment] = purse.payments(number)
    purse.report(number, pain_002(f"{purse.code}-{number}", (payment.reference, "RJCT")))
    assert purse.state(drawdown) == "approved"
    assert purse.balance() == Balance(100_000, reserved=40_000)
    again = purse.released()
    assert purse.state(drawdown) == "released"
    assert purse.balance() == Balance(100_000, drawn=40_000)
    assert [each.cents for each in purse.payments(again)] == [40_000]
    assert purse.world.check() == []


def test_a_run_that_is_called_off_gives_it_back(purse: Purse) -> None:
    drawdown = purse.approved_drawdown(40_000)
    purse.cancel(purse.draw_up())
    assert purse.state(drawdown) == "approved"
    [payment] = purse.payments(number := purse.draw_up())
    purse.leave_out(number, payment)
    assert purse.state(drawdown) == "approved"
    assert purse.world.check() == []


def test_lines_and_drawdowns_are_paid_together(purse: Purse) -> None:
    purse.approved(5000)
    purse.approved_drawdown(40_000)
    number = purse.released()
    [payment] = purse.payments(number)
    assert (payment.cents, payment.line_count) == (45_000, 2)
    assert purse.balance() == Balance(100_000, drawn=40_000)
    assert purse.world.check() == []


def test_a_reference_is_used_once(purse: Purse) -> None:
    purse.submit(1, reference="april")
    with pytest.raises(ReferenceUsed):
        purse.submit(2, reference="april")
    with pytest.raises(ReferenceUnfit):
        purse.submit(2, reference="voor 999900006")
    assert purse.balance().reserved == 1
    purse.submit(3, reference="april", name="olga", contract="taak-ander")


def test_a_budget_of_another_is_not_there(purse: Purse) -> None:
    drawdown = purse.submit(1)
    with pytest.raises(NotFound):
        purse.budget("taak-ander")
    with pytest.raises(NotFound):
        purse.decide("olga", drawdown.id, "withdraw")
    with pytest.raises(NotFound):
        purse.budget(year=YEAR + 1)


def test_a_new_version_changes_the_budget_but_never_below_what_is_used(purse: Purse) -> None:
    purse.submit(60_000)
    lower = a_lump_sum((MUNICIPALITY, YEAR, 57_000), bandwidth=5)
    with pytest.raises(RegionRefused) as refused:
        purse.load(lower, USUAL[1])
    [problem] = refused.value.problems
    assert "59850 eurocent" in problem.text.nl and "60000" in problem.text.en
    assert purse.balance().upper == 100_000
    purse.load(a_lump_sum((MUNICIPALITY, YEAR, 57_143), bandwidth=5), USUAL[1])
    assert purse.balance() == Balance(60_000, reserved=60_000)
    assert purse.balance(code="0855") == Balance(0)  # this version has none there any more
    assert purse.world.check() == []


def test_loading_the_same_again_changes_nothing(purse: Purse) -> None:
    before = purse.world.rows()
    purse.load(*USUAL)
    assert purse.world.rows() == before
