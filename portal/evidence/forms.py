"""The form to draw a sample."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from declarations.identifiers import without_citizen_numbers
from portal.evidence.samples import LARGEST, Method
from portal.web.forms import PortalForm
from portal.web.labels import LAWS

EMPTY = _l("Vul dit veld in.")
METHODS = {
    Method.LINES: _l("op regels: elke regel maakt evenveel kans"),
    Method.EUROS: _l("op euro’s: een regel van tweemaal het bedrag maakt tweemaal zoveel kans"),
}


class SampleForm(PortalForm):
    """From which payments, how many lines, how, and by which seed."""

    start = DateField(_l("Betaald vanaf"), [InputRequired(EMPTY)])
    end = DateField(_l("Betaald tot en met"), [InputRequired(EMPTY)])
    law = SelectField(
        _l("Wet"),
        choices=[
            SelectChoice("", _l("alle wetten")),
            *(SelectChoice(str(law), name) for law, name in LAWS.items()),
        ],
    )
    size = IntegerField(
        _l("Aantal regels"),
        [
            InputRequired(_l("Vul een heel getal in.")),
            NumberRange(1, LARGEST, _l("Kies een aantal van 1 tot en met 1000.")),
        ],
    )
    method = SelectField(
        _l("Hoe er wordt getrokken"),
        choices=[SelectChoice(each.value, text) for each, text in METHODS.items()],
    )
    seed = StringField(
        _l("Startwaarde"),
        [Optional(), Length(max=64, message=_l("Neem ten hoogste 64 tekens."))],
    )

    def validate_end(self, field: Field) -> None:
        """The period does not end before it begins."""
        if self.start.data and field.data and field.data < self.start.data:
            raise ValidationError(str(_l("Kies een laatste dag die niet voor de eerste ligt.")))

    def validate_seed(self, field: Any) -> None:
        """A seed is kept for ever: no citizen number in it."""
        if without_citizen_numbers(field.data or "") != (field.data or ""):
            raise ValidationError(str(_l("Hier staat een burgerservicenummer. Kies iets anders.")))


assert LARGEST == 1000, "the sentence above names the number"
