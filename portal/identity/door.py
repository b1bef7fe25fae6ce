"""What the pages of this topic share: the blueprint, the entrance for work, letting somebody in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask_login import login_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.clock import NETHERLANDS
from portal.config import Mode, Settings
from portal.identity.doer import Doer
from portal.identity.signing_in import Begun, Step, stranger
from portal.identity.visitor import Visitor
from portal.outside import Outside
from portal.store.crypto import Keyring
from portal.store.tenant import DOOR, acting_for
from portal.store.transaction import in_transaction
from portal.web.access import SEEN, find_visitor, the_clock

Result = TypeVar("Result")

HALF = "half"  # in the cookie: the token of a sign-in that waits for a second factor
WANTED = "wanted"  # in the cookie: the page the visitor was going to
NOBODY_YET = 0  # the account of a doer who has not shown who they are

identity = Blueprint("identity", __name__)


def at_the_door(work: Callable[[Session], Result], write: bool = True) -> Result:
    """One use case on accounts: a transaction that sees all of them, and nothing else.

    What a visitor may reach of them is up to the work.
    """
    with acting_for(DOOR):
        return in_transaction(work, write)


def doing() -> Doer:
    """Whoever asks, from where and when."""
    visitor = find_visitor()
    account_id = visitor.account_id if visitor else NOBODY_YET
    return Doer(account_id, request.remote_addr or "", the_clock())


def doing_as_stranger(database: Session) -> Doer:
    """The same, for somebody who has not shown who they are."""
    return stranger(database, doing())


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["PORTAL_SETTINGS"]
    return found


def outside() -> Outside:
    """What this installation reaches outside itself."""
    return settings().outside


def keyring() -> Keyring:
    """What secrets are sealed with."""
    found: Keyring = current_app.config["PORTAL_KEYRING"]
    return found


def is_production() -> bool:
    """Whether real people's data is here."""
    return settings().mode is Mode.PRODUCTION


def address_of(endpoint: str, **values: Any) -> str:
    """The full address of a page, for a mail: never what the browser says this site is called."""
    return outside().public_url + url_for(endpoint, **values)


def time_of(instant: datetime) -> str:
    """The time of day of an instant, as a clock on the wall shows it."""
    return instant.astimezone(NETHERLANDS).strftime("%H:%M:%S")


def go_on(begun: Begun, wanted: str | None) -> Response:
    """Take a visitor to the next step, or in."""
    if begun.visitor is not None:
        let_in(begun.visitor)
        return redirect(own_page(wanted), 303)
    session.clear()
    session.permanent = True
    session[HALF], session[WANTED] = begun.token, wanted or ""
    page = "identity.second_factor" if begun.step is Step.CODE else "identity.first_set_up"
    return redirect(url_for(page), 303)


def let_in(visitor: Visitor) -> None:
    """Begin a fresh cookie for this visitor: nothing of the one before goes along."""
    session.clear()
    session.permanent = True
    session[SEEN] = int(the_clock().now().timestamp())
    login_user(visitor)


def own_page(wanted: str | None) -> str:
    """Where the visitor was going; only a page of our own."""
    wanted = wanted or ""
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return url_for("desk.overview")
