"""Mending what came back, and correcting what was awarded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from werkzeug.exceptions import NotFound

from declarations.findings import Outcome
from portal.declaring.filling import Typed
from portal.declaring.mending import begin_mending, what_to_mend
from portal.declaring.problems import Problem
from portal.declaring.redoing import NothingToCredit, begin_redoing
from portal.declaring.suggestions import suggestion_of
from portal.intake.standing import findings_about
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message, xml_of
from tests.declaring.hand import APRIL, MARCH, Hand
from tests.intake.world import OTHER_PROVIDER, codes

DEBIT = a_line()


def handed_in(world, *lines, bsn=BSN, **changes) -> str:
    """An upload of the provider's own system, judged: its batch."""
    receipt = world.receive(xml_of(world.fresh(*lines, bsn=bsn, **changes)))
    world.judge(receipt)
    return receipt.batch


def mending(hand: Hand, batch: str):
    world = hand.world
    return hand.do(what_to_mend, hand.author, batch, 1, world.clock, world.keyring)


def mend(hand: Hand, batch: str):
    world = hand.world
    return hand.do(begin_mending, hand.author, batch, 1, world.clock, world.keyring)


def redo(hand: Hand, batch: str, line: int = 1):
    world = hand.world
    return hand.do(begin_redoing, hand.author, batch, 1, line, world.clock, world.keyring)


def adopt_all(hand: Hand, draft):
    """Press every button that takes over what was expected."""
    lines = {row.line_id: row.key for row in draft.rows}
    found = hand.do(findings_about, hand.provider_id, lines)
    for line_id, findings in found.items():
        for finding in findings:
            [worked] = [each for each in hand.sheet(draft).rows if each.row.key == lines[line_id]]
            if suggestion := suggestion_of(worked, finding):
                draft = hand.edit(draft, adopt=suggestion)
    return draft


