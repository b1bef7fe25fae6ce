"""Forms: how much is asked and under which reference, and why something is not granted."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from declarations.lumpsum import LARGEST
from portal.approvals.forms import EMPTY
from portal.declaring.special import looks_like_citizen_number
from portal.web.amounts import typed_cents
from portal.web.forms import PortalForm


def read_amount(text: str) -> int:
    """An amount as people write it, in eurocents; raises ValueError with a sentence."""
    cents = typed_cents(text, digits=11)
    if cents is None or not 0 < cents <= LARGEST:
        raise ValueError(_("Vul een bedrag boven nul in, bijvoorbeeld 125.000,00."))
    return cents


class DrawForm(PortalForm):
    """What a provider asks from a budget; ``once`` tells two clicks from two wishes."""

    amount = StringField(_l("Bedrag (€)"), [InputRequired(EMPTY)])
    reference = StringField(
        _l("Uw referentie"),
        [InputRequired(EMPTY), Length(max=100, message=_l("Hooguit 100 tekens."))],
    )
    once = HiddenField()

    def validate_amount(self, field: Any) -> None:
        """An amount of more than nothing."""
        try:
            read_amount(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def validate_reference(self, field: Any) -> None:
        """Words, and no citizen number among them."""
        if not field.data.strip():
            raise ValidationError(str(EMPTY))
        if not field.data.isprintable():
            raise ValidationError(_("Gebruik gewone letters, cijfers en leestekens."))
        if looks_like_citizen_number(field.data):
            raise ValidationError(_("Zet hier geen burgerservicenummer in."))

    def key(self) -> str:
        """What makes this wish one and the same, however often it is sent."""
        return f"form-{(self.once.data or secrets.token_hex(8))[:64]}"


def fresh_form() -> DrawForm:
    """An empty form for a new wish."""
    return DrawForm(formdata=None, once=secrets.token_hex(8))
