"""A municipality's own checks: what each kind sees, and that none of them changes a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import CheckKind, Decision, Facts, OwnCheck, Settled
from declarations.findings import Assessment, Finding, Owner, Severity
from declarations.model import EUROS, MINUTES, Client, Line
from declarations.own_check_sorts import SORTS, is_own, sort_of
from declarations.own_checks import Planned, concerns, in_force
from declarations.rules import RULEBOOK
from declarations.wording import describe
from schemas.istandaarden.answer import compose_answer, write_answer
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message
from tests.declarations import strategies
from tests.declarations.situations import (
    a_tariff,
    an_allocation,
    earlier,
    for_client,
    live,
    some_facts,
)

A, B, C = ("01", "01A03"), ("01", "01A04"), ("02", "02A01")
ALLOCATED = (an_allocation(1, volume=200), an_allocation(2, code="01A04", volume=200),
             an_allocation(3, category="02", code="02A01", volume=200),
             an_allocation(4, volume=200))  # fmt: skip
TARIFFS = {product: (a_tariff(), a_tariff(unit=MINUTES, cents=21)) for product in (A, B, C)}
CATEGORIES = {code: frozenset({category}) for category, code in (A, B, C)}


def check(kind: CheckKind, limit: int | None = None, **more: Any) -> OwnCheck:
    return OwnCheck(number=more.pop("number", 1), version=1, kind=kind, limit=limit, **more)


def known(*checks: OwnCheck, **changes: Any) -> Facts:
    other = [replace(each, number=each.number + 10) for each in ALLOCATED]
    fields = {
        "allocations": for_client(*ALLOCATED) | for_client(*other, bsn=OTHER_BSN),
        "tariffs": TARIFFS, "categories": CATEGORIES, "own_checks": checks,
    }  # fmt: skip
    return some_facts(**{**fields, **changes})


def only_in(start: date, end: date) -> dict[str, Any]:
    """Facts in which the allocation is about these days, so that a line about them fits."""
    return {"allocations": for_client(replace(ALLOCATED[0], start=start, end=end))}


def line(reference: str, product: tuple[str, str] = A, **changes: Any) -> Line:
    number = {A: 1, B: 2, C: 3}[product]
    return a_line(**{
        "reference": reference, "allocation": number, "category": product[0],
        "code": product[1], "tariff": 1250, **changes,
    })  # fmt: skip


def verdict_on(*clients: Client, facts: Facts) -> Assessment:
    return assess(a_message(*clients), facts, RULEBOOK)


def found(*lines: Line, checks: tuple[OwnCheck, ...], **changes: Any) -> list[Finding]:
    """The findings of own checks about lines of one client that are all awarded."""
    verdict = verdict_on(a_client(*lines), facts=known(*checks, **changes))
    assert all(each.awarded for each in verdict.lines), verdict.findings
    return [each for each in verdict.findings if is_own(each.rule)]


def seen(*lines: Line, by: OwnCheck, **changes: Any) -> dict[str, str | None]:
    """The references of the lines that stand out, with the value."""
    each = found(*lines, checks=(by,), **changes)
    return {lines[one.line - 1].reference: one.received for one in each if one.line}


def test_warning_names_the_check_and_no_code() -> None:
    [finding] = found(line("R1", volume=4), checks=(check(CheckKind.AMOUNT, 4999, number=7),))
    assert (finding.rule, finding.code, finding.level) == ("EIGEN-7", None, 4)
    assert (finding.severity, finding.owner) == (Severity.WARNING, Owner.MUNICIPALITY)
    assert finding.path.endswith("Client[1]/Prestaties/Prestatie[1]/IngediendBedrag")
    assert (finding.expected, finding.received, finding.detail) == (None, "5000", "amount")


def test_high_amount_is_above_the_limit_and_not_at_it() -> None:
    assert seen(line("R1", volume=4), by=check(CheckKind.AMOUNT, 5000)) == {}
    assert seen(line("R1", volume=4), by=check(CheckKind.AMOUNT, 4999)) == {"R1": "5000"}


def test_volume_adds_up_for_one_client_one_month_and_one_product() -> None:
    ten = check(CheckKind.VOLUME, 10)
    again = line("R2", allocation=4, volume=5)
    assert seen(line("R1", volume=6), again, by=ten) == {"R2": "11"}
    assert seen(line("R1", volume=5), again, by=ten) == {}
    assert seen(line("R1", volume=6), line("R2", B, volume=5), by=ten) == {}


def test_volume_of_another_client_is_not_added() -> None:
    clients = (
        a_client(line("R1", volume=6)), a_client(line("R2", allocation=11, volume=6), bsn=OTHER_BSN)
    )  # fmt: skip
    assert not verdict_on(*clients, facts=known(check(CheckKind.VOLUME, 10))).findings


def test_euros_are_no_volume() -> None:
    by = check(CheckKind.VOLUME, 10)
    line_of_euros = line("R1", unit=EUROS, volume=5000, amount=5000, tariff=None)
    tariffs = {A: (a_tariff(unit=EUROS, cents=None),)}
    budget = for_client(replace(ALLOCATED[0], unit=EUROS, volume=99999))
    facts = replace(known(by), tariffs=tariffs, allocations=budget)
    verdict = verdict_on(a_client(line_of_euros), facts=facts)
    assert verdict.awarded_cents == 5000 and not verdict.findings


def test_hours_a_day_are_an_average_over_the_period() -> None:
    eight = check(CheckKind.HOURS, 8)
    days = {"start": date(2023, 4, 3), "end": date(2023, 4, 4)}
    here = only_in(**days)
    assert seen(line("R1", volume=16, **days), by=eight, **here) == {}
    assert seen(line("R1", volume=17, **days), by=eight, **here) == {"R1": "9"}
    minutes = {"unit": MINUTES, "tariff": 21, **days}
    allocated = replace(here["allocations"][BSN][1], unit=MINUTES, volume=2000)
    here = {"allocations": for_client(allocated)}
    assert seen(line("R1", volume=16 * 60, **minutes), by=eight, **here) == {}
    assert seen(line("R1", volume=16 * 60 + 1, **minutes), by=eight, **here) == {"R1": "9"}


def test_products_are_told_once_for_each_beyond_the_limit() -> None:
    two = check(CheckKind.PRODUCTS, 2)
    lines = [line("R1"), line("R2", B), line("R3", C), line("R4", allocation=4)]
    assert seen(*lines, by=two) == {"R3": "3"}
    assert seen(*lines, by=check(CheckKind.PRODUCTS, 1)) == {"R2": "2", "R3": "3"}
    assert seen(*lines, by=check(CheckKind.PRODUCTS, 3)) == {}


@pytest.mark.parametrize(
    ("end", "limit", "told"),
    [
        (date(2023, 3, 31), 1, True),
        (date(2023, 4, 30), 1, False),
        (date(2023, 4, 9), 1, True),
        (date(2023, 4, 10), 1, False),
        (date(2023, 4, 9), 2, False),
    ],
)
def test_late_counts_whole_months_before_the_day_of_receipt(
    end: date, limit: int, told: bool
) -> None:
    late = line("R1", start=end.replace(day=1), end=end)
    expected = {"R1": str(end)} if told else {}
    here = only_in(late.start, end)
    assert seen(late, by=check(CheckKind.LATE, limit), **here) == expected


def test_products_together_are_told_of_the_product_and_not_of_the_other() -> None:
    by = check(CheckKind.TOGETHER, other=B, products=(A,))
    assert seen(line("R1"), line("R2", B), by=by) == {"R1": "01A04"}
    assert seen(line("R2", B), line("R1"), by=by) == {"R1": "01A04"}
    assert seen(line("R1"), line("R3", C), by=by) == {}
    assert seen(line("R3", C), line("R2", B), by=by) == {}


def test_only_its_products_count() -> None:
    assert seen(line("R1"), line("R2", B), by=check(CheckKind.AMOUNT, 0, products=(B,))) == {
        "R2": "5000"
    }
    by = check(CheckKind.PRODUCTS, 1, products=(A, B))
    assert seen(line("R1"), line("R3", C), by=by) == {}


def test_credits_and_rejected_lines_are_not_looked_at() -> None:
    debit = line("D1", start=date(2023, 3, 1), end=date(2023, 3, 31))
    wrong = line("R2", B, amount=1)
    by = check(CheckKind.AMOUNT, 0)
    verdict = verdict_on(a_client(line("R1"), wrong), facts=known(by))
    assert [each.line for each in verdict.findings if is_own(each.rule)] == [1]
    assert seen(a_credit(debit), by=by, **standing(debit)) == {}


def standing(debit: Line) -> dict[str, Any]:
    return {"earlier": earlier(debit), "live_debits": live(debit)}


def test_lines_of_an_earlier_round_count_first_and_are_not_told_again() -> None:
    by = check(CheckKind.VOLUME, 10)
    lines = (line("R1", volume=6), line("R2", allocation=4, volume=6))
    settled = Settled({2: Decision(("0200",), 1, 4)})
    facts = known(by, settled=settled)
    told = [each.line for each in verdict_on(a_client(*lines), facts=facts).findings]
    assert told == [1]


@pytest.mark.parametrize("kind", CheckKind)
def test_every_kind_is_described_in_both_languages(kind: CheckKind) -> None:
    finding = Finding(
        "EIGEN-1", None, 4, Severity.WARNING, Owner.MUNICIPALITY, detail=kind.value
    )  # fmt: skip
    sort = SORTS[kind]
    assert sort_of(finding) is sort
    assert describe(finding, RULEBOOK, "nl") == sort.text.nl
    assert describe(finding, RULEBOOK, "en") == sort.text.en
    assert sort.asks.__doc__ and sort.example.nl != sort.example.en


def test_check_of_a_kind_that_is_gone_still_has_words() -> None:
    finding = Finding("EIGEN-1", None, 4, Severity.WARNING, Owner.MUNICIPALITY, detail="gone")
    assert "eigen controle" in describe(finding, RULEBOOK, "nl")


def test_values_are_shown_as_what_they_are() -> None:
    [finding] = found(line("R1"), checks=(check(CheckKind.AMOUNT, 0),))
    assert describe(finding, RULEBOOK, "nl").endswith("Ontvangen: € 50,00.")


def test_facts_without_checks_keep_their_fingerprint() -> None:
    plain, checked = known(), known(check(CheckKind.AMOUNT, 1))
    assert plain.fingerprint() == replace(checked, own_checks=()).fingerprint()
    assert plain.fingerprint() != checked.fingerprint()
    assert checked.fingerprint() != known(check(CheckKind.AMOUNT, 2)).fingerprint()


def test_version_written_down_last_counts_from_its_first_day() -> None:
    first = check(CheckKind.AMOUNT, 100)
    second = replace(first, version=2, limit=200)
    planned = [Planned(first, date(2026, 1, 1)), Planned(second, date(2026, 3, 1))]
    assert in_force(planned, date(2025, 12, 31)) == ()
    assert in_force(planned, date(2026, 2, 28)) == (first,)
    assert in_force(planned, date(2026, 3, 1)) == (second,)
    ended = Planned(replace(second, version=3), date(2026, 2, 1), ends=True)
    assert in_force([*planned, ended], date(2026, 1, 31)) == (first,)
    assert in_force([*planned, ended], date(2026, 3, 1)) == ()


def test_check_concerns_its_products() -> None:
    assert concerns(check(CheckKind.AMOUNT, 1), ())
    assert concerns(check(CheckKind.AMOUNT, 1, products=(A,)), (A, B))
    assert not concerns(check(CheckKind.AMOUNT, 1, products=(A,)), (B,))


PRODUCTS = st.sampled_from(strategies.PRODUCTS)
CHECKS = st.lists(
    st.builds(
        OwnCheck, st.integers(1, 9), st.integers(1, 3), st.sampled_from(CheckKind),
        st.integers(0, 5), PRODUCTS, st.lists(PRODUCTS, max_size=2).map(tuple),
    ),
    min_size=1, max_size=4,
).map(tuple)  # fmt: skip
ANYTHING = st.one_of(
    strategies.situations(), st.tuples(strategies.messages(huge=True), strategies.facts())
)


@settings(max_examples=200, deadline=None)
@given(ANYTHING, CHECKS)
def test_no_check_changes_codes_money_or_answer(
    situation: tuple[Any, Facts], checks: tuple[OwnCheck, ...]
) -> None:
    message, facts = situation
    without = assess(message, facts, RULEBOOK)
    checked = assess(message, replace(facts, own_checks=checks), RULEBOOK)
    own = [each for each in checked.findings if is_own(each.rule)]
    assert [each for each in checked.findings if not is_own(each.rule)] == list(without.findings)
    day = date(2023, 5, 10)
    answers = [write_answer(compose_answer(message, x, "1", day)) for x in (without, checked)]
    assert answers[0] == answers[1]
    aside = {"findings": (), "facts": None, "receipt": None}
    assert replace(checked, **aside) == replace(without, **aside)
    awarded = {n for n, each in enumerate(checked.lines, 1) if each.awarded}
    assert all(each.code is None and each.line in awarded for each in own)
