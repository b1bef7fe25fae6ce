"""The form of a check: the fields that its kind asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError

from declarations.facts import CheckKind, OwnCheck, Product
from portal.declaring.forms import read_euros
from portal.own_checks.service import Wish
from portal.own_checks.words import LIMITS
from portal.web.forms import PortalForm

LARGEST = 100_000
EMPTY = _l("Vul dit veld in.")


class OwnCheckForm(PortalForm):
    """What to look for, in which products, and from which day of receipt on."""

    limit = StringField(validators=[InputRequired(EMPTY)])
    other = SelectField(_l("Naast dit product"), validate_choice=False)
    products = SelectMultipleField(_l("In deze producten"), validate_choice=False)
    since = DateField(_l("Voor berichten ontvangen vanaf"), [InputRequired(EMPTY)])
    seen = HiddenField()

    def shape(self, kind: CheckKind, offered: Sequence[Product], today: date) -> None:
        """Keep the fields of this kind, with the products to choose from."""
        self.kind, self.today = kind, today
        self.offered = {as_value(each): each for each in offered}
        choices = [(value, f"{code} ({category})") for value, (category, code) in
                   self.offered.items()]  # fmt: skip
        self.products.choices = choices
        if kind is CheckKind.TOGETHER:
            del self.limit
            self.other.choices = [("", _("Kies een product")), *choices]
        else:
            del self.other
            self.limit.label.text = LIMITS[kind][0]

    def fill(self, check: OwnCheck, since: date) -> None:
        """Show a check to change."""
        if self.limit is not None:
            self.limit.data = _typed(self.kind, check.limit or 0)
        if self.other is not None and check.other:
            self.other.data = as_value(check.other)
        self.products.data = [as_value(each) for each in check.products]
        self.since.data, self.seen.data = since, str(check.version)

    def validate_limit(self, field: StringField) -> None:
        """A whole number above nothing, or an amount where the kind counts euros."""
        try:
            read = _read(self.kind, (field.data or "").strip())
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if read <= 0:
            raise ValidationError(_("Vul een getal in boven nul."))

    def validate_other(self, field: SelectField) -> None:
        """A product of the municipality."""
        if field.data not in self.offered:
            raise ValidationError(_("Kies een product uit de lijst."))

    def validate_products(self, field: SelectMultipleField) -> None:
        """Products of the municipality; with none chosen it is about all."""
        if not set(field.data or ()) <= set(self.offered):
            raise ValidationError(_("Kies alleen producten uit de lijst."))

    def validate_since(self, field: DateField) -> None:
        """What was received before today has been judged."""
        if field.data is not None and field.data < self.today:
            raise ValidationError(_("Kies vandaag of een dag daarna."))

    def the_wish(self) -> Wish:
        """What was filled in."""
        assert self.since.data is not None, "a valid form has a day"
        return Wish(
            self.kind,
            _read(self.kind, (self.limit.data or "").strip()) if self.limit is not None else None,
            self.offered[self.other.data] if self.other is not None else None,
            tuple(self.offered[each] for each in dict.fromkeys(self.products.data or ())),
            self.since.data,
        )

    @property
    def version_seen(self) -> int:
        """The version that was shown with the form."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def as_value(product: Product) -> str:
    """A product as it stands in a form."""
    return "-".join(product)


def _read(kind: CheckKind, text: str) -> int:
    if kind is CheckKind.AMOUNT:
        return read_euros(text)
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= LARGEST):
        raise ValueError(_("Vul een heel getal in, hooguit 100000."))
    return int(text)


def _typed(kind: CheckKind, limit: int) -> str:
    return f"{limit // 100},{limit % 100:02d}" if kind is CheckKind.AMOUNT else str(limit)
