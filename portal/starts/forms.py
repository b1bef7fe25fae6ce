"""The forms in which a start or stop is filled in."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from declarations.model import Law
from portal.allocations.words import REASONS
from portal.web.forms import PortalForm

DAY = _l("Vul een datum in.")


class StartForm(PortalForm):
    """The day care began."""

    day = DateField(_l("Eerste dag van de zorg"), validators=[InputRequired(DAY)])


class StopForm(PortalForm):
    """The last day of care, and why it stopped."""

    day = DateField(_l("Laatste dag van de zorg"), validators=[InputRequired(DAY)])
    reason = SelectField(
        _l("Reden"), validators=[InputRequired(_l("Kies een reden."))], validate_choice=False
    )

    def __init__(self, law: Law, *arguments: Any, **options: Any) -> None:
        """Offer the reasons of this law."""
        super().__init__(*arguments, **options)
        self.reason.choices = [("", _l("Kies een reden")), *REASONS[law].items()]

    def validate_reason(self, field: SelectField) -> None:
        """A reason is one of the list."""
        if field.data not in {code for code, _ in field.choices}:
            field.errors = [*field.errors, _l("Kies een reden.")]
