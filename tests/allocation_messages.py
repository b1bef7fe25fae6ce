"""Allocation messages (301) for tests: right by default, as values and as XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape
from zlib import crc32

from declarations.allocations import AllocatedProduct, AllocationMessage, Contact
from declarations.model import Law

BSN, OTHER_BSN = "999900006", "999900018"
ROOT = "http://www.istandaarden.nl"
CODES = {Law.WMO: ("414", "iwmo"), Law.YOUTH: ("436", "ijw")}


def an_allocation(number: int = 20072, **changes: Any) -> AllocatedProduct:
    """Ten hours a month of 01A03 in 2023, assigned on New Year's Day; changed where needed.

    ``assigned_at`` may be given as text.
    """
    if isinstance(changes.get("assigned_at"), str):
        changes["assigned_at"] = datetime.fromisoformat(changes["assigned_at"])
    usual = AllocatedProduct(
        number=number,
        assigned_at=datetime.fromisoformat("2023-01-01T12:34:56"),
        start=date(2023, 1, 1),
        end=date(2023, 12, 31),
        category="01",
        code="01A03",
        volume=10,
        unit="04",
        frequency="4",
    )
    return replace(usual, **changes)


def an_allocation_message(*products: AllocatedProduct, **changes: Any) -> AllocationMessage:
    """One allocation by municipality 0384 to provider 65656055, unless given otherwise.

    The same content has the same identification, any other content another. Without a date it is
    of the day on which its last product was assigned.
    """
    products = products or (an_allocation(),)
    usual = AllocationMessage(
        law=Law.WMO,
        municipality="0384",
        provider="65656055",
        identification="",
        dated=max(product.assigned_at.date() for product in products),
        bsn=BSN,
        born=date(1967, 8, 13),
        born_usage=None,
        contacts=(Contact("01", True, True, False),),
        relations=(),
        products=products,
    )
    message = replace(usual, **changes)
    return message if message.identification else replace(message, identification=_name(message))


def _name(message: AllocationMessage) -> str:
    return f"{crc32(repr(message).encode()):08x}"


def allocation_xml(message: AllocationMessage) -> bytes:
    """The message as a municipality sends it; names and addresses are made up."""
    _, short = CODES[message.law]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<m:Bericht xmlns:m="{ROOT}/{short}/3_2/{message.kind}/schema"'
        f' xmlns:b="{ROOT}/{short}/3_2/basisschema/schema">',
        *_header(message),
        *_client(message),
        "</m:Bericht>",
    ]
    return "\r\n".join(lines).encode()


def _header(message: AllocationMessage) -> Iterator[str]:
    yield "<m:Header>"
    yield _m("BerichtCode", CODES[message.law][0])
    yield _m("BerichtVersie", 3) + _m("BerichtSubversie", 2)
    yield _m("Afzender", message.municipality)
    yield _m("Ontvanger", message.provider)
    identification = _b("Identificatie", message.identification) + _b("Dagtekening", message.dated)
    yield f"<m:BerichtIdentificatie>{identification}</m:BerichtIdentificatie>"
    versions = _b("BasisschemaXsdVersie", "1.0.0") + _b("BerichtXsdVersie", "1.0.0")
    yield f"<m:XsdVersie>{versions}</m:XsdVersie>"
    yield "</m:Header>"


def _client(message: AllocationMessage) -> Iterator[str]:
    yield "<m:Client>"
    yield _m("Bsn", message.bsn)
    born = _b("Datum", message.born) + _b("DatumGebruik", message.born_usage)
    yield f"<m:Geboortedatum>{born}</m:Geboortedatum>" + _m("Geslacht", 0)
    yield (
        "<m:Naam><b:Geslachtsnaam><b:Achternaam>Voorbeeld</b:Achternaam></b:Geslachtsnaam>"
        "<b:NaamGebruik>1</b:NaamGebruik></m:Naam>"
    )
    yield "<m:Contactgegevens>"
    yield from (_contact(contact) for contact in message.contacts)
    yield "</m:Contactgegevens>"
    yield "<m:ToegewezenProducten>"
    for product in message.products:
        yield from _product(product)
    yield "</m:ToegewezenProducten>"
    yield "</m:Client>"


def _contact(contact: Contact) -> str:
    house = "<b:Huis><b:Huisnummer>1</b:Huisnummer></b:Huis><b:Postcode>9999XX</b:Postcode>"
    address = f"<m:Adres>{house if contact.has_house_and_postcode else ''}</m:Adres>"
    return f"<m:Contact>{_m('Soort', contact.kind)}{address}</m:Contact>"


def _product(product: AllocatedProduct) -> Iterator[str]:
    yield "<m:ToegewezenProduct>"
    yield _m("ToewijzingNummer", product.number)
    yield _m("ReferentieAanbieder", product.provider_reference)
    if product.category is not None:
        inner = _b("Categorie", product.category) + _b("Code", product.code)
        yield f"<m:Product>{inner}</m:Product>"
    yield _m("Toewijzingsdatum", product.assigned_at.date())
    yield _m("Toewijzingstijd", product.assigned_at.time())
    yield _m("Ingangsdatum", product.start) + _m("Einddatum", product.end)
    yield _m("RedenWijziging", product.reason)
    if product.unit is not None:
        size = _b("Volume", product.volume) + _b("Eenheid", product.unit)
        yield f"<m:Omvang>{size}{_b('Frequentie', product.frequency)}</m:Omvang>"
    yield _m("Budget", product.budget)
    yield "</m:ToegewezenProduct>"


def _m(name: str, value: object) -> str:
    return _leaf("m", name, value)


def _b(name: str, value: object) -> str:
    return _leaf("b", name, value)


def _leaf(prefix: str, name: str, value: object) -> str:
    return "" if value is None else f"<{prefix}:{name}>{escape(str(value))}</{prefix}:{name}>"
