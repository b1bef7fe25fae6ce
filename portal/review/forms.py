"""Forms to decide about lines, to talk about them, and to plan what is looked at."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from declarations.picking import Plan
from portal.declaring.forms import read_euros
from portal.review.acting import LONGEST
from portal.web.forms import PortalForm, required

DAYS = 5  # working days for an answer, unless somebody says otherwise
MOST_DAYS = 20
SILENT = frozenset(("clear", "assign"))
"""What may be done without a word."""

_TOO_LONG = Length(max=LONGEST, message=_l("Gebruik hooguit 2000 tekens."))
_PERMILLE = NumberRange(0, 1000, _l("Vul een getal in van 0 tot en met 1000."))
_NUMBER = _l("Vul een heel getal in.")


class DeedForm(PortalForm):
    """What somebody says with a decision; a question has a term in working days."""

    text = TextAreaField(_l("Toelichting"), [_TOO_LONG])
    days = IntegerField(
        _l("Termijn voor een antwoord, in werkdagen"),
        [Optional(), NumberRange(1, MOST_DAYS, _l("Kies 1 tot en met 20 werkdagen."))],
        default=DAYS,
    )
    seen = HiddenField()

    def says_enough(self, action: str, over: bool = False) -> bool:
        """Whether the words are there that this action asks for; if not, the form says so.

        Who lets a line through that is ``over`` a ceiling says why.
        """
        if not self.validate():
            return False
        silent = action in SILENT and not (over and action == "clear")
        if silent or (self.text.data or "").strip():
            return True
        self.text.errors = [required()]
        return False


class AssignForm(PortalForm):
    """Whose line it is from now on."""

    assignee = SelectField(_l("Op naam van"), coerce=int)

    def offer(self, people: dict[int, str], chosen: int | None) -> None:
        """The checkers to choose from."""
        self.assignee.choices = list(people.items())
        if not self.is_submitted():
            self.assignee.data = chosen


class TalkForm(PortalForm):
    """What a provider says about a line."""

    text = TextAreaField(_l("Uw bericht"), [InputRequired(_l("Vul dit veld in.")), _TOO_LONG])
    seen = HiddenField()

    def validate_text(self, field: TextAreaField) -> None:
        """Spaces alone say nothing."""
        if not (field.data or "").strip():
            raise ValidationError(required())


class PlanForm(PortalForm):
    """What a municipality wants looked at."""

    amount_from = StringField(_l("Regels vanaf dit bedrag"))
    warnings = BooleanField(_l("Regels met een waarschuwing"))
    least = IntegerField(_l("Steekproef: ten minste (‰)"), [InputRequired(_NUMBER), _PERMILLE])
    most = IntegerField(_l("Steekproef: ten hoogste (‰)"), [InputRequired(_NUMBER), _PERMILLE])

    def validate_amount_from(self, field: StringField) -> None:
        """Empty, or an amount of more than nothing."""
        if not (field.data or "").strip():
            return
        try:
            cents = read_euros(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if cents <= 0:
            raise ValidationError(_("Vul een bedrag in boven nul, of laat dit veld leeg."))

    def validate_most(self, field: IntegerField) -> None:
        """The highest rate is not below the lowest."""
        if self.least.data is not None and field.data is not None and field.data < self.least.data:
            raise ValidationError(_("Dit is lager dan het laagste percentage."))

    def fill(self, plan: Plan) -> None:
        """Show a plan to change."""
        cents = plan.amount_from
        self.amount_from.data = "" if cents is None else f"{cents // 100},{cents % 100:02d}"
        self.warnings.data, self.least.data = plan.warnings, plan.least
        self.most.data = plan.most

    def the_plan(self) -> Plan:
        """The plan that was filled in."""
        typed = (self.amount_from.data or "").strip()
        assert self.least.data is not None and self.most.data is not None
        return Plan(
            read_euros(typed) if typed else None, bool(self.warnings.data), self.least.data,
            self.most.data,
        )  # fmt: skip
