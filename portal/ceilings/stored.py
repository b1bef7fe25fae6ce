"""The ceilings of a region as a file would say them, for export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.ceilings import Sort
from declarations.model import Law
from portal.ceilings.current import is_newest
from portal.ceilings.records import CeilingContractRecord, CeilingRecord, CeilingVersionRecord
from portal.store.sets import in_values
from schemas.region.ceilings import RegionCeiling, Share


def stored_ceilings(
    session: Session, region_id: int, contracts: Mapping[int, str], codes: Mapping[int, str]
) -> tuple[RegionCeiling, ...]:
    """The newest terms of each ceiling; ``contracts`` are names and ``codes`` CBS codes by id."""
    version, covers = CeilingVersionRecord, CeilingContractRecord
    rows = session.execute(
        select(CeilingRecord, version)
        .join(version, version.ceiling_id == CeilingRecord.id)
        .where(CeilingRecord.region_id == region_id, is_newest())
        .order_by(CeilingRecord.slug)
    ).all()
    covered: dict[int, list[str]] = defaultdict(list)
    for version_id, contract_id in session.execute(
        select(covers.version_id, covers.contract_id).where(
            in_values(covers.version_id, [terms.id for _row, terms in rows])
        )
    ):
        covered[version_id].append(contracts[contract_id])
    return tuple(
        RegionCeiling(
            id=row.slug, name=terms.name, law=Law(row.law), sort=Sort(terms.sort),
            start=terms.start, end=terms.end, contracts=tuple(sorted(covered[terms.id])),
            municipality=codes[terms.municipality_id] if terms.municipality_id else None,
            basis=terms.basis, reduction=terms.reduction, unit=terms.unit, signal=terms.signal,
            products=tuple(terms.products), always_paid=tuple(terms.always_paid),
            specific_paid=terms.specific_paid,
            shares=tuple(Share(code, amount) for code, amount in terms.shares),
        )
        for row, terms in rows
    )  # fmt: skip
