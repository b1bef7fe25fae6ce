"""Forms to get in, and for accounts."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal.identity.passwords import SHORTEST, Weakness, weakness_of
from portal.identity.users import Reason
from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")
CHOOSE = _l("Kies er een.")
_NOT = r"@\s<>()\[\],;:\"\\"  # nothing that a mail header reads as something else
ADDRESS = re.compile(rf"[^{_NOT}]{{1,64}}@[^{_NOT}.]+(\.[^{_NOT}.]+)+", re.ASCII)
WEAK = {
    Weakness.SHORT: _l("Dit wachtwoord is te kort. Neem ten minste 12 tekens."),
    Weakness.LONG: _l("Dit wachtwoord is te lang. Neem ten hoogste 200 tekens."),
    Weakness.COMMON: _l("Dit wachtwoord gebruiken veel mensen. Kies een ander."),
    Weakness.PERSONAL: _l("Dit wachtwoord lijkt op uw e-mailadres. Kies een ander."),
}
REASONS = {
    Reason.LEFT: _l("werkt hier niet meer"),
    Reason.OTHER_WORK: _l("heeft ander werk gekregen"),
    Reason.LONG_ABSENCE: _l("is lang afwezig"),
    Reason.MISUSE: _l("vermoeden van misbruik"),
}


def _is_address(_form: Any, field: Field) -> None:
    if len(field.data or "") > 254 or not ADDRESS.fullmatch((field.data or "").strip()):
        raise ValidationError(str(_l("Vul een e-mailadres in, zoals naam@organisatie.nl.")))


class SignInForm(PortalForm):
    """An e-mail address and a password."""

    email = EmailField(_l("E-mailadres"), [InputRequired(EMPTY)])
    password = PasswordField(_l("Wachtwoord"), [InputRequired(EMPTY)])


class CodeForm(PortalForm):
    """A code of the generator, or one on paper."""

    code = StringField(_l("Code"), [InputRequired(EMPTY), Length(max=40)])


class ForgottenForm(PortalForm):
    """The address to send a link to."""

    email = EmailField(_l("E-mailadres"), [InputRequired(EMPTY), _is_address])


class NewPasswordForm(PortalForm):
    """A new password for the account with the address ``email``."""

    password = PasswordField(_l("Nieuw wachtwoord"), [InputRequired(EMPTY)])

    def __init__(self, email: str, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.of = email

    def validate_password(self, field: Field) -> None:
        """Refuse what is guessed first."""
        weakness = weakness_of(field.data or "", self.of)
        if weakness is not None:
            raise ValidationError(str(WEAK[weakness]))


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one."""

    old = PasswordField(_l("Huidig wachtwoord"), [InputRequired(EMPTY)])
    password = PasswordField(_l("Nieuw wachtwoord"), [InputRequired(EMPTY)])


class AcceptForm(NewPasswordForm):
    """Who accepts an invitation."""

    name = StringField(_l("Uw naam"), [InputRequired(EMPTY), Length(max=100)])
    password = PasswordField(_l("Wachtwoord"), [InputRequired(EMPTY)])


class AcceptSignedInForm(NewPasswordForm):
    """Who accepts one more account: the name is known."""

    password = PasswordField(_l("Wachtwoord voor dit account"), [InputRequired(EMPTY)])


class ConfirmForm(PortalForm):
    """The own password once more, before something that matters."""

    own_password = PasswordField(_l("Uw wachtwoord"), [InputRequired(EMPTY)])
    deed = HiddenField()


class InviteForm(PortalForm):
    """Whom to invite, to which role at which party; ``place`` is "party key:role"."""

    email = EmailField(_l("E-mailadres"), [InputRequired(EMPTY), _is_address])
    place = SelectField(_l("Rol"), [InputRequired(CHOOSE)])
    last_day = DateField(_l("Laatste dag"), [Optional()])


class EndForm(PortalForm):
    """The last day of an account."""

    last_day = DateField(_l("Laatste dag"), [Optional()])


class DeputyForm(PortalForm):
    """Who stands in for somebody, from when, and until when."""

    colleague = SelectField(_l("Wie vervangt u?"), [InputRequired(CHOOSE)])
    first_day = DateField(_l("Eerste dag"), [InputRequired(EMPTY)])
    last_day = DateField(_l("Laatste dag"), [InputRequired(EMPTY)])


class RoleForm(PortalForm):
    """Another role."""

    role = SelectField(_l("Rol"), [InputRequired(CHOOSE)])


class LeaveForm(PortalForm):
    """Why somebody is let in no more."""

    reason = SelectField(
        _l("Reden"),
        [InputRequired(CHOOSE)],
        choices=[
            SelectChoice("", _l("Kies een reden")),
            *(SelectChoice(each.value, text) for each, text in REASONS.items()),
        ],
    )


class KeyForm(PortalForm):
    """A key: what it is for, for which account, and until when."""

    account = SelectField(_l("Account"), [InputRequired(CHOOSE)])
    name = StringField(_l("Waarvoor is de sleutel?"), [InputRequired(EMPTY), Length(max=60)])
    last_day = DateField(_l("Laatste dag"), [Optional()])


assert SHORTEST == 12, "the sentence above names the number"
