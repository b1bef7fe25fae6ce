"""The proof card: what it says of a line, to whom, and at what cost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import event
from werkzeug.exceptions import NotFound

from declarations.findings import Severity
from declarations.rulebook import Scope
from declarations.rules import RULEBOOK
from portal.evidence.asked import Asked
from portal.evidence.compared import VALUES, What
from portal.settlement.standing import Stage
from portal.store.database import db
from portal.store.tenant import Scope as Whose
from portal.store.tenant import Tenant
from tests.builders import BSN, a_credit, a_line
from tests.evidence.bench import Bench

MARCH, APRIL, MAY = date(2023, 3, 1), date(2023, 4, 1), date(2023, 5, 1)


def asked(card, rule: str) -> Asked:
    return next(each for each in card.examined.asked if each.rule == rule)


def test_there_are_values_for_every_rule_that_rejects_a_line():
    about_lines = {Scope.DEBIT, Scope.CREDIT, Scope.LINE}
    about = [r for r in RULEBOOK.rules if r.scope in about_lines]
    assert {r.rule for r in about if r.severity is Severity.ERROR} == set(VALUES)


def test_an_awarded_line_shows_what_it_was_held_against(bench: Bench):
    bench.world.allocate(volume=10)
    [line] = bench.declare(a_line(volume=4))
    card = bench.card(line)
    assert (card.line.cents, card.stage, card.client) == (5000, Stage.OPEN, "••••••006")
    assert card.examined.agrees and card.examined.same_book and not card.examined.broken
    tariff = asked(card, "TR418")
    assert [(v.what, v.cents) for v in tariff.values] == [
        (What.DECLARED, 1250), (What.AGREED, 1250),
    ]  # fmt: skip
    assert [v.cents for v in asked(card, "TR346").values] == [5000, 5000]
    assert asked(card, "TR389").values[1].yes is False
    assert card.course.held is not None and card.course.held.volume == 10
    assert [(m.used, m.limit, m.itself) for m in card.course.months] == [(4, 10, True)]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"amount": 5001}, "TR346"),
        ({"tariff": 1251, "amount": 5004}, "TR418"),
        ({"start": date(2023, 4, 2)}, "TR387"),
        ({"code": "01A04", "tariff": 1500, "amount": 6000}, "TR340"),
        ({"unit": "16"}, "TR341"),
        ({"allocation": 999}, "TR338"),
    ],
)
def test_what_broke_is_found_again_by_asking_again(bench: Bench, change, rule):
    bench.world.allocate()
    [line] = bench.declare(replace(a_line(), **change))
    card = bench.card(line)
    assert rule in {each.rule for each in card.examined.broken}
    assert card.examined.agrees and card.stage is None


def test_the_first_of_two_lines_about_a_month_is_awarded_and_the_second_is_not(bench: Bench):
    bench.world.allocate()
    [first] = bench.declare(a_line())
    [second] = bench.declare(a_line(reference="RN002"))
    assert bench.card(first).examined.agrees
    again = bench.card(second).examined
    assert [each.rule for each in again.broken] == ["TR389"] and again.agrees
    assert again.broken[0].values[1].yes is True


def test_a_credit_and_a_new_debit_in_one_message(bench: Bench):
    bench.world.allocate()
    debit = a_line()
    [old] = bench.declare(debit)
    credit, new = bench.declare(a_credit(debit), a_line(reference="RN009", volume=5))
    shown = bench.card(credit)
    assert shown.examined.agrees and shown.line.cents == -5000
    assert [each.cents for each in asked(shown, "TR323").values if each.cents] == [5000, 5000]
    assert bench.card(new).examined.agrees
    course = bench.card(old).course
    assert [(each.id, each.cents) for each in course.lines] == [
        (old, 5000), (credit, -5000), (new, 6250),
    ]  # fmt: skip
    assert [(m.used, m.limit) for m in course.months] == [(5, 10)]
    assert shown.course.id == course.id


def test_a_line_beyond_its_month_is_not_awarded_and_the_card_says_what_there_was(bench: Bench):
    bench.world.allocate(volume=3)
    [line] = bench.declare(a_line(volume=4))
    card = bench.card(line)
    assert [each.rule for each in card.examined.broken] == ["TR321"] and card.examined.agrees
    assert not card.course.over
    shown = [(v.what, v.text, v.unit) for v in asked(card, "TR321").values]
    assert shown == [(What.DECLARED, "4", "04"), (What.COUNTED, "3", "04")]
    assert "gedeclareerd: 4 uren; berekend: 3 uren" in (
        bench.browser("checker").get(f"/bewijs/{line}").text
    )


@pytest.mark.parametrize(("budget", "rule"), [(None, "TR322"), (12_000, "TR369")])
def test_what_was_left_is_asked_as_it_was_at_its_turn(bench: Bench, budget, rule):
    """Of ten hours, or € 120, six were awarded before and three go first in the message."""
    extent = {"volume": 10, "frequency": "6"} if budget is None else {
        "volume": None, "unit": None, "frequency": None, "code": None, "budget": budget,
    }  # fmt: skip
    bench.world.allocate(**extent)
    january = date(2023, 1, 1)
    bench.declare(a_line(month=january, volume=6, reference="OLD"), month=january)
    months = [(APRIL, 2), (MARCH, 2), (date(2023, 2, 1), 1)]
    last, second, first = bench.declare(
        *(a_line(month=month, volume=n, reference=f"R{month:%m}") for month, n in months)
    )
    cards = [bench.card(each) for each in (first, second, last)]
    assert [[each.rule for each in card.examined.broken] for card in cards] == [[], [], [rule]]
    assert all(card.examined.agrees for card in cards)


def test_a_month_above_its_limit_shows(bench: Bench):
    """March was awarded on a version that allowed it; April is held against a smaller one."""
    bench.world.allocate(volume=10)
    bench.declare(a_line(volume=4, month=MARCH, reference="OLD"), month=MARCH)
    bench.world.on_day(1)
    bench.world.allocate(volume=3, assigned_at=datetime.fromisoformat("2023-05-09T08:00"))
    [line] = bench.declare(a_line(volume=3))
    assert bench.card(line).course.over
    assert "er is meer toegekend dan mag" in bench.browser("checker").get(f"/bewijs/{line}").text


def test_all_versions_of_the_allocation_are_there(bench: Bench):
    bench.world.allocate(volume=10)
    [line] = bench.declare(a_line())
    bench.world.on_day(1)
    bench.world.allocate(volume=12, assigned_at=datetime.fromisoformat("2023-05-09T08:00"))
    versions = bench.card(line).course.versions
    assert [(v.content.volume, v.held_against, v.counts) for v in versions] == [
        (12, False, True), (10, True, False),
    ]  # fmt: skip


def test_a_paid_line_shows_everybody_who_had_a_hand_in_it(bench: Bench):
    bench.world.allocate()
    [line] = bench.declare(a_line())
    bench.pay([line])
    card = bench.card(line)
    assert card.stage is Stage.PAID
    assert [(s.step, s.who.name if s.who else None) for s in card.steps] == [
        ("submit", None), ("check", "Checker"), ("approve", "Approver"),
        ("draw-up", "Payments"), ("sign", "Payments"), ("release", "Second"),
    ]  # fmt: skip
    assert card.payment is not None and card.payment.run is not None
    assert card.payment.iban == "NL91ABNA••••••4300"
    assert card.payment.run.file_sha256 == bytes(range(32)).hex()
    kinds = {(each.kind, each.account, each.cents) for each in card.bookings}
    assert ("declaration", "awarded", 5000) in kinds
    assert [each.action for each in card.trail] == ["message.judged"]
    for name in ("payments", "controller", "auditor"):
        assert "2023-0001" in bench.browser(name).get(f"/bewijs/{line}").text
    own = bench.card(line, bench.provider)
    assert [each.action for each in own.trail] == ["batch.received", "message.judged"]


def test_the_provider_reads_no_name_and_no_run_of_the_municipality(bench: Bench):
    bench.world.allocate()
    [line] = bench.declare(a_line())
    bench.pay([line])
    card = bench.card(line, bench.provider)
    assert card.payment is not None and card.payment.run is None
    assert {each.step for each in card.steps} == {"submit", "check", "approve"}
    assert all(each.who is None for each in card.steps)
    page = bench.browser("clerk").get(f"/bewijs/{line}").text
    assert "een medewerker van de gemeente" in page and "ZP-2023-0001-1" in page
    for secret in ("Checker", "Approver", "2023-0001<", "run.xml", BSN):
        assert secret not in page


def test_a_line_of_others_does_not_exist(bench: Bench):
    bench.world.allocate()
    [line] = bench.declare(a_line())
    elsewhere = bench.world.municipality_id("0855")
    with pytest.raises(NotFound):
        bench.card(line, Tenant(Whose.MUNICIPALITY, elsewhere))
    with pytest.raises(NotFound):
        bench.card(line + 1)


def test_reading_a_card_is_noted(bench: Bench):
    bench.world.allocate()
    [line] = bench.declare(a_line())
    for address in (f"/bewijs/{line}", f"/bewijs/{line}/kaart.pdf"):
        assert bench.browser("auditor").get(address).status_code == 200
    ask = "SELECT count(*) FROM access_log WHERE purpose = 'proof card' AND object_id = :line"
    assert bench.world.scalar(ask, line=line) == 2


def test_a_card_costs_the_same_whatever_the_declaration(bench: Bench):
    bench.world.allocate(volume=100)
    for number in range(40):
        bench.world.allocate(30_000 + number, volume=100)
    many = [a_line(reference=f"A{n}", allocation=30_000 + n) for n in range(40)]
    small = bench.declare(a_line())
    large = bench.declare(*many)
    counts = [_statements(lambda line=line: bench.card(line)) for line in (small[0], large[7])]
    assert counts[0] == counts[1] <= 24


def _statements(work) -> int:
    told: list[str] = []

    def tell(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", tell)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", tell)
    return len(told)


def test_the_card_on_paper_is_a_tagged_pdf(bench: Bench):
    bench.world.allocate()
    debit = a_line()
    [line] = bench.declare(debit)
    bench.declare(a_credit(debit), a_line(reference="RN-lange_referentie", volume=5))
    bench.pay([line])
    answer = bench.browser("auditor").get(f"/bewijs/{line}/kaart.pdf?lang=en")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF") and re.search(rb"pdfuaid:part", answer.data)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bewijs-{line}.pdf"'
