"""Row-level security on PostgreSQL: a party sees and changes its own rows and nobody else's.

Asked of every table there is: a database gets one row of party 1 and one of party 2 in each, and
then every kind of party looks and tries. What it should find stands here, table by table, as a
second opinion beside the conditions themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Engine, Table, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.types import TypeDecorator

from portal.store.database import make_engine
from portal.store.policies import OPEN, POLICIES
from portal.store.row_security import RoleMissing, unlocked_tables
from portal.store.tables import TABLES
from portal.store.tenant import DOOR, NOBODY, PORTAL, Scope, Tenant, acting_for, current_tenant
from portal.store.transaction import transaction
from portal.store.upgrade import upgrade
from tests import databases
from tests.databases import TestDatabase

PROVIDER, MUNICIPALITY, REGION = (
    Tenant(scope, 1) for scope in (Scope.PROVIDER, Scope.MUNICIPALITY, Scope.REGION)
)
LOOKERS = (DOOR, PROVIDER, MUNICIPALITY, REGION)

# Who sees what, in the order of LOOKERS: A all rows, O its own, - none.
SEEN = {
    "AAAA": "region municipality provider",
    "-AAA": "purchasing",
    "AOOO": "person account api_key web_session",
    "A---": "second_factor recovery_code account_link external_identity sign_in_attempt",
    "-OAA": "provider_version",
    "-OA-": "lane",
    "-OOO": "contract contract_version contract_municipality contract_product contract_budget"
    " contract_member contract_option ceiling ceiling_version ceiling_contract ceiling_balance"
    " ceiling_signal ceiling_agreement"
    " refusal audit_event audit_seal access_log mail_choice",
    "-OO-": "client allocation allocation_version allocation_balance live_debit batch message"
    " message_content verdict verdict_fact finding answer declared_period declaration line"
    " ledger_transaction ledger_entry care_message care_event nil_return special_declaration"
    " stage answer_release approval approval_line payment payment_line parked_message judging"
    " review remark sampling bank_account reminder return_message misfit decision_fact"
    " trial_comparison lump_sum drawdown budget_booking budget_entry payment_drawdown"
    " settlement care_sum commitment volume_return"
    " ceiling_use ceiling_client ceiling_overrun ceiling_waiver",
    "--OO": "contract_change ceiling_share",
    "--O-": "municipality_account review_plan own_check mandate payment_run payment_file"
    " bank_report closed_month journal_rule journal_export line_sample sampled_line"
    " hindsight_run hindsight_line hindsight_rule",
    "-O--": "used_number idempotency number_series draft trial trial_fact",
    "----": "answer_number books_check digest tariff_change money_count",
}
# Who may add and change its own rows; of all other tables only the portal does. (Somebody of a
# municipality or region is refused a file too, but then no provider stands in the refusal.)
WRITTEN = {
    "door": "person account api_key web_session second_factor recovery_code account_link"
    " external_identity sign_in_attempt audit_event",
    "provider": "account api_key web_session lane batch message message_content refusal"
    " lump_sum drawdown budget_booking budget_entry volume_return"
    " idempotency audit_event access_log care_message care_event number_series draft nil_return"
    " special_declaration review remark bank_account reminder mail_choice return_message"
    " ceiling_agreement",
    "municipality": "account api_key web_session lane municipality client allocation"
    " allocation_version audit_event access_log special_declaration stage answer_release approval"
    " approval_line payment payment_line parked_message review remark review_plan own_check"
    " mandate"
    " payment_run payment_file bank_report closed_month journal_rule journal_export line_sample"
    " sampled_line bank_account reminder ledger_transaction ledger_entry"
    " mail_choice return_message misfit hindsight_run contract_change"
    " lump_sum drawdown budget_booking budget_entry payment_drawdown"
    " settlement"
    " ceiling_waiver ceiling_agreement decision_fact",
    "region": "account api_key web_session audit_event access_log mail_choice contract_change",
}
SHARED = {("municipality", "lane")}  # a municipality takes the lane of any provider
SIGNS = {table: signs for signs, tables in SEEN.items() for table in tables.split()}
NAMES = sorted(TABLES.tables)
COLUMN_VALUES = {
    str: lambda n: str(n), int: lambda n: n, bool: lambda _n: True,
    bytes: lambda n: b"%032d" % n, date: lambda n: date(2026, 1, n),
    datetime: lambda n: datetime(2026, 1, n, tzinfo=UTC),
}  # fmt: skip


def a_row(table: Table, n: int) -> dict[str, Any]:
    """A row in which everything, whatever it refers to too, is of party ``n``."""
    return {column.name: _value(table, column, n) for column in table.columns}


def _value(table: Table, column: Any, n: int) -> Any:
    if (table.name, column.name) == ("idempotency", "tenant"):
        return f"provider:{n}"
    if isinstance(column.type, JSON):
        return {"n": n}
    plain = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return COLUMN_VALUES[plain.python_type](n)


def again(table: Table, n: int) -> dict[str, Any]:
    """Another row of that party, where the table numbers its rows; else the same."""
    return {**a_row(table, n), **({"id": n + 50} if "id" in table.c else {})}


DROP_CONSTRAINTS = """
DO $$ DECLARE c record; BEGIN
  FOR c IN SELECT conname, conrelid::regclass AS name FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')
              AND conrelid <> 0 AND conrelid::regclass::text NOT LIKE 'procrastinate%'
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.name, c.conname); END LOOP;
  FOR c IN SELECT tgname, tgrelid::regclass AS name FROM pg_trigger
            WHERE NOT tgisinternal AND tgname LIKE '%\\_no\\_%'
  LOOP EXECUTE format('DROP TRIGGER %I ON %s', c.tgname, c.name); END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def parties(postgresql_server) -> Iterator[TestDatabase]:
    """A database with two rows in every table, and nothing in it that minds what they say."""
    with databases.migrated_on(postgresql_server, "portal_two_parties") as made:
        owner = make_engine(made.owner_url)
        with owner.begin() as connection:
            connection.execute(text("DELETE FROM account"))
            connection.execute(text("DELETE FROM person"))
            connection.exec_driver_sql(DROP_CONSTRAINTS, execution_options={"no_parameters": True})
            for table in TABLES.tables.values():
                connection.execute(table.insert(), [a_row(table, 1), a_row(table, 2)])
        owner.dispose()
        yield made


