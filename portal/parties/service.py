"""Finding parties, and bringing them to what a region file says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.parties.changes import Change, Happened
from portal.parties.municipalities import known_codes, listed
from portal.parties.records import (
    MunicipalityRecord,
    ProviderRecord,
    ProviderVersionRecord,
    RegionRecord,
)
from portal.store.sets import in_values
from schemas.region import Municipality, Provider, Region

__all__ = [
    "find_municipality",
    "find_provider",
    "has_region",
    "known_codes",
    "listed",
    "lock_municipalities",
    "municipalities_of",
    "municipality_codes",
    "municipality_names",
    "party_named",
    "pay_provider_on",
    "provider_iban",
    "provider_names",
    "region_names",
    "region_of",
    "region_parties",
    "region_slug",
    "store_municipality",
    "store_provider",
    "store_region",
]


def find_provider(session: Session, agb: str) -> ProviderRecord | None:
    """The provider with this AGB code."""
    return session.scalar(select(ProviderRecord).where(ProviderRecord.agb == agb))


def find_municipality(session: Session, code: str) -> MunicipalityRecord | None:
    """The municipality served here with this CBS code."""
    return session.scalar(select(MunicipalityRecord).where(MunicipalityRecord.code == code))


def municipality_codes(session: Session) -> dict[int, str]:
    """The CBS codes of all municipalities served here, by id."""
    rows = session.execute(select(MunicipalityRecord.id, MunicipalityRecord.code))
    return {row.id: row.code for row in rows}


def region_names(session: Session) -> dict[int, str]:
    """The names of all regions, by id."""
    return {row.id: row.name for row in session.execute(select(RegionRecord.id, RegionRecord.name))}


def municipality_names(session: Session) -> dict[int, str]:
    """The names of all municipalities served here, by id."""
    rows = session.execute(select(MunicipalityRecord.id, MunicipalityRecord.name))
    return {row.id: row.name for row in rows}


def municipalities_of(session: Session, region_id: int) -> dict[int, str]:
    """The names of the municipalities of one region, by id."""
    rows = session.execute(
        select(MunicipalityRecord.id, MunicipalityRecord.name).filter_by(region_id=region_id)
    )
    return {row.id: row.name for row in rows}


def provider_names(session: Session) -> dict[int, str]:
    """The names of all providers, by id."""
    rows = session.execute(select(ProviderRecord.id, ProviderRecord.name))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Named:
    """A party by name and code; a region has an empty code."""

    name: str
    code: str


def party_named(
    session: Session, provider_id: int | None, municipality_id: int | None, region_id: int | None
) -> Named:
    """The party with the one id that is given."""
    if provider_id is not None:
        provider = session.get_one(ProviderRecord, provider_id)
        return Named(provider.name, provider.agb)
    if municipality_id is not None:
        municipality = session.get_one(MunicipalityRecord, municipality_id)
        return Named(municipality.name, municipality.code)
    return Named(session.get_one(RegionRecord, region_id).name, "")


@dataclass(frozen=True, slots=True)
class RegionParties:
    """A region with its municipalities and some providers as a file names them; codes by id."""

    name: str
    slug: str
    municipalities: tuple[Municipality, ...]
    providers: tuple[Provider, ...]
    codes: dict[int, str]
    agbs: dict[int, str]


def region_parties(session: Session, region_id: int, provider_ids: Iterable[int]) -> RegionParties:
    """What a region file would say of the parties; the accounts of municipalities stay out."""
    region = session.get_one(RegionRecord, region_id)
    buyers = session.scalars(
        select(MunicipalityRecord)
        .filter_by(region_id=region_id)
        .order_by(MunicipalityRecord.code)
    ).all()
    sellers = session.scalars(
        select(ProviderRecord)
        .where(in_values(ProviderRecord.id, provider_ids))
        .order_by(ProviderRecord.agb)
    ).all()
    return RegionParties(
        region.name,
        region.slug,
        tuple(Municipality(each.code, each.name) for each in buyers),
        tuple(Provider(each.agb, each.kvk or "", each.name, each.iban or "") for each in sellers),
        municipality_codes(session),
        {each.id: each.agb for each in sellers},
    )


def region_of(session: Session, municipality_id: int) -> int | None:
    """The id of the region of a municipality; None for an id that is not there."""
    return session.scalar(
        select(MunicipalityRecord.region_id).where(MunicipalityRecord.id == municipality_id)
    )


def region_slug(session: Session, region_id: int) -> str | None:
    """What a region is known by in its file; None for an id that is not there."""
    return session.scalar(select(RegionRecord.slug).where(RegionRecord.id == region_id))


def has_region(session: Session) -> bool:
    """Whether any region has been loaded."""
    return session.scalar(select(RegionRecord.id).limit(1)) is not None


def lock_municipalities(session: Session, ids: Iterable[int]) -> None:
    """Hold these municipalities until the transaction ends, against whoever does the same.

    Work that only refers to them does not wait. On SQLite the write transaction is the lock.
    """
    session.execute(
        select(MunicipalityRecord.id)
        .where(in_values(MunicipalityRecord.id, ids))
        .order_by(MunicipalityRecord.id)
        .with_for_update(key_share=True)
    )


def store_region(session: Session, region: Region) -> tuple[RegionRecord, list[Change]]:
    """The row of a region, added or renamed where needed."""
    row = session.scalar(select(RegionRecord).where(RegionRecord.slug == region.slug))
    if row is None:
        row = RegionRecord(slug=region.slug, name=region.name)
        session.add(row)
        session.flush()
        return row, [Change(Happened.ADDED, "region", row.id, row.slug)]
    if row.name == region.name:
        return row, []
    row.name = region.name
    return row, [Change(Happened.CHANGED, "region", row.id, row.slug, ("name",))]


def store_municipality(
    session: Session, region_id: int, municipality: Municipality
) -> tuple[MunicipalityRecord, list[Change]]:
    """The row of a municipality; one that another region brought in stays with that region."""
    row = find_municipality(session, municipality.code)
    if row is None:
        row = MunicipalityRecord(
            region_id=region_id, code=municipality.code, name=municipality.name
        )
        session.add(row)
        session.flush()
        return row, [_municipality(Happened.ADDED, row)]
    if row.name == municipality.name:
        return row, []
    row.name = municipality.name
    return row, [_municipality(Happened.CHANGED, row, "name")]


def store_provider(
    session: Session, provider: Provider, now: datetime
) -> tuple[ProviderRecord, list[Change]]:
    """The row of a provider; another name or a first bank account is a new version.

    A bank account that is known stays: a file is one person's work, and another account takes
    two. That the file names another one is among the changes, as left.
    """
    row = find_provider(session, provider.agb)
    if row is None:
        row = ProviderRecord(
            agb=provider.agb,
            kvk=provider.kvk,
            name=provider.name,
            iban=provider.iban,
            recorded_at=now,
        )
        session.add(row)
        session.flush()
        _add_version(session, row, now)
        return row, [_provider(Happened.ADDED, row)]
    changed = [f for f in ("kvk", "name", "iban") if getattr(row, f) != getattr(provider, f)]
    left = []
    if row.iban is not None and "iban" in changed:
        changed.remove("iban")
        left = [_provider(Happened.LEFT, row, "iban")]
    if not changed:
        return row, left
    for field in changed:
        setattr(row, field, getattr(provider, field))
    row.recorded_at = now
    if changed != ["kvk"]:
        _add_version(session, row, now)
    return row, [_provider(Happened.CHANGED, row, *changed), *left]


def provider_iban(session: Session, provider_id: int) -> str | None:
    """The bank account that a provider is paid on now."""
    return session.scalar(select(ProviderRecord.iban).where(ProviderRecord.id == provider_id))


def pay_provider_on(session: Session, provider_id: int, iban: str, now: datetime) -> None:
    """Pay a provider on this account from now on, as a new version; two persons agreed to it.

    Providers are the portal's to write.
    """
    row = session.get_one(ProviderRecord, provider_id, with_for_update=True)
    row.iban, row.recorded_at = iban, now
    _add_version(session, row, now)


def _add_version(session: Session, row: ProviderRecord, now: datetime) -> None:
    newest = select(func.coalesce(func.max(ProviderVersionRecord.number), 0)).where(
        ProviderVersionRecord.provider_id == row.id
    )
    number = (session.scalar(newest) or 0) + 1
    session.add(
        ProviderVersionRecord(
            provider_id=row.id, number=number, name=row.name, iban=row.iban, recorded_at=now
        )
    )
    session.flush()


def _municipality(event: Happened, row: MunicipalityRecord, *fields: str) -> Change:
    return Change(event, "municipality", row.id, row.code, fields, municipality_id=row.id)


def _provider(event: Happened, row: ProviderRecord, *fields: str) -> Change:
    return Change(event, "provider", row.id, row.agb, fields, provider_id=row.id)
