"""A declaration that breaks no rule, and the ways to change it into one that does.

Every rule names such a change as its example; the rule book shows it in words and the tests run it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from declarations.answers import Answer, AnswerClient, AnswerDeclaration, AnswerLine, Reply
from declarations.facts import Allocation, EarlierDebit, Facts, Tariff
from declarations.model import Client, Declaration, Header, Law, Line, Message, Period, XsdVersions

BSN = "999900006"
OTHER_BSN = "999900018"


@dataclass(frozen=True, slots=True)
class Situation:
    """A message with the facts it is judged against."""

    message: Message
    facts: Facts


Change = Callable[[Situation], Situation]

LINE = Line(
    reference="RN001", previous_reference=None, allocation=20072, category="02", code="02A03",
    start=date(2023, 4, 1), end=date(2023, 4, 30), volume=4, unit="04", tariff=1250,
    amount=5000, credit=False, source_line=33,
)  # fmt: skip

DEBIT = replace(
    LINE, reference="RN000", start=date(2023, 3, 1), end=date(2023, 3, 31), source_line=0
)
"""A line of the month before, awarded then."""

CREDIT = replace(DEBIT, reference="RN001", previous_reference="RN000", credit=True, source_line=33)

ALLOCATION = Allocation(
    number=20072, version=1, start=date(2023, 1, 1), end=date(2023, 12, 31),
    category="02", code="02A03", volume=4, unit="04", frequency="2",
)  # fmt: skip

TARIFF = Tariff(
    contract=1, version=1, unit="04", cents=1250, start=date(2021, 1, 1), end=date(2030, 12, 31)
)


def valid() -> Situation:
    """One client, one awarded line of four hours in April 2023, judged on 10 May 2023."""
    versions = XsdVersions("1.0.0", "1.0.0")
    header = Header("65656055", "0384", "765432198", date(2023, 5, 6), versions)
    april = Period(date(2023, 4, 1), date(2023, 4, 30))
    declaration = Declaration(
        "DN001", april, date(2023, 5, 6), 5000, False, (Client(BSN, (LINE,), 30),)
    )
    facts = Facts(
        today=date(2023, 5, 10),
        allocations={BSN: {ALLOCATION.number: ALLOCATION}},
        tariffs={("02", "02A03"): (TARIFF,)},
        categories={"02A03": frozenset({"02"})},
        earlier={DEBIT.reference: EarlierDebit(BSN, DEBIT, awarded=True, credited=False)},
    )
    return Situation(Message(Law.WMO, header, declaration), facts)


def replied() -> Reply:
    """The answer to that message, had its line been returned for its amount."""
    message = valid().message
    header, declaration = message.header, message.declaration
    answer = Answer(
        law=message.law, sender=header.receiver, receiver=header.sender,
        identification="0000000001", dated=date(2023, 5, 10), answers=header.identification,
        answers_dated=header.dated, answers_versions=header.versions, codes=("0200",),
        declaration=AnswerDeclaration(
            declaration.number, 5000, 0, ("0200",),
            (AnswerClient(BSN, ("0200",), (AnswerLine(LINE, ("9346",)),)),),
        ),
    )  # fmt: skip
    return Reply(answer, message, answer.dated)


Rewrite = Callable[[Reply], Reply]


def answered(*, message_version: str | None = None, **fields: Any) -> Rewrite:
    """Other fields of the answer or of its declaration."""

    def change(reply: Reply) -> Reply:
        answer, declaration = reply.answer, reply.answer.declaration
        assert declaration is not None
        own = {name: value for name, value in fields.items() if hasattr(declaration, name)}
        rest = {name: value for name, value in fields.items() if name not in own}
        if message_version is not None:
            rest["answers_versions"] = XsdVersions("1.0.0", message_version)
        told = replace(answer, declaration=replace(declaration, **own), **rest)
        return replace(reply, answer=told)

    return change


def returned(**fields: Any) -> Rewrite:
    """Other fields of the returned line."""
    line = AnswerLine(replace(LINE, **fields), ("9346",))
    return answered(clients=(AnswerClient(BSN, ("0200",), (line,)),))


def clients(*changed: Client) -> Change:
    """Other clients; the total is made to fit."""

    def change(situation: Situation) -> Situation:
        total = sum(line.signed_cents for client in changed for line in client.lines)
        return _declared(situation, clients=changed, total=abs(total), total_credit=total < 0)

    return change


def lines(*changed: Line) -> Change:
    """Other lines of the one client; the total is made to fit."""
    return clients(Client(BSN, changed, 30))


def line(**fields: Any) -> Change:
    """Other fields of the one line; the total is made to fit."""
    return lines(replace(LINE, **fields))


def declaration(**fields: Any) -> Change:
    """Other fields of the declaration."""
    return lambda situation: _declared(situation, **fields)


def header(**fields: Any) -> Change:
    """Other fields of the header."""

    def change(situation: Situation) -> Situation:
        changed = replace(situation.message.header, **fields)
        return replace(situation, message=replace(situation.message, header=changed))

    return change


def facts(**fields: Any) -> Change:
    """Other facts."""
    return lambda situation: replace(situation, facts=replace(situation.facts, **fields))


def allocation(**fields: Any) -> Change:
    """Other fields of the one allocation."""
    changed = replace(ALLOCATION, **fields)
    return facts(allocations={BSN: {changed.number: changed}})


def both(*changes: Change) -> Change:
    """Several changes, one after another."""

    def change(situation: Situation) -> Situation:
        for step in changes:
            situation = step(situation)
        return situation

    return change


def unchanged(situation: Situation) -> Situation:
    """No change: for what a schema refuses before there is a message."""
    return situation


def _declared(situation: Situation, **fields: Any) -> Situation:
    changed = replace(situation.message.declaration, **fields)
    return replace(situation, message=replace(situation.message, declaration=changed))
