"""The second factor: asked at sign-in, set up at first sign-in or on the own account."""

from __future__ import annotations

from collections.abc import Callable

import segno
from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.identity.door import (
    HALF,
    WANTED,
    at_the_door,
    doing,
    go_on,
    identity,
    is_production,
    keyring,
    let_in,
    own_page,
    time_of,
)
from portal.identity.forms import CodeForm, ConfirmForm
from portal.identity.own import must_have_two, own_password_fits
from portal.identity.records import AccountRecord
from portal.identity.second_factors import (
    address_to_scan,
    begin_second_factor,
    confirm_second_factor,
    has_second_factor,
    pending_secret,
    recovery_codes_left,
    remove_second_factor,
    renew_recovery_codes,
)
from portal.identity.sessions import end_sessions_of, find_halfway
from portal.identity.signing_in import (
    Begun,
    admit_attempt,
    begin,
    complete_after_set_up,
    complete_with_code,
    doer_of,
)
from portal.identity.throttle import for_code, forget
from portal.web.access import the_visitor

ISSUER = "Zorgportaal"


@identity.route("/inloggen/code", methods=["GET", "POST"])
def second_factor() -> Response | str | tuple[str, int]:
    """The step after the password, for who has a second factor."""
    token, form = session.get(HALF, ""), CodeForm()
    half = at_the_door(lambda s: find_halfway(s, token, doing().clock), write=False)
    if half is None:
        flash(_("Log opnieuw in. De vorige poging duurde te lang."))
        return redirect(url_for("identity.sign_in"), 303)
    if form.validate_on_submit():
        begun = _with_code(form, token, half.id)
        if begun is not None:
            return go_on(begun, session.get(WANTED))
    return render_template("identity/code.html", form=form), 422 if form.is_submitted() else 200


def _with_code(form: CodeForm, token: str, account_id: int) -> Begun | None:
    doer, code, keys = doing(), form.code.data or "", keyring()
    counter = for_code(account_id, str(current_app.secret_key))
    until = at_the_door(lambda s: admit_attempt(s, (counter,), doer))
    if until is not None:
        form.code.errors = [
            _("Dat ging te vaak mis. Probeer het om %(time)s uur opnieuw.", time=time_of(until))
        ]
        return None
    begun = at_the_door(lambda s: complete_with_code(s, token, code, keys, doer, counter))
    if begun is None:
        form.code.errors = [_("Deze code klopt niet, of is al gebruikt. Wacht op de volgende.")]
    return begun


@identity.route("/inloggen/tweede-stap", methods=["GET", "POST"])
def first_set_up() -> Response | str | tuple[str, int]:
    """Set up a second factor before anything else, where the role asks for one."""
    token = session.get(HALF, "")
    half = at_the_door(lambda s: find_halfway(s, token, doing().clock), write=False)
    if half is None or at_the_door(lambda s: has_second_factor(s, half.id), write=False):
        return redirect(url_for("identity.sign_in"), 303)
    return _set_up(half.id, half.email, lambda: _finish(token), "identity.first_set_up")


def _finish(token: str) -> str:
    begun = at_the_door(lambda s: complete_after_set_up(s, token, doing()))
    wanted = session.get(WANTED)
    if begun is not None and begun.visitor is not None:
        let_in(begun.visitor)
    return own_page(wanted)


@identity.route("/mijn-account/tweede-stap", methods=["GET", "POST"])
def set_up_second_factor() -> Response | str | tuple[str, int]:
    """The state of the own second factor; a secret to scan while one is being set up."""
    visitor = the_visitor()
    active = at_the_door(lambda s: has_second_factor(s, visitor.account_id), write=False)
    waiting = at_the_door(lambda s: pending_secret(s, visitor.account_id, keyring()), write=False)
    if not active and waiting:
        return _set_up(
            visitor.account_id, visitor.email, _begin_again, "identity.set_up_second_factor"
        )
    left = at_the_door(lambda s: recovery_codes_left(s, visitor.account_id), write=False)
    return _state(ConfirmForm(), active, left)


def _state(form: ConfirmForm, active: bool, left: int, status: int = 200) -> tuple[str, int]:
    fixed = is_production() and must_have_two(the_visitor().role)
    return render_template(
        "identity/second_factor.html", form=form, active=active, left=left, fixed=fixed
    ), status


