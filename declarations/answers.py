"""An answer to a declaration (325) as values, and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from declarations.model import Law, Line, Message, XsdVersions

OWN_VERSIONS = XsdVersions("1.0.0", "1.0.0")

LineKey = tuple[str, str, str | None]
"""Citizen number, reference and previous reference: what tells lines of a message apart (TR101)."""


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

    @property
    def clients(self) -> tuple[AnswerClient, ...]:
        """The clients that are returned; none where judging did not reach them."""
        return self.declaration.clients if self.declaration else ()


@dataclass(frozen=True)
class Reply:
    """An answer beside the declaration it is about, on the day it is written.

    ``identification_used`` says that an answer of this municipality has its identification.
    """

    answer: Answer
    message: Message
    today: date
    identification_used: bool = False

    @cached_property
    def declared(self) -> Mapping[LineKey, Line]:
        """The lines of the declaration by what tells them apart."""
        return {
            (client.bsn, line.reference, line.previous_reference): line
            for client in self.message.declaration.clients
            for line in client.lines
        }
