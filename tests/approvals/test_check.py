"""`portal check` notices every way in which approvals can be wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.approvals.by_mandate import approve_by_mandates
from portal.store.transaction import transaction
from tests.approvals.test_mandates import USUAL, in_force
from tests.approvals.world import Office

SUBMITTER = (
    "UPDATE account SET person_id = (SELECT {person} FROM {source} ORDER BY id LIMIT 1)"
    " WHERE role = 'system'"
)
BREAKS = [
    (7, "whose lines do not fit", "UPDATE approval SET cents = cents + 1 WHERE id = 1"),
    (7, "whose lines do not fit", "DELETE FROM approval_line WHERE approval_id = 1"),
    (7, "come to something else", "UPDATE approval_line SET cents = cents + 1"),
    (7, "rounds do not follow", "UPDATE approval SET round = 2 WHERE id = 1"),
    (7, "no path leads to", "UPDATE approval SET approved_at = NULL WHERE id = 1"),
    (7, "no path leads to", "UPDATE mandate SET ended_at = signed_at"),
    (7, "not in force", "UPDATE mandate SET law = 'jeugdwet'"),
    (8, "approvals by somebody", SUBMITTER.format(person="approved_person", source="approval")),
    (8, "approvals by somebody", SUBMITTER.format(person="signed_person", source="mandate")),
    (8, "checks by somebody", SUBMITTER.format(person="checked_person", source="approval")),
]


@pytest.fixture
def books(office: Office) -> Office:
    """A declaration approved by hand and one by mandate; the first approval has id 1."""
    message = office.declared(2500, 5000)
    office.check("cora", message)
    office.approve("arie", message)
    in_force(office, USUAL)
    office.declared()
    approve_by_mandates(office.world.clock)
    assert office.world.check() == []
    return office


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("invariant", "told", "statement"), BREAKS)
def test_what_is_broken_is_told(books: Office, invariant: int, told: str, statement: str) -> None:
    with transaction(write=True) as session:
        session.execute(text(statement))
    found = books.world.check()
    assert any(each.startswith(f"{invariant}.") and told in each for each in found), found
