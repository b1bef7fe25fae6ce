"""The form that asks why."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.web.forms import PortalForm


class ReasonForm(PortalForm):
    """A reason in plain words."""

    reason = TextAreaField(
        _l("Waarom?"),
        [
            InputRequired(_l("Vul dit veld in.")),
            Length(max=500, message=_l("Gebruik hooguit 500 tekens.")),
        ],
    )
