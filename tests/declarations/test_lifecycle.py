"""The status graphs hold together, and nothing outside them is possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.lifecycle import (
    BLOCKING,
    GRAPHS,
    NEW,
    PORTAL,
    Kind,
    NotAllowed,
    actions,
    after,
    possible,
    statuses,
)

ROLES = sorted({role for graph in GRAPHS.values() for step in graph for role in step.roles})


@pytest.mark.parametrize("kind", Kind)
def test_every_status_can_be_reached_from_nothing(kind: Kind) -> None:
    reached, before = {NEW}, set()
    while reached != before:
        before = set(reached)
        reached |= {step.after for step in GRAPHS[kind] if step.before & reached}
    assert reached == {NEW, *statuses(kind)}
    assert {status for step in GRAPHS[kind] for status in step.before} <= reached


@pytest.mark.parametrize("kind", Kind)
def test_an_action_leads_to_one_status_for_one_role(kind: Kind) -> None:
    for status in (NEW, *statuses(kind)):
        for role in ROLES:
            found = [
                step.action for step in GRAPHS[kind] if status in step.before and role in step.roles
            ]
            assert len(found) == len(set(found))
            assert possible(kind, status, role) == tuple(found)


@given(st.data())
def test_what_is_possible_is_done_and_nothing_else(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(Kind))
    status = data.draw(st.sampled_from((NEW, *statuses(kind), "nonsense")))
    action = data.draw(st.sampled_from((*actions(kind), "nonsense")))
    role = data.draw(st.sampled_from((*ROLES, "nobody")))
    if action in possible(kind, status, role):
        assert after(kind, status, action, role) in statuses(kind)
        return
    with pytest.raises(NotAllowed) as refused:
        after(kind, status, action, role)
    assert (refused.value.kind, refused.value.status) == (kind, status)


def test_nothing_leads_back_from_where_money_has_gone_but_the_bank() -> None:
    back = {
        (step.action, step.after, frozenset(step.roles))
        for step in GRAPHS[Kind.PAYMENT]
        if step.before & {"paid", "released"} and step.after not in ("paid", "released")
    }
    assert back == {("bounce", "returned", frozenset({PORTAL}))}


def test_no_role_checks_and_approves() -> None:
    steps = {step.action: step.roles for step in GRAPHS[Kind.APPROVAL]}
    assert not steps["check"] & steps["approve"]


def test_only_a_finished_review_lets_a_line_go() -> None:
    assert set(statuses(Kind.REVIEW)) - BLOCKING == {"cleared", "credited"}
