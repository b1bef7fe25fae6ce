"""What a change does to a contract: what was agreed before, beside what would be agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.web.formatting import day, euros
from portal.web.labels import FUNDING, UNITS
from schemas.region import Contract

NAMES: dict[str, Any] = {
    "funding": _l("Bekostiging"),
    "provider": _l("Aanbieder"),
    "municipalities": _l("Gemeenten"),
    "start": _l("Eerste dag"),
    "end": _l("Laatste dag"),
    "segment": _l("Segment"),
    "lot": _l("Perceel"),
    "area": _l("Gebied"),
    "answer": _l("Antwoord op declaraties"),
    "park_days": _l("Dagen dat een regel op de gemeente mag wachten"),
    "extensions": _l("Te verlengen tot en met"),
    "continuity": _l("Zorg loopt door tot en met"),
    "members": _l("Samenwerkingsverband"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is agreed otherwise; an empty text where there was or is nothing."""

    name: str
    before: str
    after: str


def differences(old: Contract | None, new: Contract) -> list[Difference]:
    """All that differs, terms first, then tariffs, then budgets; all of it for a new contract."""
    found = [
        Difference(str(name), _words(old, field), _words(new, field))
        for field, name in NAMES.items()
    ]
    found += _rows(old, new, _tariffs)
    found += _rows(old, new, _budgets)
    return [each for each in found if each.before != each.after]


def _words(contract: Contract | None, field: str) -> str:
    if contract is None:
        return ""
    value = getattr(contract, field)
    if field == "funding":
        return str(FUNDING[value])
    if field == "answer":
        return str(_("direct na de toets") if value == "automatic" else _("na controle"))
    if field == "members":
        return ", ".join(f"{each.provider} {each.share / 100:g} %" for each in value)
    if isinstance(value, tuple):
        return ", ".join(_one(each) for each in value)
    return _one(value)


def _one(value: Any) -> str:
    if value is None:
        return ""
    if value == date.max:
        return str(_("het einde van de beschikking"))
    return day(value) if isinstance(value, date) else str(value)


def _rows(
    old: Contract | None, new: Contract, written: Callable[[Contract], dict[str, str]]
) -> Iterator[Difference]:
    before, after = written(old) if old else {}, written(new)
    for name in dict.fromkeys((*before, *after)):
        yield Difference(name, before.get(name, ""), after.get(name, ""))


def _tariffs(contract: Contract) -> dict[str, str]:
    return {
        _("%(product)s per %(unit)s vanaf %(day)s", product=p.code, unit=UNITS[p.unit],
          day=day(p.start)): _priced(p)
        for p in contract.products
    }  # fmt: skip


def _priced(product: Any) -> str:
    price = str(_("naar bedrag")) if product.tariff is None else euros(product.tariff)
    if product.milestones:
        price += " · " + " + ".join(f"{part} %" for part in product.milestones)
    if product.list:
        price += f" · {product.percentage or 100} % {product.list}"
    return price


def _budgets(contract: Contract) -> dict[str, str]:
    return {
        _("Budget %(municipality)s, %(year)s", municipality=b.municipality, year=b.year): (
            f"{euros(b.amount)} ± {b.bandwidth} % · {b.instalments} ×"
        )
        for b in contract.budgets
    }
