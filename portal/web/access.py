"""The one gate: who asks, whether they may, and whose rows they see while they do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized
from werkzeug.wrappers import Response

from portal.clock import Clock
from portal.identity.service import visitor_of_key
from portal.identity.sessions import IDLE, LONGEST, visitor_of_session
from portal.identity.visitor import Visitor
from portal.store.crypto import Keyring
from portal.store.tenant import DOOR, NOBODY, acting_for
from portal.store.transaction import transaction
from portal.web.permissions import PERMISSIONS

API = "/api/"
SEEN = "seen"  # when the browser was last here, in seconds since 1970; kept in the cookie

login = LoginManager()
csrf = CSRFProtect()


def init_access(app: Flask) -> None:
    """Close every route, and let in whom the table of permissions admits."""
    app.config.setdefault("PORTAL_CLOCK", Clock())
    app.config.setdefault("PORTAL_PERMISSIONS", PERMISSIONS)
    app.config.update(
        PERMANENT_SESSION_LIFETIME=LONGEST,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    login.init_app(app)
    login.session_protection = None  # an address changes on every train; our own ends do the work
    login.user_loader(_visitor_of_cookie)
    app.before_request(guard)
    csrf.init_app(app)
    app.teardown_request(_leave)
    app.context_processor(lambda: {"visitor": find_visitor()})


def the_clock() -> Clock:
    """The clock of this application; tests hand it another."""
    clock: Clock = current_app.config["PORTAL_CLOCK"]
    return clock


def the_keyring() -> Keyring:
    """The keys of this installation."""
    keyring: Keyring = current_app.config["PORTAL_KEYRING"]
    return keyring


def find_visitor() -> Visitor | None:
    """Who is asking; None when nobody signed in."""
    visitor = g.get("visitor")
    return visitor if isinstance(visitor, Visitor) else None


def the_visitor() -> Visitor:
    """Who is asking, behind a route that nobody enters without signing in."""
    visitor = find_visitor()
    assert visitor is not None, "a public route asked who its visitor is"
    return visitor


def own_provider() -> int:
    """The id of the visitor's provider, behind a route that only people of one enter."""
    provider_id = the_visitor().provider_id
    assert provider_id is not None, "only people of a provider come here"
    return provider_id


def own_municipality() -> int:
    """The id of the visitor's municipality, behind a route that only people of one enter."""
    municipality_id = the_visitor().municipality_id
    assert municipality_id is not None, "only people of a municipality come here"
    return municipality_id


def address_for_reader(endpoint: str, **values: Any) -> str | None:
    """Where a page is, for a visitor who may open it; None for anybody else."""
    permit = current_app.config["PORTAL_PERMISSIONS"].get(endpoint)
    if endpoint not in current_app.view_functions or permit is None:
        return None
    return url_for(endpoint, **values) if permit.admits(the_visitor().role) else None


def guard() -> Response | None:
    """Decide over a request before anything else happens; None lets it pass."""
    g.visitor = None
    g.pop("_login_user", None)  # of another request, where several share an application context
    if request.endpoint == "static":
        return None
    g.visitor = visitor = _visitor_of_key() if is_api() else _signed_in()
    g.acting = acting_for(visitor.tenant if visitor else NOBODY)
    g.acting.__enter__()
    if request.endpoint is None:  # no such page, or not with this method: told to everybody alike
        return None
    permit = current_app.config["PORTAL_PERMISSIONS"].get(request.endpoint)
    if permit is None:
        raise NotFound
    if permit.admits(visitor.role if visitor else None):
        return None
    if visitor is None:
        return _ask_to_sign_in()
    raise Forbidden


def is_api() -> bool:
    """Whether a program asks, with a key instead of a cookie."""
    return request.path.startswith(API)


def _ask_to_sign_in() -> Response:
    if is_api():
        raise Unauthorized
    if request.headers.get("HX-Request"):  # a part of a page cannot show a form to sign in
        raise Unauthorized
    if session.pop("ended", False):
        flash(_("U was een tijd weg en bent uitgelogd. Log opnieuw in."))
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("identity.sign_in", verder=wanted))


def _signed_in() -> Visitor | None:
    user = current_user._get_current_object() if current_user else None
    return user if isinstance(user, Visitor) else None


def _visitor_of_cookie(token: str) -> Visitor | None:
    now = the_clock().now().timestamp()
    if now - session.get(SEEN, 0) > IDLE / timedelta(seconds=1):
        session["ended"] = True
        return None
    session[SEEN] = int(now)
    with acting_for(DOOR), transaction() as database:
        return visitor_of_session(database, token, the_clock())


def _visitor_of_key() -> Visitor | None:
    kind, _space, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key:
        return None
    with acting_for(DOOR), transaction() as database:
        return visitor_of_key(database, key.strip(), the_clock())


def _leave(_error: BaseException | None = None) -> None:
    acting = g.pop("acting", None)
    if acting is not None:
        acting.__exit__(None, None, None)


__all__ = ["csrf", "find_visitor", "guard", "init_access", "is_api", "the_clock", "the_visitor"]
