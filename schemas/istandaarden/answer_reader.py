"""Reads an answer to a declaration (325) back into values."""

from __future__ import annotations

from declarations.answers import Answer, AnswerClient, AnswerDeclaration, AnswerLine
from declarations.model import XsdVersions
from schemas.istandaarden.declaration import LineReader, as_date, as_number
from schemas.xml import Element, parse


def read_answer(data: bytes) -> Answer:
    """The answer in ``data``, a WMO325 or JW325 of release 3.2; raises MessageRefused."""
    document = parse(data, "325")
    header, *rest = document.root
    fields = _by_name(header)
    identification, dated = _texts(fields["BerichtIdentificatie"])
    answers, answers_dated = _texts(fields["DeclaratieIdentificatie"])
    return Answer(
        law=document.law,
        sender=fields["Afzender"].text or "",
        receiver=fields["Ontvanger"].text or "",
        identification=identification,
        dated=as_date(dated),
        answers=answers,
        answers_dated=as_date(answers_dated),
        answers_versions=XsdVersions(*_texts(fields["XsdVersieDeclaratie"])),
        codes=_texts(fields["RetourCodes"]),
        versions=XsdVersions(*_texts(fields["XsdVersie"])),
        stylesheet=fields["XsltVersie"].text if "XsltVersie" in fields else None,
        declaration=_declaration(rest[0]) if rest else None,
    )


def _declaration(element: Element) -> AnswerDeclaration:
    fields = _by_name(element)
    reader = LineReader()
    return AnswerDeclaration(
        number=fields["DeclaratieNummer"].text or "",
        submitted_cents=_signed(fields["TotaalIngediendBedrag"]),
        awarded_cents=_signed(fields["TotaalToegekendBedrag"]),
        codes=_texts(fields["RetourCodes"]),
        clients=tuple(_client(client, reader) for client in fields.get("Clienten", ())),
    )


def _client(element: Element, reader: LineReader) -> AnswerClient:
    bsn, lines, codes = element
    return AnswerClient(bsn.text or "", _texts(codes), tuple(_line(one, reader) for one in lines))


def _line(element: Element, reader: LineReader) -> AnswerLine:
    codes = element[-1]
    element.remove(codes)
    return AnswerLine(reader.read(element, 0), _texts(codes))


def _signed(total: Element) -> int:
    amount, side = _texts(total)
    cents = as_number(amount)
    return -cents if side == "C" else cents


def _texts(element: Element) -> tuple[str, ...]:
    return tuple(field.text or "" for field in element)


def _by_name(element: Element) -> dict[str, Element]:
    return {str(child.tag).rpartition("}")[2]: child for child in element}
