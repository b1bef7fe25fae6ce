"""Importing allocations into the database, on both engines."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from declarations.facts import Allocation
from declarations.model import Law
from portal.allocations import service
from portal.allocations.records import AllocationRecord, AllocationVersionRecord, ClientRecord
from portal.allocations.service import Imported, allocations_of, import_allocations, import_many
from portal.audit.records import AuditEventRecord
from portal.contracts.service import load_region
from portal.identity.service import system_account
from portal.parties.service import find_municipality, find_provider
from portal.store.transaction import transaction
from schemas.region import read_region
from tests.allocation_messages import (
    BSN,
    OTHER_BSN,
    allocation_xml,
    an_allocation,
    an_allocation_message,
)
from tests.builders import citizen_numbers
from tests.region_files import a_region_file

PARTIES = {"municipalities": ("0384", "0855"), "providers": ("65656055", "42424242")}
DELETED = {"reason": "13", "end": date(2023, 1, 1)}


def add_parties(session, clock) -> int:
    text = a_region_file(**PARTIES).encode()
    actor = system_account(session).id
    load_region(session, read_region(text, {"0384", "0855"}, True), clock, actor)
    return actor


@pytest.fixture
def bring_in(session, clock, keyring):
    """Import a message made of these products, as a file."""
    actor = add_parties(session, clock)

    def bring_in(*products, production=False, **changes) -> Imported:
        data = allocation_xml(an_allocation_message(*products, **changes))
        return import_allocations(
            session, "file.xml", data, clock, actor, keyring, production=production
        )

    return bring_in


def held(session, keyring, *bsns, provider="65656055", municipality="0384", law=Law.WMO):
    return allocations_of(
        session,
        find_municipality(session, municipality).id,
        find_provider(session, provider).id,
        law,
        [keyring.bsn_index(bsn) for bsn in bsns or (BSN,)],
    )


def current(session, keyring, number=20072, **where) -> Allocation:
    [by_number] = held(session, keyring, **where).by_index.values()
    return by_number[number]


def count(session, record) -> int:
    return session.scalar(select(func.count()).select_from(record))


def rules(imported) -> list[str]:
    return [finding.rule for finding in imported.findings]


def test_an_allocation_is_there_for_judging(session, keyring, bring_in):
    assert bring_in() == Imported("file.xml", "wmo301", added=1)
    allocation = current(session, keyring)
    assert allocation == Allocation(
        number=20072, version=allocation.version, start=date(2023, 1, 1), end=date(2023, 12, 31),
        category="01", code="01A03", volume=10, unit="04", frequency="4",
    )  # fmt: skip


def test_the_citizen_number_is_kept_sealed_and_can_be_found(session, keyring, bring_in):
    bring_in()
    client = session.scalars(select(ClientRecord)).one()
    sealed, index = bytes(client.bsn_sealed), bytes(client.bsn_index)
    assert BSN.encode() not in sealed + index
    assert keyring.open_bsn(sealed, client.municipality_id, index) == BSN
    assert held(session, keyring).client_ids == {keyring.bsn_index(BSN): client.id}


def test_a_version_knows_its_allocation(session, keyring, bring_in):
    bring_in()
    allocation = session.scalars(select(AllocationRecord)).one()
    assert held(session, keyring).allocation_ids == {allocation.current_version_id: allocation.id}


def test_another_party_or_law_sees_nothing(session, keyring, bring_in):
    bring_in()
    assert held(session, keyring, provider="42424242").by_index == {}
    assert held(session, keyring, municipality="0855").by_index == {}
    assert held(session, keyring, law=Law.YOUTH).client_ids == {}
    assert held(session, keyring, OTHER_BSN).by_index == {}


def test_the_same_message_again_changes_nothing(session, bring_in):
    bring_in()
    events = count(session, AuditEventRecord)
    assert bring_in() == Imported("file.xml", "wmo301", unchanged=1)
    assert count(session, AllocationVersionRecord) == 1
    assert count(session, AuditEventRecord) == events


def test_a_later_version_is_the_whole_content(session, keyring, bring_in):
    bring_in()
    later = an_allocation(assigned_at="2023-02-01T08:00:00", volume=5, end=date(2023, 6, 30))
    imported = bring_in(later)
    assert (imported.changed, imported.findings) == (1, ())
    assert (current(session, keyring).volume, current(session, keyring).end) == (
        5,
        date(2023, 6, 30),
    )
    assert count(session, AllocationVersionRecord) == 2


def test_an_earlier_version_that_comes_late_does_not_count(session, keyring, bring_in):
    bring_in(an_allocation(assigned_at="2023-02-01T08:00:00", volume=5))
    assert bring_in() == Imported("file.xml", "wmo301", superseded=1)
    assert current(session, keyring).volume == 5


def test_of_two_assigned_at_one_moment_the_last_received_counts(session, keyring, bring_in):
    bring_in(an_allocation(volume=1))
    bring_in(an_allocation(volume=2))
    assert current(session, keyring).volume == 2
    bring_in(an_allocation(volume=1))
    assert current(session, keyring).volume == 2


def test_a_deleted_allocation_stays_visible(session, keyring, bring_in):
    bring_in()
    bring_in(an_allocation(assigned_at="2023-03-01T00:00:00", **DELETED))
    assert current(session, keyring).deleted


def test_what_was_deleted_can_come_back(session, keyring, bring_in):
    bring_in(an_allocation(**DELETED))
    bring_in(an_allocation(assigned_at="2023-03-01T00:00:00"))
    assert not current(session, keyring).deleted


def test_several_products_for_one_client(session, keyring, bring_in):
    imported = bring_in(an_allocation(1), an_allocation(2, code="01A04"))
    assert imported.added == 2
    [by_number] = held(session, keyring).by_index.values()
    assert sorted(by_number) == [1, 2]
    assert count(session, ClientRecord) == 1


@pytest.mark.parametrize(
    "changes", [{"bsn": OTHER_BSN}, {"provider": "42424242"}], ids=["client", "provider"]
)
def test_a_number_belongs_to_one_client_and_provider(session, keyring, bring_in, changes):
    bring_in()
    imported = bring_in(an_allocation(1), an_allocation(volume=3, code="01A04"), **changes)
    [finding] = imported.findings
    assert (finding.rule, finding.code) == ("TR332", "9332")
    assert "ToegewezenProduct[2]" in finding.path
    assert BSN not in repr(finding)
    assert count(session, AllocationRecord) == 1
    assert count(session, ClientRecord) == 1
    assert current(session, keyring).volume == 10


def test_another_municipality_or_law_may_use_the_same_number(session, keyring, bring_in):
    bring_in()
    assert bring_in(municipality="0855", bsn=OTHER_BSN).added == 1
    youth = an_allocation(category="45", code="45A03")
    assert bring_in(youth, law=Law.YOUTH, provider="42424242").added == 1
    assert count(session, AllocationRecord) == 3


def test_parties_must_be_known(session, bring_in):
    assert rules(bring_in(municipality="0014")) == ["SENDER"]
    assert rules(bring_in(provider="11111111")) == ["RECEIVER"]
    assert rules(bring_in(municipality="0014", provider="11111111")) == ["SENDER", "RECEIVER"]
    assert count(session, ClientRecord) == 0


def test_a_message_that_breaks_a_condition_is_refused_as_a_whole(session, bring_in):
    imported = bring_in(an_allocation(1), an_allocation(2, code="01A04", reason="01"))
    assert rules(imported) == ["CS336"]
    assert imported.refused
    assert count(session, AllocationRecord) == 0


def test_a_file_that_is_no_message_is_refused(session, clock, keyring):
    actor = add_parties(session, clock)
    imported = import_allocations(session, "x.xml", b"%PDF", clock, actor, keyring, False)
    assert imported.kind is None
    assert [finding.level for finding in imported.findings] == [1]


def test_zeros_are_nobody(bring_in):
    assert rules(bring_in(bsn="000000000")) == ["BSN"]


def test_production_takes_no_test_numbers(session, bring_in):
    assert rules(bring_in(production=True)) == ["BSN-TEST"]
    assert count(session, ClientRecord) == 0
    assert bring_in(production=True, bsn="111222333").added == 1


def test_every_version_is_in_the_audit_trail_without_the_citizen(session, bring_in):
    bring_in(an_allocation(1), an_allocation(2, code="01A04"))
    events = session.scalars(
        select(AuditEventRecord).where(AuditEventRecord.action == "allocation.recorded")
    ).all()
    versions = session.scalars(select(AllocationVersionRecord.id)).all()
    assert sorted(event.object_id for event in events) == sorted(versions)
    assert not any(BSN in repr(event.detail) for event in events)


def test_a_fault_in_the_middle_leaves_nothing(engine, clock, keyring, monkeypatch):
    with transaction(write=True, engine=engine) as session:
        actor = add_parties(session, clock)
    data = allocation_xml(an_allocation_message())

    def break_down(*_):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(service, "record_all", break_down)
    with pytest.raises(RuntimeError), transaction(write=True, engine=engine) as session:
        import_allocations(session, "x.xml", data, clock, actor, keyring, False)
    with transaction(engine=engine) as session:
        for record in (ClientRecord, AllocationRecord, AllocationVersionRecord):
            assert count(session, record) == 0


VERSIONS = (
    an_allocation(assigned_at="2023-01-01T00:00:00", volume=1),
    an_allocation(assigned_at="2023-01-01T00:00:01", volume=2),
    an_allocation(assigned_at="2023-06-01T00:00:00", **DELETED),
)


@pytest.mark.parametrize("order", list(permutations(VERSIONS)))
def test_any_order_of_receipt_ends_in_the_same_content(session, keyring, bring_in, order):
    for version in order:
        bring_in(version)
    assert current(session, keyring).deleted
    assert count(session, AllocationVersionRecord) == 3


versions = st.lists(
    st.builds(
        an_allocation,
        assigned_at=st.integers(0, 59).map(lambda s: f"2023-01-01T00:00:{s:02}"),
        volume=st.integers(0, 99999999),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda product: product.assigned_at,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(versions, st.randoms(use_true_random=False))
def test_any_versions_in_any_order(session, keyring, clock, found, random):
    """Both shuffled one by one and at once, with doubles: the one assigned last counts."""
    outer = session.begin_nested()
    actor = add_parties(session, clock)
    shuffled = found + random.sample(found, len(found))
    random.shuffle(shuffled)
    for product in shuffled[::2]:
        data = allocation_xml(an_allocation_message(product))
        import_allocations(session, "x.xml", data, clock, actor, keyring, False)
    together = [an_allocation_message(product) for product in shuffled]
    import_many(session, together, clock, actor, keyring)

    last = max(found, key=lambda product: product.assigned_at)
    assert current(session, keyring).volume == last.volume
    assert count(session, AllocationVersionRecord) == len(found)
    outer.rollback()
    session.expire_all()


def test_many_at_once_are_stored_as_one_by_one(session, keyring, clock):
    actor = add_parties(session, clock)
    numbers = citizen_numbers()
    messages = [
        an_allocation_message(an_allocation(number), bsn=next(numbers)) for number in range(50)
    ]
    messages += [
        an_allocation_message(an_allocation(0), bsn=OTHER_BSN),
        an_allocation_message(an_allocation(99, reason="01")),
        messages[3],
        replace(
            messages[4],
            products=(an_allocation(4, assigned_at="2023-05-05T05:05:05"),),
            dated=date(2023, 5, 5),
        ),
    ]
    done = import_many(session, messages, clock, actor, keyring)
    assert [each.added for each in done[:50]] == [1] * 50
    assert [rules(each) for each in done[50:]] == [["TR332"], ["CS336"], [], []]
    assert (done[52].unchanged, done[53].changed) == (1, 1)
    assert count(session, AllocationRecord) == 50
    assert count(session, ClientRecord) == 50


def test_nothing_at_all_can_be_imported(session, keyring, clock):
    actor = add_parties(session, clock)
    assert import_many(session, [], clock, actor, keyring) == []
    assert held(session, keyring, "").by_index == {}
