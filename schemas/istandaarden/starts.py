"""Reads a report of start (305) or stop (307) into the values its conditions work on."""

from __future__ import annotations

from declarations.starts import Care, CareEvent, CareMessage
from schemas.istandaarden.fields import Fields, day, optional_number
from schemas.xml import parse, peek


def read_care(data: bytes) -> CareMessage:
    """The message in ``data``, a WMO305, WMO307, JW305 or JW307 of release 3.2.

    Raises MessageRefused with findings of level 1 when it is anything else.
    """
    is_stop = (peek(data) or "").endswith(Care.STOP.number)
    care = Care.STOP if is_stop else Care.START
    document = parse(data, care.number)
    header, client = (Fields(element) for element in document.root)
    identification = header.inner("BerichtIdentificatie")
    born = client.inner("Geboortedatum")
    events = client.inner("StopProducten" if is_stop else "StartProducten")
    return CareMessage(
        law=document.law,
        care=care,
        provider=header.text("Afzender"),
        municipality=header.text("Ontvanger"),
        identification=identification.text("Identificatie"),
        dated=day(identification.text("Dagtekening")),
        bsn=client.text("Bsn"),
        born=day(born.text("Datum")),
        born_usage=born.find("DatumGebruik"),
        events=tuple(_event(event) for event in events),
    )


def _event(element: Fields) -> CareEvent:
    product = element.inner("Product")
    end, allocated_from = element.find("Einddatum"), element.find("ToewijzingIngangsdatum")
    return CareEvent(
        start=day(element.text("Begindatum")),
        end=None if end is None else day(end),
        reason=element.find("RedenBeeindiging"),
        allocation=optional_number(element.find("ToewijzingNummer")),
        category=product.find("Categorie"),
        code=product.find("Code"),
        allocated_from=None if allocated_from is None else day(allocated_from),
        status=element.text("StatusAanlevering"),
        source_line=element.line,
    )
