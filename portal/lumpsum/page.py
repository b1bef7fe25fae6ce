"""Everything a page about one budget or one drawdown shows, gathered in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from declarations.lifecycle import NEW, Kind, possible
from declarations.lumpsum import covered, instalments_of, split
from portal.audit.service import Action, Subject
from portal.audit.told import told_about
from portal.contracts.members import shares_of
from portal.identity.colleagues import names_of
from portal.identity.visitor import Visitor
from portal.lumpsum.finding import Budget, Drawdown, Wanted, budget_of, drawdown_of, drawdowns_of
from portal.lumpsum.settling import SettlementLine, settlements_of
from portal.lumpsum.volumes import MonthVolume, volumes_of

BY_PROVIDER = (Action.DRAWDOWN_SUBMITTED, Action.DRAWDOWN_WITHDRAWN)
SHOWN = 50  # drawdowns below a budget; the list has them all


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """A part of the budget: when it is due, and how much of it was paid and asked for."""

    number: int
    due: date
    cents: int
    paid: int
    asked: int
    standing: str


@dataclass(frozen=True, slots=True)
class SettlementShown:
    """A settlement, and what the reader can do about it."""

    line: SettlementLine
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """A budget with its instalments and the last drawdowns from it."""

    budget: Budget
    instalments: tuple[InstalmentLine, ...]
    drawdowns: tuple[Drawdown, ...]
    settlements: tuple[SettlementShown, ...] = ()
    may_settle: bool = False
    volumes: tuple[MonthVolume, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history; the name is empty for somebody of the other party."""

    what: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DrawdownPage:
    """A drawdown, the budget it is from, what the reader can do now, and what happened to it.

    ``parts`` are what each member of a consortium has of it, by name in eurocents.
    """

    drawdown: Drawdown
    budget: Budget
    actions: tuple[str, ...]
    history: tuple[Happened, ...]
    parts: tuple[tuple[str, int], ...]


def budget_page(session: Session, visitor: Visitor, budget_id: int, today: date) -> BudgetPage:
    """One budget of the visitor's party; NotFound for any other."""
    budget = budget_of(session, visitor.tenant, budget_id)
    drawdowns = drawdowns_of(session, visitor.tenant, Wanted(budget_id=budget.id), limit=SHOWN)
    settlements = tuple(
        SettlementShown(each, _may(each, visitor.role))
        for each in settlements_of(session, budget.id)
    )
    waiting = any(each.line.state == "proposed" for each in settlements)
    may_settle = bool(possible(Kind.SETTLEMENT, NEW, visitor.role)) and not waiting
    lines = instalment_lines(budget, today)
    volumes = tuple(volumes_of(session, budget.id))
    return BudgetPage(budget, lines, tuple(drawdowns), settlements, may_settle, volumes)


def _may(line: SettlementLine, role: str) -> tuple[str, ...]:
    """What can be done; nothing comes in of what was not reclaimed."""
    found = possible(Kind.SETTLEMENT, line.state, role)
    return found if line.reclaim_cents else tuple(each for each in found if each != "receive")


def drawdown_page(session: Session, visitor: Visitor, drawdown_id: int) -> DrawdownPage:
    """One drawdown of the visitor's party; NotFound for any other."""
    found = drawdown_of(session, visitor.tenant, drawdown_id)
    told = told_about(session, Subject.DRAWDOWN, found.id)
    mine = [each for each in told if (each.action in BY_PROVIDER) == visitor.of_provider]
    names = names_of(session, [each.account_id for each in mine])
    return DrawdownPage(
        found,
        budget_of(session, visitor.tenant, found.budget_id),
        possible(Kind.DRAWDOWN, found.state, visitor.role),
        tuple(
            Happened(
                each.detail.get("action", each.action), names.get(each.account_id, ""),
                each.occurred_at,
            )
            for each in told
        ),
        _parts(session, found),
    )  # fmt: skip


def _parts(session: Session, drawdown: Drawdown) -> tuple[tuple[str, int], ...]:
    shares = shares_of(session, drawdown.contract_id)
    return tuple(split(drawdown.cents, shares).items()) if shares else ()


def instalment_lines(budget: Budget, today: date) -> tuple[InstalmentLine, ...]:
    """The instalments of a budget as they stand: the first ones are drawn first."""
    found = instalments_of(budget.amount_cents, budget.year, budget.instalments)
    paid = covered(found, budget.balance.drawn)
    asked = covered(found, budget.balance.used)
    return tuple(
        InstalmentLine(
            each.number, each.due, each.cents, drawn, used - drawn,
            _standing(each.cents, each.due, drawn, used, today),
        )
        for each, drawn, used in zip(found, paid, asked, strict=True)
    )  # fmt: skip


def _standing(cents: int, due: date, drawn: int, used: int, today: date) -> str:
    if cents and drawn == cents:
        return "paid"
    if cents and used == cents:
        return "asked"
    return "due" if due <= today else "coming"
