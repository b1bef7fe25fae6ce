"""Writes and reads the answer to a declaration (325).

The answer holds only what is returned: a class that was not reached is absent, a line that was
awarded is not mentioned (IV087, TR342). What it repeats of the declaration stands in it exactly
as the sender wrote it (TR367).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from declarations.findings import Assessment, LineVerdict
from declarations.model import Law, Line, Message, XsdVersions

OWN_VERSIONS = XsdVersions("1.0.0", "1.0.0")
STYLESHEET_VERSION = "2.10.5"
LONGEST_IDENTIFICATION = 12

_BASIS = {Law.WMO: "iwmo", Law.YOUTH: "ijw"}
_CODE = {Law.WMO: "485", Law.YOUTH: "491"}


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A returned line with the reasons, ascending."""

    line: Line
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerClient:
    """A client with at least one returned line."""

    bsn: str
    codes: tuple[str, ...]
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerDeclaration:
    """The verdict on the declaration; amounts are signed eurocents, negative for a credit."""

    number: str
    submitted_cents: int
    awarded_cents: int
    codes: tuple[str, ...]
    clients: tuple[AnswerClient, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A 325: ``sender`` is the municipality, ``receiver`` the provider.

    ``answers``, ``answers_dated`` and ``answers_versions`` repeat the identification, day and
    schema versions of the declaration answered (TR337, TR371); ``stylesheet`` is there only when
    the in-message checks rejected it; ``declaration`` is None when the verdict ends at the Header.
    """

    law: Law
    sender: str
    receiver: str
    identification: str
    dated: date
    answers: str
    answers_dated: date
    answers_versions: XsdVersions
    codes: tuple[str, ...]
    versions: XsdVersions = OWN_VERSIONS
    stylesheet: str | None = None
    declaration: AnswerDeclaration | None = None

    @property
    def kind(self) -> str:
        """The name of the message: ``wmo325`` or ``jw325``."""
        return f"{self.law.prefix}325"


def answer_to(
    message: Message, assessment: Assessment, identification: str, dated: date
) -> bytes:
    """The 325 to a judged message, as bytes; ``identification`` has at most 12 characters and is
    unique among the municipality's answers (TR056).

    Raises ValueError where no answer may go out: refused at level 1, or lines still parked.
    """
    return write_answer(compose_answer(message, assessment, identification, dated))


def compose_answer(
    message: Message, assessment: Assessment, identification: str, dated: date
) -> Answer:
    """The values of the 325 to a judged message, see ``answer_to``."""
    if assessment.header is None or any(verdict.parked for verdict in assessment.lines):
        raise ValueError("no answer may go out to this assessment")
    if not 0 < len(identification) <= LONGEST_IDENTIFICATION:
        raise ValueError("an identification has 1 to 12 characters")
    header = message.header
    return Answer(
        law=message.law,
        sender=header.receiver,
        receiver=header.sender,
        identification=identification,
        dated=dated,
        answers=header.identification,
        answers_dated=header.dated,
        answers_versions=header.versions,
        codes=assessment.header,
        stylesheet=STYLESHEET_VERSION if assessment.level == 2 else None,
        declaration=_declaration(message, assessment),
    )


def _declaration(message: Message, assessment: Assessment) -> AnswerDeclaration | None:
    if assessment.declaration is None:
        return None
    return AnswerDeclaration(
        number=message.declaration.number,
        submitted_cents=message.declaration.signed_total,
        awarded_cents=assessment.awarded_cents,
        codes=assessment.declaration,
        clients=tuple(_clients(message, assessment)),
    )


def _key(bsn: str, line: Line) -> tuple[str, str, str | None]:
    """What tells lines apart in a message that passed the in-message checks (TR101)."""
    return bsn, line.reference, line.previous_reference


def _clients(message: Message, assessment: Assessment) -> Iterator[AnswerClient]:
    returned: dict[tuple[str, str, str | None], LineVerdict] = {
        _key(verdict.client.bsn, verdict.line): verdict
        for verdict in assessment.lines if not verdict.awarded
    }
    if not returned:
        return
    codes = {verdict.client.bsn: verdict.codes for verdict in assessment.clients}
    for client in message.declaration.clients:
        lines = tuple(
            AnswerLine(line, returned[key].codes)
            for line in client.lines if (key := _key(client.bsn, line)) in returned
        )
        if lines:
            yield AnswerClient(client.bsn, codes[client.bsn], lines)


def write_answer(answer: Answer) -> bytes:
    """The bytes of a 325: UTF-8 without a mark, tabs, CR/LF, prefixes as the standard's own."""
    return "\r\n".join([*_Writer(answer).lines(), ""]).encode()


class _Writer:
    """The lines of one answer, from the outside in."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._message = answer.kind
        self._basis = _BASIS[answer.law]

    def lines(self) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        namespace = f"http://www.istandaarden.nl/{self._basis}/3_2/{{}}/schema"
        yield (
            f'<{self._message}:Bericht xmlns:{self._basis}="{namespace.format("basisschema")}"'
            f' xmlns:{self._message}="{namespace.format(self._message)}">'
        )
        yield from self._group(1, "Header", self._header())
        if self._answer.declaration is not None:
            yield from self._group(
                1, "DeclaratieAntwoord", self._declaration(self._answer.declaration)
            )
        yield f"</{self._message}:Bericht>"

    def _header(self) -> Iterator[str]:
        answer = self._answer
        yield self._own(2, "BerichtCode", _CODE[answer.law])
        yield self._own(2, "BerichtVersie", "3")
        yield self._own(2, "BerichtSubversie", "2")
        yield self._own(2, "Afzender", answer.sender)
        yield self._own(2, "Ontvanger", answer.receiver)
        yield from self._named(2, "BerichtIdentificatie", answer.identification, answer.dated)
        yield from self._versions("XsdVersie", answer.versions)
        yield from self._named(2, "DeclaratieIdentificatie", answer.answers, answer.answers_dated)
        if answer.stylesheet is not None:
            yield self._own(2, "XsltVersie", answer.stylesheet)
        yield from self._versions("XsdVersieDeclaratie", answer.answers_versions)
        yield from self._codes(2, answer.codes)

    def _declaration(self, declaration: AnswerDeclaration) -> Iterator[str]:
        yield self._own(2, "DeclaratieNummer", declaration.number)
        yield from self._total("TotaalIngediendBedrag", declaration.submitted_cents)
        yield from self._total("TotaalToegekendBedrag", declaration.awarded_cents)
        if declaration.clients:
            yield f"\t\t<{self._message}:Clienten>"
            for client in declaration.clients:
                yield from self._group(3, "Client", self._client(client))
            yield f"\t\t</{self._message}:Clienten>"
        yield from self._codes(2, declaration.codes)

    def _client(self, client: AnswerClient) -> Iterator[str]:
        yield self._own(4, "Bsn", client.bsn)
        yield f"\t\t\t\t<{self._message}:Prestaties>"
        for returned in client.lines:
            yield from self._group(5, "Prestatie", self._line(returned))
        yield f"\t\t\t\t</{self._message}:Prestaties>"
        yield from self._codes(4, client.codes)

    def _line(self, returned: AnswerLine) -> Iterator[str]:
        line, as_written = returned.line, _as_written(returned.line)
        allocation, start, end, volume, tariff, amount = as_written
        yield from self._group(6, "ProductReferentie", self._references(line))
        yield self._own(6, "ToewijzingNummer", allocation)
        yield self._own(6, "ProductCategorie", line.category)
        yield self._own(6, "ProductCode", line.code)
        yield from self._pair(6, "ProductPeriode", ("Begindatum", start), ("Einddatum", end))
        yield self._own(6, "GeleverdVolume", volume)
        yield self._own(6, "Eenheid", line.unit)
        if tariff is not None:
            yield self._own(6, "ProductTarief", tariff)
        side = "C" if line.credit else "D"
        yield from self._pair(6, "IngediendBedrag", ("Bedrag", amount), ("DebetCredit", side))
        yield from self._codes(6, returned.codes)

    def _references(self, line: Line) -> Iterator[str]:
        yield self._shared(7, "ReferentieNummer", line.reference)
        if line.previous_reference is not None:
            yield self._shared(7, "VorigReferentieNummer", line.previous_reference)

    def _named(self, depth: int, name: str, identification: str, dated: date) -> Iterator[str]:
        return self._pair(
            depth, name, ("Identificatie", identification), ("Dagtekening", dated.isoformat())
        )

    def _versions(self, name: str, versions: XsdVersions) -> Iterator[str]:
        basis, message = versions.basis, versions.message
        return self._pair(
            2, name, ("BasisschemaXsdVersie", basis), ("BerichtXsdVersie", message)
        )

    def _total(self, name: str, cents: int) -> Iterator[str]:
        # An amount of nothing is a debit (CS325).
        side = "C" if cents < 0 else "D"
        return self._pair(2, name, ("TotaalBedrag", str(abs(cents))), ("DebetCredit", side))

    def _pair(self, depth: int, name: str, *fields: tuple[str, str]) -> Iterator[str]:
        return self._group(
            depth, name, [self._shared(depth + 1, field, text) for field, text in fields]
        )

    def _codes(self, depth: int, codes: Iterable[str]) -> Iterator[str]:
        return self._group(
            depth, "RetourCodes", [self._own(depth + 1, "RetourCode", code) for code in codes]
        )

    def _group(self, depth: int, name: str, content: Iterable[str]) -> Iterator[str]:
        yield f"{chr(9) * depth}<{self._message}:{name}>"
        yield from content
        yield f"{chr(9) * depth}</{self._message}:{name}>"

    def _own(self, depth: int, name: str, text: str) -> str:
        return _field(self._message, depth, name, text)

    def _shared(self, depth: int, name: str, text: str) -> str:
        return _field(self._basis, depth, name, text)


# As references, line breaks survive every reader; as they are, they would become one LF.
_REFERENCES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
})


def _field(prefix: str, depth: int, name: str, text: str) -> str:
    return f"{chr(9) * depth}<{prefix}:{name}>{text.translate(_REFERENCES)}</{prefix}:{name}>"


def _as_written(line: Line) -> tuple[str, str, str, str, str | None, str]:
    """Allocation, start, end, volume, tariff and amount, as the sender wrote them."""
    if (written := line.written) is not None:
        return (written.allocation, written.start, written.end, written.volume, written.tariff,
                written.amount)
    tariff = None if line.tariff is None else str(line.tariff)
    return (str(line.allocation), line.start.isoformat(), line.end.isoformat(), str(line.volume),
            tariff, str(line.amount))
