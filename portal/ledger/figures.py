"""The figures of the books by month: what was declared, what became of it, and what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import sum as sum_of

from portal.intake.held_back import given
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.store.tenant import Scope, Tenant

PER = ("aanbieder", "gemeente", "contract", "wet")
WITHOUT_CONTRACT = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Signed eurocents; what was declared less what was credited, and so on."""

    declared: int = 0
    awarded: int = 0
    rejected: int = 0
    parked: int = 0
    paid: int = 0
    set_off: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def adds_up(self) -> bool:
        """Whether what was declared is what was awarded, rejected and parked."""
        return self.declared == self.decided

    @property
    def decided(self) -> int:
        """What became of what was declared, all together."""
        return self.awarded + self.rejected + self.parked

    @property
    def payable(self) -> int:
        """What these bookings add to what is still to be paid."""
        return self.awarded - self.paid - self.set_off

    @property
    def returned(self) -> int:
        """What went back to the provider."""
        return self.rejected


ACCOUNTS = tuple(each.name for each in fields(Figures))


@dataclass(frozen=True, slots=True)
class Between:
    """Between whom and about what: the finest grain of the books; contract 0 is none."""

    municipality_id: int
    provider_id: int
    contract_id: int
    law: str

    def key(self, per: str) -> str:
        """Which group it is in; ``per`` is one of PER."""
        keys = (self.provider_id, self.municipality_id, self.contract_id, self.law)
        return str(dict(zip(PER, keys, strict=True))[per])


@dataclass(frozen=True, slots=True)
class Cell:
    """What was booked in a month, at the finest grain."""

    month: date
    between: Between
    figures: Figures


def of_party(tenant: Tenant) -> ColumnElement[bool]:
    """The bookings of this party that it may know of: no verdicts whose answer is held back."""
    move = LedgerTransactionRecord
    own = move.provider_id if tenant.scope is Scope.PROVIDER else move.municipality_id
    return (own == tenant.id) & given(move.message_id)


def booked(session: Session, tenant: Tenant) -> list[Cell]:
    """Everything that was ever booked for this party, by month; one query."""
    move, entry = LedgerTransactionRecord, LedgerEntryRecord
    keys = (move.month, move.municipality_id, move.provider_id, move.contract_id, move.law)
    rows = session.execute(
        select(*keys, entry.account, sum_of(entry.amount_cents))
        .join(entry, entry.transaction_id == move.id)
        .where(of_party(tenant), entry.account.in_(ACCOUNTS))
        .group_by(*keys, entry.account)
    )
    sums: dict[tuple[date, Between], dict[str, int]] = defaultdict(dict)
    for month, municipality, provider, contract, law, account, cents in rows:
        between = Between(municipality, provider, contract or WITHOUT_CONTRACT, law)
        sums[month, between][account] = -int(cents) if account == "declared" else int(cents)
    return [Cell(month, between, Figures(**each)) for (month, between), each in sums.items()]


def total(figures: Iterable[Figures]) -> Figures:
    """All of them together."""
    return sum(figures, Figures())


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of months; ``payable`` is what was to be paid at the end of it."""

    month: date
    figures: Figures
    payable: int


@dataclass(frozen=True, slots=True)
class Group:
    """What one provider, contract, municipality or law comes to.

    ``figures`` is of the year, ``ever`` of all years; ``unpaid`` is counted from the lines.
    """

    key: str
    figures: Figures
    ever: Figures
    unpaid: int

    @property
    def in_order(self) -> bool:
        """Whether both identities hold here."""
        return self.ever.adds_up and self.ever.payable == self.unpaid


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the books: what was to be paid when it began, its months, and all groups."""

    opening: int
    months: tuple[Line, ...]
    figures: Figures
    whole: Group
    groups: tuple[Group, ...]

    @property
    def closing(self) -> int:
        """What was to be paid at the end of the year."""
        return self.opening + self.figures.payable


def year_of(
    cells: Sequence[Cell], unpaid: Mapping[Between, int], year: int, per: str, only: str = ""
) -> Year:
    """The books of a year by group, and by month of one group or (without ``only``) of all."""
    groups = _groups(cells, unpaid, year, per)
    chosen = [each for each in cells if only in ("", each.between.key(per))]
    opening = total(each.figures for each in chosen if each.month.year < year).payable
    months, payable = [], opening
    for number in range(1, 13):
        month = date(year, number, 1)
        figures = total(each.figures for each in chosen if each.month == month)
        payable += figures.payable
        months.append(Line(month, figures, payable))
    mine = [each for each in groups if only in ("", each.key)]
    return Year(
        opening,
        tuple(months),
        total(each.figures for each in months),
        Group(
            only,
            total(each.figures for each in mine),
            total(each.ever for each in mine),
            sum(each.unpaid for each in mine),
        ),
        tuple(groups),
    )


def _groups(
    cells: Sequence[Cell], unpaid: Mapping[Between, int], year: int, per: str
) -> list[Group]:
    of_year: dict[str, Figures] = defaultdict(Figures)
    ever: dict[str, Figures] = defaultdict(Figures)
    lines: dict[str, int] = defaultdict(int)
    for cell in cells:
        key = cell.between.key(per)
        ever[key] += cell.figures
        if cell.month.year == year:
            of_year[key] += cell.figures
    for between, cents in unpaid.items():
        lines[between.key(per)] += cents
    return [Group(key, of_year[key], ever[key], lines[key]) for key in sorted({*ever, *lines})]
