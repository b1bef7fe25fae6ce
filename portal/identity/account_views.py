"""The own account: who one is here, sessions, password, another account of the same person."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.audit.service import Action, Subject
from portal.identity.credentials import set_password
from portal.identity.deputies import PRINCIPALS
from portal.identity.door import (
    at_the_door,
    doing,
    go_on,
    identity,
    is_production,
    outside,
)
from portal.identity.external import identities_of
from portal.identity.forms import ChangePasswordForm
from portal.identity.own import accounts_of_person, own_password_fits, read_own
from portal.identity.records import AccountRecord
from portal.identity.sessions import end_session, end_sessions_of
from portal.identity.signing_in import Begun, begin
from portal.web.access import the_visitor


@identity.get("/mijn-account")
def account() -> str:
    """Everything about the own account, and the way to change it."""
    visitor, doer = the_visitor(), doing()
    own = at_the_door(
        lambda s: read_own(s, visitor.account_id, visitor.session_token or "", doer.clock),
        write=False,
    )
    provider = outside().openid
    linked = at_the_door(lambda s: identities_of(s, visitor.account_id), write=False)
    return render_template(
        "identity/account.html", own=own, linked=linked, principals=PRINCIPALS,
        openid=provider.name if provider else None,
    )  # fmt: skip


@identity.route("/mijn-account/wachtwoord", methods=["GET", "POST"])
def change_password() -> Response | str | tuple[str, int]:
    """A new password, by the old one; all sessions end and a new one begins here."""
    visitor, doer = the_visitor(), doing()
    form = ChangePasswordForm(visitor.email)
    if form.validate_on_submit():
        old, new = form.old.data or "", form.password.data or ""
        refusal = own_password_fits(old, visitor)
        if refusal is None:
            begun = at_the_door(lambda s: _replaced(s, new))
            flash(_("Uw wachtwoord is gewijzigd. Alle andere sessies zijn beëindigd."))
            return go_on(begun, url_for("identity.account"))
        form.old.errors = [refusal]
    status = 422 if form.is_submitted() else 200
    return render_template("identity/change_password.html", form=form, doer=doer), status


def _replaced(database: Session, password: str) -> Begun:
    visitor, doer = the_visitor(), doing()
    row = database.get_one(AccountRecord, visitor.account_id)
    set_password(database, row, password, doer, way="own")
    # the second factor was shown at the beginning of the session that asks
    return begin(database, row.id, doer, is_production(), way="new password", two_shown=True)


@identity.post("/mijn-account/sessies")
def end_other_sessions() -> Response:
    """End every session of this account but the one that asks."""
    visitor, doer = the_visitor(), doing()

    def work(database: Session) -> int:
        token = visitor.session_token or ""
        ended = end_sessions_of(database, visitor.account_id, doer.clock, but=token)
        row = database.get_one(AccountRecord, visitor.account_id)
        doer.note(database, Action.OTHER_SESSIONS_ENDED, Subject.ACCOUNT, row.id, row, ended=ended)
        return ended

    at_the_door(work)
    flash(_("Alle andere sessies zijn beëindigd."))
    return redirect(url_for("identity.account"), 303)


@identity.get("/mijn-account/wissel")
def switch() -> str:
    """The accounts of this person, to go on as another one."""
    visitor = the_visitor()
    accounts = at_the_door(
        lambda s: accounts_of_person(s, visitor.person_id, doing().clock.today()), write=False
    )
    return render_template("identity/switch.html", accounts=accounts)


@identity.post("/mijn-account/wissel")
def switch_to() -> Response:
    """Go on as another account of the same person; this session ends.

    A second factor of that account is asked, whatever was shown for this one.
    """
    visitor, doer = the_visitor(), doing()
    wanted = request.form.get("account", "")

    def work(database: Session) -> Begun:
        others = accounts_of_person(database, visitor.person_id, doer.clock.today())
        other = next((each for each in others if str(each.id) == wanted), None)
        if other is None:
            raise NotFound
        end_session(database, visitor.session_token or "", doer.clock)
        return begin(database, other.id, doer, is_production(), way="switch")

    begun = at_the_door(work)
    logout_user()
    session.clear()
    return go_on(begun, None)
