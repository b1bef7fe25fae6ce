"""The people of an organisation: list, invite, give another role, let go, take back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from portal.identity.accounts import Party
from portal.identity.door import (
    address_of,
    at_the_door,
    doing,
    identity,
    is_production,
    outside,
)
from portal.identity.ends import has_ended, refuses_end
from portal.identity.forms import REASONS, EndForm, InviteForm, LeaveForm, RoleForm
from portal.identity.invitations import (
    AlreadyHere,
    open_invitations,
)
from portal.identity.invitations import (
    invite as send_invitation,
)
from portal.identity.invitations import (
    withdraw_invitation as withdraw,
)
from portal.identity.mails import invitation as invitation_mail
from portal.identity.reach import Reach, reach_of
from portal.identity.records import Role
from portal.identity.users import (
    ChangeRefused,
    Reason,
    Refusal,
    User,
    get_user,
    users_in,
)
from portal.identity.users import (
    change_end as give_end,
)
from portal.identity.users import (
    change_role as give_role,
)
from portal.identity.users import (
    deactivate as let_go,
)
from portal.identity.users import (
    reactivate as take_back,
)
from portal.identity.users import (
    reset_second_factor as take_factor_away,
)
from portal.mail.service import post
from portal.store.transaction import transaction
from portal.web.access import the_visitor
from portal.web.labels import ROLES

REFUSALS = {
    Refusal.LAST_ADMIN: _l(
        "Dit is de laatste beheerder van deze organisatie. Maak eerst iemand anders beheerder."
    ),
    Refusal.ROLE: _l("Deze rol bestaat niet bij deze organisatie."),
    Refusal.ONESELF: _l("Uw eigen tweede stap wijzigt u op uw eigen account."),
    Refusal.DEPUTY: _l("Een vervanger houdt de rol van wie hij vervangt. Beëindig de vervanging."),
    Refusal.NO_END: _l("Geef dit account eerst een laatste dag; een accountant heeft die altijd."),
    Refusal.END: _l(
        "Kies een dag vanaf vandaag. Voor een accountant is dat ten hoogste een jaar verder."
    ),
}

_NEEDS_END = _l(
    "Vul de laatste dag in: vandaag of later. Voor een accountant moet dat, binnen een jaar."
)


def the_reach() -> Reach:
    """Whom the visitor looks after, read as the visitor's own party."""
    with transaction() as session:
        return reach_of(session, the_visitor())


@identity.get("/gebruikers")
def accounts() -> str:
    """Everybody the visitor looks after, and who was invited."""
    reach, clock = the_reach(), doing().clock
    users = at_the_door(lambda s: users_in(s, reach), write=False)
    invited = at_the_door(lambda s: open_invitations(s, reach, clock), write=False)
    return render_template(
        "identity/users.html", users=users, invited=invited, reasons=REASONS,
        several=len({user.party for user in users}) > 1, today=clock.today(),
    )  # fmt: skip


@identity.route("/gebruikers/uitnodigen", methods=["GET", "POST"])
def invite() -> str | tuple[str, int]:
    """Invite somebody by mail; where no real people are, the link is shown too."""
    reach, form = the_reach(), InviteForm()
    places = _places(reach)
    form.place.choices = [SelectChoice("", _("Kies een rol")), *_choices(reach)]
    if form.validate_on_submit():
        party, role, name = places[form.place.data]
        shown = _invited(form, reach, party, role, name)
        if shown is not None:
            return shown
    status = 422 if form.is_submitted() else 200
    return render_template("identity/invite.html", form=form), status


def _places(reach: Reach) -> dict[str, tuple[Party, Role, str]]:
    return {
        f"{key}:{role.value}": (party, role, name)
        for key, name, party, roles in reach.places()
        for role in roles
    }


def _choices(reach: Reach) -> list[SelectChoice]:
    return [
        SelectChoice(f"{key}:{role.value}", f"{ROLES[role]} · {name}", optgroup=name)
        for key, name, _party, roles in reach.places()
        for role in roles
    ]


def _invited(form: InviteForm, reach: Reach, party: Party, role: Role, name: str) -> str | None:
    email, doer, last = (form.email.data or "").strip().lower(), doing(), form.last_day.data
    if refuses_end(role, last, doer.clock.today()):
        form.last_day.errors = [_NEEDS_END]
        return None
    try:
        token = at_the_door(lambda s: send_invitation(s, email, role, party, reach, doer, last))
    except AlreadyHere:
        form.email.errors = [_("Deze persoon is al gebruiker.")]
        return None
    address = address_of("identity.invitation", token=token)
    post(invitation_mail(email, name, str(ROLES[role]), address), outside())
    link = None if is_production() else address
    return render_template("identity/invited.html", email=email, link=link)


