"""Forms: a reason for sending back or withdrawing, and a mandate."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from declarations.model import Law
from portal.declaring.forms import read_euros
from portal.declaring.special import looks_like_citizen_number
from portal.web import labels
from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")
DAY = _l("Vul een datum in, zoals 2026-05-06.")
LONGEST_REASON = 500


class ReasonForm(PortalForm):
    """Why something goes back; ``seen`` is what the page showed."""

    reason = TextAreaField(
        _l("Reden"),
        [InputRequired(EMPTY), Length(max=LONGEST_REASON, message=_l("Hooguit 500 tekens."))],
    )
    seen = HiddenField()

    def validate_reason(self, field: Any) -> None:
        """Words, and no citizen number among them."""
        if not field.data.strip():
            raise ValidationError(str(EMPTY))
        if looks_like_citizen_number(field.data):
            raise ValidationError(_("Zet hier geen burgerservicenummer in."))


class MandateForm(PortalForm):
    """Within which limits lines are approved without a click."""

    provider = SelectField(_l("Aanbieder"), coerce=str)
    law = SelectField(_l("Wet"), coerce=str)
    line_limit = StringField(_l("Hoogste bedrag van één regel (€)"), [InputRequired(EMPTY)])
    declaration_limit = StringField(
        _l("Hoogste bedrag van één declaratie (€)"), [InputRequired(EMPTY)]
    )
    start = DateField(_l("Van"), [InputRequired(DAY)])
    end = DateField(_l("Tot en met"), [InputRequired(DAY)])

    def offer(self, providers: dict[int, str]) -> None:
        """Fill the lists; an empty value means all."""
        self.provider.choices = [("", str(_("alle aanbieders")))] + [
            (str(key), name) for key, name in providers.items()
        ]
        self.law.choices = [("", str(_("alle wetten")))] + [
            (law.value, str(labels.LAWS[law])) for law in Law
        ]

    def validate_line_limit(self, field: Any) -> None:
        """An amount of more than nothing."""
        _limit(field)

    def validate_declaration_limit(self, field: Any) -> None:
        """An amount, not below that of one line."""
        limit = _limit(field)
        try:
            line = read_euros(self.line_limit.data or "")
        except ValueError:
            return
        if limit < line:
            raise ValidationError(_("Dit bedrag is lager dan dat van één regel."))

    def validate_end(self, field: Any) -> None:
        """Not before it starts."""
        if self.start.data and field.data and field.data < self.start.data:
            raise ValidationError(_("De laatste dag ligt vóór de eerste."))


def _limit(field: Any) -> int:
    try:
        cents = read_euros(field.data)
    except ValueError as error:
        raise ValidationError(str(error)) from None
    if cents <= 0:
        raise ValidationError(_("Vul een bedrag boven nul in."))
    return cents
