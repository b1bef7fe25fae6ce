"""Imports at the same moment: nothing twice, nobody's number given away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from portal.allocations.records import AllocationRecord, AllocationVersionRecord, ClientRecord
from portal.allocations.service import import_allocations
from portal.contracts.service import load_region
from portal.identity.service import system_account
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.allocation_messages import (
    OTHER_BSN,
    allocation_xml,
    an_allocation,
    an_allocation_message,
)
from tests.region_files import a_region_file
from tests.threads import as_portal

WORKERS = 4


def at_once(engine, clock, keyring, actor, messages):
    """Import all messages, each in its own thread, starting together."""
    ready = Barrier(len(messages))

    @as_portal
    def work(message):
        data = allocation_xml(message)
        ready.wait()
        return in_transaction(
            lambda session: import_allocations(
                session, "x.xml", data, clock, actor, keyring, False
            ),
            engine=engine,
        )

    with ThreadPoolExecutor(len(messages)) as pool:
        return list(pool.map(work, messages))


def with_parties(engine, clock) -> int:
    text = a_region_file(providers=("65656055", "42424242")).encode()
    with transaction(write=True, engine=engine) as session:
        actor = system_account(session).id
        load_region(session, read_region(text, {"0384"}, True), clock, actor)
    return actor


def counted(engine):
    with transaction(engine=engine) as session:
        return [
            session.scalar(select(func.count()).select_from(record))
            for record in (ClientRecord, AllocationRecord, AllocationVersionRecord)
        ]


def test_one_message_imported_by_several_at_once(engine, clock, keyring):
    actor = with_parties(engine, clock)
    done = at_once(engine, clock, keyring, actor, [an_allocation_message()] * WORKERS)
    assert sorted((each.added, each.unchanged) for each in done) == [(0, 1)] * 3 + [(1, 0)]
    assert counted(engine) == [1, 1, 1]


def test_one_client_at_two_providers_at_once(engine, clock, keyring):
    actor = with_parties(engine, clock)
    messages = [
        an_allocation_message(an_allocation(number), provider=provider)
        for number, provider in enumerate(["65656055", "42424242"] * 2)
    ]
    done = at_once(engine, clock, keyring, actor, messages)
    assert [each.added for each in done] == [1] * WORKERS
    assert counted(engine) == [1, WORKERS, WORKERS]


def test_one_number_for_two_clients_at_two_providers_at_once(engine, clock, keyring):
    actor = with_parties(engine, clock)
    messages = [
        an_allocation_message(),
        an_allocation_message(provider="42424242", bsn=OTHER_BSN),
    ]
    done = at_once(engine, clock, keyring, actor, messages)
    assert sorted(each.refused for each in done) == [False, True]
    assert counted(engine) == [1, 1, 1]


def test_one_region_loaded_by_several_at_once(engine, clock):
    with transaction(write=True, engine=engine) as session:
        actor = system_account(session).id
    region = read_region(a_region_file(accounts=True).encode(), {"0384"}, True)
    ready = Barrier(WORKERS)

    @as_portal
    def work(_):
        ready.wait()
        return in_transaction(
            lambda session: load_region(session, region, clock, actor), engine=engine
        )

    with ThreadPoolExecutor(WORKERS) as pool:
        changes = list(pool.map(work, range(WORKERS)))
    assert sorted(bool(each) for each in changes) == [False, False, False, True]