@identity.post("/gebruikers/uitnodigingen/<int:invitation>/intrekken")
def withdraw_invitation(invitation: int) -> Response:
    """Let an invitation lead nowhere."""
    reach, doer = the_reach(), doing()
    if not at_the_door(lambda s: withdraw(s, invitation, reach, doer)):
        raise NotFound
    flash(_("De uitnodiging is ingetrokken."))
    return redirect(url_for("identity.accounts"), 303)


@identity.get("/gebruikers/<int:account>")
def user(account: int) -> str:
    """One account, with what can be changed about it."""
    return _page(account)


def _page(account: int, **forms: object) -> str:
    reach = the_reach()
    shown = at_the_door(lambda s: get_user(s, account, reach), write=False)
    filled = {
        "role_form": _role_form(shown), "leave_form": LeaveForm(), "refusal": None,
        "end_form": EndForm(last_day=shown.valid_until), **forms,
    }  # fmt: skip
    ended = has_ended(shown.valid_until, doing().clock.today())
    return render_template("identity/user.html", user=shown, reasons=REASONS, ended=ended, **filled)


def _role_form(user: User) -> RoleForm:
    form = RoleForm(role=user.role.value)
    form.role.choices = [SelectChoice(role.value, ROLES[role]) for role in user.roles]
    return form


@identity.post("/gebruikers/<int:account>/rol")
def change_role(account: int) -> Response | tuple[str, int]:
    """Give another role."""
    reach, doer = the_reach(), doing()
    shown = at_the_door(lambda s: get_user(s, account, reach), write=False)
    form = _role_form(shown)
    if not form.validate_on_submit():
        return _page(account, role_form=form), 422
    role = Role(form.role.data)
    try:
        at_the_door(lambda s: give_role(s, account, role, reach, doer))
    except ChangeRefused as refused:
        return _page(account, refusal=REFUSALS[refused.refusal]), 409
    flash(_("De rol is gewijzigd."))
    return _back(account)


@identity.post("/gebruikers/<int:account>/einde")
def change_end(account: int) -> Response | tuple[str, int]:
    """Give an account another last day."""
    reach, doer, form = the_reach(), doing(), EndForm()
    at_the_door(lambda s: get_user(s, account, reach), write=False)
    if not form.validate_on_submit():
        return _page(account, end_form=form), 422
    try:
        at_the_door(lambda s: give_end(s, account, form.last_day.data, reach, doer))
    except ChangeRefused as refused:
        form.last_day.errors = [str(REFUSALS[refused.refusal])]
        return _page(account, end_form=form), 422
    flash(_("De laatste dag is gewijzigd."))
    return _back(account)


@identity.post("/gebruikers/<int:account>/afmelden")
def deactivate(account: int) -> Response | tuple[str, int]:
    """Let somebody in no more."""
    reach, doer, form = the_reach(), doing(), LeaveForm()
    at_the_door(lambda s: get_user(s, account, reach), write=False)
    if not form.validate_on_submit():
        return _page(account, leave_form=form), 422
    reason = Reason(form.reason.data)
    try:
        at_the_door(lambda s: let_go(s, account, reason, reach, doer))
    except ChangeRefused as refused:
        return _page(account, refusal=REFUSALS[refused.refusal]), 409
    flash(_("Deze persoon kan niet meer inloggen. Sessies en sleutels zijn beëindigd."))
    return _back(account)


@identity.post("/gebruikers/<int:account>/terug")
def reactivate(account: int) -> Response:
    """Let somebody in again."""
    reach, doer = the_reach(), doing()
    at_the_door(lambda s: take_back(s, account, reach, doer))
    flash(_("Deze persoon kan weer inloggen."))
    return _back(account)


@identity.post("/gebruikers/<int:account>/tweede-stap")
def reset_second_factor(account: int) -> Response | tuple[str, int]:
    """Take away a second factor that somebody lost."""
    reach, doer = the_reach(), doing()
    try:
        at_the_door(lambda s: take_factor_away(s, account, reach, doer))
    except ChangeRefused as refused:
        return _page(account, refusal=REFUSALS[refused.refusal]), 409
    flash(_("De tweede stap is uitgezet."))
    return _back(account)


def _back(account: int) -> Response:
    """To the account; to the start for who changed the own one, whose session ended."""
    if account == the_visitor().account_id:
        return redirect(url_for("identity.sign_in"), 303)
    return redirect(url_for("identity.user", account=account), 303)
