"""Clients: the one place where citizen numbers become client ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.allocations.records import ClientRecord
from portal.parties.service import lock_municipalities
from portal.store.bulk import insert_rows
from portal.store.crypto import Keyring
from portal.store.database import table_of
from portal.store.sets import in_values


def client_ids(
    session: Session, municipality_id: int, numbers: Iterable[str], keyring: Keyring
) -> dict[str, int]:
    """The client id of every citizen number in a municipality; new ones for the unknown.

    Holds the municipality first: two providers may bring in the same new client at once.
    """
    lock_municipalities(session, [municipality_id])
    indexes = {keyring.bsn_index(bsn): bsn for bsn in numbers}
    known = _known(session, municipality_id, indexes)
    new = [
        (municipality_id, index, keyring.seal_bsn(bsn, municipality_id), keyring.key_id)
        for index, bsn in indexes.items()
        if bsn not in known
    ]
    columns = ("municipality_id", "bsn_index", "bsn_sealed", "key_id")
    insert_rows(session, table_of(ClientRecord), columns, new)
    return _known(session, municipality_id, indexes) if new else known


def find_clients(
    session: Session, municipality_id: int, numbers: Iterable[str], keyring: Keyring
) -> dict[str, int]:
    """The client ids of those citizen numbers that are known in a municipality already."""
    indexes = {keyring.bsn_index(bsn): bsn for bsn in numbers}
    return _known(session, municipality_id, indexes)


def number_of(session: Session, client_id: int, keyring: Keyring) -> str:
    """The citizen number of a client, in full: log who saw it, or do not show it."""
    client = session.get_one(ClientRecord, client_id)
    index = bytes(client.bsn_index)
    return keyring.open_bsn(bytes(client.bsn_sealed), client.municipality_id, index)


def open_numbers(session: Session, clients: Iterable[int], keyring: Keyring) -> dict[int, str]:
    """The citizen numbers of these clients, in full: show them ``masked``, or log who saw them."""
    rows = session.execute(
        select(
            ClientRecord.id, ClientRecord.bsn_sealed, ClientRecord.municipality_id,
            ClientRecord.bsn_index,
        ).where(in_values(ClientRecord.id, clients))
    )  # fmt: skip
    return {
        client_id: keyring.open_bsn(bytes(sealed), municipality_id, bytes(index))
        for client_id, sealed, municipality_id, index in rows
    }


def masked_numbers(session: Session, clients: Iterable[int], keyring: Keyring) -> dict[int, str]:
    """The citizen numbers of these clients as lists show them."""
    numbers = open_numbers(session, clients, keyring)
    return {client_id: masked(number) for client_id, number in numbers.items()}


def masked(number: str) -> str:
    """A citizen number as lists show it: ``••••••006``."""
    return "•" * (len(number) - 3) + number[-3:]


def _known(session: Session, municipality_id: int, indexes: Mapping[bytes, str]) -> dict[str, int]:
    rows = session.execute(
        select(ClientRecord.bsn_index, ClientRecord.id).where(
            ClientRecord.municipality_id == municipality_id,
            in_values(ClientRecord.bsn_index, indexes),
        )
    )
    return {indexes[bytes(row.bsn_index)]: row.id for row in rows}


def numbers_of(
    session: Session, client_ids: Iterable[int], among: Iterable[str], keyring: Keyring
) -> dict[int, str]:
    """The citizen numbers of these clients, found among numbers that are at hand already."""
    indexes = {keyring.bsn_index(bsn): bsn for bsn in among}
    rows = session.execute(
        select(ClientRecord.id, ClientRecord.bsn_index).where(
            in_values(ClientRecord.id, client_ids)
        )
    )
    return {row.id: indexes[bytes(row.bsn_index)] for row in rows}


def sealed_with(session: Session) -> str | None:
    """The id of the data key that the first citizen number was sealed with; None without one."""
    return session.scalar(select(ClientRecord.key_id).order_by(ClientRecord.id).limit(1))
