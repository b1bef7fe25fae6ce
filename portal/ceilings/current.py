"""Ceilings as judging reads them: the newest terms, and what is used, held until it is added to.

Knows lines and contracts by their ids alone, so that contracts and intake may ask it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from declarations.ceilings import Ceiling, Sort, scale
from portal.ceilings.records import (
    CeilingBalanceRecord,
    CeilingClientRecord,
    CeilingContractRecord,
    CeilingRecord,
    CeilingVersionRecord,
)
from portal.store.sets import in_values


def is_newest() -> ColumnElement[bool]:
    """Whether a ceiling version is the one that counts."""
    version, other = CeilingVersionRecord, aliased(CeilingVersionRecord)
    newest = (
        select(func.max(other.number))
        .where(other.ceiling_id == version.ceiling_id)
        .correlate(version)
        .scalar_subquery()
    )
    return version.number == newest


def has_ceiling(contract_id: Any) -> ColumnElement[bool]:
    """Whether there is, or was, a ceiling on the contract in this column."""
    return exists().where(CeilingContractRecord.contract_id == contract_id)


def own_limit(
    session: Session, contract_id: int, municipality_id: int, year: int
) -> tuple[int, int] | None:
    """The eurocents that one municipality agreed for this contract alone, with the percentage at
    which they signal; None where no ceiling of a year is about just these two."""
    version, covers = CeilingVersionRecord, CeilingContractRecord
    rows = session.execute(
        select(version.id, version.bound, version.signal)
        .join(covers, covers.version_id == version.id)
        .where(
            is_newest(),
            version.sort == Sort.MUNICIPALITY,
            version.municipality_id == municipality_id,
            version.unit.is_(None),
            covers.contract_id == contract_id,
            version.start <= date(year, 12, 31),
            version.end >= date(year, 1, 1),
        )
        .order_by(version.id)
    ).all()
    shared = select(func.count()).select_from(covers).where(covers.version_id == bindparam("v"))
    alone = [row for row in rows if session.scalar(shared, {"v": row.id}) == 1]
    return (alone[0].bound, alone[0].signal) if alone else None


def ceilings_on(
    session: Session, contracts: Collection[int], municipality_id: int,
    clients: Mapping[str, int], hold: bool,
) -> tuple[Ceiling, ...]:
    """The ceilings on these contracts for a municipality, by id; none is asked where there are no
    contracts, else one query, and one more where a ceiling is per client.

    ``clients`` maps citizen numbers to client ids. With ``hold`` nobody else adds to them until
    the transaction ends; take the lane of the provider first.
    """
    if not contracts:
        return ()
    rows = session.execute(_question(contracts, municipality_id, hold)).all()
    covered: dict[int, set[int]] = {}
    for row in rows:
        covered.setdefault(row.CeilingVersionRecord.ceiling_id, set()).add(row.contract_id)
    found = {row.CeilingVersionRecord.ceiling_id: row for row in rows}
    each_own = [n for n, row in found.items() if row.CeilingVersionRecord.sort == Sort.CLIENT]
    by_client = _by_client(session, each_own, clients)
    return tuple(
        ceiling_of(
            row.CeilingVersionRecord, row.slug, row.used, covered[number],
            by_client.get(number, {}),
        )
        for number, row in found.items()
    )  # fmt: skip


def _question(contracts: Collection[int], municipality_id: int, hold: bool) -> Any:
    version, covers, balance = CeilingVersionRecord, CeilingContractRecord, CeilingBalanceRecord
    here = or_(version.municipality_id.is_(None), version.municipality_id == municipality_id)
    question = (
        select(version, CeilingRecord.slug, balance.used, covers.contract_id)
        .join(CeilingRecord, CeilingRecord.id == version.ceiling_id)
        .join(balance, balance.ceiling_id == version.ceiling_id)
        .join(covers, covers.version_id == version.id)
        .where(is_newest(), here, in_values(covers.contract_id, contracts))
        .order_by(version.ceiling_id, covers.contract_id)
    )
    return question.with_for_update(of=balance) if hold else question


def ceiling_of(
    version: CeilingVersionRecord, slug: str, used: int, contracts: Collection[int],
    by_client: Mapping[str, int],
) -> Ceiling:  # fmt: skip
    """A stored version as the rules know it."""
    return Ceiling(
        number=version.ceiling_id, version=version.id, name=slug, sort=Sort(version.sort),
        limit=limit_of(version), start=version.start, end=version.end,
        contracts=frozenset(contracts), unit=version.unit, products=frozenset(version.products),
        always=frozenset(version.always_paid), specific_paid=version.specific_paid,
        signal=version.signal, used=used, by_client=by_client,
    )  # fmt: skip


def limit_of(version: CeilingVersionRecord) -> int:
    """The bound in the measure of the use."""
    return version.bound * (scale(version.unit) if version.unit else 1)


def _by_client(
    session: Session, numbers: Sequence[int], clients: Mapping[str, int]
) -> dict[int, dict[str, int]]:
    if not numbers or not clients:
        return {}
    row, bsn_of = CeilingClientRecord, {number: bsn for bsn, number in clients.items()}
    rows = session.execute(
        select(row.ceiling_id, row.client_id, func.sum(row.used))
        .where(in_values(row.ceiling_id, numbers), in_values(row.client_id, bsn_of))
        .group_by(row.ceiling_id, row.client_id)
    )
    found: dict[int, dict[str, int]] = {}
    for number, client_id, used in rows:
        found.setdefault(number, {})[bsn_of[client_id]] = int(used)
    return found


@dataclass(frozen=True, slots=True)
class Terms:
    """A stored version, with the name of its ceiling."""

    terms: CeilingVersionRecord
    slug: str


def ceilings_of_versions(session: Session, versions: Collection[int]) -> dict[int, Terms]:
    """Stored versions by id; one query."""
    version = CeilingVersionRecord
    rows = session.execute(
        select(version, CeilingRecord.slug)
        .join(CeilingRecord, CeilingRecord.id == version.ceiling_id)
        .where(in_values(version.id, versions))
    )
    return {terms.id: Terms(terms, slug) for terms, slug in rows}
