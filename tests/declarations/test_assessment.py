"""Judging as a whole: what holds for every message and every set of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import EarlierDebit, Facts
from declarations.findings import Assessment, Outcome
from declarations.model import Client, Message
from declarations.rules import RULEBOOK
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message, the_sample
from tests.declarations import strategies
from tests.declarations.situations import (
    AWARDED,
    UNJUDGED,
    a_tariff,
    an_allocation,
    awarded_after,
    codes,
    for_client,
    judged,
    live,
    rules,
    some_facts,
)

quick = settings(max_examples=150, deadline=None)
JUDGED = strategies.situations()
ANYTHING = st.one_of(
    st.tuples(strategies.messages(huge=True), strategies.facts()),
    st.tuples(JUDGED.map(lambda each: each[0]), strategies.facts()),
    JUDGED,
)


# --- by example


def test_sample_of_the_standard_is_awarded_whole() -> None:
    known = for_client(an_allocation(20072), an_allocation(200730, code="01A04"))
    known |= for_client(an_allocation(20074), an_allocation(20073, code="01A04"), bsn=OTHER_BSN)
    tariffs = {("01", "01A03"): (a_tariff(),), ("01", "01A04"): (a_tariff(cents=1500),)}
    verdict = judged(the_sample(), allocations=known, tariffs=tariffs, categories={})
    assert (verdict.header, verdict.declaration) == (("0200",), ("8001",))
    assert (verdict.outcome, verdict.awarded_cents) == (Outcome.AWARDED, 58000)


def test_outcome_follows_the_lines() -> None:
    good, bad = a_line(), a_line(reference="B", allocation=9)
    assert judged(a_message(a_client(good))).outcome is Outcome.AWARDED
    assert judged(a_message(a_client(good, bad))).outcome is Outcome.PARTLY_AWARDED
    assert judged(a_message(a_client(bad))).outcome is Outcome.REJECTED


def test_awarded_line_names_its_contract_and_allocation_version() -> None:
    known = for_client(an_allocation(version=31))
    tariffs = {("01", "01A03"): (a_tariff(contract=12),)}
    (line,) = judged(a_message(), allocations=known, tariffs=tariffs).lines
    assert (line.contract, line.allocation) == (12, 31)
    (line,) = judged(a_message(), allocations=for_client(an_allocation(3)), tariffs={}).lines
    assert (line.contract, line.allocation) == (None, None)


def test_findings_point_at_their_line_in_the_file() -> None:
    line = replace(a_line(amount=1), source_line=33)
    (finding,) = judged(a_message(a_client(line))).findings
    assert finding.source_line == 33
    assert finding.path == (
        "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/IngediendBedrag/Bedrag"
    )


def test_level_two_goes_before_everything_else() -> None:
    stopped: dict[str, Any] = {"identification_used": True, "number_used": True, "allocations": {}}
    verdict = judged(a_message(total=1), **stopped)
    assert (verdict.outcome, verdict.level, rules(verdict)) == (Outcome.REFUSED, 2, ["TR358"])


def test_receipt_changes_with_message_and_facts_and_not_with_the_day() -> None:
    message = a_message()
    receipt = judged(message).receipt
    assert judged(message, today=date(2023, 6, 1)).receipt == receipt
    changed = [
        judged(replace(message, digest="another")),
        judged(message, last_period=date(2023, 4, 1)),
        judged(message, allocations=for_client(an_allocation(version=2))),
        judged(message, tariffs={("01", "01A03"): (a_tariff(version=2),)}),
        judged(message, live_debits=live(a_line(allocation=5))),
        judged(message, used_references=frozenset({"X"})),
    ]
    receipts = {each.receipt for each in changed}
    assert len(receipts) == len(changed) and receipt not in receipts


def test_thousand_lines_keep_their_order() -> None:
    lines = [a_line(reference=f"R{n}", allocation=n) for n in range(1000, 0, -1)]
    known = for_client(*(an_allocation(n) for n in range(1, 1000, 2)))
    found = codes(*lines, allocations=known)
    assert found == [AWARDED if n % 2 else ("9338",) for n in range(1000, 0, -1)]


# --- for every message


@quick
@given(ANYTHING)
def test_any_message_gets_a_complete_verdict(given_: tuple[Message, Facts]) -> None:
    message, known = given_
    verdict = assess(message, known, RULEBOOK)
    assert verdict.submitted_cents == message.declaration.signed_total
    if verdict.outcome is Outcome.REFUSED:
        assert (verdict.level, verdict.header) == (2, ("0001",))
        assert {each.level for each in verdict.findings} == {2}
    else:
        assert verdict.level is None
        assert {each.level for each in verdict.findings} <= {3, 4}
    if verdict.declaration is None or verdict.declaration[0] not in ("0200", "8001"):
        assert (verdict.clients, verdict.lines, verdict.awarded_cents) == ((), (), 0)
        assert verdict.findings
    else:
        assert verdict.header == ("0200",)
        assert tuple(each.client for each in verdict.clients) == message.declaration.clients
        assert [each.line for each in verdict.lines] == list(message.lines())


def every_tuple(verdict: Assessment) -> list[tuple[str, ...]]:
    """All code lists of a verdict."""
    judged_classes = [each for each in (verdict.header, verdict.declaration) if each]
    return [*judged_classes, *(c.codes for c in verdict.clients), *(x.codes for x in verdict.lines)]


@quick
@given(ANYTHING)
def test_codes_ascend_without_repeats_and_say_nothing_beside_no_remark(
    given_: tuple[Message, Facts],
) -> None:
    for found in every_tuple(assess(*given_, RULEBOOK)):
        assert found == tuple(sorted(set(found))) and found
        if {"0200", "0233", "8001", "0001"} & set(found):
            assert len(found) == 1


@quick
@given(JUDGED)
def test_every_code_of_a_line_has_its_finding_there(given_: tuple[Message, Facts]) -> None:
    verdict = assess(*given_, RULEBOOK)
    told: dict[str, set[str | None]] = {}
    for finding in verdict.findings:
        head, mark, tail = finding.path.partition("Prestatie[")
        if mark:
            told.setdefault(f"{head}{mark}{tail.partition(']')[0]}", set()).add(finding.code)
    lines = iter(verdict.lines)
    for position, client in enumerate(verdict.clients, 1):
        for number, _ in enumerate(client.client.lines, 1):
            path = f"/Bericht/Declaratie/Clienten/Client[{position}]/Prestaties/Prestatie[{number}"
            line = next(lines)
            expected = set() if line.codes in (AWARDED, UNJUDGED) else set(line.codes)
            assert told.get(path, set()) == expected
            assert (line.codes == UNJUDGED) is (client.codes != AWARDED)


@quick
@given(ANYTHING)
def test_awarded_cents_are_those_of_the_awarded_lines(given_: tuple[Message, Facts]) -> None:
    verdict = assess(*given_, RULEBOOK)
    total = 0
    for each in verdict.lines:
        if each.codes == AWARDED:
            total += -each.line.amount if each.line.credit else each.line.amount
    assert verdict.awarded_cents == total
    assert (verdict.outcome is Outcome.AWARDED) is (verdict.declaration == ("8001",))


@quick
@given(ANYTHING)
def test_judging_twice_gives_the_same(given_: tuple[Message, Facts]) -> None:
    message, known = given_
    once, again = assess(message, known, RULEBOOK), assess(message, known, RULEBOOK)
    assert once == again
    assert once.receipt == again.receipt


@quick
@given(JUDGED)
def test_no_month_is_paid_twice(given_: tuple[Message, Facts]) -> None:
    message, known = given_
    verdict = assess(message, known, RULEBOOK)
    open_debits = list(known.live_debits)
    for credit in (True, False):
        for each in verdict.lines:
            line = each.line
            if each.awarded and line.credit is credit:
                key = (line.allocation, line.category, line.code, line.month)
                if not credit:
                    open_debits.append(key)
                elif key in open_debits:
                    open_debits.remove(key)
    assert len(open_debits) == len(set(open_debits))


def without_ties(message: Message) -> bool:
    """Whether no order of the document decides: no reference twice, and no two debits on an
    allocation that begin on the same day."""
    lines = list(message.lines())
    keys = [(x.allocation, x.start) for x in lines if not x.credit]
    return len({x.reference for x in lines}) == len(lines) and len(set(keys)) == len(keys)


@quick
@given(JUDGED, st.randoms(use_true_random=False))
def test_order_of_the_document_decides_nothing_but_ties(
    given_: tuple[Message, Facts], random: Any
) -> None:
    message, known = given_
    assume(without_ties(message))
    clients = []
    for client in message.declaration.clients:
        lines = random.sample(client.lines, len(client.lines))
        clients.append(Client(client.bsn, tuple(lines)))
    random.shuffle(clients)
    shuffled = replace(message, declaration=replace(message.declaration, clients=tuple(clients)))

    def by_line(verdict: Assessment) -> dict[tuple[str, str], tuple[str, ...]]:
        return {(x.client.bsn, x.line.reference): x.codes for x in verdict.lines}

    before, after = (assess(each, known, RULEBOOK) for each in (message, shuffled))
    assert before.outcome is after.outcome
    assert by_line(before) == by_line(after)


@settings(quick, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(strategies.judging_facts(), st.data())
def test_credited_debit_can_be_declared_again(known: Facts, data: st.DataObject) -> None:
    line = data.draw(strategies.fitting_lines(known, BSN, 1, strategies.APRIL))
    first = assess(a_message(a_client(line)), known, RULEBOOK)
    assume(first.outcome is Outcome.AWARDED and line.amount)
    after = replace(
        known,
        used_references=frozenset({line.reference}),
        earlier={line.reference: EarlierDebit(BSN, line, awarded=True, credited=False)},
        live_debits=live(line),
        awarded=awarded_after(known, line),
    )
    again = replace(line, reference="AGAIN")
    [refused] = assess(a_message(a_client(again)), after, RULEBOOK).lines
    assert "9389" in refused.codes
    both = assess(a_message(a_client(again, a_credit(line))), after, RULEBOOK)
    assert (both.outcome, both.awarded_cents) == (Outcome.AWARDED, 0)


@quick
@given(JUDGED)
def test_one_client_tells_nothing_about_another(given_: tuple[Message, Facts]) -> None:
    message, known = given_
    assume(without_ties(message))
    together = {x.line.reference: x.codes for x in assess(message, known, RULEBOOK).lines}
    assume(together)
    for client in message.declaration.clients:
        for each in assess(a_message(client), known, RULEBOOK).lines:
            assert together[each.line.reference] == each.codes


def test_usual_facts_award_the_usual_line() -> None:
    assert assess(a_message(), some_facts(), RULEBOOK).outcome is Outcome.AWARDED
