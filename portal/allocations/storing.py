"""Storing allocation messages: clients, allocations and their versions, many rows at once.

Whatever the order of receipt, the version assigned last is the content that counts; of two
assigned at one moment, the one received last (decision 12).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, false, or_, select, update
from sqlalchemy.orm import Session

from declarations.allocations import AllocatedProduct, AllocationMessage
from declarations.model import Law
from portal.allocations.records import AllocationRecord, AllocationVersionRecord, ClientRecord
from portal.parties.lanes import lock_lanes
from portal.parties.service import lock_municipalities
from portal.store.bulk import insert_rows, reserve_ids
from portal.store.crypto import Keyring
from portal.store.sets import in_values

Number = tuple[int, Law, int]
"""Municipality id, law and allocation number: what an allocation is known by (TR332)."""

ClientKey = tuple[int, bytes]
"""Municipality id and the index of a citizen number."""

Moment = tuple[datetime, int]
"""When a version was assigned, and its id: the greatest counts."""


class Effect(StrEnum):
    """What storing one product did."""

    ADDED = "added"
    CHANGED = "changed"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that may be stored, with the ids of its parties and the hash of its bytes."""

    message: AllocationMessage
    municipality_id: int
    provider_id: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one message: an effect and a version id (None when unchanged) per product,
    or the positions of products whose number belongs to somebody else; then nothing was stored.
    """

    effects: tuple[tuple[Effect, int | None], ...] = ()
    taken: tuple[int, ...] = ()


@dataclass(slots=True)
class KnownAllocation:
    """An allocation with the versions it has; ``is_new`` when its row is still to be stored."""

    id: int
    client_id: int
    provider_id: int
    current: Moment | None = None
    versions: set[tuple[datetime, bytes]] = field(default_factory=set)
    is_new: bool = False
    is_moved: bool = False


def store(
    session: Session, incoming: Sequence[Incoming], now: datetime, keyring: Keyring
) -> list[Stored]:
    """Store the messages in the order given, each as a whole or not at all.

    Locks the lanes first, then the municipalities: their clients and numbers are given out here.
    """
    lock_lanes(session, {(i.provider_id, i.message.law) for i in incoming})
    lock_municipalities(session, {i.municipality_id for i in incoming})
    work = _Work(session, now, incoming, keyring)
    stored = [work.take(each) for each in incoming]
    work.write()
    return stored


class _Work:
    """One round of storing: what is known, read at once, and what is to be written, at once."""

    def __init__(
        self, session: Session, now: datetime, incoming: Sequence[Incoming], keyring: Keyring
    ) -> None:
        self.session, self.now, self.keyring = session, now, keyring
        self.known = known_allocations(session, incoming)
        self.indexes = {i.message.bsn: keyring.bsn_index(i.message.bsn) for i in incoming}
        self.clients = _client_ids(session, incoming, self.indexes)
        self.new_clients: list[tuple[Any, ...]] = []
        self.versions: list[tuple[Any, ...]] = []
        self.client_row_ids = iter(reserve_ids(session, _CLIENT, len(incoming)))
        count = sum(len(i.message.products) for i in incoming)
        self.version_ids = iter(reserve_ids(session, _VERSION, count))
        self.allocation_ids = iter(reserve_ids(session, _ALLOCATION, count))

    def take(self, incoming: Incoming) -> Stored:
        """Decide on one message and remember what is to be written."""
        message = incoming.message
        client = (incoming.municipality_id, self.indexes[message.bsn])
        owner = (self.clients.get(client), incoming.provider_id)
        keys = [(incoming.municipality_id, message.law, p.number) for p in message.products]
        found = [self.known.get(key) for key in keys]
        taken = tuple(
            position
            for position, row in enumerate(found)
            if row is not None and (row.client_id, row.provider_id) != owner
        )
        if taken:
            return Stored(taken=taken)
        client_id = self.clients.get(client) or self._new_client(client, message.bsn)
        rows = [
            row or self._new(key, client_id, incoming.provider_id)
            for key, row in zip(keys, found, strict=True)
        ]
        effects = [
            self._take_product(incoming, product, row)
            for product, row in zip(message.products, rows, strict=True)
        ]
        return Stored(effects=tuple(effects))

    def _new_client(self, key: ClientKey, bsn: str) -> int:
        municipality_id, index = key
        client_id = next(self.client_row_ids)
        self.clients[key] = client_id
        sealed = self.keyring.seal_bsn(bsn, municipality_id)
        row = (client_id, municipality_id, index, sealed, self.keyring.key_id)
        self.new_clients.append(row)
        return client_id

    def _new(self, key: Number, client_id: int, provider_id: int) -> KnownAllocation:
        row = KnownAllocation(next(self.allocation_ids), client_id, provider_id, is_new=True)
        self.known[key] = row
        return row

    def _take_product(
        self, incoming: Incoming, product: AllocatedProduct, row: KnownAllocation
    ) -> tuple[Effect, int | None]:
        content = content_hash(product)
        if (product.assigned_at, content) in row.versions:
            return Effect.UNCHANGED, None
        is_first = row.current is None
        version_id = next(self.version_ids)
        row.versions.add((product.assigned_at, content))
        self.versions.append(self._version(version_id, row.id, incoming, product, content))
        if row.current is not None and product.assigned_at < row.current[0]:
            return Effect.SUPERSEDED, version_id
        row.current, row.is_moved = (product.assigned_at, version_id), True
        return (Effect.ADDED if is_first else Effect.CHANGED), version_id

    def _version(
        self, version_id: int, allocation_id: int, incoming: Incoming, product: AllocatedProduct,
        content: bytes,
    ) -> tuple[Any, ...]:  # fmt: skip
        return (
            version_id, allocation_id, incoming.municipality_id, incoming.provider_id, self.now,
            incoming.sha256, product.assigned_at, *_content(product), product.deleted, content,
        )  # fmt: skip

    def write(self) -> None:
        """Write the new clients and allocations, the new versions, and which version counts now."""
        new = [
            (row.id, municipality_id, row.provider_id, law, number, row.client_id, _current(row))
            for (municipality_id, law, number), row in self.known.items()
            if row.is_new
        ]
        insert_rows(self.session, _CLIENT, _CLIENT_COLUMNS, self.new_clients)
        insert_rows(self.session, _ALLOCATION, _ALLOCATION_COLUMNS, new)
        insert_rows(self.session, _VERSION, _VERSION_COLUMNS, self.versions)
        moved = [
            {"allocation": row.id, "version": _current(row)}
            for row in self.known.values()
            if row.is_moved and not row.is_new
        ]
        if moved:
            self.session.connection().execute(_POINT_AT, moved)


def content_hash(product: AllocatedProduct) -> bytes:
    """SHA-256 over what an allocation says, but for its number and when it was assigned."""
    return hashlib.sha256(repr(_content(product)).encode()).digest()


def _content(product: AllocatedProduct) -> tuple[Any, ...]:
    return (
        product.start, product.end, product.category, product.code, product.volume, product.unit,
        product.frequency, product.budget, product.reason, product.provider_reference,
    )  # fmt: skip


def _current(row: KnownAllocation) -> int | None:
    return row.current[1] if row.current else None


def _client_ids(
    session: Session, incoming: Sequence[Incoming], indexes: Mapping[str, bytes]
) -> dict[ClientKey, int]:
    """The stored clients among those in the messages."""
    client = ClientRecord
    rows = session.execute(
        select(client.municipality_id, client.bsn_index, client.id).where(
            in_values(client.municipality_id, {each.municipality_id for each in incoming}),
            in_values(client.bsn_index, indexes.values()),
        )
    )
    return {(municipality_id, bytes(index)): row_id for municipality_id, index, row_id in rows}


def known_allocations(
    session: Session, incoming: Sequence[Incoming]
) -> dict[Number, KnownAllocation]:
    """The stored allocations with the numbers in the messages, with all their versions."""
    numbers: dict[tuple[int, Law], set[int]] = {}
    for each in incoming:
        key = (each.municipality_id, each.message.law)
        numbers.setdefault(key, set()).update(p.number for p in each.message.products)
    allocation, version = AllocationRecord, AllocationVersionRecord
    wanted = (
        and_(
            allocation.municipality_id == municipality_id,
            allocation.law == law,
            in_values(allocation.number, found),
        )
        for (municipality_id, law), found in numbers.items()
    )
    rows = session.execute(
        select(
            allocation.municipality_id, allocation.law, allocation.number, allocation.id,
            allocation.client_id, allocation.provider_id, version.id, version.assigned_at,
            version.content_sha256,
        )
        .join(version, version.allocation_id == allocation.id)
        .where(or_(false(), *wanted))
    )  # fmt: skip
    known: dict[Number, KnownAllocation] = {}
    for municipality_id, law, number, row_id, client_id, provider_id, *latest in rows:
        known_by = (municipality_id, Law(law), number)
        row = known.setdefault(known_by, KnownAllocation(row_id, client_id, provider_id))
        version_id, assigned_at, content = cast("tuple[int, datetime, bytes]", latest)
        row.versions.add((assigned_at, bytes(content)))
        row.current = max(row.current or (assigned_at, version_id), (assigned_at, version_id))
    return known


def _table(record: type[Any]) -> Table:
    table: Table = record.__table__
    return table


_CLIENT = _table(ClientRecord)
_ALLOCATION = _table(AllocationRecord)
_VERSION = _table(AllocationVersionRecord)
_CLIENT_COLUMNS = ("id", "municipality_id", "bsn_index", "bsn_sealed", "key_id")
_ALLOCATION_COLUMNS = (
    "id", "municipality_id", "provider_id", "law", "number", "client_id", "current_version_id",
)  # fmt: skip
_VERSION_COLUMNS = (
    "id", "allocation_id", "municipality_id", "provider_id", "recorded_at", "message_sha256",
    "assigned_at", "start", "end", "category", "code", "volume", "unit", "frequency",
    "budget_cents", "reason", "provider_reference", "deleted", "content_sha256",
)  # fmt: skip
_POINT_AT = (
    update(_ALLOCATION)
    .where(_ALLOCATION.c.id == bindparam("allocation"))
    .values(current_version_id=bindparam("version"))
)
