"""Where a contract stands in how its region buys, and with whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.purchasing import purchasing_of
from portal.contracts.records import (
    ContractMemberRecord,
    ContractMunicipalityRecord,
    ContractOptionRecord,
    ContractRecord,
    ContractVersionRecord,
)
from portal.parties.service import municipality_names, provider_names
from schemas.region.purchasing import Segment

HUNDREDTHS = 100  # of a percent


@dataclass(frozen=True, slots=True)
class Place:
    """The segment with its track, lot and area of a contract, by name; None where it has none."""

    segment: Segment | None
    track: str | None
    lot: str | None
    area: str | None


def place_of(session: Session, contract_id: int, terms: ContractVersionRecord) -> Place:
    """The place of a contract, in the words of the region as it buys now."""
    if not (terms.segment or terms.lot or terms.area):
        return Place(None, None, None, None)
    region_id = session.scalar(select(ContractRecord.region_id).filter_by(id=contract_id))
    structure = purchasing_of(session, region_id or 0)
    track = structure.track_of(terms.segment)
    return Place(
        next((each for each in structure.segments if each.id == terms.segment), None),
        track.name if track else None,
        next((each.name for each in structure.lots if each.id == terms.lot), terms.lot),
        next((each.name for each in structure.areas if each.id == terms.area), terms.area),
    )


def joined_later(session: Session, version_id: int) -> tuple[tuple[str, date], ...]:
    """Municipalities that take part from a later day on than the contract starts, by name."""
    names, part = municipality_names(session), ContractMunicipalityRecord
    rows = session.execute(
        select(part.municipality_id, part.start).where(
            part.version_id == version_id, part.start.is_not(None)
        )
    )
    return tuple(sorted((names[row.municipality_id], row.start) for row in rows))


def members_of(session: Session, version_id: int) -> tuple[tuple[str, str], ...]:
    """The members of a consortium by name, each with its share as a percentage in words."""
    names, member = provider_names(session), ContractMemberRecord
    rows = session.execute(
        select(member.provider_id, member.share)
        .where(member.version_id == version_id)
        .order_by(member.share.desc(), member.provider_id)
    )
    return tuple((names[row.provider_id], _percent(row.share)) for row in rows)


def options_of(session: Session, version_id: int, end: date) -> tuple[date, ...]:
    """The last days to which the contract may still be extended, in their order."""
    option = ContractOptionRecord
    rows = session.scalars(
        select(option.until)
        .where(option.version_id == version_id, option.until > end)
        .order_by(option.until)
    )
    return tuple(rows)


def _percent(share: int) -> str:
    whole, rest = divmod(share, HUNDREDTHS)
    return f"{whole},{rest:02} %" if rest else f"{whole} %"
