"""Forms of payment runs."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from declarations.identifiers import without_citizen_numbers
from portal.payments.drawing import Wanted
from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")
FURTHEST = timedelta(days=60)
LONGEST_REASON = 500


class DrawUpForm(PortalForm):
    """The day on which the bank is to pay; ``until`` is what was looked at before."""

    until = HiddenField()
    pay_on = DateField(_l("Betaaldag"), [InputRequired(EMPTY)])
    today: date = date.min

    def validate_pay_on(self, field: DateField) -> None:
        """A bank pays today or later, and nobody plans further ahead than two months."""
        if field.data and not self.today <= field.data <= self.today + FURTHEST:
            raise ValidationError(_("Kies een dag van vandaag tot over zestig dagen."))

    def wanted(self) -> Wanted:
        """What to draw up."""
        assert self.pay_on.data is not None
        return Wanted(read_day(self.until.data), self.pay_on.data)


class ClearForm(PortalForm):
    """Why a stopped payment is all right."""

    reason = TextAreaField(
        _l("Waarom is deze betaling in orde?"),
        [
            InputRequired(EMPTY),
            Length(max=LONGEST_REASON, message=_l("Gebruik hooguit vijfhonderd tekens.")),
        ],
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """No citizen number in it: it is kept for years."""
        if without_citizen_numbers(field.data or "") != (field.data or ""):
            raise ValidationError(_("Noem hier geen burgerservicenummer."))


class ReportForm(PortalForm):
    """What the bank sent about a run (pain.002)."""

    file = FileField(
        _l("Statusbericht van de bank (pain.002)"), [FileRequired(_l("Kies een bestand."))]
    )


def read_day(text: str | None) -> date | None:
    """A day out of an address or a hidden field; None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
