"""The form of one thing that is known of a decision."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from declarations.decided import Known
from portal.decisions.service import Wish
from portal.decisions.words import KINDS
from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")


class KnownForm(PortalForm):
    """What is known, since when, and whether it holds."""

    kind = SelectField(_l("Wat"))
    holds = RadioField(_l("Is het er?"), default="yes")
    dated = DateField(_l("Van welke dag"), [InputRequired(EMPTY)])
    note = TextAreaField(
        _l("Toelichting"), [Length(max=1000, message=_l("Gebruik hooguit 1.000 tekens."))]
    )
    today: date

    def offer(self, today: date) -> None:
        """Fill the lists; the day is today unless said otherwise."""
        self.today = today
        self.kind.choices = [(kind.value, KINDS[kind]) for kind in Known]
        self.holds.choices = [
            ("yes", _("ja")), ("no", _("nee, of ingetrokken")),
        ]  # fmt: skip
        if not self.is_submitted():
            self.dated.data = today

    def validate_dated(self, field: DateField) -> None:
        """Nothing is known of the future."""
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("Deze dag is nog niet geweest."))

    def the_wish(self) -> Wish:
        """What is to be written down."""
        return Wish(
            Known(self.kind.data), self.holds.data == "yes", self.dated.data or self.today,
            (self.note.data or "").strip(),
        )  # fmt: skip
