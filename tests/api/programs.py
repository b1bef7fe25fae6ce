"""Programs for tests: they call the API over HTTP, as strangers to the test around them."""

from __future__ import annotations

from contextvars import Context
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.identity.service import PROVIDER_ROLES, Party, Role, create_key, store_account
from portal.intake.judging import judge_message
from portal.parties.service import find_municipality, find_provider
from portal.store.transaction import in_transaction, transaction
from tests.intake.world import World

API = "/api/v1"


@dataclass(frozen=True)
class Program:
    """Calls with its key, if it has one; every call in a context of its own, as in a server."""

    app: Flask
    key: str | None = None

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask for something."""
        return self.call("GET", path, **options)

    def post(self, path: str, data: bytes, **options: Any) -> TestResponse:
        """Send a body."""
        return self.call("POST", path, data=data, **options)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """A call with a method of choice; ``headers`` are added to the key."""
        own = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers = {**own, **options.pop("headers", {})}
        client = self.app.test_client()
        return Context().run(client.open, API + path, method=method, headers=headers, **options)

    def submit(self, data: bytes, **headers: str) -> str:
        """Hand in a file that is taken; the id of its batch."""
        response = self.post("/batches", data, headers=headers)
        assert response.status_code == 202, response.text
        batch: str = response.get_json()["id"]
        return batch


def program(app: Flask, world: World, role: Role, party: str) -> Program:
    """A program with a new key of a new account at this provider or municipality."""
    email = f"{role}.{party}@programma.example"

    def make(session: Session) -> str:
        store_account(session, email, role, party_of(session, role, party))
        return create_key(session, email, world.clock, world.account)

    return Program(app, in_transaction(make))


def party_of(session: Session, role: Role, code: str) -> Party:
    """The party with this code that an account of this role works for."""
    if role in PROVIDER_ROLES:
        provider = find_provider(session, code)
        assert provider is not None
        return Party(provider_id=provider.id)
    municipality = find_municipality(session, code)
    assert municipality is not None
    return Party(municipality_id=municipality.id)


def judge_what_waits(world: World) -> None:
    """Do the work of the workers."""
    with transaction() as session:
        waiting = text("SELECT id FROM message WHERE state = 'received' ORDER BY id")
        ids = session.scalars(waiting).all()
    for message_id in ids:
        assert judge_message(message_id, world.account, world.clock, world.keyring)


def is_problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem that a response tells, which must be one of this status."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    told: dict[str, Any] = response.get_json()
    assert told["status"] == status and told["title"] and told["detail"] and told["type"]
    assert response.headers["Cache-Control"] == "no-store"
    return told
