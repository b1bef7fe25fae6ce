"""The form of a contract: its terms, and rows of products and budgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from declarations.model import EUROS, Law
from portal.contracts.amounts import read_cents, written
from portal.web.forms import PortalForm
from portal.web.labels import FUNDING, LAWS, UNITS
from schemas.region import Budget, Contract, Product, Provider

EMPTY = _l("Vul dit veld in.")
WHOLE = _l("Vul een heel getal in.")
NEW_PROVIDER = "new"
BLANK_ROWS = 3


class ProductRow(Form):
    """A product with its tariff; a row without a code is no row."""

    category = StringField(_l("Categorie"))
    code = StringField(_l("Product"))
    unit = SelectField(_l("Eenheid"), validate_choice=False)
    tariff = StringField(_l("Tarief in euro"))
    start = DateField(_l("Geldt vanaf"), [Optional()])
    list = StringField(_l("Tarievenlijst"))
    percentage = IntegerField(_l("Percentage"), [Optional()])
    milestones = StringField(_l("Mijlpalen"))

    def validate_tariff(self, field: StringField) -> None:
        """An amount as people write it."""
        if (field.data or "").strip():
            _cents(field)

    def validate_milestones(self, field: StringField) -> None:
        """Whole numbers with a plus between them, such as 70 + 30."""
        try:
            _percentages(field.data)
        except ValueError:
            raise ValidationError(_("Schrijf percentages als 70 + 30.")) from None

    @property
    def filled(self) -> bool:
        """Whether anything is typed that makes it a product."""
        return bool((self.code.data or "").strip() or (self.category.data or "").strip())


class BudgetRow(Form):
    """The budget of a municipality for a year; a row without an amount is no row."""

    municipality = SelectField(_l("Gemeente"), validate_choice=False)
    year = IntegerField(_l("Jaar"), [Optional()])
    amount = StringField(_l("Budget in euro"))
    bandwidth = IntegerField(_l("Bandbreedte (procent)"), [Optional()], default=0)
    instalments = IntegerField(_l("Termijnen"), [Optional()], default=12)

    def validate_amount(self, field: StringField) -> None:
        """An amount as people write it, with its year."""
        if not (field.data or "").strip():
            return
        _cents(field)
        if self.year.data is None:
            raise ValidationError(_("Vul ook het jaar in."))

    @property
    def filled(self) -> bool:
        """Whether an amount is typed."""
        return bool((self.amount.data or "").strip())


class ContractForm(PortalForm):
    """A contract as its manager reads it."""

    slug = StringField(_l("Naam van het contract"), [InputRequired(EMPTY), Length(max=64)])
    law = SelectField(_l("Wet"))
    funding = SelectField(_l("Bekostiging"))
    provider = SelectField(_l("Aanbieder"))
    new_agb = StringField(_l("AGB-code"))
    new_kvk = StringField(_l("KvK-nummer"))
    new_name = StringField(_l("Naam"))
    new_iban = StringField(_l("Rekeningnummer (IBAN)"))
    municipalities = SelectMultipleField(_l("Gemeenten"), option_widget=CheckboxInput())
    start = DateField(_l("Eerste dag"), [InputRequired(EMPTY)])
    end = DateField(_l("Laatste dag"), [InputRequired(EMPTY)])
    segment = SelectField(_l("Segment"))
    lot = SelectField(_l("Perceel"))
    area = SelectField(_l("Gebied"))
    answer = SelectField(_l("Antwoord op declaraties"))
    park_days = IntegerField(
        _l("Dagen dat een regel op de gemeente mag wachten"),
        [InputRequired(WHOLE), NumberRange(0, 365)], default=0,
    )  # fmt: skip
    extensions = StringField(_l("Te verlengen tot en met"))
    continuity = StringField(_l("Zorg loopt door tot en met"))
    products = FieldList(FormField(ProductRow))
    budgets = FieldList(FormField(BudgetRow))
    reason = TextAreaField(
        _l("Waarom wijzigt dit?"),
        [InputRequired(EMPTY), Length(max=500, message=_l("Gebruik hooguit 500 tekens."))],
    )

    def validate_extensions(self, field: StringField) -> None:
        """Days with a comma between them."""
        self.options = _read(field, _days)

    def validate_continuity(self, field: StringField) -> None:
        """A day, or the word for: until the decision ends."""
        self.goes_on = _read(field, _continuity)

    def contract(self, old: Contract | None, offered: Offered) -> Contract:
        """What the form says, on top of what it does not show of the contract as it was."""
        start = self.start.data or date.min
        provider = self.new_agb.data if self.provider.data == NEW_PROVIDER else self.provider.data
        chosen = {
            "id": (self.slug.data or "").strip(), "law": Law(self.law.data),
            "funding": self.funding.data, "provider": (provider or "").strip(),
            "municipalities": tuple(sorted({*self.municipalities.data, *offered.kept})),
            "start": start, "end": self.end.data, "answer": self.answer.data,
            "park_days": self.park_days.data, "segment": self.segment.data or None,
            "lot": self.lot.data or None, "area": self.area.data or None,
            "extensions": self.options, "continuity": self.goes_on,
            "products": tuple(_product(row.form, start) for row in self.products if row.filled),
            "budgets": (*offered.budgets_kept, *(
                _budget(row.form) for row in self.budgets if row.filled
            )),
        }  # fmt: skip
        return Contract(**chosen) if old is None else replace(old, **chosen)

    def new_provider(self) -> Provider | None:
        """The provider that is typed in; None where one is chosen."""
        if self.provider.data != NEW_PROVIDER:
            return None
        typed = (self.new_agb, self.new_kvk, self.new_name, self.new_iban)
        return Provider(*(" ".join((field.data or "").split()) for field in typed))

    def shape(self, offered: Offered) -> None:
        """Fill the lists to choose from."""
        self.law.choices = [(law.value, LAWS[law]) for law in Law]
        self.funding.choices = list(FUNDING.items())
        new = (NEW_PROVIDER, _("een nieuwe aanbieder (hieronder invullen)"))
        self.provider.choices = [*offered.providers, new]
        self.municipalities.choices = list(offered.municipalities)
        for field, named in ((self.segment, offered.segments), (self.lot, offered.lots),
                             (self.area, offered.areas)):  # fmt: skip
            field.choices = [("", _("geen")), *named]
        self.answer.choices = [
            ("automatic", _("direct na de toets")), ("after-review", _("na controle")),
        ]  # fmt: skip
        for product in self.products:
            product.unit.choices = list(UNITS.items())
        for budget in self.budgets:
            budget.municipality.choices = list(offered.municipalities)

    def fill(self, contract: Contract, offered: Offered) -> None:
        """Show a contract as it is now."""
        for name in ("law", "funding", "provider", "start", "end", "answer", "park_days"):
            getattr(self, name).data = getattr(contract, name)
        self.slug.data = contract.id
        self.segment.data, self.lot.data = contract.segment or "", contract.lot or ""
        self.area.data = contract.area or ""
        codes = {code for code, _name in offered.municipalities}
        self.municipalities.data = [c for c in contract.municipalities if c in codes]
        self.extensions.data = ", ".join(day.isoformat() for day in contract.extensions)
        self.continuity.data = _as_typed(contract.continuity)
        for product in _asked(contract.products):
            self.products.append_entry(_product_row(product))
        for budget in contract.budgets:
            if budget.municipality in codes:
                self.budgets.append_entry(_budget_row(budget))

    def add_rows(self) -> None:
        """A few empty rows more."""
        for rows in (self.products, self.budgets):
            for _number in range(BLANK_ROWS):
                rows.append_entry()


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be chosen: pairs of a value and its words.

    ``kept`` are municipalities and ``budgets_kept`` budgets that are not this reader's to change.
    """

    providers: Sequence[tuple[str, str]]
    municipalities: Sequence[tuple[str, str]]
    segments: Sequence[tuple[str, str]]
    lots: Sequence[tuple[str, str]]
    areas: Sequence[tuple[str, str]]
    kept: tuple[str, ...] = ()
    budgets_kept: tuple[Budget, ...] = ()


