"""Messages for tests: valid by default, overridden only where the test is about it.

The defaults mirror the standard's sample: provider 65656055, municipality 0384, April 2023, hours
of 01A03 at 1250 eurocents and of 01A04 at 1500 (for youth care 45A03 and 45A04).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from declarations.model import (
    Client,
    Declaration,
    Header,
    Law,
    Line,
    Message,
    Period,
    XsdVersions,
)

PROVIDER = "65656055"
MUNICIPALITY = "0384"
MONTH = date(2023, 4, 1)
SIGNED = date(2023, 5, 6)
CATEGORY = {Law.WMO: "01", Law.YOUTH: "45"}
TARIFFS = {"A03": 1250, "A04": 1500}
MESSAGE_CODE = {Law.WMO: "484", Law.YOUTH: "490"}
VERSIONS = XsdVersions("1.0.0", "1.0.0")


def is_citizen_number(number: int) -> bool:
    """The test of eleven on nine digits."""
    digits = [int(digit) for digit in f"{number:09}"]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0


def citizen_numbers(start: int = 999900006) -> Iterator[str]:
    """Citizen numbers of the test range that pass the test of eleven, ascending."""
    return (f"{n:09}" for n in range(start, 999999991) if is_citizen_number(n))


BSN, OTHER_BSN = "999900006", "999900018"


def last_day(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def a_line(law: Law = Law.WMO, **changes: Any) -> Line:
    """Four hours of the first product in April 2023; the amount follows volume and tariff.

    ``month`` sets start and end; a line with unit 83 gets no tariff and its volume as amount.
    """
    month = changes.pop("month", MONTH)
    category = changes.get("category", CATEGORY[law])
    code = changes.get("code", f"{category}A03")
    unit = changes.get("unit", "04")
    volume = changes.get("volume", 4)
    tariff = changes.get("tariff", None if unit == "83" else TARIFFS.get(code[2:], 1250))
    fields: dict[str, Any] = {
        "reference": "RN001", "previous_reference": None, "allocation": 20072,
        "category": category, "code": code, "start": month.replace(day=1),
        "end": last_day(month), "volume": volume, "unit": unit, "tariff": tariff,
        "amount": volume if tariff is None else volume * tariff, "credit": False,
    }
    return Line(**{**fields, **changes})


def a_credit(of: Line, **changes: Any) -> Line:
    """A credit of that line under a new reference."""
    fields = {"reference": f"C{of.reference}", "previous_reference": of.reference, "credit": True}
    return replace(of, **{**fields, **changes})


def a_client(*lines: Line, bsn: str = BSN) -> Client:
    """A client with these lines, or with one."""
    return Client(bsn, lines or (a_line(),))


def a_message(*clients: Client, law: Law = Law.WMO, **changes: Any) -> Message:
    """A message with these clients, or with one; the total is the sum of the lines.

    Changes go by the names of the fields: ``sender``, ``receiver``, ``identification``, ``dated``,
    ``versions``, ``number``, ``period``, ``declaration_dated``, ``total``, ``total_credit``;
    ``month`` sets the period.
    """
    clients = clients or (a_client(a_line(law)),)
    month = changes.pop("month", MONTH)
    signed = sum(line.signed_cents for client in clients for line in client.lines)
    header = Header(
        sender=changes.pop("sender", PROVIDER),
        receiver=changes.pop("receiver", MUNICIPALITY),
        identification=changes.pop("identification", "765432198"),
        dated=changes.pop("dated", SIGNED),
        versions=changes.pop("versions", VERSIONS),
    )
    declaration = Declaration(
        number=changes.pop("number", "DN001"),
        period=changes.pop("period", Period(month.replace(day=1), last_day(month))),
        dated=changes.pop("declaration_dated", header.dated),
        total=changes.pop("total", abs(signed)),
        total_credit=changes.pop("total_credit", signed < 0),
        clients=clients,
    )
    assert not changes, f"unknown fields: {sorted(changes)}"
    return Message(law, header, declaration)


def the_sample(law: Law = Law.WMO) -> Message:
    """The standard's sample in values: two clients with two lines each, € 580 in all."""
    category = CATEGORY[law]
    first, second = f"{category}A03", f"{category}A04"

    def pair(one: int, other: int, at: int) -> tuple[Line, Line]:
        return (
            a_line(law, reference=f"RN{at:03}", allocation=one, code=first),
            a_line(law, reference=f"RN{at + 1:03}", allocation=other, code=second, volume=16),
        )

    return a_message(
        a_client(*pair(20072, 200730, 1)), a_client(*pair(20074, 20073, 3), bsn=OTHER_BSN), law=law
    )


def a_large_message(lines: int, law: Law = Law.WMO, per_client: int = 4) -> Message:
    """A valid message with that many lines, each on its own allocation."""
    numbers = citizen_numbers()
    clients = []
    for first in range(0, lines, per_client):
        own = tuple(
            a_line(law, reference=f"R{n:08}", allocation=100000 + n, volume=1 + n % 40)
            for n in range(first, min(first + per_client, lines))
        )
        clients.append(Client(next(numbers), own))
    return a_message(*clients, law=law)


