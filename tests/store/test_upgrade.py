"""Migrating: to a schema equal to the models, once, whole or not at all."""

import importlib
import multiprocessing
import os
import re
import signal
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from portal.migrations.initial import audit, triggers
from portal.store.database import make_engine
from portal.store.tables import TABLES, immutable_tables
from portal.store.upgrade import at_head, upgrade


@pytest.fixture
def blank(blank_url: str) -> Iterator[Engine]:
    engine = make_engine(blank_url)
    yield engine
    engine.dispose()


def ours(name: str) -> bool:
    return not name.startswith(("procrastinate_", "idx_procrastinate", "alembic_", "sqlite_"))


SCHEMA_POSTGRESQL = """
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || ' ' || a.attnotnull || ' ' || a.attidentity::text || ' '
       || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
   AND c.relname NOT LIKE 'procrastinate%' AND c.relname <> 'alembic_version'
UNION ALL
SELECT 'constraint ' || k.conname || ' ' || k.conrelid::regclass || ' '
       || pg_get_constraintdef(k.oid)
  FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace
   AND k.conrelid <> 0 AND k.conrelid::regclass::text NOT LIKE 'procrastinate%'
   AND k.conrelid::regclass::text <> 'alembic_version'
UNION ALL
SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
   AND tablename NOT LIKE 'procrastinate%' AND tablename <> 'alembic_version'
"""
SCHEMA_SQLITE = """
SELECT type || ' ' || name || ' ' || sql FROM sqlite_master
 WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name <> 'alembic_version'
"""


def schema(connection: Connection) -> set[str]:
    """Every column, constraint (CHECK too) and index, as the database itself tells it."""
    if connection.dialect.name == "postgresql":
        return set(connection.scalars(text(SCHEMA_POSTGRESQL)))
    return {parts for sql in connection.scalars(text(SCHEMA_SQLITE)) for parts in _parts(sql)}


def _parts(sql: str) -> list[str]:
    """A table as its unordered parts: the order of constraints carries no meaning."""
    name, _, body = re.sub(r"\s+", " ", sql).partition("(")
    parts, depth = [""], 0
    for sign in body.rpartition(")")[0]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    where = body.rpartition(")")[2]
    return [f"{name}: {part.strip()}{where}" for part in parts]


def test_the_migrated_schema_equals_the_models(blank: Engine) -> None:
    with blank.begin() as connection:
        TABLES.create_all(connection)
        wanted = schema(connection)
        TABLES.drop_all(connection)
    upgrade(blank)
    with blank.connect() as connection:
        assert schema(connection) == wanted
        assert len(wanted) > 200
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or ours(name)}
        )
        assert compare_metadata(context, TABLES) == []


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    " AND tgname NOT LIKE 'procrastinate%'",
}


def test_every_immutable_table_has_its_triggers(engine: Engine) -> None:
    changes = ["update", "delete"] + ["truncate"] * (engine.dialect.name == "postgresql")
    with engine.connect() as connection:
        found = set(connection.scalars(text(TRIGGERS[engine.dialect.name])))
    assert found == {f"{table}_no_{change}" for table in immutable_tables() for change in changes}
    assert set(triggers.IMMUTABLE) <= set(immutable_tables())  # later tables bring their own


def test_a_second_upgrade_does_nothing(blank: Engine) -> None:
    assert not at_head(blank)
    assert upgrade(blank) is True
    assert at_head(blank)
    assert upgrade(blank) is False


def test_the_job_queue_comes_with_it_on_postgresql(blank: Engine) -> None:
    upgrade(blank)
    has_queue = inspect(blank).has_table("procrastinate_jobs")
    assert has_queue == (blank.dialect.name == "postgresql")


def test_a_queue_that_is_there_stays(blank: Engine) -> None:
    if blank.dialect.name == "sqlite":
        pytest.skip("no job queue on SQLite")
    upgrade(blank)
    with blank.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        for table in TABLES.tables:
            connection.execute(text(f"DROP TABLE {table} CASCADE"))
        connection.execute(text("DROP FUNCTION refuse_change, refuse_later_change"))
        connection.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    upgrade(blank)
    with blank.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_workers")) == 1


def test_a_migration_that_dies_leaves_nothing(
    blank: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(audit, "create", die)
        with pytest.raises(KeyboardInterrupt):
            upgrade(blank)
    assert [name for name in inspect(blank).get_table_names() if ours(name)] == []
    assert not at_head(blank)
    assert upgrade(blank) is True


def _die_while_upgrading(url: str, step: str) -> None:
    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    vars(importlib.import_module(f"portal.migrations.initial.{step}"))["create"] = die
    upgrade(make_engine(url))


@pytest.mark.parametrize("step", ["parties", "ledger", "triggers", "system"])
def test_a_process_killed_while_migrating_leaves_nothing(blank_url: str, step: str) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_die_while_upgrading, args=(blank_url, step)
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode == -signal.SIGKILL
    engine = make_engine(blank_url)
    assert [name for name in inspect(engine).get_table_names() if ours(name)] == []
    assert upgrade(engine) is True
    assert at_head(engine)
    engine.dispose()


def _upgrade_in_process(url: str) -> bool:
    engine = make_engine(url)
    try:
        return upgrade(engine)
    finally:
        engine.dispose()


def test_two_processes_at_once_migrate_once(blank_url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = pool.map(_upgrade_in_process, [blank_url, blank_url], chunksize=1)
    assert sorted(done) == [False, True]
