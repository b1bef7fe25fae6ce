"""The form for settling a budget: by volume, or on the amount that was established."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.approvals.forms import EMPTY
from portal.declaring.special import looks_like_citizen_number
from portal.lumpsum.forms import read_amount
from portal.lumpsum.settling import Facts
from portal.web.forms import PortalForm

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class SettleForm(PortalForm):
    """On what a budget is settled, and why."""

    basis = SelectField(_l("Waarop rekent u af?"))
    agreed = StringField(_l("Afgesproken volume"))
    realised = StringField(_l("Gerealiseerd volume"))
    final = StringField(_l("Vastgesteld bedrag (€)"))
    note = StringField(
        _l("Toelichting"),
        [InputRequired(EMPTY), Length(max=500, message=_l("Hooguit 500 tekens."))],
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.basis.choices = [
            ("volume", str(_("volume buiten de bandbreedte"))),
            ("final", str(_("vastgesteld bedrag, zoals bij een subsidie"))),
        ]

    def validate_agreed(self, field: Any) -> None:
        """A volume above nothing, where that is settled on."""
        if self.basis.data == "volume" and not _number(field.data):
            raise ValidationError(_("Vul een heel getal boven nul in."))

    def validate_realised(self, field: Any) -> None:
        """A volume, where that is settled on."""
        if self.basis.data == "volume" and _number(field.data) is None:
            raise ValidationError(_("Vul een heel getal in."))

    def validate_final(self, field: Any) -> None:
        """An amount, where that is settled on; nothing at all is an amount too."""
        if self.basis.data == "final":
            try:
                _cents(field.data or "")
            except ValueError as error:
                raise ValidationError(str(error)) from None

    def validate_note(self, field: Any) -> None:
        """Words, and no citizen number among them."""
        if looks_like_citizen_number(field.data):
            raise ValidationError(_("Zet hier geen burgerservicenummer in."))

    def facts(self) -> Facts:
        """What was filled in, once it is valid."""
        if self.basis.data == "final":
            return Facts(final_cents=_cents(self.final.data or ""))
        return Facts(_number(self.agreed.data), _number(self.realised.data))


class VolumeForm(PortalForm):
    """A month with its clients and occupied places."""

    month = StringField(_l("Maand"), [InputRequired(EMPTY)])
    clients = StringField(_l("Cliënten"), [InputRequired(EMPTY)])
    places = StringField(_l("Bezette plaatsen"), [InputRequired(EMPTY)])

    def validate_month(self, field: Any) -> None:
        """A month as a browser writes it."""
        if not _MONTH.fullmatch(field.data.strip()):
            raise ValidationError(_("Vul een maand in, zoals 2026-05."))

    def validate_clients(self, field: Any) -> None:
        """A whole number."""
        if _number(field.data) is None:
            raise ValidationError(_("Vul een heel getal in."))

    def validate_places(self, field: Any) -> None:
        """A whole number."""
        if _number(field.data) is None:
            raise ValidationError(_("Vul een heel getal in."))

    def told(self) -> tuple[date, int, int]:
        """What was filled in, once it is valid: the first day of the month, and both counts."""
        month = date.fromisoformat(f"{self.month.data.strip()}-01")
        return month, _number(self.clients.data) or 0, _number(self.places.data) or 0


def _number(text: str | None) -> int | None:
    written = (text or "").strip()
    return int(written) if _WHOLE.fullmatch(written) else None


def _cents(text: str) -> int:
    return 0 if text.strip() in ("0", "0,00") else read_amount(text)
