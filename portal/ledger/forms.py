"""Forms of the books: the accounts of a product, the month of a journal, and closing a month."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from declarations.model import Law
from portal.ledger.choice import month_of
from portal.ledger.rules import Rule
from portal.web import labels
from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")
CODE = Regexp(
    r"^[A-Za-z0-9 ._/-]*$",
    message=_l("Gebruik alleen letters, cijfers, spaties, punten, strepen en schuine strepen."),
)
TOO_LONG = Length(max=20, message=_l("Hooguit 20 tekens."))


class RuleForm(PortalForm):
    """On which accounts a product category is booked."""

    law = SelectField(_l("Wet"), choices=[(law.value, labels.LAWS[law]) for law in Law])
    category = StringField(
        _l("Productcategorie"),
        [Regexp(r"^([0-9]{2})?$", message=_l("Een categorie is twee cijfers, zoals 01."))],
    )
    cost_account = StringField(_l("Kostenrekening"), [InputRequired(EMPTY), CODE, TOO_LONG])
    debt_account = StringField(_l("Schuldrekening"), [InputRequired(EMPTY), CODE, TOO_LONG])
    cost_centre = StringField(_l("Kostenplaats"), [CODE, TOO_LONG])

    def rule(self) -> Rule:
        """What was filled in."""
        typed = (self.category, self.cost_account, self.debt_account, self.cost_centre)
        return Rule(self.law.data, *((each.data or "").strip() for each in typed))


class TakeForm(PortalForm):
    """The month of which the journal is taken, and as what kind of file."""

    month = StringField(_l("Maand"), [InputRequired(EMPTY)])
    kind = SelectField(_l("Bestand"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])

    def validate_month(self, field: Any) -> None:
        """A year and a month."""
        if month_of(field.data or "") is None:
            raise ValidationError(_l("Vul een maand in, zoals 2026-04."))


class CloseForm(PortalForm):
    """The month that somebody closes, as the page showed it."""

    month = HiddenField(validators=[InputRequired(EMPTY)])
