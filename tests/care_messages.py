"""Reports of start and stop (305, 307) for tests: right by default, as values and as XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from declarations.model import Law
from declarations.starts import Care, CareEvent, CareMessage

BSN = "999900006"
ROOT = "http://www.istandaarden.nl"
SHORT = {Law.WMO: "iwmo", Law.YOUTH: "ijw"}
CODES = {
    "wmo305": "418", "jw305": "438", "wmo307": "420", "jw307": "440",
}  # fmt: skip
PERIOD = (date(2023, 1, 9), date(2023, 3, 31))


def a_start(allocation: int | None = 20072, **changes: Any) -> CareEvent:
    """Care on allocation 20072 (01A03) that starts on 9 January 2023; changed where needed."""
    usual = CareEvent(PERIOD[0], None, None, allocation, "01", "01A03", date(2023, 1, 1))
    return replace(usual, **changes)


def a_stop(allocation: int | None = 20072, **changes: Any) -> CareEvent:
    """The same care, stopped for good on 31 March 2023."""
    return replace(a_start(allocation), **{"end": PERIOD[1], "reason": "39", **changes})


def a_care_message(*events: CareEvent, **changes: Any) -> CareMessage:
    """Provider 65656055 reports to municipality 0384 on 10 May 2023; a stop if its events end."""
    events = events or (a_start(),)
    usual = CareMessage(
        law=Law.WMO,
        care=Care.START if events[0].end is None else Care.STOP,
        provider="65656055",
        municipality="0384",
        identification="1",
        dated=date(2023, 5, 10),
        bsn=BSN,
        born=date(1967, 8, 13),
        born_usage=None,
        events=events,
    )
    return replace(usual, **changes)


def care_xml(message: CareMessage) -> bytes:
    """The message as a provider sends it; the name is made up."""
    root = f"{ROOT}/{SHORT[message.law]}/3_2"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<m:Bericht xmlns:m="{root}/{message.kind}/schema" xmlns:b="{root}/basisschema/schema">',
        *_header(message),
        *_client(message),
        "</m:Bericht>",
    ]
    return "\r\n".join(lines).encode()


def _header(message: CareMessage) -> Iterator[str]:
    yield "<m:Header>"
    yield _m("BerichtCode", CODES[message.kind])
    yield _m("BerichtVersie", 3) + _m("BerichtSubversie", 2)
    yield _m("Afzender", message.provider)
    yield _m("Ontvanger", message.municipality)
    identification = _b("Identificatie", message.identification) + _b("Dagtekening", message.dated)
    yield f"<m:BerichtIdentificatie>{identification}</m:BerichtIdentificatie>"
    versions = _b("BasisschemaXsdVersie", "1.0.0") + _b("BerichtXsdVersie", "1.0.0")
    yield f"<m:XsdVersie>{versions}</m:XsdVersie>"
    yield "</m:Header>"


def _client(message: CareMessage) -> Iterator[str]:
    word = "Start" if message.care is Care.START else "Stop"
    yield "<m:Client>"
    yield _m("Bsn", message.bsn)
    born = _b("Datum", message.born) + _b("DatumGebruik", message.born_usage)
    yield f"<m:Geboortedatum>{born}</m:Geboortedatum>" + _m("Geslacht", 0)
    yield "<m:Naam><b:Geslachtsnaam><b:Achternaam>Voorbeeld</b:Achternaam></b:Geslachtsnaam>"
    yield f"</m:Naam><m:{word}Producten>"
    for event in message.events:
        yield f"<m:{word}Product>"
        yield from _event(event)
        yield f"</m:{word}Product>"
    yield f"</m:{word}Producten></m:Client>"


def _event(event: CareEvent) -> Iterator[str]:
    yield _m("ToewijzingNummer", event.allocation)
    if event.category is not None:
        inner = _b("Categorie", event.category) + _b("Code", event.code)
        yield f"<m:Product>{inner}</m:Product>"
    yield _m("ToewijzingIngangsdatum", event.allocated_from)
    yield _m("Begindatum", event.start)
    yield _m("RedenBeeindiging", event.reason) + _m("Einddatum", event.end)
    yield _m("StatusAanlevering", event.status)


def _m(name: str, value: object) -> str:
    return _leaf("m", name, value)


def _b(name: str, value: object) -> str:
    return _leaf("b", name, value)


def _leaf(prefix: str, name: str, value: object) -> str:
    return "" if value is None else f"<{prefix}:{name}>{escape(str(value))}</{prefix}:{name}>"
