"""Reads an allocation message (301) into the values that its conditions and judging work on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from declarations.allocations import AllocatedProduct, AllocationMessage, Contact, Relation
from schemas.xml import Element, parse, source_line

_SPACE = " \t\r\n"
_END_OF_DAY = "24:"
_LONGEST_PLAIN_NUMBER = 20


def read_allocations(data: bytes) -> AllocationMessage:
    """The message in ``data``, a WMO301 or JW301 of release 3.2.

    Raises MessageRefused with findings of level 1 when it is anything else.
    """
    document = parse(data, "301")
    header, client = (_Class(element) for element in document.root)
    identification = header.inner("BerichtIdentificatie")
    born = client.inner("Geboortedatum")
    return AllocationMessage(
        law=document.law,
        municipality=header.text("Afzender"),
        provider=header.text("Ontvanger"),
        identification=identification.text("Identificatie"),
        dated=_day(identification.text("Dagtekening")),
        bsn=client.text("Bsn"),
        born=_day(born.text("Datum")),
        born_usage=born.find("DatumGebruik"),
        contacts=tuple(_contact(c) for c in client.inner("Contactgegevens")),
        relations=tuple(_relation(r) for r in client.inner("Relaties")),
        products=tuple(_product(p) for p in client.inner("ToegewezenProducten")),
    )


class _Class:
    """A message class: its fields by name, whichever of the two namespaces they are in.

    A class that is absent has no fields.
    """

    def __init__(self, element: Element | None) -> None:
        self._fields: dict[str, Element] = {}
        self._children: list[Element] = [] if element is None else list(element)
        for child in self._children:
            self._fields.setdefault(str(child.tag).rpartition("}")[2], child)
        self.line = 0 if element is None else source_line(element)

    def __iter__(self) -> Iterator[_Class]:
        return (_Class(child) for child in self._children)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def inner(self, name: str) -> _Class:
        """The class below this one."""
        return _Class(self._fields.get(name))

    def find(self, name: str) -> str | None:
        """The text of a field exactly as it stands in the file, None where it is absent."""
        field = self._fields.get(name)
        return None if field is None else field.text or ""

    def text(self, name: str) -> str:
        """The text of a field that the schema requires."""
        return self.find(name) or ""


def _contact(contact: _Class) -> Contact:
    address = contact.inner("Adres")
    return Contact(
        kind=contact.text("Soort"),
        has_address="Adres" in contact,
        has_house_and_postcode="Huis" in address and "Postcode" in address,
        has_telephone="Telefoon" in contact,
        source_line=contact.line,
    )


def _relation(relation: _Class) -> Relation:
    contact = _contact(relation.inner("Contact"))
    return Relation(relation.text("Nummer"), contact, relation.line)


def _product(element: _Class) -> AllocatedProduct:
    product, size = element.inner("Product"), element.inner("Omvang")
    end = element.find("Einddatum")
    return AllocatedProduct(
        number=_number(element.text("ToewijzingNummer")),
        assigned_at=_moment(element.text("Toewijzingsdatum"), element.text("Toewijzingstijd")),
        start=_day(element.text("Ingangsdatum")),
        end=None if end is None else _day(end),
        category=product.find("Categorie"),
        code=product.find("Code"),
        volume=_optional_number(size.find("Volume")),
        unit=size.find("Eenheid"),
        frequency=size.find("Frequentie"),
        budget=_optional_number(element.find("Budget")),
        reason=element.find("RedenWijziging"),
        provider_reference=element.find("ReferentieAanbieder"),
        source_line=element.line,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text.strip(_SPACE))


def _moment(day: str, clock: str) -> datetime:
    """Dutch local time; midnight written as 24:00 is the last moment of its day.

    Fractions of a second beyond a millionth are cut off, and a zone west of Greenwich, which the
    schema lets through by accident, says nothing about Dutch time.
    """
    plain = clock.strip(_SPACE)
    if plain.startswith(_END_OF_DAY):
        return datetime.combine(_day(day), time.max)
    seconds, _, fraction = plain.partition(".")
    fraction = fraction.partition("-")[0]
    microsecond = int(fraction[:6].ljust(6, "0"))
    at = time.fromisoformat(seconds).replace(microsecond=microsecond, tzinfo=None)
    return datetime.combine(_day(day), at)


def _number(text: str) -> int:
    """A whole number as the schema lets it through; Python refuses to read thousands of zeros."""
    plain = text.strip(_SPACE)
    return int(plain if len(plain) < _LONGEST_PLAIN_NUMBER else plain.lstrip("+-0") or "0")


def _optional_number(text: str | None) -> int | None:
    return None if text is None else _number(text)
