"""What may be spent on a contract in a year: its lump sum, or else its ceiling, or nobody said.

What may be declared on a contract comes from its ceiling, what was drawn from its lump sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from declarations.forecast import percent_of
from portal.ceilings.current import own_limit
from portal.contracts.budgets import lump_sums
from portal.lumpsum.finding import budgets_of
from portal.store.tenant import Tenant

MARK = 70  # percent of the budget at which it signals, unless the contract says otherwise

Key = tuple[int, int]
"""A contract and a municipality, by their ids."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Eurocents for a year; ``upper`` is the most that may be spent, with the bandwidth.

    ``mark`` is the percentage of ``amount`` at which it signals. ``soft`` is a ceiling: what goes
    over it is looked at, and not refused.
    """

    amount: int
    upper: int
    mark: int = MARK
    soft: bool = False

    @property
    def marked(self) -> int:
        """The amount at which it signals."""
        return percent_of(self.amount, self.mark)

    def __add__(self, other: Budget) -> Budget:
        return Budget(
            self.amount + other.amount, self.upper + other.upper, min(self.mark, other.mark),
            self.soft or other.soft,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawdowns took from a lump sum, in eurocents: asked for and not paid yet, and paid."""

    reserved: int = 0
    paid: int = 0

    def __add__(self, other: Drawn) -> Drawn:
        return Drawn(self.reserved + other.reserved, self.paid + other.paid)


def budgets_in(
    session: Session, tenant: Tenant, year: int, keys: Iterable[Key]
) -> dict[Key, Budget]:
    """What may be spent in a year; of these contracts and municipalities a ceiling too."""
    found = {
        (each.contract_id, each.municipality_id): Budget(each.amount_cents, each.upper_cents)
        for each in lump_sums(session, tenant, year)
    }
    for key in keys:
        if key not in found and (ceiling := ceiling_of(session, *key, year)) is not None:
            found[key] = ceiling
    return found


def ceiling_of(
    session: Session, contract_id: int, municipality_id: int, year: int
) -> Budget | None:
    """The ceiling in euros on what this contract declares to this municipality; None without one.

    What several contracts or municipalities share is nobody's budget alone.
    """
    found = own_limit(session, contract_id, municipality_id, year)
    if found is None:
        return None
    bound, mark = found
    return Budget(bound, bound, mark, soft=True)


def drawn_in(session: Session, tenant: Tenant, year: int) -> Mapping[Key, Drawn]:
    """What was drawn from the lump sums of a year, by contract and municipality."""
    return {
        (each.contract_id, each.municipality_id): Drawn(
            each.balance.reserved, each.balance.drawn
        )
        for each in budgets_of(session, tenant, year=year)
    }
