"""Budgets and drawdowns as they are read, for whoever has a part in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.lumpsum import Balance
from portal.contracts.slugs import contract_slugs, ids_of_slug
from portal.lumpsum.records import DrawdownRecord, LumpSumRecord
from portal.parties.service import municipality_names, provider_names
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Budget:
    """A live budget; amounts are eurocents, ``bandwidth`` is percent, ``contract`` its own id."""

    id: int
    contract_id: int
    municipality_id: int
    provider_id: int
    year: int
    amount_cents: int
    bandwidth: int
    instalments: int
    balance: Balance
    contract: str
    law: str
    municipality: str
    provider: str


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A drawdown as it stands; persons are told by account, for names on pages."""

    id: int
    budget_id: int
    contract_id: int
    municipality_id: int
    provider_id: int
    law: str
    reference: str
    cents: int
    state: str
    round: int
    dated: date
    year: int
    submitted_by: int
    submitted_person: int
    submitted_at: datetime
    checked_by: int | None
    checked_person: int | None
    checked_at: datetime | None
    approved_by: int | None
    approved_person: int | None
    approved_at: datetime | None
    ended_by: int | None
    ended_at: datetime | None
    reason: str | None
    contract: str
    municipality: str
    provider: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which drawdowns: of one budget or contract, in some states; everything where not given."""

    states: tuple[str, ...] = ()
    budget_id: int | None = None
    contract_id: int | None = None


def budgets_of(
    session: Session, tenant: Tenant, contract_id: int | None = None, year: int | None = None
) -> list[Budget]:  # fmt: skip
    """The budgets of a party, the newest year first, then by contract and municipality."""
    row = LumpSumRecord
    wanted: list[ColumnElement[bool]] = [_own(row, tenant)]
    if contract_id is not None:
        wanted.append(row.contract_id == contract_id)
    if year is not None:
        wanted.append(row.year == year)
    rows = session.scalars(select(row).where(*wanted)).all()
    found = _budgets(session, rows)
    return sorted(found, key=lambda each: (-each.year, each.contract, each.municipality))


def budget_of(session: Session, tenant: Tenant, budget_id: int) -> Budget:
    """One budget of this party; NotFound for any other."""
    row = LumpSumRecord
    rows = session.scalars(select(row).where(row.id == budget_id, _own(row, tenant))).all()
    if not rows:
        raise NotFound
    return _budgets(session, rows)[0]


def budget_named(
    session: Session, tenant: Tenant, contract: str, municipality_id: int, year: int
) -> Budget:
    """The budget of a contract, by its id in the region file or its number here.

    NotFound where there is none, where it is of others, and where two regions use the same id.
    """
    row = LumpSumRecord
    ids = ids_of_slug(session, contract)
    known: ColumnElement[bool] = row.contract_id.in_(ids)
    if contract.isascii() and contract.isdigit() and len(contract) <= 18:
        known = or_(known, row.contract_id == int(contract))
    rows = session.scalars(
        select(row).where(
            known, row.municipality_id == municipality_id, row.year == year, _own(row, tenant)
        )
    ).all()
    if len(rows) != 1:
        raise NotFound
    return _budgets(session, rows)[0]


def drawdown_of(session: Session, tenant: Tenant, drawdown_id: int) -> Drawdown:
    """One drawdown of this party; NotFound for any other."""
    row = DrawdownRecord
    found = _drawdowns(session, _joined().where(row.id == drawdown_id, _own(row, tenant)))
    if not found:
        raise NotFound
    return found[0]


def drawdowns_of(
    session: Session, tenant: Tenant, wanted: Wanted, before: int | None = None,
    limit: int | None = None, oldest_first: bool = False,
) -> list[Drawdown]:  # fmt: skip
    """Drawdowns of a party as wanted, the newest first; ``before`` is where a page goes on."""
    row = DrawdownRecord
    conditions: list[ColumnElement[bool]] = [_own(row, tenant)]
    if wanted.states:
        conditions.append(row.state.in_(wanted.states))
    if wanted.budget_id is not None:
        conditions.append(row.budget_id == wanted.budget_id)
    if wanted.contract_id is not None:
        conditions.append(row.contract_id == wanted.contract_id)
    if before is not None:
        conditions.append(row.id > before if oldest_first else row.id < before)
    order = row.id if oldest_first else row.id.desc()
    return _drawdowns(session, _joined().where(*conditions).order_by(order).limit(limit))


def _own(row: Any, tenant: Tenant) -> ColumnElement[bool]:
    if tenant.scope is Scope.PROVIDER:
        mine: ColumnElement[bool] = row.provider_id == tenant.id
        return mine
    if tenant.scope is Scope.MUNICIPALITY:
        ours: ColumnElement[bool] = row.municipality_id == tenant.id
        return ours
    return false()


def _budgets(session: Session, rows: Iterable[LumpSumRecord]) -> list[Budget]:
    listed = list(rows)
    contracts = contract_slugs(session, {each.contract_id for each in listed})
    municipalities, providers = municipality_names(session), provider_names(session)
    return [
        Budget(
            each.id, each.contract_id, each.municipality_id, each.provider_id, each.year,
            each.amount_cents, each.bandwidth, each.instalments,
            Balance(each.upper_cents, each.reserved_cents, each.drawn_cents),
            contracts[each.contract_id].slug, contracts[each.contract_id].law,
            municipalities[each.municipality_id], providers[each.provider_id],
        )
        for each in listed
    ]  # fmt: skip


def _joined() -> Select[DrawdownRecord, int]:
    row, budget = DrawdownRecord, LumpSumRecord
    return select(row, budget.year).join(budget, budget.id == row.budget_id)


_SAME = (
    "id", "budget_id", "contract_id", "municipality_id", "provider_id", "law", "reference",
    "state", "round", "dated", "submitted_by", "submitted_person", "submitted_at", "checked_by",
    "checked_person", "checked_at", "approved_by", "approved_person", "approved_at", "ended_by",
    "ended_at", "reason",
)  # fmt: skip


def _drawdowns(session: Session, query: Select[DrawdownRecord, int]) -> list[Drawdown]:
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    contracts = contract_slugs(session, {row.contract_id for row, _ in rows})
    municipalities, providers = municipality_names(session), provider_names(session)
    return [
        Drawdown(
            **{name: getattr(row, name) for name in _SAME}, cents=row.amount_cents, year=year,
            contract=contracts[row.contract_id].slug,
            municipality=municipalities[row.municipality_id], provider=providers[row.provider_id],
        )
        for row, year in rows
    ]  # fmt: skip
