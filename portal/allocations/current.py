"""Reading the allocations that count, for judging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from declarations.facts import Allocation
from declarations.model import Law
from portal.allocations.records import AllocationRecord, AllocationVersionRecord, ClientRecord
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Held:
    """The allocations of some clients with one provider for one law.

    ``by_index`` maps the index of a citizen number to allocations by number, ``client_ids`` to
    the client; a client without any allocation here is in neither. ``allocation_ids`` maps the
    version that counts to its allocation.
    """

    by_index: Mapping[bytes, Mapping[int, Allocation]]
    client_ids: Mapping[bytes, int]
    allocation_ids: Mapping[int, int]


def allocations_of(
    session: Session, municipality_id: int, provider_id: int, law: Law, indexes: Iterable[bytes]
) -> Held:
    """The allocations these clients have, deleted ones too; one query.

    ``indexes`` are those of ``Keyring.bsn_index``.
    """
    by_index: dict[bytes, dict[int, Allocation]] = {}
    client_ids: dict[bytes, int] = {}
    allocation_ids: dict[int, int] = {}
    rows = session.execute(_rows(municipality_id, provider_id, law, indexes)).all()
    for index, client_id, allocation_id, number, version, *content in rows:
        key = bytes(index)
        client_ids[key] = client_id
        allocation_ids[version] = allocation_id
        by_index.setdefault(key, {})[number] = Allocation(number, version, *content)
    return Held(by_index, client_ids, allocation_ids)


def _rows(municipality_id: int, provider_id: int, law: Law, indexes: Iterable[bytes]) -> Any:
    here = and_(
        _ALLOCATION.client_id == _CLIENT.id,
        _ALLOCATION.municipality_id == _CLIENT.municipality_id,
        _ALLOCATION.provider_id == provider_id,
        _ALLOCATION.law == law.value,
    )
    return (
        select(_CLIENT.bsn_index, _CLIENT.id, _ALLOCATION.id, _ALLOCATION.number, *_CONTENT)
        .join_from(_CLIENT_TABLE, _ALLOCATION_TABLE, here)
        .join(_VERSION_TABLE, _VERSION.id == _ALLOCATION.current_version_id)
        .where(_CLIENT.municipality_id == municipality_id, in_values(_CLIENT.bsn_index, indexes))
    )


# Tables instead of records: the mapper would look at each of 30,000 rows once more.
_CLIENT_TABLE: Any = ClientRecord.__table__
_ALLOCATION_TABLE: Any = AllocationRecord.__table__
_VERSION_TABLE: Any = AllocationVersionRecord.__table__
_CLIENT, _ALLOCATION, _VERSION = _CLIENT_TABLE.c, _ALLOCATION_TABLE.c, _VERSION_TABLE.c

CONTENT = (
    AllocationVersionRecord.id,
    AllocationVersionRecord.start,
    AllocationVersionRecord.end,
    AllocationVersionRecord.category,
    AllocationVersionRecord.code,
    AllocationVersionRecord.volume,
    AllocationVersionRecord.unit,
    AllocationVersionRecord.frequency,
    AllocationVersionRecord.budget_cents,
    AllocationVersionRecord.deleted,
)
"""The columns in the order of the fields of ``Allocation``, after its number."""

_CONTENT = tuple(_VERSION[column.key] for column in CONTENT)


def allocation_ids_of(
    session: Session, client_id: int, provider_id: int, law: Law
) -> dict[int, int]:
    """The allocation ids of a client with one provider for one law, by number."""
    rows = session.execute(
        select(AllocationRecord.number, AllocationRecord.id).where(
            AllocationRecord.client_id == client_id,
            AllocationRecord.provider_id == provider_id,
            AllocationRecord.law == law,
        )
    )
    return {row.number: row.id for row in rows}


def allocations_of_versions(
    session: Session, versions: Iterable[int]
) -> list[tuple[int, Allocation]]:
    """Allocations as these versions have them, each with the id of its client; one query."""
    client, version = AllocationRecord.client_id, AllocationVersionRecord
    rows = session.execute(
        select(client, AllocationRecord.number, *CONTENT)
        .join(AllocationRecord, AllocationRecord.id == version.allocation_id)
        .where(in_values(version.id, versions))
    )
    return [(client_id, Allocation(number, *content)) for client_id, number, *content in rows]
