"""What somebody writes about a signal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.ceilings.agreeing import LONGEST
from portal.web.forms import PortalForm, required


class AgreementForm(PortalForm):
    """What was agreed about a ceiling that is nearly used."""

    text = TextAreaField(
        _l("Wat is er afgesproken?"),
        [
            InputRequired(_l("Vul dit veld in.")),
            Length(max=LONGEST, message=_l("Gebruik hooguit 2000 tekens.")),
        ],
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Spaces alone agree on nothing."""
        if not (field.data or "").strip():
            raise ValidationError(required())
