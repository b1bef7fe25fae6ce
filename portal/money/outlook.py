"""What a contract comes to in a year: what was declared, what is committed, and the forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from sqlalchemy.orm import Session

from declarations.forecast import (
    CERTAIN,
    Expected,
    Lateness,
    Month,
    Range,
    day_passed,
    forecast,
    lateness,
    usage,
)
from portal.contracts.overview import ContractLine, contracts_of
from portal.money.budgets import Budget, Drawn, budgets_in, drawn_in
from portal.money.sums import About, Figures, Worth, arrivals_since, figures_in, worth_in
from portal.store.tenant import Scope, Tenant

LOOK_BACK = 2  # years; how somebody declared before that is no guide any more


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of care: what was declared and committed, and what it will come to."""

    month: date
    figures: Figures
    worth: Worth
    expected: Expected


@dataclass(frozen=True, slots=True)
class Outlook:
    """A year of one contract, or of several together; ``contract`` is None then.

    ``late`` and ``use`` are what the forecast rests on. ``partly`` says that not everybody who is
    in it has a budget, so that the whole has none.
    """

    year: int
    contract: ContractLine | None
    months: tuple[MonthLine, ...]
    budget: Budget | None
    drawn: Drawn
    late: Lateness
    use: Range
    partly: bool = False

    @property
    def figures(self) -> Figures:
        """Of the whole year."""
        return sum((each.figures for each in self.months), Figures())

    @property
    def worth(self) -> Worth:
        """Of the whole year."""
        return sum((each.worth for each in self.months), Worth())

    @property
    def expected(self) -> Expected:
        """Of the whole year."""
        return Expected(
            date(self.year, 1, 1),
            sum(each.expected.low for each in self.months),
            sum(each.expected.expected for each in self.months),
            sum(each.expected.high for each in self.months),
        )

    @property
    def spent(self) -> int:
        """What takes its part of the budget: declared and not sent back, reserved and drawn."""
        return self.figures.stands + self.drawn.reserved + self.drawn.paid

    @property
    def silent(self) -> bool:
        """Whether nothing at all is known of what the budget goes to."""
        return not (self.figures.declared or self.worth.planned or self.worth.unknown or self.spent)

    @property
    def free(self) -> int | None:
        """What is neither spent nor committed of the most that may be; below zero when short."""
        if self.budget is None:
            return None
        return self.budget.upper - self.spent - self.worth.committed

    def runs_out(self, scenario: str = "expected") -> date | None:
        """The day of care on which the most that may be spent is passed, by one of the three."""
        if self.budget is None:
            return None
        return self._passes(self.budget.upper, scenario)

    @property
    def mark_passed(self) -> date | None:
        """The day of care on which the mark is passed, as expected."""
        return None if self.budget is None else self._passes(self.budget.marked, "expected")

    def _passes(self, limit: int, scenario: str) -> date | None:
        left = limit - self.drawn.reserved - self.drawn.paid
        if left < 0:
            return date(self.year, 1, 1)
        months = [each.expected for each in self.months]
        return day_passed(months, left, lambda each: int(getattr(each, scenario)))

    def running(self, what: str) -> list[int]:
        """The running total of a part of the forecast, or of what stands or was paid."""
        if what in ("stands", "paid"):
            return list(accumulate(getattr(each.figures, what) for each in self.months))
        return list(accumulate(getattr(each.expected, what) for each in self.months))


