"""Writes and reads the answer to a declaration (325).

The answer holds only what is returned: a class that was not reached is absent, a line that was
awarded is not mentioned (IV087, TR342). What it repeats of the declaration stands in it exactly
as the sender wrote it (TR367).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from declarations.answers import Answer, AnswerClient, AnswerDeclaration, AnswerLine
from declarations.findings import Assessment, LineVerdict
from declarations.model import Law, Line, Message, XsdVersions
from schemas.istandaarden.writing import MessageWriter

STYLESHEET_VERSION = "2.10.5"
LONGEST_IDENTIFICATION = 12

_CODE = {Law.WMO: "485", Law.YOUTH: "491"}


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
    return _Writer(answer).written()


class _Writer(MessageWriter):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.law, answer.kind)
        self._answer = answer

    def body(self) -> Iterator[str]:
        yield from self.group(1, "Header", self._header())
        if self._answer.declaration is not None:
            yield from self.group(
                1, "DeclaratieAntwoord", self._declaration(self._answer.declaration)
            )

    def _header(self) -> Iterator[str]:
        answer = self._answer
        yield self.own(2, "BerichtCode", _CODE[answer.law])
        yield self.own(2, "BerichtVersie", "3")
        yield self.own(2, "BerichtSubversie", "2")
        yield self.own(2, "Afzender", answer.sender)
        yield self.own(2, "Ontvanger", answer.receiver)
        yield from self._named(2, "BerichtIdentificatie", answer.identification, answer.dated)
        yield from self._versions("XsdVersie", answer.versions)
        yield from self._named(2, "DeclaratieIdentificatie", answer.answers, answer.answers_dated)
        if answer.stylesheet is not None:
            yield self.own(2, "XsltVersie", answer.stylesheet)
        yield from self._versions("XsdVersieDeclaratie", answer.answers_versions)
        yield from self._codes(2, answer.codes)

    def _declaration(self, declaration: AnswerDeclaration) -> Iterator[str]:
        yield self.own(2, "DeclaratieNummer", declaration.number)
        yield from self._total("TotaalIngediendBedrag", declaration.submitted_cents)
        yield from self._total("TotaalToegekendBedrag", declaration.awarded_cents)
        if declaration.clients:
            yield from self.group(2, "Clienten", self._clients(declaration))
        yield from self._codes(2, declaration.codes)

    def _clients(self, declaration: AnswerDeclaration) -> Iterator[str]:
        for client in declaration.clients:
            yield from self.group(3, "Client", self._client(client))

    def _client(self, client: AnswerClient) -> Iterator[str]:
        yield self.own(4, "Bsn", client.bsn)
        yield from self.group(4, "Prestaties", self._returned(client))
        yield from self._codes(4, client.codes)

    def _returned(self, client: AnswerClient) -> Iterator[str]:
        for each in client.lines:
            fields = [*self.line_fields(each.line), *self._codes(6, each.codes)]
            yield from self.group(5, "Prestatie", fields)

    def _named(self, depth: int, name: str, identification: str, dated: date) -> Iterator[str]:
        return self.pair(
            depth, name, ("Identificatie", identification), ("Dagtekening", dated.isoformat())
        )

    def _versions(self, name: str, versions: XsdVersions) -> Iterator[str]:
        basis, message = versions.basis, versions.message
        return self.pair(2, name, ("BasisschemaXsdVersie", basis), ("BerichtXsdVersie", message))

    def _total(self, name: str, cents: int) -> Iterator[str]:
        # An amount of nothing is a debit (CS325).
        side = "C" if cents < 0 else "D"
        return self.pair(2, name, ("TotaalBedrag", str(abs(cents))), ("DebetCredit", side))

    def _codes(self, depth: int, codes: Iterable[str]) -> Iterator[str]:
        return self.group(
            depth, "RetourCodes", [self.own(depth + 1, "RetourCode", code) for code in codes]
        )
