"""The bank accounts of the parties: what a municipality pays from, and a provider is paid on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.parties.changes import Change, Happened
from portal.parties.records import MunicipalityAccountRecord, ProviderRecord
from portal.store.sets import in_values
from schemas.region import Municipality


@dataclass(frozen=True, slots=True)
class PaidOn:
    """What a provider is called, and the account it is paid on; None where there is none yet."""

    name: str
    iban: str | None


def own_account(session: Session, municipality_id: int) -> str | None:
    """The IBAN a municipality pays from; None where nobody wrote it down yet."""
    row = session.get(MunicipalityAccountRecord, municipality_id)
    return row.iban if row else None


def accounts_of_providers(session: Session, provider_ids: Iterable[int]) -> dict[int, PaidOn]:
    """The names and accounts of these providers, by id."""
    row = ProviderRecord
    found = session.execute(
        select(row.id, row.name, row.iban).where(in_values(row.id, provider_ids))
    )
    return {each.id: PaidOn(each.name, each.iban) for each in found}


def providers_paid_on(session: Session, ibans: Iterable[str]) -> dict[str, dict[int, str]]:
    """Which providers have each of these accounts: their names by id."""
    row = ProviderRecord
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for each in session.execute(
        select(row.id, row.name, row.iban).where(in_values(row.iban, ibans))
    ):
        found[str(each.iban)][each.id] = each.name
    return found


def store_own_account(
    session: Session, municipality_id: int, municipality: Municipality, now: datetime
) -> list[Change]:
    """Bring the account to what a region file says; a file that is silent about it changes nothing.

    A run that was drawn up before keeps the account it was drawn up with.
    """
    row = session.get(MunicipalityAccountRecord, municipality_id)
    if municipality.iban is None or (row and row.iban == municipality.iban):
        return []
    if row is None:
        row = MunicipalityAccountRecord(municipality_id=municipality_id)
        session.add(row)
    row.iban, row.recorded_at = municipality.iban, now
    session.flush()
    return [
        Change(
            Happened.CHANGED, "municipality", municipality_id, municipality.code, ("iban",),
            municipality_id=municipality_id,
        )
    ]  # fmt: skip
