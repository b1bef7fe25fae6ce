"""The picture of a budget: one lying bar of what was drawn, is reserved and is free."""

from __future__ import annotations

from dataclasses import dataclass

from portal.lumpsum.finding import Budget

WIDTH, HEIGHT = 640, 64  # user units of the drawing


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar, from ``x`` on."""

    name: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """The bar from nothing to the upper limit; ``mark`` is where the budget itself ends."""

    parts: tuple[Part, ...]
    mark: float | None


def budget_bar(budget: Budget) -> BudgetBar:
    """The bar of a budget; without a bandwidth its end needs no mark."""
    balance = budget.balance
    scale = WIDTH / balance.upper if balance.upper else 0
    parts, x = [], 0.0
    for name, cents in (
        ("drawn", balance.drawn), ("reserved", balance.reserved), ("free", balance.free),
    ):  # fmt: skip
        width = round(cents * scale, 1)
        parts.append(Part(name, round(x, 1), width))
        x += width
    mark = round(budget.amount_cents * scale, 1) if budget.bandwidth else None
    return BudgetBar(tuple(parts), mark)
