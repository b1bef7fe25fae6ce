"""Writes a declaration message (323) from values, the way back of ``declaration``.

For lines that somebody fills in by hand and for demonstration data: what is written is what any
care system would have sent, and comes in by the same door.
"""

from __future__ import annotations

from collections.abc import Iterator

from declarations.model import Client, Declaration, Header, Law, Message
from schemas.istandaarden.writing import MessageWriter

_CODE = {Law.WMO: "484", Law.YOUTH: "490"}


def write_declaration(message: Message) -> bytes:
    """The bytes of a 323, complete as it stands: totals and numbers are the caller's.

    Values that the schema does not let through are written all the same, and refused on reading.
    ``digest`` and ``source_line`` are of the file a message was read from; they are not written.
    """
    return _Writer(message).written()


class _Writer(MessageWriter):
    def __init__(self, message: Message) -> None:
        super().__init__(message.law, message.kind)
        self._code = _CODE[message.law]
        self._values = message

    def body(self) -> Iterator[str]:
        yield from self.group(1, "Header", self._header(self._values.header))
        yield from self.group(1, "Declaratie", self._declaration(self._values.declaration))

    def _header(self, header: Header) -> Iterator[str]:
        yield self.own(2, "BerichtCode", self._code)
        yield self.own(2, "BerichtVersie", "3")
        yield self.own(2, "BerichtSubversie", "2")
        yield self.own(2, "Afzender", header.sender)
        yield self.own(2, "Ontvanger", header.receiver)
        yield from self.pair(
            2, "BerichtIdentificatie",
            ("Identificatie", header.identification), ("Dagtekening", header.dated.isoformat()),
        )  # fmt: skip
        yield from self.pair(
            2, "XsdVersie",
            ("BasisschemaXsdVersie", header.versions.basis),
            ("BerichtXsdVersie", header.versions.message),
        )  # fmt: skip

    def _declaration(self, declaration: Declaration) -> Iterator[str]:
        period = declaration.period
        yield self.own(2, "DeclaratieNummer", declaration.number)
        yield from self.pair(
            2, "DeclaratiePeriode",
            ("Begindatum", period.start.isoformat()), ("Einddatum", period.end.isoformat()),
        )  # fmt: skip
        yield self.own(2, "DeclaratieDagtekening", declaration.dated.isoformat())
        yield from self.pair(
            2, "TotaalIngediendBedrag",
            ("TotaalBedrag", str(declaration.total)),
            ("DebetCredit", "C" if declaration.total_credit else "D"),
        )  # fmt: skip
        yield from self.group(2, "Clienten", self._clients(declaration))

    def _clients(self, declaration: Declaration) -> Iterator[str]:
        for client in declaration.clients:
            yield from self.group(3, "Client", self._client(client))

    def _client(self, client: Client) -> Iterator[str]:
        yield self.own(4, "Bsn", client.bsn)
        yield from self.group(4, "Prestaties", self._lines_of(client))

    def _lines_of(self, client: Client) -> Iterator[str]:
        for line in client.lines:
            yield from self.group(5, "Prestatie", self.line_fields(line))
