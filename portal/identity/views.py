"""Signing in and out."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.config import Mode
from portal.identity import (
    account_views,
    deputy_views,
    factor_views,
    key_views,
    link_views,
    openid_views,
    user_views,
)
from portal.identity.demo import DEMO_PASSWORD, DemoAccount, demo_accounts, find_demo_account
from portal.identity.door import (
    at_the_door,
    doing,
    go_on,
    identity,
    is_production,
    outside,
    settings,
    time_of,
)
from portal.identity.forms import SignInForm
from portal.identity.signing_in import (
    Begun,
    account_behind,
    admit_attempt,
    begin,
    refuse_sign_in,
)
from portal.identity.signing_in import sign_out as end_own_session
from portal.identity.throttle import for_account, for_origin
from portal.web.access import the_visitor

__all__ = [
    "account_views",
    "deputy_views",
    "factor_views",
    "identity",
    "key_views",
    "link_views",
    "openid_views",
    "user_views",
]


@identity.route("/inloggen", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int]:
    """Sign in with e-mail address and password."""
    form = SignInForm()
    if form.validate_on_submit():
        begun = _try(form)
        if begun is not None:
            return go_on(begun, request.args.get("verder"))
    status = 422 if form.is_submitted() else 200
    provider = outside().openid
    return render_template(
        "identity/sign_in.html",
        form=form,
        demo=_demo_accounts(),
        demo_password=DEMO_PASSWORD,
        openid=provider.name if provider else None,
        wanted=request.args.get("verder"),
    ), status


def _try(form: SignInForm) -> Begun | None:
    """A session for whoever knows the password; else None, and the form says why."""
    email, password, doer = form.email.data or "", form.password.data or "", doing()
    secret = str(current_app.secret_key)
    counters = (for_account(email, secret), for_origin(doer.origin, secret))
    until = at_the_door(lambda s: admit_attempt(s, counters, doer))
    if until is not None:
        form.form_errors.append(
            _("Dat ging te vaak mis. Probeer het om %(time)s uur opnieuw.", time=time_of(until))
        )
        return None
    today = doer.clock.today()
    account_id = at_the_door(lambda s: account_behind(s, email, password, today), write=False)
    public = is_production() and password == DEMO_PASSWORD  # of a demonstration that became real
    if account_id is None or public:
        at_the_door(lambda s: refuse_sign_in(s, email, doer))
        form.form_errors.append(_("Dit e-mailadres en wachtwoord horen niet bij elkaar."))
        return None
    return at_the_door(lambda s: begin(s, account_id, doer, is_production(), counters=counters))


def _demo_accounts() -> list[DemoAccount]:
    if settings().mode is not Mode.DEMO:
        return []
    return at_the_door(demo_accounts, write=False)


@identity.post("/inloggen/demo")
def sign_in_as_demo() -> Response:
    """Sign in as one of the people of the demonstration, without typing."""
    if settings().mode is not Mode.DEMO:
        raise NotFound
    email = request.form.get("email", "")

    def work(database: Session) -> Begun:
        account_id = find_demo_account(database, email)
        if account_id is None:
            raise NotFound
        return begin(database, account_id, doing(), must_have_two=False, way="demo")

    return go_on(at_the_door(work), request.args.get("verder"))


@identity.post("/uitloggen")
def sign_out() -> Response:
    """End this session, in the browser and here."""
    token = the_visitor().session_token or ""
    at_the_door(lambda s: end_own_session(s, token, doing()))
    logout_user()
    session.clear()
    flash(_("U bent uitgelogd."))
    return redirect(url_for("web.home"), 303)
