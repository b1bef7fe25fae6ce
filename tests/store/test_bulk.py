"""Thousands of rows at once, through the same types and rules as one row."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.audit.records import AuditEventRecord
from portal.parties.records import ProviderRecord, ProviderVersionRecord, RegionRecord
from portal.store.bulk import insert_rows, reserve_ids
from portal.store.transaction import transaction
from tests.databases import TestDatabase

NOW = datetime(2026, 11, 24, 11, 0, 0, 5, UTC)
PROVIDERS: Table = ProviderRecord.__table__  # type: ignore[assignment]
VERSIONS: Table = ProviderVersionRecord.__table__  # type: ignore[assignment]
EVENTS: Table = AuditEventRecord.__table__  # type: ignore[assignment]
REGIONS: Table = RegionRecord.__table__  # type: ignore[assignment]
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


def test_a_table_with_row_level_security_gets_its_rows(
    database: TestDatabase, engine: Engine
) -> None:
    """COPY refuses such a table; its policy must decide about bulk rows as about others."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no row-level security")
    policy = "CREATE POLICY own ON region USING (true) WITH CHECK (slug LIKE 'own-%')"
    with database.tampering() as owner:
        owner.execute(text("ALTER TABLE region ENABLE ROW LEVEL SECURITY"))
        owner.execute(text(policy))
    try:
        with transaction(write=True, engine=engine) as session:
            for batch in (["own-1", "own-2"], ["own-3"]):
                insert_rows(session, REGIONS, ("slug", "name"), [(s, "é\t\\N") for s in batch])
        with transaction(engine=engine) as session:
            assert session.scalars(select(REGIONS.c.slug)).all() == ["own-1", "own-2", "own-3"]
        with (
            pytest.raises(DBAPIError, match="row-level security"),
            transaction(write=True, engine=engine) as session,
        ):
            insert_rows(session, REGIONS, ("slug", "name"), [("foreign", "x")])
    finally:
        with database.tampering() as owner:
            owner.execute(text("DROP POLICY own ON region"))
            owner.execute(text("ALTER TABLE region DISABLE ROW LEVEL SECURITY"))


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
