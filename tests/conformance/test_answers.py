"""The answer to every message of the corpus: as it is read back it keeps every rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from declarations.answering import faults
from declarations.answers import Reply
from declarations.assessment import assess
from declarations.facts import Facts
from declarations.findings import Outcome
from declarations.model import Law, Message
from declarations.rules import RULEBOOK
from schemas.istandaarden.answer import answer_to
from schemas.istandaarden.answer_reader import read_answer
from schemas.istandaarden.declaration import read_declaration
from schemas.refusals import MessageRefused
from tests.builders import CATEGORY
from tests.conformance.corpus import corpus
from tests.declarations.situations import a_tariff, an_allocation

TODAY = date(2023, 5, 10)


def readable(law: Law) -> list[Message]:
    """The declarations of the corpus that a schema lets through."""
    found = []
    for case in corpus():
        if case.law is law and case.kind == f"{law.prefix}323":
            try:
                found.append(read_declaration(case.data))
            except MessageRefused:
                continue
    return found


def all_known(message: Message) -> Facts:
    """Every client has the allocations that its lines name, so that most lines are awarded."""
    code = f"{CATEGORY[message.law]}A03"
    category = code[:2]
    return Facts(
        today=TODAY,
        allocations={
            client.bsn: {
                line.allocation: an_allocation(
                    line.allocation, category=category, code=code, volume=99_999_999,
                    unit=line.unit, frequency="4", start=date(2021, 1, 1), end=None,
                )
                for line in client.lines
            }
            for client in message.declaration.clients
        },
        tariffs={(category, code): (a_tariff(), a_tariff("83", None))},
    )  # fmt: skip


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_every_answer_keeps_every_rule(law: Law) -> None:
    seen: Counter[Outcome] = Counter()
    for message in readable(law):
        for known in (all_known(message), Facts(today=TODAY)):
            verdict = assess(message, known, RULEBOOK)
            answer = read_answer(answer_to(message, verdict, "A1", TODAY))
            assert faults(Reply(answer, message, TODAY), RULEBOOK) == ()
            seen[verdict.outcome] += 1
            if answer.declaration is not None and verdict.lines:
                wrong = replace(
                    answer,
                    declaration=replace(
                        answer.declaration, awarded_cents=answer.declaration.awarded_cents + 1
                    ),
                )
                assert [x.rule for x in faults(Reply(wrong, message, TODAY), RULEBOOK)] == ["TR342"]
    assert set(seen) == set(Outcome) - {Outcome.PARKED}
    assert sum(seen.values()) > 500
