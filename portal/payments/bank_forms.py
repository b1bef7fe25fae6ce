"""Forms about bank accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from stdnum import iban as checked_iban
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")
LONGEST_HOLDER, LONGEST_REASON = 70, 500  # characters; the first by the payment standard


def _trimmed(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def compact(text: str | None) -> str | None:
    """An account number as it is kept: capitals, without what people put between the groups."""
    return str(checked_iban.compact(text)).upper() if text else text


class BankAccountForm(PortalForm):
    """A wish for another account."""

    iban = StringField(_l("Nieuw rekeningnummer (IBAN)"), [DataRequired(EMPTY)], filters=[compact])
    holder = StringField(
        _l("Op naam van"),
        [
            DataRequired(EMPTY),
            Length(max=LONGEST_HOLDER, message=_l("Gebruik hooguit 70 tekens.")),
        ],
        filters=[_trimmed],
    )
    reason = TextAreaField(
        _l("Waarom verandert het rekeningnummer?"),
        [
            DataRequired(EMPTY),
            Length(max=LONGEST_REASON, message=_l("Gebruik hooguit 500 tekens.")),
        ],
    )

    now: str | None = None

    def validate_iban(self, field: Any) -> None:
        """A number that can exist, and another one than now."""
        if not checked_iban.is_valid(field.data):
            raise ValidationError(
                _("Dit is geen geldig rekeningnummer. Kijk elk teken na; een Nederlands nummer"
                  " heeft er 18.")
            )  # fmt: skip
        if field.data == self.now:
            raise ValidationError(_("Op dit rekeningnummer wordt u nu al betaald."))


class RefuseForm(PortalForm):
    """Why a wish is refused."""

    reason = TextAreaField(
        _l("Reden van weigering"),
        [
            DataRequired(EMPTY),
            Length(max=LONGEST_REASON, message=_l("Gebruik hooguit 500 tekens.")),
        ],
    )
