"""Pages behind the links in mails: accepting an invitation, and a new password."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.identity.credentials import account_of_reset, ask_reset, reset_password
from portal.identity.door import (
    address_of,
    at_the_door,
    doing,
    go_on,
    identity,
    is_production,
    outside,
)
from portal.identity.forms import AcceptForm, AcceptSignedInForm, ForgottenForm, NewPasswordForm
from portal.identity.invitations import (
    AlreadyHere,
    Invitation,
    accept_invitation,
    find_invitation,
)
from portal.identity.mails import new_password
from portal.identity.signing_in import Begun, admit_attempt, begin
from portal.identity.throttle import for_origin
from portal.mail.service import post
from portal.web.access import find_visitor


@identity.route("/uitnodiging/<token>", methods=["GET", "POST"])
def invitation(token: str) -> Response | str | tuple[str, int]:
    """Make an account by an invitation; who is signed in gets one more."""
    found = at_the_door(lambda s: find_invitation(s, token, doing().clock), write=False)
    if found is None:
        return render_template("identity/link_over.html", reset=False), 404
    visitor = find_visitor()
    form = AcceptSignedInForm(found.email) if visitor else AcceptForm(found.email)
    if form.validate_on_submit():
        answer = _accepted(token, form, found)
        if answer is not None:
            return answer
    status = 422 if form.is_submitted() else 200
    return render_template("identity/invitation.html", form=form, invitation=found), status


def _accepted(
    token: str, form: AcceptForm | AcceptSignedInForm, found: Invitation
) -> Response | tuple[str, int] | None:
    visitor, doer = find_visitor(), doing()
    name = visitor.name if visitor else str(form["name"].data)
    password = form.password.data or ""
    person = visitor.person_id if visitor else None

    def work(database: Session) -> Begun | None:
        row = accept_invitation(database, token, name, password, doer, person)
        return None if row is None else begin(database, row.id, doer, is_production(), "invitation")

    try:
        begun = at_the_door(work)
    except AlreadyHere:
        form.form_errors.append(
            _(
                "Er is al een account met %(email)s. Vraag een uitnodiging op een ander"
                " e-mailadres, of log in met dat account.",
                email=found.email,
            )
        )
        return None
    if begun is None:
        return render_template("identity/link_over.html", reset=False), 409
    flash(_("Uw account is gemaakt."))
    return go_on(begun, None)


@identity.route("/wachtwoord-vergeten", methods=["GET", "POST"])
def forgot_password() -> Response | str | tuple[str, int]:
    """Ask for a mail with a link; the answer is the same for every address."""
    form, doer = ForgottenForm(), doing()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("identity/forgot.html", form=form), status
    email, counter = form.email.data or "", for_origin(doer.origin, str(current_app.secret_key))
    if at_the_door(lambda s: admit_attempt(s, (counter,), doer)) is None:
        asked = at_the_door(lambda s: ask_reset(s, email, doer))
        if asked is not None:
            address, token = asked
            post(new_password(address, address_of("identity.new_password", token=token)), outside())
    return redirect(url_for("identity.mail_sent"), 303)


@identity.get("/wachtwoord-vergeten/verstuurd")
def mail_sent() -> str:
    """What happens next, whether the address is known or not."""
    return render_template("identity/mail_sent.html")


@identity.route("/wachtwoord-nieuw/<token>", methods=["GET", "POST"], endpoint="new_password")
def set_new_password(token: str) -> Response | str | tuple[str, int]:
    """Choose another password by a link."""
    email = at_the_door(lambda s: account_of_reset(s, token, doing().clock), write=False)
    if email is None:
        return render_template("identity/link_over.html", reset=True), 404
    form = NewPasswordForm(email)
    if form.validate_on_submit():
        password, doer = form.password.data or "", doing()
        if not at_the_door(lambda s: reset_password(s, token, password, doer)):
            return render_template("identity/link_over.html", reset=True), 409
        flash(_("Uw wachtwoord is gewijzigd. Log ermee in."))
        return redirect(url_for("identity.sign_in"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("identity/new_password.html", form=form, email=email), status
