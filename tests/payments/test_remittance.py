"""What a payment is made up of, what is to come, and who may see it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from portal.identity.service import Party, Role
from portal.intake.paid_lines import MessageSum
from portal.intake.records import LineRecord
from portal.parties.service import find_provider
from portal.payments.own_pictures import LABEL, WIDTH, stage_bars
from portal.payments.remittance import every_line, open_remittance
from portal.settlement.lists import Total
from portal.settlement.service import Sum
from portal.settlement.standing import Stage, at_stage, where_are
from portal.store.tenant import acting_for
from portal.store.transaction import in_transaction, transaction
from tests.builders import PROVIDER, a_credit, a_line
from tests.identity.people import an_account, signed_in
from tests.intake.world import OTHER_PROVIDER

CLERK, STRANGER = "clerk@zorg.example", "clerk@ander.example"


@pytest.fixture
def people(till):
    with transaction(write=True) as session:
        for email, agb in ((CLERK, PROVIDER), (STRANGER, OTHER_PROVIDER)):
            party = Party(provider_id=find_provider(session, agb).id)
            an_account(session, email, Role.PROVIDER_CLERK, party)
    return till


def with_credit(till):
    """A paid declaration, and a run in which its credit is set off; the number of that run."""
    till.approved(10000)
    number = till.released()
    till.export(number)
    till.settle(number)
    till.pass_on(till.send([a_credit(a_line(reference="R1", allocation=1, volume=8))]))
    till.approved(12500, 2500)
    return till.released()


def remittance_of(till, payment_id, name="mila"):
    visitor = till.visitor(name)
    with acting_for(till.tenant):
        return in_transaction(
            lambda s: open_remittance(s, visitor, payment_id, "remittance", till.world.clock)
        )


def test_the_remittance_comes_to_what_is_paid_and_shows_what_is_set_off(people):
    [payment] = people.payments(with_credit(people))
    found = remittance_of(people, payment.id)
    assert (found.debit_cents, found.credit_cents, found.cents) == (15000, 10000, 5000)
    assert (payment.debit_cents, payment.credit_cents, payment.cents) == (15000, 10000, 5000)
    assert found.line_count == payment.line_count == 3
    assert [part.sum.cents for part in found.parts] == [-10000, 15000]


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    amounts=st.lists(
        st.lists(st.integers(1, 40).map(lambda n: n * 1250), min_size=1, max_size=3),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_every_remittance_adds_up_to_its_payment(people, amounts):
    for declaration in amounts:
        people.approved(*declaration)
    number = people.draw_up()
    for payment in people.payments(number):
        found = remittance_of(people, payment.id)
        with transaction() as session:
            lines = list(every_line(session, payment.id))
        assert found.cents == payment.cents == sum(line.cents for line in lines)
        assert found.line_count == payment.line_count == len(lines)
        assert sum(part.sum.cents for part in found.parts) == payment.cents
    total = sum(map(sum, amounts))
    assert sum(payment.cents for payment in people.payments(number)) == total


def test_a_provider_sees_its_payments_once_they_are_sent_and_no_other_s(app, people):
    people.approved(5000)
    number = people.draw_up()
    [payment] = people.payments(number)
    own, other = signed_in(app, CLERK), signed_in(app, STRANGER)
    addresses = [
        f"/betalingen/{payment.id}{more}"
        for more in ("", "/specificatie.csv", "/specificatie.xlsx", "/specificatie.pdf")
    ]
    for address in addresses:
        assert own.get(address).status_code == 404
    people.sign(number)
    people.release(number)
    for address in addresses:
        assert own.get(address).status_code == 200
        assert other.get(address).status_code == 404
    assert payment.reference in own.get("/betalingen").text
    assert payment.reference not in other.get("/betalingen").text
    assert "50,00" in own.get("/betalingen.csv").text
    assert payment.reference not in other.get("/betalingen.csv").text


def test_the_municipality_sees_the_same_remittance_before_it_is_sent(app, people):
    people.approved(5000)
    [payment] = people.payments(people.draw_up())
    for name, status in (("mila", 200), ("coen", 200), ("cora", 403)):
        browser = signed_in(app, people.email(name))
        assert browser.get(f"/betalingen/{payment.id}").status_code == status


def test_the_page_and_the_files_name_the_own_references(app, people):
    [payment] = people.payments(with_credit(people))
    browser = signed_in(app, CLERK)
    page = browser.get(f"/betalingen/{payment.id}").text
    assert ("R2" in page and "C-R1" in page) or "R1" in page
    one = browser.get(f"/betalingen/{payment.id}?declaratie=999999").text
    assert "Geen regels van deze declaratie" in one
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(browser.get(f"/betalingen/{payment.id}/specificatie.xlsx").data)
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert sum(round(row[-1] * 100) for row in rows[1:]) == payment.cents
    body = browser.get(f"/betalingen/{payment.id}/specificatie.pdf").data
    assert body[:5] == b"%PDF-" and b"pdfuaid" in body


def test_that_a_remittance_was_seen_is_noted(app, people):
    people.approved(5000)
    [payment] = people.payments(people.released())
    signed_in(app, CLERK).get(f"/betalingen/{payment.id}")
    with transaction() as session:
        seen = session.execute(
            text("SELECT purpose FROM access_log WHERE object_type = 'payment'")
        ).all()
    assert [row.purpose for row in seen] == ["remittance"]


def test_what_is_to_come_stands_by_stage_and_opens_to_its_lines(app, people):
    people.declare(1250)
    stopped = people.declare(2500)
    people.block(stopped)
    people.check("cora", people.declare(3750))
    people.approved(5000)
    browser = signed_in(app, CLERK)
    page = browser.get("/betalingen").text
    for word, amount in (
        ("te controleren", "12,50"), ("in controle", "25,00"), ("te keuren", "37,50"),
        ("klaar voor betaling", "50,00"),
    ):  # fmt: skip
        assert word in page and amount in page
    assert "125,00" in page  # all of it
    blocked = browser.get("/betalingen/nog-te-ontvangen?stand=blocked").text
    assert "25,00" in blocked and "37,50" not in blocked
    assert "te laat" not in blocked
    assert len(browser.get("/betalingen/nog-te-ontvangen.csv").text.strip().splitlines()) == 5
    assert "12,50" not in signed_in(app, STRANGER).get("/betalingen/nog-te-ontvangen.csv").text
    people.world.clock = type(people.world.clock)(people.world.clock.now() + timedelta(days=90))
    app.config["PORTAL_CLOCK"] = people.world.clock
    late = signed_in(app, CLERK).get("/betalingen/nog-te-ontvangen").text
    assert "te laat" in late


def test_one_answer_to_where_a_line_is(people):
    people.declare(1250)
    people.block(people.declare(2500))
    people.check("cora", people.declare(3750))
    people.approved(5000)
    first = people.draw_up()
    people.sign(first)
    people.release(first)
    people.approved(6250)
    people.draw_up()
    people.approved(7500)
    with transaction() as session:
        lines = {r.id: r.amount_cents for r in session.execute(text("SELECT * FROM line"))}
        found = where_are(session, lines)
        asked = {
            stage: set(session.scalars(text("SELECT 1").columns() if not lines else _at(stage)))
            for stage in Stage
        }
    stages = {lines[each]: standing.stage for each, standing in found.items()}
    assert stages == {
        1250: Stage.OPEN, 2500: Stage.BLOCKED, 3750: Stage.CHECKED, 5000: Stage.RELEASED,
        6250: Stage.IN_RUN, 7500: Stage.APPROVED,
    }  # fmt: skip
    for stage in Stage:
        assert asked[stage] == {each for each in found if found[each].stage is stage}
    sent = next(each for each in found.values() if each.stage is Stage.RELEASED)
    assert sent.payment.sent
    assert not next(e for e in found.values() if e.stage is Stage.IN_RUN).payment.sent


def _at(stage):
    return select(LineRecord.id).where(at_stage(LineRecord.id, stage))


def test_the_line_page_and_the_worklist_tell_the_stage(app, people):
    message = people.approved(5000)
    [payment] = people.payments(people.released())
    with transaction() as session:
        batch = session.scalar(
            text("SELECT public_id FROM batch JOIN message ON batch.id = batch_id"
                 " WHERE message.id = :m"), {"m": message},
        )  # fmt: skip
    browser = signed_in(app, CLERK)
    line = browser.get(f"/aanleveringen/{batch}/1/regel/1").text
    assert "onderweg naar de bank" in line and f"/betalingen/{payment.id}" in line
    page = browser.get(f"/aanleveringen/{batch}/1?stap=released").text
    assert "onderweg naar de bank" in page and 'id="positie-1"' in page
    assert 'id="positie-1"' not in browser.get(f"/aanleveringen/{batch}/1?stap=open").text
    kept = browser.get(f"/aanleveringen/{batch}/1/regels.csv").text
    assert payment.reference in kept
    theirs = signed_in(app, people.email("cora")).get(f"/aanleveringen/{batch}/1/regel/1").text
    assert payment.reference in theirs and f"/betalingen/{payment.id}" not in theirs


def test_the_list_of_batches_tells_when_it_was_paid(app, people):
    people.approved(5000)
    browser = signed_in(app, CLERK)
    assert "betaald op" not in browser.get("/aanleveringen").text
    number = people.released()
    people.export(number)
    people.settle(number)
    assert "betaald op" in browser.get("/aanleveringen").text


@given(
    cents=st.dictionaries(st.sampled_from(list(Stage)), st.integers(-(10**9), 10**9), min_size=1)
)
def test_no_bar_is_longer_than_the_drawing(cents):
    totals = {stage: Total(1, Sum(1, amount)) for stage, amount in cents.items()}
    bars = stage_bars(totals)
    assert all(0 <= bar.width <= WIDTH - LABEL + 0.1 for bar in bars)
    largest = max(cents.values())
    assert largest <= 0 or max(bar.width for bar in bars) == WIDTH - LABEL


def test_the_sum_of_a_message_is_debits_less_credits():
    assert MessageSum(1, 2, 7500, 1, 2500).cents == 5000
