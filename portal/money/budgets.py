"""What may be spent on a contract in a year: its lump sum, or else its ceiling, or nobody said.

The two functions at the end are where drawdowns and ceilings come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from declarations.forecast import percent_of
from portal.contracts.budgets import lump_sums
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
    """The ceiling on what may be declared; None where none was agreed, which is so until now."""
    return None


def drawn_in(session: Session, tenant: Tenant, year: int) -> Mapping[Key, Drawn]:
    """What was drawn from the lump sums of a year; nothing draws on them until now."""
    return {}
