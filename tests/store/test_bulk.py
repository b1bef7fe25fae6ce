"""Thousands of rows at once, through the same types and rules as one row."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.audit.records import AuditEventRecord
from portal.intake.answer_records import IdempotencyRecord
from portal.parties.records import ProviderRecord, ProviderVersionRecord
from portal.store.bulk import FEW, insert_rows, reserve_ids
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import transaction

NOW = datetime(2026, 11, 24, 11, 0, 0, 5, UTC)
PROVIDERS: Table = ProviderRecord.__table__  # type: ignore[assignment]
VERSIONS: Table = ProviderVersionRecord.__table__  # type: ignore[assignment]
EVENTS: Table = AuditEventRecord.__table__  # type: ignore[assignment]
CALLS: Table = IdempotencyRecord.__table__  # type: ignore[assignment]
COLUMNS = ("agb", "name", "iban", "recorded_at")


def rows(count: int) -> list[tuple[object, ...]]:
    awkward = ["tab\there", "new\nline", "back\\slash", "\\N", "'quote\"", "é€", ""]
    return [(f"{n:08}", awkward[n % len(awkward)], None, NOW) for n in range(count)]


def test_rows_come_back_as_they_went_in(session: Session) -> None:
    insert_rows(session, PROVIDERS, COLUMNS, rows(500))
    stored = session.execute(
        select(*(PROVIDERS.c[name] for name in COLUMNS)).order_by(PROVIDERS.c.agb)
    )
    assert [tuple(row) for row in stored] == rows(500)


def test_no_rows_are_no_rows(session: Session) -> None:
    insert_rows(session, PROVIDERS, COLUMNS, [])
    assert session.scalars(select(PROVIDERS.c.id)).all() == []


def test_json_goes_through_its_type(session: Session) -> None:
    account = session.scalar(text("SELECT id FROM account"))
    columns = ("occurred_at", "account_id", "action", "object_type", "object_id", "detail")
    detail = {"count": 3, "word": "é\n", "list": [1, None, True]}
    insert_rows(session, EVENTS, columns, [(NOW, account, "a", "o", 1, detail)])
    assert session.scalars(select(EVENTS.c.detail)).one() == detail


def test_waiting_objects_are_stored_first(session: Session) -> None:
    provider = ProviderRecord(agb="65656055", kvk=None, name="P", iban=None, recorded_at=NOW)
    provider.id = 77
    session.add(provider)
    insert_rows(
        session, VERSIONS, ("provider_id", "number", "name", "recorded_at"), [(77, 1, "P", NOW)]
    )
    assert session.scalars(select(VERSIONS.c.provider_id)).all() == [77]


def test_constraints_hold(session: Session) -> None:
    with pytest.raises((DBAPIError, Exception), match=r"(?i)unique"):
        insert_rows(session, PROVIDERS, COLUMNS, [*rows(3), rows(1)[0]])


def test_it_is_undone_with_its_transaction(engine: Engine) -> None:
    with pytest.raises(RuntimeError), transaction(write=True, engine=engine) as session:
        insert_rows(session, PROVIDERS, COLUMNS, rows(10))
        raise RuntimeError
    with transaction(engine=engine) as session:
        assert session.scalars(select(PROVIDERS.c.id)).all() == []


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 3 * FEW])
def test_policies_decide_about_many_rows_as_about_one(engine: Engine, count: int) -> None:
    """COPY refuses a table with row-level security, so the rows go another way."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no row-level security")
    columns = ("tenant", "key", "body_sha256", "response", "recorded_at")
    calls = [("provider:7", f"é\t\\N {n}", b"\x00", {"n": n}, NOW) for n in range(count)]
    with acting_for(Tenant(Scope.PROVIDER, 7)):
        with transaction(write=True, engine=engine) as session:
            insert_rows(session, CALLS, columns, calls)
        with transaction(engine=engine) as session:
            stored = session.execute(select(*(CALLS.c[name] for name in columns))).all()
        assert sorted(map(tuple, stored)) == sorted(calls)
    with (
        acting_for(Tenant(Scope.PROVIDER, 8)),
        pytest.raises(DBAPIError, match="row-level security"),
        transaction(write=True, engine=engine) as session,
    ):
        insert_rows(
            session, CALLS, columns, [("provider:7", "x" + row[1], *row[2:]) for row in calls]
        )


def test_reserved_ids_are_new_and_ascending(session: Session) -> None:
    insert_rows(session, PROVIDERS, COLUMNS, rows(3))
    taken = set(session.scalars(select(PROVIDERS.c.id)))
    ids = reserve_ids(session, PROVIDERS, 4)
    assert len(ids) == 4
    assert list(ids) == sorted(set(ids) - taken)
    named = [(number, *row) for number, row in zip(ids, rows(10)[5:9], strict=True)]
    insert_rows(session, PROVIDERS, ("id", *COLUMNS), named)
    insert_rows(session, PROVIDERS, COLUMNS, rows(11)[10:])  # numbered by the database again
    assert len(set(session.scalars(select(PROVIDERS.c.id)))) == 8


def test_no_ids_are_no_ids(session: Session) -> None:
    assert list(reserve_ids(session, PROVIDERS, 0)) == []
