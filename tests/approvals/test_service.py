"""Checking and approving: who, what, in which order, and exactly once."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from werkzeug.exceptions import NotFound

from declarations.four_eyes import SamePerson, Step
from declarations.lifecycle import NotAllowed
from portal.identity.service import Role
from portal.settlement.service import LinesGone, Sum
from portal.store.transaction import transaction
from tests.approvals.world import Office
from tests.intake.world import OTHER_MUNICIPALITY

ALL = Sum(3, 15000)
THREE = (2500, 5000, 7500)


def test_two_persons_approve_a_declaration(office: Office) -> None:
    message = office.declared(*THREE)
    assert office.stages(message) == {"open": ALL}
    assert office.check("cora", message, ALL) == ALL
    assert office.stages(message) == {"checked": ALL}
    assert office.approve("anna", message, ALL) == ALL
    assert office.stages(message) == {"approved": ALL}
    with transaction() as session:
        events = session.scalars(
            text("SELECT action FROM audit_event WHERE object_type = 'approval' ORDER BY id")
        ).all()
    assert events == ["declaration.checked", "declaration.approved"]


def test_blocked_lines_stay_behind_and_follow_in_a_later_round(office: Office) -> None:
    message = office.declared(*THREE)
    assert office.block(message, 2)
    office.check("cora", message)
    assert office.stages(message) == {"blocked": Sum(1, 5000), "checked": Sum(2, 10000)}
    office.approve("anna", message)
    assert office.clear(message, 2)
    office.check("chris", message)
    office.approve("arie", message)
    assert office.stages(message) == {"approved": ALL}
    assert office.world.scalar("SELECT count(*) FROM approval") == 2


def test_an_approval_that_was_sent_back_or_withdrawn_leaves_the_lines_open(office: Office) -> None:
    message = office.declared(*THREE)
    office.check("cora", message)
    office.send_back("anna", message)
    assert office.stages(message) == {"open": ALL}
    office.check("cora", message)
    office.approve("anna", message)
    office.withdraw("arie", message, 2)
    assert office.stages(message) == {"open": ALL}
    assert office.world.scalar("SELECT count(*) FROM approval_line") == 0


def test_what_is_done_already_is_said_and_changes_nothing(office: Office) -> None:
    message = office.declared()
    with pytest.raises(NotAllowed):
        office.approve("anna", message)
    office.check("cora", message)
    with pytest.raises(NotAllowed) as refused:
        office.check("chris", message)
    assert refused.value.status == "checked"
    office.approve("anna", message)
    with pytest.raises(NotAllowed) as refused:
        office.approve("arie", message)
    assert refused.value.status == "approved"
    assert office.stages(message) == {"approved": Sum(1, 5000)}


def test_lines_that_changed_since_they_were_seen_are_not_approved(office: Office) -> None:
    message = office.declared(*THREE)
    office.block(message)
    with pytest.raises(LinesGone):
        office.check("cora", message, ALL)
    assert office.stages(message) == {"blocked": Sum(1, 2500), "open": Sum(2, 12500)}


def test_nobody_approves_what_the_same_person_checked_by_whatever_account(office: Office) -> None:
    message = office.declared()
    office.check("cora", message)
    office.hire("cora-again", Role.APPROVER, person_of="cora")
    with pytest.raises(SamePerson) as refused:
        office.approve("cora-again", message)
    assert refused.value.done is Step.CHECK
    assert office.stages(message) == {"checked": Sum(1, 5000)}


def test_nobody_checks_what_the_same_person_handed_in(office: Office) -> None:
    message = office.declared()
    person = office.people["cora"].person_id
    with transaction(write=True) as session:  # who handed it in works for the municipality too
        session.execute(
            text(
                "UPDATE account SET person_id = :p WHERE id = (SELECT b.account_id FROM batch b"
                " JOIN message m ON m.batch_id = b.id WHERE m.id = :m)"
            ),
            {"p": person, "m": message},
        )
    with pytest.raises(SamePerson) as refused:
        office.check("cora", message)
    assert refused.value.done is Step.SUBMIT
    office.check("chris", message)


def test_credits_alone_are_approved_too(office: Office) -> None:
    message = office.declared()
    with transaction(write=True) as session:
        session.execute(text("UPDATE line SET credit = :yes WHERE message_id = :m"),
                        {"yes": True, "m": message})  # fmt: skip
        session.execute(text("UPDATE stage SET cents = -cents WHERE message_id = :m"),
                        {"m": message})  # fmt: skip
    assert office.check("cora", message) == Sum(1, -5000)
    assert office.approve("anna", message) == Sum(1, -5000)


def test_a_declaration_of_another_municipality_does_not_exist(office: Office) -> None:
    message = office.declared()
    other = Office(office.world, OTHER_MUNICIPALITY)
    for work in (other.check, other.approve, other.send_back, other.withdraw):
        with pytest.raises(NotFound):
            work("anna", message)
    with pytest.raises(NotFound):
        office.withdraw("anna", message, 7)
