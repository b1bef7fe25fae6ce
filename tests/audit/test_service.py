"""The audit trail: written with what it describes, chained afterwards, tampering shows."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.audit.records import AccessLogRecord, AuditEventRecord, AuditSealRecord
from portal.audit.service import (
    Action,
    Event,
    Subject,
    breaks_in_chain,
    log_access,
    record,
    record_all,
    seal,
)
from portal.clock import FixedClock
from portal.identity.service import system_account_id
from portal.store.transaction import in_transaction, transaction
from tests.databases import TestDatabase
from tests.threads import as_portal

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
CLOCK = FixedClock(NOW)


def an_event(session: Session, number: int = 1, **changes: object) -> Event:
    fields: dict[str, object] = {
        "action": Action.BATCH_RECEIVED,
        "object_type": Subject.BATCH,
        "object_id": number,
        "account_id": system_account_id(session),
        "occurred_at": NOW + timedelta(seconds=number),
        "detail": {"messages": number},
    }
    return Event(**{**fields, **changes})  # type: ignore[arg-type]


def a_chain(engine: Engine, length: int = 5) -> None:
    with transaction(write=True, engine=engine) as session:
        record_all(session, [an_event(session, n) for n in range(1, length + 1)])
        assert seal(session, CLOCK) == length


def breaks(engine: Engine) -> list[tuple[int, str]]:
    with transaction(engine=engine) as session:
        order = {
            event: place
            for place, event in enumerate(
                session.scalars(select(AuditEventRecord.id).order_by(AuditEventRecord.id)), 1
            )
        }
        return [(order[event], what) for event, what in breaks_in_chain(session)]


def test_an_event_is_stored_as_it_was_told(session: Session) -> None:
    record(session, an_event(session, 7))
    stored = session.scalars(select(AuditEventRecord)).one()
    assert (stored.action, stored.object_type, stored.object_id) == ("batch.received", "batch", 7)
    assert stored.occurred_at == NOW + timedelta(seconds=7)
    assert stored.detail == {"messages": 7}
    assert stored.written_at.tzinfo is UTC


def test_a_chain_is_whole_and_grows(engine: Engine) -> None:
    a_chain(engine)
    a_chain(engine, 3)
    with transaction(write=True, engine=engine) as session:
        assert seal(session, CLOCK) == 0
        sequences = session.scalars(select(AuditSealRecord.sequence).order_by("sequence")).all()
    assert sequences == list(range(1, 9))
    assert breaks(engine) == []


def test_sealed_rows_refuse_every_change(engine: Engine) -> None:
    a_chain(engine)
    for statement in (
        "UPDATE audit_event SET action = 'other'",
        "DELETE FROM audit_event",
        "UPDATE audit_seal SET sequence = sequence + 10",
        "DELETE FROM audit_seal",
    ):
        with (
            pytest.raises(DBAPIError, match="never change"),
            transaction(write=True, engine=engine) as session,
        ):
            session.execute(text(statement))


@pytest.mark.parametrize(
    "change",
    [
        "action = 'other'",
        "object_id = 99",
        "detail = '{}'",
        "occurred_at = '2020-01-01 00:00:00'",
        "written_at = '2020-01-01 00:00:00'",
    ],
)
def test_any_change_of_an_event_shows(database: TestDatabase, engine: Engine, change: str) -> None:
    a_chain(engine)
    with database.tampering() as past_the_triggers:
        past_the_triggers.execute(
            text(
                f"UPDATE audit_event SET {change} WHERE id = (SELECT min(id) + 2 FROM audit_event)"
            )
        )
    assert breaks(engine) == [(3, "hash")]


def test_a_missing_link_shows(database: TestDatabase, engine: Engine) -> None:
    a_chain(engine)
    with database.tampering() as past_the_triggers:
        past_the_triggers.execute(text("DELETE FROM audit_seal WHERE sequence = 3"))
    assert breaks(engine) == [(4, "sequence"), (4, "hash")]


def test_two_sealers_take_turns(engine: Engine) -> None:
    with transaction(write=True, engine=engine) as session:
        record_all(session, [an_event(session, n) for n in range(1, 200)])
    counts: list[int] = []
    meet = threading.Barrier(2, timeout=10)

    @as_portal
    def work() -> None:
        meet.wait()
        counts.append(in_transaction(lambda session: seal(session, CLOCK), engine=engine))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(counts) == [0, 199]
    assert breaks(engine) == []


def test_an_event_is_undone_with_what_it_describes(engine: Engine) -> None:
    with pytest.raises(RuntimeError), transaction(write=True, engine=engine) as session:
        record(session, an_event(session))
        raise RuntimeError
    with transaction(engine=engine) as session:
        assert session.scalars(select(AuditEventRecord.id)).all() == []


def test_seeing_a_client_is_noted(session: Session) -> None:
    account = system_account_id(session)
    log_access(session, NOW, account, "checking a line", "client", 12)
    session.flush()
    entry = session.scalars(select(AccessLogRecord)).one()
    assert (entry.purpose, entry.object_type, entry.object_id) == ("checking a line", "client", 12)
