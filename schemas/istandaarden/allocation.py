"""Reads an allocation message (301) into the values that its conditions and judging work on."""

from __future__ import annotations

from datetime import datetime, time

from declarations.allocations import AllocatedProduct, AllocationMessage, Contact, Relation
from schemas.istandaarden.fields import SPACE, Fields, day, number, optional_number
from schemas.xml import parse

_END_OF_DAY = "24:"


def read_allocations(data: bytes) -> AllocationMessage:
    """The message in ``data``, a WMO301 or JW301 of release 3.2.

    Raises MessageRefused with findings of level 1 when it is anything else.
    """
    document = parse(data, "301")
    header, client = (Fields(element) for element in document.root)
    identification = header.inner("BerichtIdentificatie")
    born = client.inner("Geboortedatum")
    return AllocationMessage(
        law=document.law,
        municipality=header.text("Afzender"),
        provider=header.text("Ontvanger"),
        identification=identification.text("Identificatie"),
        dated=day(identification.text("Dagtekening")),
        bsn=client.text("Bsn"),
        born=day(born.text("Datum")),
        born_usage=born.find("DatumGebruik"),
        contacts=tuple(_contact(c) for c in client.inner("Contactgegevens")),
        relations=tuple(_relation(r) for r in client.inner("Relaties")),
        products=tuple(_product(p) for p in client.inner("ToegewezenProducten")),
    )


def _contact(contact: Fields) -> Contact:
    address = contact.inner("Adres")
    return Contact(
        kind=contact.text("Soort"),
        has_address="Adres" in contact,
        has_house_and_postcode="Huis" in address and "Postcode" in address,
        has_telephone="Telefoon" in contact,
        source_line=contact.line,
    )


def _relation(relation: Fields) -> Relation:
    contact = _contact(relation.inner("Contact"))
    return Relation(relation.text("Nummer"), contact, relation.line)


def _product(element: Fields) -> AllocatedProduct:
    product, size = element.inner("Product"), element.inner("Omvang")
    end = element.find("Einddatum")
    return AllocatedProduct(
        number=number(element.text("ToewijzingNummer")),
        assigned_at=_moment(element.text("Toewijzingsdatum"), element.text("Toewijzingstijd")),
        start=day(element.text("Ingangsdatum")),
        end=None if end is None else day(end),
        category=product.find("Categorie"),
        code=product.find("Code"),
        volume=optional_number(size.find("Volume")),
        unit=size.find("Eenheid"),
        frequency=size.find("Frequentie"),
        budget=optional_number(element.find("Budget")),
        reason=element.find("RedenWijziging"),
        provider_reference=element.find("ReferentieAanbieder"),
        source_line=element.line,
    )


def _moment(on: str, clock: str) -> datetime:
    """Dutch local time; midnight written as 24:00 is the last moment of its day.

    Fractions of a second beyond a millionth are cut off, and a zone west of Greenwich, which the
    schema lets through by accident, says nothing about Dutch time.
    """
    plain = clock.strip(SPACE)
    if plain.startswith(_END_OF_DAY):
        return datetime.combine(day(on), time.max)
    seconds, _, fraction = plain.partition(".")
    fraction = fraction.partition("-")[0]
    microsecond = int(fraction[:6].ljust(6, "0"))
    at = time.fromisoformat(seconds).replace(microsecond=microsecond, tzinfo=None)
    return datetime.combine(day(on), at)