WRONG = {
    "tariff": replace(DEBIT, tariff=1260, amount=5040),
    "amount": replace(DEBIT, amount=5001),
    "both": replace(DEBIT, tariff=1, amount=5001),
    "begin": replace(DEBIT, start=date(2023, 4, 2)),
    "end": replace(DEBIT, end=date(2023, 4, 29)),
    "code": replace(DEBIT, code="01A04", tariff=1500, amount=6000),
    "unit": replace(DEBIT, unit="16"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_rejected_mended_with_what_was_expected_awarded(hand, world, wrong):
    world.allocate()
    batch = handed_in(world, wrong)
    draft = mend(hand, batch)
    before = hand.sheet(draft)
    assert (before.total, before.rows[0].tariff) == (wrong.amount, wrong.tariff)  # as it was sent
    assert hand.try_out(draft).verdict.outcome is Outcome.REJECTED
    mended = adopt_all(hand, draft)
    verdict = hand.judged(hand.send(mended))
    assert (verdict.outcome, verdict.awarded_cents) == (Outcome.AWARDED, 5000)
    assert world.check() == []


def test_only_what_came_back_is_mended(hand, world):
    world.allocate_the_sample()
    batch = handed_in(
        world, DEBIT, a_line(reference="R2", allocation=200730, code="01A04", tariff=1)
    )
    found = mending(hand, batch)
    assert [line.reference for line in found.lines] == ["R2"]
    assert [each.rule for each in found.lines[0].findings] == ["TR418"]
    assert (found.here, found.advice.here) == (True, True)


def test_the_mended_line_has_a_new_reference_and_no_credit(hand, world):
    world.allocate()
    verdict = hand.judged(hand.send(adopt_all(hand, mend(hand, handed_in(world, WRONG["amount"])))))
    [line] = verdict.lines
    assert (line.line.reference, line.line.credit) == ("ZP00000001-001", False)


def test_what_was_mended_is_not_offered_again(hand, world):
    world.allocate()
    batch = handed_in(world, WRONG["amount"])
    hand.judged(hand.send(adopt_all(hand, mend(hand, batch))))
    after = mending(hand, batch)
    assert (after.lines, after.mended, len(after.sent)) == ((), 1, 1)


def test_mending_goes_on_where_it_was_begun(hand, world):
    world.allocate()
    batch = handed_in(world, WRONG["amount"])
    first = mend(hand, batch)
    assert mend(hand, batch).public_id == first.public_id
    assert mending(hand, batch).draft == first.public_id


def test_a_mended_line_of_an_earlier_period_goes_into_the_last(hand, world):
    world.allocate()
    march = replace(WRONG["amount"], start=MARCH, end=date(2023, 3, 31))
    batch = handed_in(world, march, month=MARCH)
    world.declare(a_line(reference="RN9"), month=APRIL)
    draft = adopt_all(hand, mend(hand, batch))
    assert hand.sheet(draft).period.start == APRIL
    assert hand.judged(hand.send(draft)).outcome is Outcome.AWARDED


def test_a_line_on_a_wrong_allocation_moves_to_another_of_the_client(hand, world):
    world.allocate()
    world.allocate(3, OTHER_BSN)
    draft = mend(hand, handed_in(world, replace(DEBIT, allocation=99)))
    [row] = draft.rows
    assert hand.sheet(draft).rows[0].doubts == (Problem.NO_ALLOCATION,)
    with pytest.raises(NotFound):  # of another client
        hand.edit(draft, typed={row.key: Typed(4, number=3)})
    moved = hand.edit(draft, typed={row.key: Typed(4, number=20072)})
    assert hand.judged(hand.send(moved)).outcome is Outcome.AWARDED


def test_a_message_refused_as_a_whole_goes_in_again(hand, world):
    world.allocate_the_sample()
    message = a_message(
        a_client(DEBIT, bsn=BSN), a_client(a_line(reference="R2", allocation=20074), bsn=OTHER_BSN),
        total=1,
    )  # fmt: skip
    receipt = world.receive(xml_of(message))
    [verdict] = world.judge(receipt)
    assert (verdict.outcome, verdict.level) == (Outcome.REFUSED, 2)
    found = mending(hand, receipt.batch)
    assert ([line.reference for line in found.lines], found.unknown) == (["RN001", "R2"], 0)
    assert [each.rule for each in found.findings] == ["TR358"]
    assert hand.judged(hand.send(mend(hand, receipt.batch))).awarded_cents == 10000


def test_a_used_declaration_number_is_mended_by_a_new_one(hand, world):
    world.allocate()
    world.declare(a_line(month=MARCH), number="DN1", month=MARCH)
    batch = handed_in(world, replace(DEBIT, reference="R2"), number="DN1")
    assert hand.judged(hand.send(mend(hand, batch))).outcome is Outcome.AWARDED


def test_credits_of_a_refused_message_go_in_again(hand, world):
    world.allocate()
    world.declare(DEBIT)
    receipt = world.receive(xml_of(world.fresh(a_credit(DEBIT), total=1, total_credit=True)))
    world.judge(receipt)
    verdict = hand.judged(hand.send(mend(hand, receipt.batch)))
    assert (verdict.awarded_cents, world.balance()) == (-5000, (0, 0))


def test_a_client_of_others_does_not_come_along(hand, world):
    """A number in a refused message tells nothing about whom the municipality knows."""
    world.allocate()
    world.allocate(3, OTHER_BSN, provider=OTHER_PROVIDER)
    message = a_message(a_client(DEBIT), a_client(a_line(reference="R2"), bsn=OTHER_BSN), total=1)
    receipt = world.receive(xml_of(message))
    world.judge(receipt)
    found = mending(hand, receipt.batch)
    assert ([line.client_id for line in found.lines], found.unknown) == (
        [found.lines[0].client_id], 1,
    )  # fmt: skip


def test_nothing_to_mend_where_all_was_awarded(hand, world):
    world.allocate()
    with pytest.raises(NotFound):
        mending(hand, handed_in(world, DEBIT))


def test_messages_of_others_cannot_be_mended_or_corrected(hand, other, world):
    world.allocate()
    batch = handed_in(world, DEBIT, replace(WRONG["amount"], reference="R2", allocation=99))
    for act in (mending, mend, redo):
        with pytest.raises(NotFound):
            act(other, batch)
    with pytest.raises(NotFound):
        redo(hand, batch, line=3)


def test_an_awarded_line_is_taken_back_and_declared_anew(hand, world):
    world.allocate()
    batch = handed_in(world, DEBIT)
    draft = redo(hand, batch)
    credit, debit = hand.sheet(draft).rows
    assert (credit.row.credit, credit.signed_cents, credit.row.previous) == (True, -5000, "RN001")
    assert (debit.row.volume, debit.problems, debit.doubts) == (4, (), ())
    draft = hand.edit(draft, typed={debit.row.key: Typed(6)})
    verdict = hand.judged(hand.send(draft))
    assert codes(verdict) == [("0200",), ("0200",)]
    assert (verdict.awarded_cents, world.balance()) == (2500, (6, 7500))
    assert [line.line.credit for line in verdict.lines] == [True, False]
    assert world.check() == []


def test_a_credit_alone(hand, world):
    world.allocate()
    draft = redo(hand, handed_in(world, DEBIT))
    key = next(row.key for row in draft.rows if not row.credit)
    verdict = hand.judged(hand.send(hand.edit(draft, typed={key: Typed(None)})))
    assert (verdict.awarded_cents, world.balance()) == (-5000, (0, 0))


def test_a_correction_that_changes_nothing_is_not_sent(hand, world):
    world.allocate()
    draft = redo(hand, handed_in(world, DEBIT))
    assert Problem.NOTHING_CHANGED in hand.sheet(draft).problems


def test_what_the_credit_frees_can_be_declared_again(hand, world):
    world.allocate(frequency="6", volume=10)
    draft = redo(hand, handed_in(world, replace(DEBIT, volume=8, amount=10000)))
    key = next(row.key for row in draft.rows if not row.credit)
    sheet = hand.sheet(hand.edit(draft, typed={key: Typed(10)}))
    assert [each.doubts for each in sheet.rows] == [(), ()]


def test_a_credit_cannot_be_changed_or_taken_out(hand, world):
    world.allocate()
    draft = redo(hand, handed_in(world, DEBIT))
    credit = next(row for row in draft.rows if row.credit)
    assert hand.edit(draft, typed={credit.key: Typed(1)}).rows[0] == credit
    with pytest.raises(NotFound):
        hand.edit(hand.again(draft), remove=credit.key)


def test_a_line_is_corrected_once(hand, world):
    world.allocate()
    batch = handed_in(world, DEBIT)
    draft = redo(hand, batch)
    assert redo(hand, batch).public_id == draft.public_id
    key = next(row.key for row in draft.rows if not row.credit)
    hand.judged(hand.send(hand.edit(draft, typed={key: Typed(None)})))
    with pytest.raises(NothingToCredit):
        redo(hand, batch)


def test_what_was_rejected_is_not_credited(hand, world):
    world.allocate()
    with pytest.raises(NothingToCredit):
        redo(hand, handed_in(world, WRONG["amount"]))


def test_a_line_is_credited_once_whatever_was_sent_meanwhile(hand, world):
    """A second correction that goes out before the first is judged takes nothing back."""
    world.allocate()
    batch = handed_in(world, DEBIT)
    sent = []
    for _ in range(2):
        draft = redo(hand, batch)
        key = next(row.key for row in draft.rows if not row.credit)
        sent.append(hand.send(hand.edit(draft, typed={key: Typed(None)})))
    first, second = (hand.judged(each) for each in sent)
    assert (first.awarded_cents, second.awarded_cents) == (-5000, 0)
    assert world.balance() == (0, 0)
    assert world.check() == []
