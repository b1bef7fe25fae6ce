"""The tables of a region file field by field: each says what it takes, unknown ones are refused.

Error messages are keys of `sentences`, with a value after a colon where the sentence needs one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from declarations.decided import Known
from declarations.model import Law
from schemas.region.values import MUNICIPAL_ROLES, PROVIDER_ROLES, REGION_ROLES

MAXIMUM_CENTS = 99_999_999
MAXIMUM_BUDGET = 999_999_999_999
WHOLE = 100
IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
UNITS = frozenset({"01", "04", "14", "16", "82", "83", "84"})
ROLES = (*PROVIDER_ROLES, *MUNICIPAL_ROLES, *REGION_ROLES)


class Value(fields.Field[Any]):
    """A value of exactly one TOML type (so true is no number) that passes one question."""

    def __init__(
        self, kind: type, problem: str, accepts: Callable[[Any], bool], **options: Any
    ) -> None:
        super().__init__(error_messages={"required": "missing", "null": problem}, **options)
        self.kind = kind
        self.problem = problem
        self.accepts = accepts

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if type(value) is not self.kind or not self.accepts(value):
            raise ValidationError(self.problem)
        return value


def text(problem: str, pattern: str, **options: Any) -> Value:
    """Text that matches a pattern as a whole, in ASCII digits and without control characters."""
    compiled = re.compile(pattern, re.ASCII)
    return Value(
        str, problem, lambda v: bool(compiled.fullmatch(v)) and _is_visible(v), **options
    )


def choice(problem: str, accepted: frozenset[str], **options: Any) -> Value:
    """One word of a list."""
    return Value(str, problem, accepted.__contains__, **options)


def whole(problem: str, least: int, most: int, **options: Any) -> Value:
    """A whole number within bounds that count too."""
    return Value(int, problem, lambda value: least <= value <= most, **options)


def day(**options: Any) -> Value:
    """A date without a time."""
    return Value(date, "day", lambda value: True, **options)


def agb(problem: str = "agb", **options: Any) -> Value:
    """An AGB code: eight digits."""
    return text(problem, r"[0-9]{8}", **options)


def cbs(**options: Any) -> Value:
    """A municipality code: four digits."""
    return text("cbs", r"[0-9]{4}", **options)


def identifier(**options: Any) -> Value:
    """The name by which other tables refer to this one."""
    return text("identifier", IDENTIFIER, **options)


def names(**options: Any) -> Value:
    """Names of other tables, each once."""
    return Value(list, "identifiers", _are_names, load_default=(), **options)


def last_days() -> Value:
    """The last days to which a contract may be extended, one after another."""
    return Value(list, "extensions", _are_days, load_default=())


def codes(**options: Any) -> Value:
    """CBS codes, each once, at least one."""
    return Value(list, "municipalities", _are_codes, **options)


def name() -> Value:
    """A name: not blank, at most 200 characters, no control characters."""
    return Value(str, "name", _is_name, required=True)


def _is_name(value: str) -> bool:
    return value.strip() != "" and len(value) <= 200 and _is_visible(value)


def _is_visible(value: str) -> bool:
    """Whether there is no control character but white space: databases and XML refuse them."""
    return re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", value) is None


def is_iban(value: str) -> bool:
    """Whether the check digits fit (ISO 13616, modulo 97); a Dutch number has 18 characters."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", value):
        return False
    if value.startswith("NL") and len(value) != 18:
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1


def _are_codes(values: list[Any]) -> bool:
    codes = all(type(v) is str and re.fullmatch(r"[0-9]{4}", v, re.ASCII) for v in values)
    return bool(values) and codes and len(set(values)) == len(values)


def _are_names(values: list[Any]) -> bool:
    right = all(type(each) is str and re.fullmatch(IDENTIFIER, each, re.ASCII) for each in values)
    return right and len(set(values)) == len(values)


def _are_known(values: list[Any]) -> bool:
    return all(each in set(Known) for each in values) and len(set(values)) == len(values)


def _are_days(values: list[Any]) -> bool:
    return all(type(each) is date for each in values) and values == sorted(set(values))


def _are_percentages(values: list[Any]) -> bool:
    return all(type(v) is int and v > 0 for v in values) and sum(values) == WHOLE


class Continues(Value):
    """A day up to which care goes on after a contract, or ``decision``: until decisions end."""

    WITHOUT_LIMIT = "decision"

    def __init__(self) -> None:
        super().__init__(date, "continuity", lambda value: True, load_default=None)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if value == self.WITHOUT_LIMIT:
            return date.max
        return super()._deserialize(value, attr, data, **kwargs)


class Table(Schema):
    """A table that names its fields when it meets one it does not know."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = {"unknown": "unknown:" + ", ".join(self.fields)}


class RegionTable(Table):
    """[region]"""

    name = name()
    slug = text("slug", r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*")


class MunicipalityTable(Table):
    """[[municipality]]"""

    code = cbs(required=True)
    name = name()
    iban = Value(str, "iban", is_iban)


class ProviderTable(Table):
    """[[provider]]"""

    agb = agb(required=True)
    kvk = text("kvk", r"[0-9]{8}", required=True)
    name = name()
    iban = Value(str, "iban", is_iban, required=True)


class ContractTable(Table):
    """[[contract]] without what stands below it"""

    id = text("contract-id", r"[A-Za-z0-9][A-Za-z0-9._\-]{0,63}", required=True)
    law = choice("law", frozenset(Law), required=True)
    funding = choice("funding", frozenset({"pxq", "outcome", "lumpsum"}), required=True)
    provider = agb("provider", required=True)
    municipalities = codes(required=True)
    start = day(required=True)
    end = day(required=True)
    answer = choice("answer", frozenset({"automatic", "after-review"}), load_default="automatic")
    park_days = whole("park-days", 0, 365, load_default=0)
    segment = identifier(load_default=None)
    lot = identifier(load_default=None)
    area = identifier(load_default=None)
    continuity = Continues()
    extensions = last_days()
    indexed = names()
    requires = Value(list, "requires", _are_known, load_default=())


class ProductTable(Table):
    """[[contract.product]]"""

    category = text("category", r"\S{1,2}", required=True)
    code = text("product-code", r"\S{1,5}", required=True)
    unit = choice("unit", UNITS, required=True)
    tariff = whole("tariff", 0, MAXIMUM_CENTS, load_default=None)
    start = day(load_default=None)
    milestones = Value(list, "milestones", _are_percentages, load_default=())
    list = identifier(load_default=None)
    percentage = whole("percentage", 1, 200, load_default=None)


class BudgetTable(Table):
    """[[contract.budget]]"""

    municipality = cbs(required=True)
    year = whole("year", 2015, 2100, required=True)
    amount = whole("amount", 0, MAXIMUM_BUDGET, required=True)
    bandwidth = whole("bandwidth", 0, 100, load_default=0)
    instalments = whole("instalments", 1, 53, load_default=12)


class AccountTable(Table):
    """[[account]]"""

    email = text("email", r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}", required=True)
    role = choice("role:" + ", ".join(ROLES), frozenset(ROLES), required=True)
    municipality = cbs(load_default=None)
    provider = agb("provider", load_default=None)