@pytest.fixture(scope="module")
def eyes(parties: TestDatabase) -> Iterator[Engine]:
    """An engine as the application connects."""
    engine = make_engine(parties.url)
    yield engine
    engine.dispose()


def seen(engine: Engine, table: Table, tenant: Tenant) -> list[int]:
    """Of which parties somebody sees rows."""
    key = next(iter(table.primary_key.columns))
    with acting_for(tenant), transaction(engine=engine) as session:
        return sorted(_party(each) for each in session.scalars(select(key)))


def _party(value: Any) -> int:
    shown = value.decode() if isinstance(value, bytes) else str(value)
    return int(shown[-1])


@pytest.mark.parametrize("name", NAMES)
def test_every_table_says_who_may_see_it(name: str) -> None:
    assert name in POLICIES, f"say in portal/store/policies.py who may see the rows of {name}"
    assert name in SIGNS, f"say in SEEN and WRITTEN of this test who sees and writes {name}"


def test_the_list_names_only_tables_that_exist() -> None:
    assert set(POLICIES) <= set(NAMES)
    assert {name for name in NAMES if SIGNS.get(name) == "AAAA"} == set(OPEN)


@pytest.mark.parametrize("name", NAMES)
def test_everybody_sees_their_own_rows_alone(eyes: Engine, name: str) -> None:
    table = TABLES.tables[name]
    wanted = {"A": [1, 2], "O": [1], "-": []}
    for tenant, sign in zip(LOOKERS, SIGNS[name], strict=True):
        assert seen(eyes, table, tenant) == wanted[sign], tenant.scope
    assert seen(eyes, table, PORTAL) == [1, 2]
    assert seen(eyes, table, NOBODY) == []
    for scope in (Scope.PROVIDER, Scope.MUNICIPALITY, Scope.REGION):
        open_to_all = SIGNS[name][[each.scope for each in LOOKERS].index(scope)] == "A"
        assert seen(eyes, table, Tenant(scope, 77)) == ([1, 2] if open_to_all else [])
        assert seen(eyes, table, Tenant(scope)) == ([1, 2] if open_to_all else [])


def attempt(engine: Engine, tenant: Tenant, table: Table, row: dict[str, Any]) -> bool:
    """Whether the database would let somebody add this row; it is taken out again."""
    try:
        with acting_for(tenant), transaction(write=True, engine=engine) as session:
            session.execute(table.insert().inline(), row)
            session.rollback()
    except IntegrityError:  # it got past the policy and met the row that is there
        return True
    except ProgrammingError as refused:
        assert "row-level security" in str(refused)
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_nobody_adds_rows_of_another(eyes: Engine, name: str) -> None:
    table = TABLES.tables[name]
    for tenant in (NOBODY, PROVIDER, MUNICIPALITY, REGION):
        if (tenant.scope.value, name) not in SHARED:
            assert not attempt(eyes, tenant, table, again(table, 2)), tenant.scope
    assert attempt(eyes, PORTAL, table, again(table, 2))


@pytest.mark.parametrize("name", NAMES)
def test_own_rows_are_added_where_that_is_their_work(eyes: Engine, name: str) -> None:
    table = TABLES.tables[name]
    for tenant in LOOKERS:
        row = a_row(table, 1) if name == "municipality" else again(table, 1)
        allowed = attempt(eyes, tenant, table, row)
        assert allowed == (name in WRITTEN[tenant.scope.value].split()), tenant.scope