def outlooks(session: Session, tenant: Tenant, about: About, today: date) -> list[Outlook]:
    """The year of every contract that this party may see, or of those that are asked for.

    Of all contracts those are left out that do not run in the year and have nothing in it.
    """
    wanted = about.contracts
    lines = [
        each for each in contracts_of(session, tenant) if wanted is None or each.id in wanted
    ]
    of_municipality = tenant.scope is Scope.MUNICIPALITY
    figures, worth = figures_in(session, tenant, about), worth_in(session, tenant, about)
    keys = {key for key in (*figures, *worth) if key[0]}
    asked = keys | {(each.id, tenant.id or 0) for each in lines if of_municipality}
    budgets = budgets_in(session, tenant, about.year, sorted(asked))
    drawn = drawn_in(session, tenant, about.year)
    late = _lateness(session, tenant, today, {each.provider_id for each in lines})
    found = []
    for line in lines:
        mine = [
            key for key in sorted({*keys, *budgets})
            if key[0] == line.id and about.municipality in (None, key[1])
        ]  # fmt: skip
        runs = line.start.year <= about.year <= line.end.year
        if mine or runs or wanted is not None:
            parts = _Parts(
                [figures[key] for key in mine if key in figures],
                [worth[key] for key in mine if key in worth],
                [budgets.get(key) for key in mine],
                [drawn[key] for key in mine if key in drawn],
            )
            past = late.get(line.provider_id, Lateness())
            found.append(_outlook(about.year, line, parts, past, today))
    return found


def _lateness(
    session: Session, tenant: Tenant, today: date, providers: Iterable[int]
) -> dict[int, Lateness]:
    since = date(today.year - LOOK_BACK, today.month, 1)
    arrivals = arrivals_since(session, tenant, since, providers)
    return {provider: lateness(each, today) for provider, each in arrivals.items()}


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is known of one contract, each part by municipality."""

    figures: Sequence[Mapping[date, Figures]]
    worth: Sequence[Mapping[date, Worth]]
    budgets: Sequence[Budget | None]
    drawn: Sequence[Drawn]


def _outlook(
    year: int, line: ContractLine, parts: _Parts, late: Lateness, today: date
) -> Outlook:
    months = [date(year, number, 1) for number in range(1, 13)]
    figures = [sum((each.get(month, Figures()) for each in parts.figures), Figures())
               for month in months]  # fmt: skip
    worth = [sum((each.get(month, Worth()) for each in parts.worth), Worth()) for month in months]
    known = [
        Month(month, one.stands, other.committed, other.planned)
        for month, one, other in zip(months, figures, worth, strict=True)
    ]
    use = usage(known, late, today)
    expected = forecast(known, late, use, today)
    budget = _sum_of(parts.budgets)
    return Outlook(
        year, line, tuple(map(MonthLine, months, figures, worth, expected)), budget,
        sum(parts.drawn, Drawn()), late, use, budget is None and any(parts.budgets),
    )  # fmt: skip


def _sum_of(budgets: Sequence[Budget | None]) -> Budget | None:
    """All of them together; None where there is none, or one of them is not known."""
    known = [each for each in budgets if each is not None]
    if not known or len(known) < len(budgets):
        return None
    return sum(known[1:], known[0])


def together(year: int, found: Sequence[Outlook]) -> Outlook:
    """All of them in one; with a budget where every one of them has one."""
    months = tuple(
        MonthLine(
            month,
            sum((each.months[place].figures for each in found), Figures()),
            sum((each.months[place].worth for each in found), Worth()),
            _expected(month, [each.months[place].expected for each in found]),
        )
        for place, month in enumerate(date(year, number, 1) for number in range(1, 13))
    )
    whole = _sum_of([each.budget for each in found])
    drawn = sum((each.drawn for each in found), Drawn())
    return Outlook(year, None, months, whole, drawn, Lateness(), CERTAIN)


def _expected(month: date, parts: Sequence[Expected]) -> Expected:
    return Expected(
        month,
        sum(each.low for each in parts),
        sum(each.expected for each in parts),
        sum(each.high for each in parts),
    )


def with_a_budget(session: Session, tenant: Tenant, today: date) -> list[Outlook]:
    """This year of the contracts of a municipality that have a budget or a ceiling."""
    lines = contracts_of(session, tenant)
    keys = [(each.id, tenant.id or 0) for each in lines]
    budgets = budgets_in(session, tenant, today.year, keys)
    if not budgets:
        return []
    wanted = frozenset(contract for contract, _ in budgets)
    return outlooks(session, tenant, About(today.year, wanted), today)
