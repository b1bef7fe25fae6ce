"""Signing in through another organisation (OpenID Connect), and linking an account with it."""

from __future__ import annotations

import structlog
from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.audit.service import Action, Subject
from portal.identity.door import (
    address_of,
    at_the_door,
    doing,
    doing_as_stranger,
    go_on,
    identity,
    is_production,
    outside,
)
from portal.identity.external import account_known_as, link_identity, unlink_identities
from portal.identity.forms import ConfirmForm
from portal.identity.openid import Asked, OpenIdClient, OpenIdRefused, Somebody
from portal.identity.own import own_password_fits
from portal.identity.records import AccountRecord
from portal.identity.signing_in import begin
from portal.web.access import find_visitor, the_visitor

KEPT = "openid"  # in the cookie: what a sign-in on its way must come back with
CLIENT = "portal-openid"

log = structlog.get_logger()


def the_client() -> OpenIdClient:
    """The client of this installation; NotFound where no provider is set."""
    provider = outside().openid
    if provider is None:
        raise NotFound
    found = current_app.extensions.get(CLIENT)
    if found is None:
        found = OpenIdClient(provider, address_of("identity.openid_back"))
        current_app.extensions[CLIENT] = found
    client: OpenIdClient = found
    return client


@identity.get("/inloggen/extern")
def openid() -> Response:
    """Go to the other organisation to sign in there."""
    asked = _asked(link=False)
    if asked is None:
        return redirect(url_for("identity.sign_in"))
    return redirect(asked.address)


@identity.route("/mijn-account/koppelen", methods=["GET", "POST"])
def link_openid() -> str | tuple[str, int]:
    """Link the own account, by the own password; the way there is a link to follow.

    A form may not lead to another site here (Content-Security-Policy), a link may.
    """
    the_client()
    form = ConfirmForm()
    if form.validate_on_submit():
        refusal = own_password_fits(form.own_password.data or "", the_visitor())
        if refusal is None:
            asked = _asked(link=True)
            if asked is not None:
                return render_template("identity/to_openid.html", address=asked.address, **_name())
        else:
            form.own_password.errors = [refusal]
    status = 422 if form.is_submitted() else 200
    return render_template("identity/link_openid.html", form=form, **_name()), status


def _name() -> dict[str, str]:
    provider = outside().openid
    return {"openid": provider.name if provider else ""}


def _asked(link: bool) -> Asked | None:
    try:
        asked = the_client().ask(doing().clock)
    except OpenIdRefused as refused:
        log.warning("openid.refused", reason=str(refused))
        flash(_("Deze manier van inloggen is nu niet bereikbaar. Log in met uw wachtwoord."))
        return None
    account = the_visitor().account_id if link else None
    session.permanent = True
    session[KEPT] = {**asked.kept, "link": account, "wanted": request.args.get("verder", "")}
    return asked


@identity.get("/inloggen/extern/terug")
def openid_back() -> Response:
    """Where the other organisation sends the browser back to: a session begins, or a link.

    The one page that writes although it is only opened: the standard prescribes it so.
    """
    client, kept = the_client(), session.pop(KEPT, {})
    try:
        somebody = client.answer(kept, request.args, doing().clock)
    except OpenIdRefused as refused:
        log.warning("openid.refused", reason=str(refused))
        at_the_door(_note_refusal)
        flash(_("Inloggen via de andere organisatie lukte niet. Probeer het opnieuw."))
        return redirect(url_for("identity.sign_in"))
    if kept.get("link") is not None:
        return _linked(somebody, int(kept["link"]))
    today = doing().clock.today()
    account_id = at_the_door(lambda s: account_known_as(s, somebody, today), write=False)
    if account_id is None:
        flash(
            _(
                "Deze inlog hoort nog bij geen account. Log één keer in met uw wachtwoord en"
                " koppel hem bij Mijn account."
            )
        )
        return redirect(url_for("identity.sign_in"))
    doer, two = doing(), somebody.two_shown
    begun = at_the_door(
        lambda s: begin(s, account_id, doer, is_production(), "openid", two_shown=two)
    )
    return go_on(begun, kept.get("wanted"))


def _linked(somebody: Somebody, account_id: int) -> Response:
    """Link with the account that asked for it, when it is still the one that is signed in."""
    visitor = find_visitor()
    if visitor is None or visitor.account_id != account_id:
        return redirect(url_for("identity.sign_in"))
    doer = doing()

    def work(database: Session) -> bool:
        row = database.get_one(AccountRecord, visitor.account_id)
        return link_identity(database, row, somebody, doer)

    if at_the_door(work):
        flash(_("Uw account is gekoppeld."))
    else:
        flash(_("Deze inlog is al aan een ander account gekoppeld."))
    return redirect(url_for("identity.account"))


@identity.post("/mijn-account/ontkoppelen")
def unlink_openid() -> Response:
    """Take the link away; the other sessions end."""
    visitor, doer = the_visitor(), doing()

    def work(database: Session) -> None:
        row = database.get_one(AccountRecord, visitor.account_id)
        unlink_identities(database, row, visitor.session_token or "", doer)

    at_the_door(work)
    flash(_("De koppeling is weg."))
    return redirect(url_for("identity.account"), 303)


def _note_refusal(database: Session) -> None:
    doing_as_stranger(database).note(
        database, Action.SIGN_IN_FAILED, Subject.ACCOUNT, 0, result="refused", step="openid"
    )
