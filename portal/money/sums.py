"""Reading the sums by month of care: of one party, and of what it may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.intake.held_back import given
from portal.money.budgets import Key
from portal.money.records import CareSumRecord, CommitmentRecord, MoneyCountRecord
from portal.store.tenant import Scope, Tenant, seeing_all

APPROVED = ("approved", "in-run", "released", "paid")
PAID = ("released", "paid")
FIGURES = {
    "declared": (), "rejected": ("rejected",), "parked": ("parked",),
    "awarded": ("blocked", "open", "checked", *APPROVED), "approved": APPROVED, "paid": PAID,
}  # fmt: skip
"""What each figure is the sum of, by stage; declared of all of them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Signed eurocents of lines by what became of them; paid went to the bank, set off or not."""

    declared: int = 0
    rejected: int = 0
    parked: int = 0
    awarded: int = 0
    approved: int = 0
    paid: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in FIGURES))

    @property
    def stands(self) -> int:
        """What was declared and not sent back: it takes its part of the budget."""
        return self.declared - self.rejected


@dataclass(frozen=True, slots=True)
class Worth:
    """What allocations are worth and commit to in eurocents, and of how many nobody can say."""

    planned: int = 0
    committed: int = 0
    unknown: int = 0

    def __add__(self, other: Worth) -> Worth:
        return Worth(
            self.planned + other.planned, self.committed + other.committed,
            self.unknown + other.unknown,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Which sums: of a calendar year, of some contracts and one municipality where given."""

    year: int
    contracts: frozenset[int] | None = None
    municipality: int | None = None

    def conditions(self, tenant: Tenant, row: Any) -> list[ColumnElement[bool]]:
        """On a table of sums, for the party that asks."""
        own = row.provider_id if tenant.scope is Scope.PROVIDER else row.municipality_id
        found = [
            own == tenant.id, row.month >= date(self.year, 1, 1),
            row.month <= date(self.year, 12, 31),
        ]  # fmt: skip
        if self.contracts is not None:
            found.append(row.contract_id.in_(self.contracts))
        if self.municipality is not None:
            found.append(row.municipality_id == self.municipality)
        return found


@dataclass(frozen=True, slots=True)
class Counted:
    """When the sums were made last, if ever, and how far the making is in percent if it runs."""

    at: datetime | None
    percent: int | None


def figures_in(
    session: Session, tenant: Tenant, about: About
) -> dict[Key, dict[date, Figures]]:
    """By contract and municipality, by month of care; contract 0 is none."""
    row = CareSumRecord
    rows = session.execute(
        select(
            row.contract_id, row.municipality_id, row.month, row.stage, func.sum(row.cents)
        )
        .where(*about.conditions(tenant, row), given(row.message_id))
        .group_by(row.contract_id, row.municipality_id, row.month, row.stage)
    )
    found: dict[Key, dict[date, Figures]] = defaultdict(dict)
    for contract, municipality, month, stage, cents in rows:
        months = found[contract or 0, municipality]
        months[month] = months.get(month, Figures()) + _at(stage, int(cents))
    return found


def _at(stage: str, cents: int) -> Figures:
    return Figures(
        *(cents if not stages or stage in stages else 0 for stages in FIGURES.values())
    )


def worth_in(session: Session, tenant: Tenant, about: About) -> dict[Key, dict[date, Worth]]:
    """What allocations commit to, by contract and municipality, by month."""
    row = CommitmentRecord
    rows = session.execute(
        select(
            row.contract_id, row.municipality_id, row.month, row.planned_cents,
            row.committed_cents, row.unknown,
        ).where(*about.conditions(tenant, row))
    )  # fmt: skip
    found: dict[Key, dict[date, Worth]] = defaultdict(dict)
    for contract, municipality, month, *worth in rows:
        found[contract, municipality][month] = Worth(*worth)
    return found


def arrivals_since(
    session: Session, tenant: Tenant, since: date, providers: Iterable[int] | None = None
) -> dict[int, dict[tuple[date, date], int]]:
    """What was declared to stay, by provider: by month of care (from ``since``) and of arrival."""
    row = CareSumRecord
    own = row.provider_id if tenant.scope is Scope.PROVIDER else row.municipality_id
    query = (
        select(row.provider_id, row.month, row.arrived, func.sum(row.cents))
        .where(own == tenant.id, row.month >= since, row.stage != "rejected",
               given(row.message_id))
        .group_by(row.provider_id, row.month, row.arrived)
    )  # fmt: skip
    if providers is not None:
        query = query.where(row.provider_id.in_(list(providers)))
    found: dict[int, dict[tuple[date, date], int]] = defaultdict(dict)
    for provider, month, arrived, cents in session.execute(query):
        found[provider][month, arrived] = int(cents)
    return found


def counted(session: Session) -> Counted:
    """How fresh the sums are; of no party in particular."""
    with seeing_all(session):
        row = session.get(MoneyCountRecord, 1)
    if row is None:
        return Counted(None, None)
    left = row.total > row.done
    return Counted(row.finished_at, row.done * 100 // row.total if left else None)
