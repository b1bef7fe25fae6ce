"""Which awarded lines people look at before they are paid, and why: the reasons as a table.

A credit is never picked: holding it back would pay the debit that it takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from declarations.sampling import drawn
from declarations.values import value


class Reason(StrEnum):
    """Why somebody looks at a line."""

    AMOUNT = "amount"
    WARNING = "warning"
    DECISION = "decision"
    CEILING = "ceiling"
    SAMPLE = "sample"
    CHECKER = "checker"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a municipality wants looked at: lines of at least ``amount_from`` eurocents (none when
    null), lines with a warning, and a sample between ``least`` and ``most`` permille.
    """

    amount_from: int | None = None
    warnings: bool = True
    least: int = 20
    most: int = 200


STANDARD = Plan()
"""The plan of a municipality that made none.

Warnings are few and are there to be read. One line in fifty keeps an eye on the best provider; a
fifth of the lines of one that nobody knows yet is what a checker can do beside the rest. A limit
in euros depends on what care costs somewhere, so that there is none until somebody sets it.
"""


@dataclass(frozen=True, slots=True)
class Draw:
    """By which seed and permille the sample of a provider is drawn in a month."""

    seed: str
    permille: int


@value(frozen=True, slots=True)
class Candidate:
    """An awarded line: its key in draws, signed eurocents, and whether a warning was found.

    ``over`` says that it goes over a ceiling; whatever the plan, somebody must let it through.
    ``lacking`` says that something of its decision is missing, or its result is not confirmed.
    """

    key: str
    cents: int
    warned: bool
    over: bool = False
    lacking: bool = False


def _is_large(line: Candidate, plan: Plan, _draw: Draw) -> bool:
    return plan.amount_from is not None and line.cents >= plan.amount_from


def _has_warning(line: Candidate, plan: Plan, _draw: Draw) -> bool:
    return plan.warnings and line.warned


def _is_over(line: Candidate, _plan: Plan, _draw: Draw) -> bool:
    return line.over


def _is_lacking(line: Candidate, _plan: Plan, _draw: Draw) -> bool:
    return line.lacking


def _is_drawn(line: Candidate, _plan: Plan, draw: Draw) -> bool:
    return drawn(draw.seed, line.key, draw.permille)


AUTOMATIC: Mapping[Reason, Callable[[Candidate, Plan, Draw], bool]] = MappingProxyType(
    {
        Reason.AMOUNT: _is_large,
        Reason.WARNING: _has_warning,
        Reason.DECISION: _is_lacking,
        Reason.CEILING: _is_over,
        Reason.SAMPLE: _is_drawn,
    }
)
"""The reasons that need no person, each with the question it asks of a line."""


def reasons_for(line: Candidate, plan: Plan, draw: Draw) -> tuple[Reason, ...]:
    """Every reason to look at this line, in the order of the table; none for most lines."""
    if line.cents < 0:
        return ()
    return tuple([reason for reason, asks in AUTOMATIC.items() if asks(line, plan, draw)])
