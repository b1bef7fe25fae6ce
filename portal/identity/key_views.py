"""Keys for programs: make, list, revoke."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from portal.clock import NETHERLANDS
from portal.identity.door import at_the_door, doing, identity
from portal.identity.forms import KeyForm
from portal.identity.keys import ApiKey, KeyState, create_key, keys_of
from portal.identity.keys import revoke_key as end_key
from portal.identity.records import Role
from portal.identity.user_views import the_reach
from portal.identity.users import User, users_in
from portal.web.access import the_visitor
from portal.web.labels import ROLES


def _owners(database: Session) -> dict[int, str]:
    """The addresses of the accounts whose keys the visitor looks after, by id."""
    visitor = the_visitor()
    if visitor.role != Role.PROVIDER_ADMIN:
        return {visitor.account_id: visitor.email}
    users: list[User] = users_in(database, the_reach())
    return {user.id: user.email for user in users}


@identity.get("/sleutels")
def keys() -> str:
    """The keys of the own account; for the administrator of a provider, of all its accounts."""
    shown = at_the_door(lambda s: keys_of(s, _owners(s), doing().clock), write=False)
    live = [key for key in shown if key.state is KeyState.LIVE]
    return render_template("identity/keys.html", keys=shown, live=len(live))


@identity.route("/sleutels/nieuw", methods=["GET", "POST"])
def new_key() -> str | tuple[str, int]:
    """Make a key; it is shown this one time."""
    visitor, doer, form, reach = the_visitor(), doing(), KeyForm(), the_reach()
    users = at_the_door(lambda s: users_in(s, reach), write=False)
    active = {user.id: f"{user.email} · {ROLES[user.role]}" for user in users if user.active}
    if visitor.role != Role.PROVIDER_ADMIN:
        active = {visitor.account_id: visitor.email}
    emails = {str(user.id): user.email for user in users} | {str(visitor.account_id): visitor.email}
    form.account.choices = [SelectChoice(str(each), label) for each, label in active.items()]
    if form.validate_on_submit() and _in_future(form):
        email, ends = emails[form.account.data], _ends(form)
        name = (form.name.data or "").strip()
        key = at_the_door(
            lambda s: create_key(s, email, doer.clock, doer.account_id, name, ends, doer.origin)
        )
        return render_template("identity/key_made.html", key=key, name=name, email=email)
    status = 422 if form.is_submitted() else 200
    return render_template("identity/new_key.html", form=form, several=len(active) > 1), status


def _in_future(form: KeyForm) -> bool:
    if form.last_day.data is None or form.last_day.data >= doing().clock.today():
        return True
    form.last_day.errors = [_("Kies een dag die nog komt, of laat dit veld leeg.")]
    return False


def _ends(form: KeyForm) -> datetime | None:
    """The end of the last day, in the Netherlands."""
    day = form.last_day.data
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), NETHERLANDS)


@identity.route("/sleutels/<int:key>/intrekken", methods=["GET", "POST"])
def revoke_key(key: int) -> Response | str:
    """Ask whether to revoke a key, and do it."""
    doer = doing()
    if request.method == "POST":
        if not at_the_door(lambda s: end_key(s, key, _owners(s), doer)):
            raise NotFound
        flash(_("De sleutel is ingetrokken. Programma's die hem gebruiken, komen er niet meer in."))
        return redirect(url_for("identity.keys"), 303)
    shown = at_the_door(lambda s: keys_of(s, _owners(s), doer.clock), write=False)
    found: ApiKey | None = next((each for each in shown if each.id == key), None)
    if found is None or found.state is KeyState.REVOKED:
        raise NotFound
    return render_template("identity/revoke_key.html", key=found)
