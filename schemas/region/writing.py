"""Writing a region as the file it could have been read from; accounts are not written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from declarations.ceilings import Sort
from schemas.region.ceilings import RegionCeiling
from schemas.region.purchasing import Index, Lot, Segment, Structure, TariffList, Track
from schemas.region.shape import Continues
from schemas.region.values import Contract, Municipality, Product, Provider, Region

Fields = Mapping[str, Any]
ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_region(region: Region) -> str:
    """The whole region as TOML; reading it gives the same region without its accounts."""
    parts = [_table("[region]", {"name": region.name, "slug": region.slug})]
    parts += [_table("[[municipality]]", _municipality(each)) for each in region.municipalities]
    parts += _structure(region.structure)
    parts += [write_provider(each) for each in region.providers]
    parts += [write_contract(each) for each in region.contracts]
    parts += [_table("[[ceiling]]", _ceiling(each)) for each in region.ceilings]
    return "\n".join(parts)


def write_provider(provider: Provider) -> str:
    """One provider as a table of the file."""
    fields = {"agb": provider.agb, "kvk": provider.kvk, "name": provider.name}
    return _table("[[provider]]", {**fields, "iban": provider.iban})


def write_contract(contract: Contract) -> str:
    """One contract as a table of the file, with what was worked out left out again."""
    below = {
        "member": [{"provider": m.provider, "share": m.share} for m in contract.members],
        "product": _products(contract),
        "budget": [
            {
                "municipality": b.municipality, "year": b.year, "amount": b.amount,
                "bandwidth": b.bandwidth, "instalments": b.instalments,
            }
            for b in contract.budgets
        ],
    }  # fmt: skip
    return _table("[[contract]]", {**_contract(contract), **below})


def _contract(contract: Contract) -> Fields:
    fields = {
        "id": contract.id, "law": str(contract.law), "funding": contract.funding,
        "provider": contract.provider, "municipalities": list(contract.municipalities),
        "start": contract.start, "end": contract.end,
    }  # fmt: skip
    without_limit = contract.continuity == date.max
    optional = {
        "answer": contract.answer if contract.answer != "automatic" else None,
        "park_days": contract.park_days or None, "segment": contract.segment,
        "lot": contract.lot, "area": contract.area,
        "continuity": Continues.WITHOUT_LIMIT if without_limit else contract.continuity,
        "extensions": list(contract.extensions), "indexed": list(contract.indexed),
        "requires": list(contract.requires),
    }  # fmt: skip
    return {**fields, **optional}


def _products(contract: Contract) -> list[Fields]:
    """Products as they were asked for: of those from a list the first, of those indexed none."""
    written: list[Fields] = []
    from_list: set[tuple[str, str, str]] = set()
    for product in contract.products:
        key = (product.category, product.code, product.unit)
        if product.index or (product.list and key in from_list):
            continue
        if product.list:
            from_list.add(key)
        written.append(_product(product, contract.start))
    return written


def _product(product: Product, contract_start: date) -> Fields:
    return {
        "category": product.category, "code": product.code, "unit": product.unit,
        "tariff": None if product.list else product.tariff, "list": product.list,
        "percentage": product.percentage, "milestones": list(product.milestones),
        "start": None if product.start == contract_start else product.start,
    }  # fmt: skip


def _municipality(municipality: Municipality) -> Fields:
    return {"code": municipality.code, "name": municipality.name, "iban": municipality.iban}


def _structure(structure: Structure) -> Iterator[str]:
    yield from (_table("[[track]]", _track(each)) for each in structure.tracks)
    yield from (_table("[[segment]]", _segment(each)) for each in structure.segments)
    yield from (_table("[[lot]]", _lot(each)) for each in structure.lots)
    for area in structure.areas:
        fields = {"id": area.id, "name": area.name, "municipality": area.municipality}
        yield _table("[[area]]", fields)
    yield from (_table("[[indexation]]", _index(each)) for each in structure.indexes)
    yield from (_table("[[tariff_list]]", _list(each)) for each in structure.tariff_lists)


def _track(track: Track) -> Fields:
    buyers = [{"municipality": p.municipality, "start": p.start} for p in track.participants]
    named = {"id": track.id, "name": track.name, "law": str(track.law)}
    return {**named, "participant": buyers}


def _segment(segment: Segment) -> Fields:
    return {
        "id": segment.id, "track": segment.track, "name": segment.name,
        "target_group": segment.target_group or None, "goals": list(segment.goals),
    }  # fmt: skip


def _lot(lot: Lot) -> Fields:
    named = {"id": lot.id, "track": lot.track, "name": lot.name}
    return {**named, "municipalities": list(lot.municipalities)}


def _index(index: Index) -> Fields:
    return {
        "id": index.id, "start": index.start, "status": index.status, "wages": index.wages,
        "wages_rate": index.wages_rate, "material_rate": index.material_rate,
        "replaces": index.replaces,
    }  # fmt: skip


def _list(listed: TariffList) -> Fields:
    return {
        "id": listed.id, "name": listed.name, "law": str(listed.law),
        "binding": listed.binding or None, "indexed": list(listed.indexed),
        "product": [
            {
                "category": p.category, "code": p.code, "unit": p.unit, "tariff": p.tariff,
                "start": p.start,
            }
            for p in listed.products
        ],
    }  # fmt: skip


def _ceiling(ceiling: RegionCeiling) -> Fields:
    measure = "clients" if ceiling.sort == Sort.CLIENTS else "volume" if ceiling.unit else "amount"
    return {
        "id": ceiling.id, "name": ceiling.name, "law": str(ceiling.law),
        "sort": str(ceiling.sort), "start": ceiling.start, "end": ceiling.end,
        "contracts": list(ceiling.contracts), "municipality": ceiling.municipality,
        measure: ceiling.basis, "unit": ceiling.unit, "reduction": ceiling.reduction or None,
        "signal": ceiling.signal, "products": list(ceiling.products),
        "always_paid": list(ceiling.always_paid),
        "specific_paid": None if ceiling.specific_paid else False,
        "share": [
            {"municipality": each.municipality, "amount": each.amount} for each in ceiling.shares
        ],
    }  # fmt: skip


def _table(head: str, fields: Fields) -> str:
    """A table with its fields, a line each; what is empty is left out."""
    filled = [(name, value) for name, value in fields.items() if value not in (None, [], ())]
    return "\n".join([head, *(f"{name} = {_value(value)}" for name, value in filled), ""])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[\n" + "".join(f"  {_inline(each)},\n" for each in value) + "]"
    if isinstance(value, list):
        return f"[{_joined(value)}]"
    return f'"{_text(value)}"'


def _inline(fields: Fields) -> str:
    filled = ((name, value) for name, value in fields.items() if value not in (None, []))
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in filled) + " }"


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(_value(each) for each in values)


def _text(value: str) -> str:
    plain = "".join(ESCAPED.get(sign, sign) for sign in value)
    return re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", plain
    )
