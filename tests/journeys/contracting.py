"""A contract that somebody proposed, and that waits for a second person."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.contracts.test_changes import NEW


def propose_a_contract(manager: FlaskClient) -> None:
    """Fill in the form of a new contract."""
    answer = manager.post("/contracten/nieuw", data=NEW)
    assert answer.status_code == 303, answer.text