def _asked(products: Iterable[Product]) -> list[Product]:
    """Products as they were asked for: what a list or an index made of them is left out."""
    found: dict[tuple[str, str, str, str], Product] = {}
    for each in products:
        key = (each.category, each.code, each.unit, "" if each.list else str(each.start))
        if each.index is None and key not in found:
            found[key] = each
    return list(found.values())


def _product_row(product: Product) -> dict[str, Any]:
    own = product.tariff if product.list is None else None
    return {
        "category": product.category, "code": product.code, "unit": product.unit,
        "tariff": "" if own is None else written(own), "start": product.start,
        "list": product.list or "", "percentage": product.percentage,
        "milestones": " + ".join(map(str, product.milestones)),
    }  # fmt: skip


def _budget_row(budget: Budget) -> dict[str, Any]:
    return {
        "municipality": budget.municipality, "year": budget.year,
        "amount": written(budget.amount), "bandwidth": budget.bandwidth,
        "instalments": budget.instalments,
    }  # fmt: skip


def _product(row: Any, start: date) -> Product:
    typed = (row.tariff.data or "").strip()
    return Product(
        (row.category.data or "").strip(), (row.code.data or "").strip(), row.unit.data,
        read_cents(typed) if typed and row.unit.data != EUROS else None, row.start.data or start,
        _percentages(row.milestones.data), (row.list.data or "").strip() or None,
        row.percentage.data,
    )  # fmt: skip


def _budget(row: Any) -> Budget:
    amount = read_cents(row.amount.data)
    bandwidth, instalments = row.bandwidth.data or 0, row.instalments.data or 12
    return Budget(row.municipality.data, row.year.data, amount, bandwidth, instalments)


def _cents(field: StringField) -> None:
    try:
        read_cents(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from None


def _percentages(typed: str | None) -> tuple[int, ...]:
    parts = (typed or "").replace("%", "").split("+")
    return tuple(int(part) for part in parts if part.strip())


def _days(typed: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(part.strip()) for part in typed.split(",") if part.strip())


def _continuity(typed: str) -> date | None:
    plain = typed.strip().lower()
    if plain in ("beschikking", "decision"):
        return date.max
    return date.fromisoformat(plain) if plain else None


def _as_typed(continuity: date | None) -> str:
    if continuity is None:
        return ""
    return str(_("beschikking")) if continuity == date.max else continuity.isoformat()


def _read(field: StringField, reading: Any) -> Any:
    try:
        return reading(field.data or "")
    except ValueError:
        raise ValidationError(_("Schrijf een dag als 2027-12-31.")) from None
