"""Forms to begin a declaration, to say there is nothing, and to declare outside the messages."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from declarations.model import EUROS, Law
from portal.allocations.declarable import Market
from portal.declaring.overview import Line
from portal.declaring.special import LONGEST_REASON, looks_like_citizen_number
from portal.intake.outcome_words import month as month_in_words
from portal.web import labels
from portal.web.amounts import typed_cents
from portal.web.forms import PortalForm

EMPTY = _l("Vul dit veld in.")
CHOOSE = _l("Maak een keuze.")
_WHOLE = re.compile(r"\d{1,8}", re.ASCII)


def read_volume(text: str, unit: str | None) -> int | None:
    """What was typed as a volume: whole units, or an amount in eurocents for unit 83.

    None for an empty field; raises ValueError with a sentence for the reader.
    """
    text = text.strip().removeprefix("€").strip()
    if not text:
        return None
    if unit == EUROS:
        return read_euros(text)
    if not _WHOLE.fullmatch(text):
        raise ValueError(_("Vul een heel getal in van hooguit acht cijfers."))
    return int(text)


def read_euros(text: str) -> int:
    """An amount as people write it, in eurocents; raises ValueError with a sentence."""
    cents = typed_cents(text, digits=9)
    if cents is None or cents > 99_999_999:
        raise ValueError(_("Vul een bedrag in, bijvoorbeeld 1.250,00."))
    return cents


class BeginForm(PortalForm):
    """A municipality with a law, and a month."""

    market = SelectField(_l("Gemeente en wet"), [InputRequired(CHOOSE)])
    month = SelectField(_l("Maand"), [InputRequired(CHOOSE)])

    def offer(self, markets: Sequence[tuple[str, str]], months: Sequence[date]) -> None:
        """Fill the lists; months the newest first."""
        self.market.choices = list(markets)
        self.month.choices = [
            (f"{month:%Y-%m}", month_in_words(month)) for month in reversed(months)
        ]

    def the_month(self) -> date:
        """The first day of the chosen month."""
        return date.fromisoformat(f"{self.month.data}-01")


def market_choices(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Municipalities and laws to choose from; the values go into addresses and forms."""
    return [
        (
            f"{line.municipality_id}-{line.law.value}",
            f"{line.municipality} · {labels.LAWS[line.law]}",
        )
        for line in lines
    ]


def read_market(text: str, provider_id: int) -> Market | None:
    """The market that a choice names; whether it is the provider's is for the service."""
    number, _dash, law = text.partition("-")
    if not (number.isascii() and number.isdigit()) or len(number) > 9 or law not in set(Law):
        return None
    return Market(provider_id, int(number), Law(law))


class SpecialForm(PortalForm):
    """A declaration for a client without a citizen number."""

    form_key = HiddenField(default=lambda: secrets.token_hex(12))
    client_number = StringField(
        _l("Uw eigen cliëntnummer"),
        [InputRequired(EMPTY), Length(max=30, message=_l("Gebruik hooguit dertig tekens."))],
    )
    product = SelectField(_l("Product"), [InputRequired(CHOOSE)])
    start = DateField(_l("Eerste dag"), [InputRequired(EMPTY)])
    end = DateField(_l("Laatste dag"), [InputRequired(EMPTY)])
    volume = StringField(_l("Volume"), [InputRequired(EMPTY)])
    amount = StringField(_l("Bedrag in euro"), [InputRequired(EMPTY)])

    def validate_client_number(self, field: StringField) -> None:
        """Refuse what may be a citizen number: it must not come this way."""
        if looks_like_citizen_number(field.data or ""):
            raise ValidationError(
                _("Dit lijkt op een burgerservicenummer. Gebruik een nummer dat alleen u kent.")
            )

    def validate_end(self, field: DateField) -> None:
        """The days must be in order."""
        if self.start.data and field.data and field.data < self.start.data:
            raise ValidationError(_("De laatste dag ligt voor de eerste."))

    def validate_volume(self, field: StringField) -> None:
        """A whole number above zero, or an amount where the unit is the euro."""
        try:
            if not read_volume(field.data or "", self.unit):
                raise ValueError(_("Vul een getal boven nul in."))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def validate_amount(self, field: StringField) -> None:
        """An amount as people write it."""
        try:
            read_euros(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None

    @property
    def unit(self) -> str:
        """The unit of the chosen product."""
        return str(self.product.data or "").rpartition("|")[2]


class ReturnForm(PortalForm):
    """Why a declaration is sent back."""

    reason = TextAreaField(
        _l("Waarom stuurt u de declaratie terug?"),
        [
            InputRequired(EMPTY),
            Length(max=LONGEST_REASON, message=_l("Gebruik hooguit vijfhonderd tekens.")),
        ],
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """No citizen number in it: both sides keep it for years."""
        if looks_like_citizen_number(field.data or ""):
            raise ValidationError(_("Noem hier geen burgerservicenummer."))
