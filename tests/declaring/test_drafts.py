"""Filling in a declaration by hand, and handing it in."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.exceptions import NotFound

from declarations.findings import Outcome
from portal.declaring.drafts import AlreadySent, DraftChanged, begin_draft, delete_draft, held_draft
from portal.declaring.filling import DraftFull, Edit, Typed
from portal.declaring.numbers import declaration_number
from portal.declaring.problems import Problem
from portal.declaring.rows import MOST_ROWS, Row, from_json, to_json
from portal.declaring.sending import NotReady, save_and_send
from tests.builders import BSN, OTHER_BSN, a_line, citizen_numbers
from tests.declaring.hand import APRIL, MARCH
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER, codes


def test_own_allocations_of_the_month_stand_ready(hand, world):
    world.allocate()
    world.allocate(2, OTHER_BSN, "A04", start=date(2023, 4, 10), end=date(2023, 4, 20))
    world.allocate(3, end=date(2023, 3, 31))
    world.allocate(4, provider=OTHER_PROVIDER)
    world.allocate(5, municipality=OTHER_MUNICIPALITY)
    sheet = hand.sheet(hand.begin())
    assert [each.row.number for each in sheet.rows] == [2, 20072]
    short, usual = sheet.rows
    assert (short.period.start, short.period.end) == (date(2023, 4, 10), date(2023, 4, 20))
    assert (short.client, usual.client) == ("••••••018", "••••••006")
    assert (usual.tariff, usual.unit, usual.room.volume) == (1250, "04", 10)


def test_what_was_typed_is_kept_and_worked_out(hand, world):
    world.allocate_the_sample()
    draft = hand.edit(hand.begin(), {20072: 4, 200730: 16})
    sheet = hand.sheet(hand.again(draft))
    assert {each.row.number: each.amount for each in sheet.filled} == {20072: 5000, 200730: 24000}
    assert (sheet.total, sheet.ready, draft.version) == (29000, True, 2)


def test_a_declaration_by_hand_is_judged_like_any_other(hand, world):
    world.allocate_the_sample()
    batch, verdict = hand.declare({20072: 4, 200730: 16, 20074: 4, 20073: 16})
    assert (verdict.outcome, verdict.awarded_cents) == (Outcome.AWARDED, 58000)
    assert [len(each.client.lines) for each in verdict.clients] == [2, 2]
    assert world.scalar("SELECT own_reference FROM batch WHERE public_id = :b", b=batch) == (
        declaration_number(1)
    )
    assert world.check() == []


def test_empty_rows_are_not_sent(hand, world):
    world.allocate_the_sample()
    _, verdict = hand.declare({20072: 4, 200730: 0})
    assert [each.line.allocation for each in verdict.lines] == [20072]


def test_a_trial_judges_and_leaves_nothing_behind(hand, world):
    world.allocate()
    draft = hand.edit(hand.begin(), {20072: 4})
    before = world.rows()
    trial = hand.try_out(draft)
    assert (trial.verdict.outcome, trial.verdict.awarded_cents) == (Outcome.AWARDED, 5000)
    assert world.rows() == before


def test_a_finding_of_the_trial_stands_beside_its_row(hand, world):
    world.allocate_the_sample()
    hand.declare({20072: 4})
    client = next(row.client_id for row in hand.begin(MARCH).rows if row.number == 20072)
    again = Row(9, client, 20072, APRIL, "01", "01A03", "04", 5)
    draft = hand.do(
        begin_draft, hand.author, hand.market(), APRIL, [again], world.clock, world.keyring
    )
    trial = hand.try_out(draft)
    assert [each.rule for each in trial.by_row[9]] == ["TR389"]
    assert Problem.DECLARED_BEFORE in hand.sheet(draft).rows[0].doubts


def test_rows_of_a_declared_month_do_not_stand_ready_again(hand, world):
    world.allocate_the_sample()
    hand.declare({20072: 4})
    assert 20072 not in {row.number for row in hand.begin().rows}


def test_minutes_on_hours(hand, world):
    world.allocate()
    draft = hand.begin()
    [row] = draft.rows
    draft = hand.edit(draft, typed={row.key: Typed(61, "01")})
    [worked] = hand.sheet(draft).rows
    assert (worked.tariff, worked.amount) == (21, 1271)
    verdict = hand.judged(hand.send(draft))
    assert verdict.outcome is Outcome.AWARDED


def test_a_late_month_goes_into_the_last_period(hand, world):
    world.allocate()
    hand.declare({20072: 4})
    draft = hand.edit(hand.begin(MARCH), {20072: 6})
    assert hand.sheet(draft).period.start == APRIL
    assert hand.judged(hand.send(draft)).outcome is Outcome.AWARDED


def test_a_month_that_is_not_over_is_kept_but_not_sent(hand, world):
    world.allocate()
    draft = hand.edit(hand.begin(date(2023, 5, 1)), {20072: 4})
    assert hand.sheet(draft).problems == (Problem.MONTH_NOT_OVER,)
    with pytest.raises(NotReady):
        hand.send(draft)
    assert world.rows()["batch"] == 0


def test_nothing_filled_in_is_not_sent(hand, world):
    world.allocate()
    with pytest.raises(NotReady):
        hand.send(hand.begin())


def test_more_than_the_allocation_leaves_is_said_before_sending(hand, world):
    world.allocate(frequency="6", volume=10)
    hand.declare({20072: 4}, MARCH)
    [row] = hand.sheet(hand.edit(hand.begin(), {20072: 7})).rows
    assert (row.room.volume, row.doubts) == (6, (Problem.ABOVE_ROOM,))


def test_last_month_again(hand, world):
    world.allocate_the_sample()
    hand.declare({20072: 4, 200730: 16}, MARCH)
    draft = hand.edit(hand.begin(), {20072: 9}, copy=True)
    assert {row.number: row.volume for row in draft.rows} == {
        20072: 9, 200730: 16, 20073: None, 20074: None,
    }  # fmt: skip


def test_a_row_is_taken_out_and_added_again(hand, world):
    world.allocate()
    draft = hand.begin()
    without = hand.edit(draft, remove=draft.rows[0].key)
    assert without.rows == ()
    assert [row.number for row in hand.edit(without, add=20072).rows] == [20072]


def test_twenty_rows_stand_ready_and_more_can_be_added(hand, world):
    numbers = citizen_numbers()
    for number in range(1, 23):
        world.allocate(number, next(numbers))
    draft = hand.begin()
    assert len(draft.rows) == 20
    assert len(hand.edit(draft, add=21).rows) == 21


def test_a_draft_has_an_end(hand, world):
    world.allocate()
    client = hand.begin().rows[0].client_id
    rows = [Row(key, client, 20072, APRIL) for key in range(1, MOST_ROWS + 1)]
    draft = hand.do(
        begin_draft, hand.author, hand.market(), APRIL, rows, world.clock, world.keyring
    )
    with pytest.raises(DraftFull):
        hand.edit(draft, add=20072)


def test_the_second_of_two_windows_is_told(hand, world):
    world.allocate()
    draft = hand.begin()
    hand.edit(draft, {20072: 4})
    with pytest.raises(DraftChanged) as told:
        hand.edit(draft, {20072: 5})
    assert told.value.stored.rows[0].volume == 4
    assert hand.again(draft).rows[0].volume == 4


def test_it_is_sent_once(hand, world):
    world.allocate()
    draft = hand.edit(hand.begin(), {20072: 4})
    batch = hand.send(draft)
    with pytest.raises(AlreadySent) as sent:
        hand.send(draft)
    assert sent.value.batch == batch
    assert world.rows()["batch"] == 1
    assert world.scalar("SELECT count(*) FROM audit_event WHERE action = 'draft.sent'") == 1


def test_saving_and_sending_are_one(hand, world):
    world.allocate()
    draft = hand.begin()
    edit = Edit({draft.rows[0].key: Typed(4)})
    sent = (save_and_send, hand.author, draft.public_id, 1, edit, world.clock, world.keyring)
    batch = hand.do(*sent)
    with pytest.raises(AlreadySent):
        hand.do(*sent)
    assert hand.judged(batch).awarded_cents == 5000


def test_what_is_not_ready_is_kept_all_the_same(hand, world):
    world.allocate()
    draft = hand.begin(date(2023, 5, 1))
    edit = Edit({draft.rows[0].key: Typed(4)})
    sheet = hand.do(
        save_and_send, hand.author, draft.public_id, 1, edit, world.clock, world.keyring
    )
    assert sheet.problems == (Problem.MONTH_NOT_OVER,)
    assert hand.again(draft).rows[0].volume == 4


def test_a_draft_thrown_away_is_gone_but_noted(hand, world):
    world.allocate()
    draft = hand.begin()
    hand.do(
        lambda s: delete_draft(
            s, held_draft(s, hand.provider_id, draft.public_id, 1, world.keyring),
            hand.author, world.clock,
        )
    )  # fmt: skip
    with pytest.raises(NotFound):
        hand.again(draft)
    assert world.scalar("SELECT count(*) FROM audit_event WHERE action = 'draft.deleted'") == 1


def test_what_is_of_others_does_not_exist(hand, other, world):
    world.allocate()
    world.allocate(2, OTHER_BSN, provider=OTHER_PROVIDER)
    draft, theirs = hand.begin(), other.begin()
    with pytest.raises(NotFound):
        hand.again(theirs)
    with pytest.raises(NotFound):
        hand.edit(theirs)
    with pytest.raises(NotFound):
        hand.send(theirs)
    for number in (2, 99999):  # of another provider, and of nobody
        with pytest.raises(NotFound):
            hand.edit(draft, add=number)
    with pytest.raises(NotFound):
        hand.edit(draft, typed={77: Typed(4)})
    with pytest.raises(NotFound):
        hand.edit(draft, typed={draft.rows[0].key: Typed(4, product=("01", "01A99"))})
    with pytest.raises(NotFound):
        hand.edit(draft, typed={draft.rows[0].key: Typed(4, number=2)})
    assert hand.again(draft).version == 1


def test_there_is_no_draft_without_a_contract(hand):
    with pytest.raises(NotFound):
        hand.begin(date(2010, 1, 1))


def test_the_rows_of_a_draft_are_sealed(hand, world):
    world.allocate()
    draft = hand.begin()
    stored = world.scalar("SELECT content FROM draft WHERE id = :id", id=draft.id)
    assert b"20072" not in bytes(stored)
    assert BSN.encode() not in bytes(stored)


def test_rows_survive_their_sealing():
    row = Row(
        1, 2, 3, APRIL, "01", "01A03", "04", 5, True, "RN1", 6,
        {"start": APRIL, "end": date(2023, 4, 30), "tariff": None, "amount": 5000},
    )  # fmt: skip
    assert from_json(to_json([row])) == (row,)


def test_numbers_never_meet_those_in_use(hand, world):
    world.allocate()
    world.declare(a_line(reference="ZP00000002-001", volume=1), identification="ZP00000001")
    first, second = hand.begin(MARCH), hand.begin(MARCH)
    assert (first.number, second.number) == (3, 4)


def test_a_number_used_meanwhile_is_replaced(hand, world):
    world.allocate()
    world.allocate(2, code="A04")
    draft = hand.edit(hand.begin(MARCH), {2: 4})
    world.declare(a_line(month=MARCH), identification=declaration_number(draft.number), month=MARCH)
    verdict = hand.judged(hand.send(draft))
    assert codes(verdict) == [("0200",)]


def test_two_providers_count_apart(hand, other, world):
    world.allocate()
    world.allocate(2, OTHER_BSN, provider=OTHER_PROVIDER)
    assert (hand.begin().number, other.begin().number) == (1, 1)
