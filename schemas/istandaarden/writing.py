"""What writing any message takes: its elements line by line, with tabs and prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from declarations.model import Law, Line

_BASIS = {Law.WMO: "iwmo", Law.YOUTH: "ijw"}

# As references, line breaks survive every reader; as they are, they would become one LF.
_REFERENCES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
})  # fmt: skip


class MessageWriter:
    """The lines of one message, from the outside in; a subclass says what stands in it.

    Fields of the message itself and those of the basic schema have a prefix each, as in the
    standard's own samples. Every ``depth`` is the number of tabs before the element.
    """

    def __init__(self, law: Law, kind: str) -> None:
        self._message = kind
        self._basis = _BASIS[law]

    def body(self) -> Iterator[str]:
        """What stands within Bericht."""
        raise NotImplementedError

    def written(self) -> bytes:
        """The whole message: UTF-8 without a mark, CR/LF, a final line end."""
        return "\r\n".join([*self._lines(), ""]).encode()

    def _lines(self) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        namespace = f"http://www.istandaarden.nl/{self._basis}/3_2/{{}}/schema"
        yield (
            f'<{self._message}:Bericht xmlns:{self._basis}="{namespace.format("basisschema")}"'
            f' xmlns:{self._message}="{namespace.format(self._message)}">'
        )
        yield from self.body()
        yield f"</{self._message}:Bericht>"

    def group(self, depth: int, name: str, content: Iterable[str]) -> Iterator[str]:
        """An element of the message around others."""
        return _around(self._message, depth, name, content)

    def shared_group(self, depth: int, name: str, content: Iterable[str]) -> Iterator[str]:
        """An element of the basic schema around others."""
        return _around(self._basis, depth, name, content)

    def pair(self, depth: int, name: str, *fields: tuple[str, str]) -> Iterator[str]:
        """An element whose type, and so its fields, come from the basic schema."""
        return self.group(
            depth, name, [self.shared(depth + 1, field, text) for field, text in fields]
        )

    def own(self, depth: int, name: str, text: str) -> str:
        """A field of the message itself."""
        return _field(self._message, depth, name, text)

    def shared(self, depth: int, name: str, text: str) -> str:
        """A field of the basic schema."""
        return _field(self._basis, depth, name, text)

    def line_fields(self, line: Line) -> Iterator[str]:
        """The fields of a Prestatie, as its sender wrote them where that was not our way."""
        allocation, start, end, volume, tariff, amount = as_written(line)
        references = [("ReferentieNummer", line.reference)]
        if line.previous_reference is not None:
            references.append(("VorigReferentieNummer", line.previous_reference))
        yield from self.pair(6, "ProductReferentie", *references)
        yield self.own(6, "ToewijzingNummer", allocation)
        yield self.own(6, "ProductCategorie", line.category)
        yield self.own(6, "ProductCode", line.code)
        yield from self.pair(6, "ProductPeriode", ("Begindatum", start), ("Einddatum", end))
        yield self.own(6, "GeleverdVolume", volume)
        yield self.own(6, "Eenheid", line.unit)
        if tariff is not None:
            yield self.own(6, "ProductTarief", tariff)
        side = "C" if line.credit else "D"
        yield from self.pair(6, "IngediendBedrag", ("Bedrag", amount), ("DebetCredit", side))


def _around(prefix: str, depth: int, name: str, content: Iterable[str]) -> Iterator[str]:
    yield f"{chr(9) * depth}<{prefix}:{name}>"
    yield from content
    yield f"{chr(9) * depth}</{prefix}:{name}>"


def _field(prefix: str, depth: int, name: str, text: str) -> str:
    return f"{chr(9) * depth}<{prefix}:{name}>{text.translate(_REFERENCES)}</{prefix}:{name}>"


def as_written(line: Line) -> tuple[str, str, str, str, str | None, str]:
    """Allocation, start, end, volume, tariff and amount, as the sender wrote them."""
    if (written := line.written) is not None:
        return (
            written.allocation, written.start, written.end, written.volume, written.tariff,
            written.amount,
        )  # fmt: skip
    tariff = None if line.tariff is None else str(line.tariff)
    return (
        str(line.allocation), line.start.isoformat(), line.end.isoformat(), str(line.volume),
        tariff, str(line.amount),
    )  # fmt: skip
