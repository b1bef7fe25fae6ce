"""A portal with people in it, on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.audit.records import AuditEventRecord
from portal.clock import Clock
from portal.config import Mode, Settings
from portal.identity import demo, passwords
from portal.identity.records import AccountRecord
from portal.identity.service import find_account
from portal.outside import Outside
from portal.store.database import db
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction
from tests.identity.people import PASSWORD, people, signed_in


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords of tests need no slow hash."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    for kept in (demo.demo_hash, passwords._nobodys_hash):
        kept.cache_clear()


class MovingClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 24, 11, tzinfo=UTC)

    def now(self) -> datetime:
        """Where it stands."""
        return self.instant

    def forward(self, **time: float) -> None:
        """Let some time pass."""
        self.instant += timedelta(**time)


@dataclass
class Town:
    """A portal with an account of every role, its clock and its mailbox."""

    app: Flask
    clock: MovingClock
    mailbox: Path
    password: str = PASSWORD

    def browser(self) -> FlaskClient:
        """A browser of a stranger."""
        return self.app.test_client()

    def as_(self, email: str) -> FlaskClient:
        """A browser in which this account is signed in."""
        return signed_in(self.app, email)

    def sign_in(self, email: str, password: str = "", browser: FlaskClient | None = None):
        """What the sign-in page answers."""
        browser = browser or self.browser()
        return browser.post(
            "/inloggen", data={"email": email, "password": password or self.password}
        )

    def account(self, email: str) -> AccountRecord:
        """The row of an account."""
        found = in_transaction(lambda session: find_account(session, email), write=False)
        assert found is not None, email
        return found

    def events(self, action: str) -> list[AuditEventRecord]:
        """The audit events of one kind."""
        rows = select(AuditEventRecord).where(AuditEventRecord.action == action)
        rows = rows.order_by(AuditEventRecord.id)
        return in_transaction(lambda session: list(session.scalars(rows)), write=False)

    def mails(self) -> list[tuple[str, str]]:
        """The mails that were sent, as (address, text), in no order."""
        read = (message_from_bytes(p.read_bytes(), policy=default) for p in self.mailbox.iterdir())
        return [(mail["To"], mail.get_content()) for mail in read]

    def link(self, to: str) -> str:
        """The path of the one link in the one mail to this address."""
        [text] = [text for address, text in self.mails() if address == to]
        [path] = re.findall(r"https://portaal\.example(/\S+)", text)
        return path


Opened = Callable[..., Town]
OWN = "een zin die niemand kent"


def _with_own_passwords(session: Session) -> None:
    """The public password opens nothing in production."""
    session.execute(update(AccountRecord).values(password_hash=passwords.hash_password(OWN)))


@pytest.fixture
def town_in(settings: Settings, tmp_path: Path) -> Iterator[Opened]:
    """Opens a town in some mode."""
    apps: list[Flask] = []
    mailbox = tmp_path / "mail"
    mailbox.mkdir()

    def opened(mode: Mode = Mode.TEST, **more) -> Town:
        outside = Outside(public_url="https://portaal.example", mailbox=mailbox, **more)
        app = create_app(replace(settings, mode=mode, outside=outside))
        clock = MovingClock()
        app.config.update(WTF_CSRF_ENABLED=False, PORTAL_CLOCK=clock)
        app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_NAME="portal")
        apps.append(app)
        app.app_context().push()
        with acting_for(PORTAL):
            in_transaction(lambda session: people(session, clock))
            if mode is Mode.PRODUCTION:
                in_transaction(_with_own_passwords)
        return Town(app, clock, mailbox, OWN if mode is Mode.PRODUCTION else PASSWORD)

    yield opened
    for _ in apps:
        db.engine.dispose()


@pytest.fixture
def town(town_in: Opened) -> Town:
    """A town in which nobody is real."""
    return town_in()