def _begin_again() -> str:
    """All sessions ended with the change; this browser gets a new one."""
    visitor, doer = the_visitor(), doing()

    def work(database: Session) -> Begun:
        end_sessions_of(database, visitor.account_id, doer.clock)
        return begin(
            database, visitor.account_id, doer, is_production(), "second factor", two_shown=True
        )

    begun = at_the_door(work)
    if begun.visitor is not None:
        let_in(begun.visitor)
    return url_for("identity.account")


@identity.post("/mijn-account/tweede-stap/wijzigen")
def change_second_factor() -> Response | tuple[str, int]:
    """Begin one, take it away, or make new codes on paper: by the own password."""
    visitor, doer, form = the_visitor(), doing(), ConfirmForm()
    active = at_the_door(lambda s: has_second_factor(s, visitor.account_id), write=False)
    left = at_the_door(lambda s: recovery_codes_left(s, visitor.account_id), write=False)
    deed = form.deed.data or ""
    if not form.validate_on_submit():
        return _state(form, active, left, 422)
    refusal = own_password_fits(form.own_password.data or "", visitor)
    if refusal is not None:
        form.own_password.errors = [refusal]
        return _state(form, active, left, 422)
    if deed == "codes" and active:
        codes = at_the_door(lambda s: renew_recovery_codes(s, _own(s), doer))
        return _codes(codes, url_for("identity.account")), 200
    if deed == "remove" and active and not (is_production() and must_have_two(visitor.role)):
        at_the_door(lambda s: remove_second_factor(s, _own(s), doer))
        flash(_("De tweede stap is uitgezet. Alle andere sessies zijn beëindigd."))
        return redirect(_begin_again(), 303)
    if deed == "begin" and not active:
        at_the_door(lambda s: begin_second_factor(s, visitor.account_id, keyring(), doer))
    return redirect(url_for("identity.set_up_second_factor"), 303)


def _own(database: Session) -> AccountRecord:
    return database.get_one(AccountRecord, the_visitor().account_id)


def _set_up(
    account_id: int, email: str, finish: Callable[[], str], page: str
) -> Response | str | tuple[str, int]:
    """Show the secret to scan; with a right code it counts, and the codes on paper are shown."""
    form, keys, doer = CodeForm(), keyring(), doing()
    secret = at_the_door(lambda s: pending_secret(s, account_id, keys), write=False)
    if secret is None:
        if request.method == "POST":  # the one button of the page without a secret
            at_the_door(lambda s: begin_second_factor(s, account_id, keys, doer))
            return redirect(url_for(page), 303)
        return render_template("identity/set_up_first.html", page=page)
    if form.validate_on_submit():
        codes = _confirmed(form, account_id)
        if codes is not None:
            return _codes(codes, finish())
    scan = address_to_scan(secret, email, ISSUER)
    return render_template(
        "identity/set_up.html", form=form, secret=_in_fours(secret), picture=_picture(scan),
        page=page,
    ), 422 if form.is_submitted() else 200  # fmt: skip


def _confirmed(form: CodeForm, account_id: int) -> list[str] | None:
    counter, keys, code = (
        for_code(account_id, str(current_app.secret_key)),
        keyring(),
        form.code.data,
    )
    doer = doing()
    until = at_the_door(lambda s: admit_attempt(s, (counter,), doer))
    if until is not None:
        form.code.errors = [
            _("Dat ging te vaak mis. Probeer het om %(time)s uur opnieuw.", time=time_of(until))
        ]
        return None

    def work(database: Session) -> list[str] | None:
        row = database.get_one(AccountRecord, account_id)
        codes = confirm_second_factor(database, row, code or "", keys, doer_of(row, doer))
        if codes is not None:
            forget(database, counter)
        return codes

    codes = at_the_door(work)
    if codes is None:
        form.code.errors = [_("Deze code klopt niet. Kijk of de klok van uw telefoon goed staat.")]
    return codes


def _codes(codes: list[str], onward: str) -> str:
    return render_template("identity/recovery_codes.html", codes=codes, onward=onward)


def _picture(scan: str) -> tuple[int, str]:
    """The size of the QR code and its dark squares as a path of SVG, with a white edge of 4."""
    code = segno.make(scan, error="m")
    rows = [list(row) for row in code.matrix_iter(border=4)]
    squares = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return len(rows), "".join(squares)


def _in_fours(secret: str) -> str:
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
