"""Mandates: signed by two, approving without a click, and never touching what was approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from declarations.model import Law
from portal.approvals.by_mandate import approve_by_mandates, within
from portal.approvals.mandates import Limits, end, propose, refuse, sign
from portal.identity.service import Role
from portal.settlement.service import Sum
from portal.store.transaction import transaction
from tests.approvals.world import Office
from tests.intake.world import TODAY

USUAL = Limits(None, None, 10_000, 20_000, date(2023, 1, 1), date(2023, 12, 31))


def in_force(office: Office, limits: Limits = USUAL) -> int:
    mandate: int = office.do("anna", propose, limits)
    office.do("coen", sign, mandate)
    return mandate


def at_work(office: Office) -> int:
    return approve_by_mandates(office.world.clock)


def test_clean_lines_flow_without_a_click(office: Office) -> None:
    message = office.declared(2500, 5000)
    mandate = in_force(office)
    assert at_work(office) == 1
    assert office.stages(message) == {"approved": Sum(2, 7500)}
    assert at_work(office) == 0
    with transaction() as session:
        detail = session.scalar(
            text("SELECT detail FROM audit_event WHERE action = 'declaration.approved'")
        )
    assert f'"mandate": {mandate}' in str(detail).replace("'", '"')


def test_a_proposed_a_refused_and_an_ended_mandate_approve_nothing(office: Office) -> None:
    message = office.declared()
    office.do("anna", propose, USUAL)
    refused = office.do("anna", propose, USUAL)
    office.do("anna", refuse, refused)
    ended = in_force(office)
    office.do("arie", end, ended)
    assert at_work(office) == 0
    assert office.stages(message) == {"open": Sum(1, 5000)}


def test_ending_a_mandate_leaves_what_it_approved(office: Office) -> None:
    message, mandate = office.declared(), in_force(office)
    at_work(office)
    office.do("anna", end, mandate)
    assert office.stages(message) == {"approved": Sum(1, 5000)}
    later = office.declared()
    assert at_work(office) == 0
    assert office.stages(later) == {"open": Sum(1, 5000)}


def test_two_different_persons_make_a_mandate(office: Office) -> None:
    mandate = office.do("anna", propose, USUAL)
    office.hire("anna-again", Role.CONTROLLER, person_of="anna")
    for name in ("anna", "anna-again"):
        with pytest.raises(SamePerson):
            office.do(name, sign, mandate)
    with pytest.raises(NotAllowed):
        office.do("cora", sign, mandate)
    office.do("arie", sign, mandate)
    with pytest.raises(NotAllowed) as told:
        office.do("coen", sign, mandate)
    assert told.value.status == "active"


@pytest.mark.parametrize(
    "limits",
    [
        replace(USUAL, line_limit=4_999, declaration_limit=20_000),
        replace(USUAL, line_limit=5_000, declaration_limit=7_499),
        replace(USUAL, law=Law.YOUTH),
        replace(USUAL, provider_id=987_654),
        replace(USUAL, end=TODAY - timedelta(days=1)),
        replace(USUAL, start=TODAY + timedelta(days=1)),
    ],
    ids=["line", "declaration", "law", "provider", "ended", "not begun"],
)
def test_what_is_outside_the_limits_waits_for_people(office: Office, limits: Limits) -> None:
    message = office.declared(2500, 5000)
    if limits.provider_id is None:
        in_force(office, limits)
    else:
        other = office.world.scalar("SELECT id FROM provider WHERE agb = '42424242'")
        in_force(office, replace(limits, provider_id=other))
    assert at_work(office) == 0
    assert office.stages(message) == {"open": Sum(2, 7500)}


def test_lines_somebody_looks_at_wait_and_follow_in_a_round_of_their_own(office: Office) -> None:
    message = office.declared(2500, 5000)
    office.block(message, 2)
    in_force(office)
    at_work(office)
    assert office.stages(message) == {"approved": Sum(1, 2500), "blocked": Sum(1, 5000)}
    office.clear(message, 2)
    at_work(office)
    assert office.stages(message) == {"approved": Sum(2, 7500)}


def test_a_declaration_is_not_brought_under_the_limit_by_holding_lines_back(
    office: Office,
) -> None:
    message = office.declared(2500, 15000)
    office.block(message, 2)
    in_force(office)
    assert at_work(office) == 0
    assert office.stages(message) == {"open": Sum(1, 2500), "blocked": Sum(1, 15000)}


def test_who_handed_a_declaration_in_does_not_approve_it_by_a_mandate(office: Office) -> None:
    message = office.declared()
    in_force(office)
    with transaction(write=True) as session:
        session.execute(
            text(
                "UPDATE account SET person_id = :p WHERE id = (SELECT b.account_id FROM batch b"
                " JOIN message m ON m.batch_id = b.id WHERE m.id = :m)"
            ),
            {"p": office.people["coen"].person_id, "m": message},
        )
    assert at_work(office) == 0


def test_the_mandate_of_one_municipality_is_not_that_of_another(office: Office) -> None:
    other = Office(office.world, "0855")
    message = other.declared()
    in_force(office)
    assert at_work(office) == 0
    assert other.stages(message) == {"open": Sum(1, 5000)}


@given(
    st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=20),
    st.integers(1, 6_000),
    st.integers(0, 60_000),
)
def test_nothing_above_a_limit_is_within_it(cents, line_limit, more) -> None:
    limits = replace(USUAL, line_limit=line_limit, declaration_limit=line_limit + more)
    debits, credits = sum(max(c, 0) for c in cents), sum(max(-c, 0) for c in cents)
    fits = within(limits, max(map(abs, cents)), debits, credits)
    if fits:
        assert all(abs(each) <= line_limit for each in cents)
        assert max(debits, credits) <= line_limit + more
    else:
        assert any(abs(each) > line_limit for each in cents) or (
            max(debits, credits) > line_limit + more
        )