@pytest.mark.parametrize("name", NAMES)
def test_nobody_changes_or_deletes_rows_of_another(eyes: Engine, name: str) -> None:
    table = TABLES.tables[name]
    row = a_row(table, 2)
    key = next(iter(table.primary_key.columns))
    for tenant in (NOBODY, PROVIDER, MUNICIPALITY, REGION):
        if (tenant.scope.value, name) in SHARED:
            continue
        for change in (
            table.update().where(key == row[key.name]).values({key.name: row[key.name]}),
            table.delete().where(key == row[key.name]),
        ):
            with acting_for(tenant), transaction(write=True, engine=eyes) as session:
                assert session.execute(change).rowcount == 0, tenant.scope
                session.rollback()


def test_no_row_is_given_away(eyes: Engine) -> None:
    """One's own row cannot be made another's."""
    batch = TABLES.tables["batch"]
    with (
        acting_for(PROVIDER),
        pytest.raises(DBAPIError, match="row-level security"),
        transaction(write=True, engine=eyes) as session,
    ):
        session.execute(batch.update().where(batch.c.id == 1).values(provider_id=2))


@pytest.mark.parametrize("through", ["allocation", "line"])
def test_a_provider_sees_a_client_it_serves_in_another_municipality(
    parties: TestDatabase, eyes: Engine, through: str
) -> None:
    client, link = TABLES.tables["client"], TABLES.tables[through]
    served = {**a_row(link, 2), "id": 30, "client_id": 30, "provider_id": 1}
    served |= {each: 30 for each in ("number", "message_id", "credits_line_id") if each in link.c}
    with acting_for(PORTAL), transaction(write=True, engine=eyes) as session:
        session.execute(client.insert(), {**a_row(client, 2), "id": 30, "bsn_index": b"30"})
    try:
        assert 0 not in seen(eyes, client, PROVIDER)  # 30 ends in 0
        with acting_for(PORTAL), transaction(write=True, engine=eyes) as session:
            session.execute(link.insert(), served)
        assert 0 in seen(eyes, client, PROVIDER)
        assert 0 not in seen(eyes, client, Tenant(Scope.PROVIDER, 2))
    finally:
        with parties.tampering() as owner:
            owner.execute(text("DELETE FROM client WHERE id = 30"))
            owner.execute(text(f"DELETE FROM {through} WHERE id = 30"))


def test_a_connection_keeps_nothing_of_whom_it_served(parties: TestDatabase) -> None:
    engine = make_engine(parties.url)
    count = text("SELECT count(*) FROM line")
    with acting_for(PORTAL), transaction(engine=engine) as session:
        assert session.scalar(count) == 2
    with engine.connect() as connection:  # the same one, out of the pool, and told nothing
        assert connection.scalar(count) == 0
    engine.dispose()


def test_a_new_thread_works_for_nobody() -> None:
    with acting_for(PORTAL), ThreadPoolExecutor(1) as pool:
        assert pool.submit(current_tenant).result() == NOBODY
    with acting_for(PROVIDER):
        with acting_for(DOOR):
            assert current_tenant() == DOOR
        assert current_tenant() == PROVIDER


@pytest.mark.parametrize("damage", [
    "ALTER TABLE line DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE line NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY line_select ON line",
    "CREATE POLICY back_door ON line USING (true)",
])  # fmt: skip
def test_a_table_that_no_longer_hides_its_rows_is_named(parties: TestDatabase, damage: str) -> None:
    owner = make_engine(parties.owner_url)
    with owner.connect() as connection, connection.begin() as attempt:
        assert unlocked_tables(connection) == []
        connection.execute(text(damage))
        assert unlocked_tables(connection) == ["line"]
        attempt.rollback()
    owner.dispose()


def test_the_application_can_change_no_table(eyes: Engine) -> None:
    for forbidden in (
        "ALTER TABLE line DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY back_door ON line USING (true)",
        "TRUNCATE line",
        "DELETE FROM alembic_version",
        "CREATE TABLE elsewhere AS SELECT * FROM line",
    ):
        with pytest.raises(ProgrammingError), eyes.begin() as connection:
            connection.execute(text(forbidden))


def test_an_upgrade_for_a_role_that_is_not_there_does_nothing(blank_url: str) -> None:
    engine = make_engine(blank_url)
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no roles")
    with pytest.raises(RoleMissing, match="nobody_here"):
        upgrade(engine, application="nobody_here")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('line')")) is None
    engine.dispose()


def test_the_owner_too_is_held_to_the_policies(parties: TestDatabase) -> None:
    """FORCE: whoever owns the tables, but is no superuser, sees nothing without a tenant."""
    admin = make_engine(parties.owner_url)
    role = f"{make_url(parties.url).username}_owner"
    with admin.connect() as connection, connection.begin() as attempt:
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
        connection.execute(text(f"ALTER TABLE line OWNER TO {role}"))
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        assert connection.scalar(text("SELECT count(*) FROM line")) == 0
        attempt.rollback()
    admin.dispose()