def xml_of(message: Message) -> bytes:
    """The message as the bytes a sender would send: tabs, CR/LF, prefixes as in the samples."""
    return "\r\n".join([*_lines_of(message), ""]).encode()


def _lines_of(message: Message) -> Iterator[str]:
    kind, basis = message.kind, "ijw" if message.law is Law.YOUTH else "iwmo"
    namespace = f"http://www.istandaarden.nl/{basis}/3_2/{{}}/schema"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<{kind}:Bericht xmlns:{basis}="{namespace.format("basisschema")}"'
        f' xmlns:{kind}="{namespace.format(kind)}">'
    )
    yield from _element(kind, 1, "Header", _header(message, kind, basis))
    yield from _element(kind, 1, "Declaratie", _declaration(message.declaration, kind, basis))
    yield f"</{kind}:Bericht>"


def _header(message: Message, kind: str, basis: str) -> Iterator[str]:
    header = message.header
    yield _leaf(kind, 2, "BerichtCode", MESSAGE_CODE[message.law])
    yield _leaf(kind, 2, "BerichtVersie", "3")
    yield _leaf(kind, 2, "BerichtSubversie", "2")
    yield _leaf(kind, 2, "Afzender", header.sender)
    yield _leaf(kind, 2, "Ontvanger", header.receiver)
    yield from _element(kind, 2, "BerichtIdentificatie", [
        _leaf(basis, 3, "Identificatie", header.identification),
        _leaf(basis, 3, "Dagtekening", header.dated.isoformat()),
    ])
    yield from _element(kind, 2, "XsdVersie", [
        _leaf(basis, 3, "BasisschemaXsdVersie", header.versions.basis),
        _leaf(basis, 3, "BerichtXsdVersie", header.versions.message),
    ])


def _declaration(declaration: Declaration, kind: str, basis: str) -> Iterator[str]:
    yield _leaf(kind, 2, "DeclaratieNummer", declaration.number)
    period = declaration.period
    yield from _period(kind, basis, 2, "DeclaratiePeriode", period.start, period.end)
    yield _leaf(kind, 2, "DeclaratieDagtekening", declaration.dated.isoformat())
    yield from _element(kind, 2, "TotaalIngediendBedrag", [
        _leaf(basis, 3, "TotaalBedrag", str(declaration.total)),
        _leaf(basis, 3, "DebetCredit", "C" if declaration.total_credit else "D"),
    ])
    yield "\t\t<" + kind + ":Clienten>"
    for client in declaration.clients:
        yield from _element(kind, 3, "Client", _client(client, kind, basis))
    yield "\t\t</" + kind + ":Clienten>"


def _client(client: Client, kind: str, basis: str) -> Iterator[str]:
    yield _leaf(kind, 4, "Bsn", client.bsn)
    yield f"\t\t\t\t<{kind}:Prestaties>"
    for line in client.lines:
        yield from _element(kind, 5, "Prestatie", _line(line, kind, basis))
    yield f"\t\t\t\t</{kind}:Prestaties>"


def _line(line: Line, kind: str, basis: str) -> Iterator[str]:
    written = line.written
    references = [_leaf(basis, 7, "ReferentieNummer", line.reference)]
    if line.previous_reference is not None:
        references.append(_leaf(basis, 7, "VorigReferentieNummer", line.previous_reference))
    yield from _element(kind, 6, "ProductReferentie", references)
    yield _leaf(kind, 6, "ToewijzingNummer", line.allocation_text)
    yield _leaf(kind, 6, "ProductCategorie", line.category)
    yield _leaf(kind, 6, "ProductCode", line.code)
    yield from _period(kind, basis, 6, "ProductPeriode",
                       written.start if written else line.start,
                       written.end if written else line.end)
    yield _leaf(kind, 6, "GeleverdVolume", written.volume if written else str(line.volume))
    yield _leaf(kind, 6, "Eenheid", line.unit)
    tariff = written.tariff if written else line.tariff
    if tariff is not None:
        yield _leaf(kind, 6, "ProductTarief", str(tariff))
    yield from _element(kind, 6, "IngediendBedrag", [
        _leaf(basis, 7, "Bedrag", written.amount if written else str(line.amount)),
        _leaf(basis, 7, "DebetCredit", "C" if line.credit else "D"),
    ])


def _period(
    kind: str, basis: str, depth: int, name: str, start: date | str, end: date | str
) -> Iterator[str]:
    return _element(kind, depth, name, [
        _leaf(basis, depth + 1, "Begindatum", str(start)),
        _leaf(basis, depth + 1, "Einddatum", str(end)),
    ])


def _element(prefix: str, depth: int, name: str, content: Iterable[str]) -> Iterator[str]:
    yield f"{chr(9) * depth}<{prefix}:{name}>"
    yield from content
    yield f"{chr(9) * depth}</{prefix}:{name}>"


def _leaf(prefix: str, depth: int, name: str, text: str) -> str:
    safe = escape(text, {"\r": "&#13;", "\n": "&#10;"})
    return f"{chr(9) * depth}<{prefix}:{name}>{safe}</{prefix}:{name}>"
