"""The terms of the standard administration protocol (reference 4.8), as data.

A term is counted from a day that is not part of it. The portal adds the questions of a checker,
for which the protocol has no term: the asker names the day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from declarations.rulebook import Text
from declarations.working_days import add_working_days, working_days_between


class Unit(StrEnum):
    """What the length of a term counts; ``month-ends`` are last days of following months."""

    WORKING_DAYS = "working-days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    MONTH_ENDS = "month-ends"


class Side(StrEnum):
    """Who must keep to a term."""

    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Term:
    """A term: what must be done, within how long after what, by whom, and where that stands.

    ``clocked`` tells that the portal knows the day it starts and shows how much is left.
    """

    code: str
    what: Text
    length: int
    unit: Unit
    since: Text
    side: Side
    basis: str
    clocked: bool = False


ANSWER, PAY, DECLARE, MEND, CREDIT, START, QUESTION = (
    "answer", "pay", "declare", "mend", "credit", "start", "question",
)  # fmt: skip
CEILING_TALK, CEILING_DECISION = "ceiling-talk", "ceiling-decision"
SAP = "SAP bijlage 3"
CSW = "Contractstandaard, bestedingsruimte"

_TABLE = (
    Term(DECLARE, Text("Declareren (323), per maand en per gemeente",
        "Declare (323), per month and per municipality"), 1, Unit.MONTH_ENDS,
        Text("de maand waarin de zorg declarabel werd",
            "the month in which care became declarable"),
        Side.PROVIDER, f"{SAP}; IV090", True),
    Term(ANSWER, Text("Een declaratie beantwoorden (325)", "Answer a declaration (325)"),
        10, Unit.WORKING_DAYS, Text("ontvangst van de declaratie", "receipt of the declaration"),
        Side.MUNICIPALITY, SAP, True),
    Term(PAY, Text("Goedgekeurde regels betalen", "Pay approved lines"), 30, Unit.DAYS,
        Text("de dagtekening van de declaratie", "the date of the declaration"),
        Side.MUNICIPALITY, "SAP 2.5", True),
    Term(MEND, Text(
        "Afgekeurde regels verbeteren en opnieuw indienen, in dezelfde of de volgende periode",
        "Correct rejected lines and submit them again, in the same or the following period"),
        2, Unit.MONTH_ENDS, Text("de declaratieperiode", "the declaration period"),
        Side.PROVIDER, SAP, True),
    Term(CREDIT, Text("Goedgekeurde regels corrigeren: eerst crediteren, dan opnieuw declareren",
        "Correct approved lines: credit first, then declare again"), 2, Unit.MONTHS,
        Text("de goedkeuring", "the approval"), Side.PROVIDER, SAP, True),
    Term(START, Text("De start van zorg melden (305)", "Report the start of care (305)"),
        5, Unit.WORKING_DAYS, Text("de dag waarop de zorg begon", "the day on which care began"),
        Side.PROVIDER, SAP, True),
    Term("stop", Text("Het einde van zorg melden (307)", "Report the end of care (307)"),
        5, Unit.WORKING_DAYS, Text("de dag waarop de zorg eindigde", "the day on which care ended"),
        Side.PROVIDER, SAP),
    Term("return-message", Text(
        "Een bericht beantwoorden met een retourbericht (302, 306, 308, 316, 318, 320)",
        "Answer a message with a return message (302, 306, 308, 316, 318, 320)"),
        3, Unit.WORKING_DAYS, Text("ontvangst van het bericht", "receipt of the message"),
        Side.BOTH, SAP),
    Term("request", Text("Om een toewijzing vragen (315)", "Ask for an allocation (315)"),
        5, Unit.WORKING_DAYS, Text("de intake of beoordeling", "the intake or assessment"),
        Side.PROVIDER, SAP),
    Term("decide", Text("Beslissen op een verzoek om toewijzing of wijziging (301 of 319)",
        "Decide on a request for an allocation or a change (301 or 319)"), 5, Unit.WORKING_DAYS,
        Text("ontvangst van het verzoek (315 of 317)", "receipt of the request (315 or 317)"),
        Side.MUNICIPALITY, f"{SAP}; OP274, OP346"),
    Term("decide-after-inquiry", Text("Beslissen op een verzoek dat in onderzoek is",
        "Decide on a request that is under inquiry"), 8, Unit.WEEKS,
        Text("de dagtekening van het verzoek", "the date of the request"),
        Side.MUNICIPALITY, f"{SAP}; OP274, OP346"),
    Term("residence", Text("Weigeren omdat een andere gemeente verantwoordelijk is",
        "Refuse because another municipality is responsible"), 14, Unit.DAYS,
        Text("ontvangst van het verzoek", "receipt of the request"), Side.MUNICIPALITY, SAP),
    Term(CEILING_TALK, Text("Praten over een plafond dat bijna is gebruikt",
        "Talk about a ceiling that is nearly used"), 10, Unit.WORKING_DAYS,
        Text("het signaal van het plafond", "the signal of the ceiling"),
        Side.BOTH, CSW, True),
    Term(CEILING_DECISION, Text("Besluiten over een plafond en vastleggen wat is afgesproken",
        "Decide about a ceiling and write down what was agreed"), 10, Unit.WORKING_DAYS,
        Text("de dag waarop u het signaal hebt gezien", "the day on which you saw the signal"),
        Side.BOTH, CSW, True),
)  # fmt: skip

TERMS: Mapping[str, Term] = MappingProxyType({term.code: term for term in _TABLE})


def due(term: Term, start: date, holidays: frozenset[date]) -> date:
    """The last day on which it is in time; ``start`` is the day that the term is counted from."""
    if term.unit is Unit.WORKING_DAYS:
        return add_working_days(start, term.length, holidays)
    if term.unit is Unit.MONTHS:
        return _months_later(start, term.length, start.day)
    if term.unit is Unit.MONTH_ENDS:
        return _months_later(start, term.length, 31)
    return start + timedelta(days=term.length * (7 if term.unit is Unit.WEEKS else 1))


def left(code: str, last: date, today: date, holidays: frozenset[date]) -> int:
    """How many days are left after today, in working days where the term counts those.

    0 on the last day; negative when it is over, and then never 0, whatever day today is.
    """
    days = (last - today).days
    if code != QUESTION and TERMS[code].unit is not Unit.WORKING_DAYS:
        return days
    working = working_days_between(today, last, holidays)
    return min(working, -1) if days < 0 else working


def _months_later(day: date, months: int, wanted: int) -> date:
    """That day of the month so many months later, or its last day where it has fewer."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(wanted, monthrange(year, month)[1]))
