"""The form that asks what the past would come to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from declarations.periods import month_end
from declarations.rulebook import Rule
from portal.hindsight.asking import Wish
from portal.hindsight.service import AsOf
from portal.hindsight.words import FACTS
from portal.intake.outcome_words import rule_in_words
from portal.web.formatting import day, month
from portal.web.forms import PortalForm

MONTHS_BACK = 84  # as long as a municipality keeps its books
MOST_MONTHS = 24
_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}")


class QuestionForm(PortalForm):
    """Which months, on which facts, and as if which rule rejected already.

    ``key`` is drawn each time the form is shown: the same form sent twice asks once.
    """

    key = HiddenField()
    first = SelectField(_l("Van maand"), validate_choice=False)
    last = SelectField(_l("Tot en met maand"), validate_choice=False)
    as_of = RadioField(_l("Waarmee"), choices=list(FACTS.items()), validate_choice=False)
    rule = SelectField(_l("Alsof deze regel al afwees"), validate_choice=False)

    def shape(self, today: date, rules: Sequence[Rule]) -> None:
        """Offer the months until today, and the rules that are still to come."""
        self.offered = _months(today)
        choices = [(f"{each:%Y-%m}", month(each)) for each in reversed(self.offered)]
        self.first.choices = self.last.choices = choices
        if not rules:
            del self.rule
            return
        self.rules = {each.rule for each in rules}
        self.rule.choices = [("", _("geen, het regelboek van vandaag"))] + [
            (each.rule, f"{each.rule}: {rule_in_words(each.rule)} ({day(each.since)})")
            for each in rules
        ]

    def begin(self, today: date) -> None:
        """Show a new form: the months of this year so far, with what is known now."""
        self.key.data = secrets.token_urlsafe(24)
        self.first.data, self.last.data = f"{today.year:04}-01", f"{today:%Y-%m}"
        self.as_of.data = AsOf.NOW.value

    def fill(self, wish: Wish) -> None:
        """Show a question that was asked before, to be asked once more."""
        self.first.data, self.last.data = f"{wish.first:%Y-%m}", f"{wish.last:%Y-%m}"
        self.as_of.data = wish.as_of.value
        if self.rule is not None:
            self.rule.data = wish.rule

    def validate_key(self, field: HiddenField) -> None:
        """A form that lost its key, or that somebody made up, gets a new one."""
        if not _KEY.fullmatch(field.data or ""):
            field.data = secrets.token_urlsafe(24)

    def validate_first(self, field: SelectField) -> None:
        """A month of the list."""
        if self._month(field) is None:
            raise ValidationError(_("Kies een maand uit de lijst."))

    def validate_last(self, field: SelectField) -> None:
        """A month of the list, not before the first and not too long after it."""
        last, first = self._month(field), self._month(self.first)
        if last is None:
            raise ValidationError(_("Kies een maand uit de lijst."))
        if first is None:
            return
        count = _number(last) - _number(first) + 1
        if count < 1:
            raise ValidationError(_("Kies een maand die niet vóór de eerste maand ligt."))
        if count > MOST_MONTHS:
            raise ValidationError(_("Kies hooguit %(most)s maanden tegelijk.", most=MOST_MONTHS))

    def validate_as_of(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in FACTS:
            raise ValidationError(_("Kies een van beide."))

    def validate_rule(self, field: SelectField) -> None:
        """A rule of the list, or none."""
        if field.data and field.data not in self.rules:
            raise ValidationError(_("Kies een regel uit de lijst."))

    def the_wish(self) -> Wish:
        """What was asked."""
        first, last = self._month(self.first), self._month(self.last)
        assert first is not None and last is not None, "a valid form has its months"
        rule = (self.rule.data or "") if self.rule is not None else ""
        return Wish(first, month_end(last), AsOf(self.as_of.data), rule)

    def _month(self, field: SelectField) -> date | None:
        return next((each for each in self.offered if f"{each:%Y-%m}" == field.data), None)


def _months(today: date) -> list[date]:
    """The months up to and with this one, the oldest first."""
    last = _number(today)
    return [date(each // 12, each % 12 + 1, 1) for each in range(last - MONTHS_BACK, last + 1)]


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
