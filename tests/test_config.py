"""The settings of an installation: what is made, what is refused."""

import base64
import stat
import threading

import pytest
from sqlalchemy import create_engine, make_url, text

from portal.config import (
    Mode,
    Settings,
    SettingsRefused,
    load_settings,
    refuse_mighty_role,
    refuse_unsafe_postgresql,
)
from portal.store.database import make_engine

KEY = bytes(range(32))
PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_SECRET_KEY": "a-secret-of-at-least-thirty-two-characters",
    "PORTAL_DATA_KEY": KEY.hex(),
}


def test_without_any_setting_it_is_a_demonstration_on_a_file(tmp_path):
    settings = load_settings({}, tmp_path)
    assert settings.mode is Mode.DEMO
    assert settings.database_url == f"sqlite:///{tmp_path}/var/portal.sqlite3"
    assert settings.is_sqlite
    assert settings.port == 8000
    assert len(settings.data_key) == 32


def test_a_folder_that_cannot_hold_the_data_is_one_sentence(tmp_path):
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(SettingsRefused, match="var cannot be used: "):
        load_settings({}, tmp_path)


def test_keys_are_made_once_and_only_for_their_owner(tmp_path):
    first, second = load_settings({}, tmp_path), load_settings({}, tmp_path)
    assert (first.data_key, first.secret_key) == (second.data_key, second.secret_key)
    for name in ("data.key", "secret.key"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600


def test_two_first_starts_at_once_agree_on_the_key(tmp_path):
    keys = []
    starts = [
        threading.Thread(target=lambda: keys.append(load_settings({}, tmp_path).data_key))
        for _ in range(8)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "written", [KEY.hex(), base64.b64encode(KEY).decode(), base64.urlsafe_b64encode(KEY).decode()]
)
def test_a_data_key_may_be_written_as_hex_or_base64(tmp_path, written):
    assert load_settings({"PORTAL_DATA_KEY": written}, tmp_path).data_key == KEY


@pytest.mark.parametrize("written", ["short", KEY.hex()[:-2], KEY.hex() + "00", "é" * 44])
def test_another_data_key_is_refused(tmp_path, written):
    with pytest.raises(SettingsRefused, match="exactly 32 bytes"):
        load_settings({"PORTAL_DATA_KEY": written}, tmp_path)


def test_the_name_of_a_key_tells_nothing_of_it_and_differs_per_key():
    one, other = (Settings(Mode.TEST, "sqlite://", key, "") for key in (KEY, bytes(32)))
    assert one.data_key_id != other.data_key_id
    assert one.data_key_id not in KEY.hex()


def test_secrets_stay_out_of_logs(tmp_path):
    settings = load_settings(PRODUCTION, tmp_path)
    shown = repr(settings)
    assert settings.secret_key not in shown
    assert repr(settings.data_key) not in shown


@pytest.mark.parametrize("scheme", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_postgresql_is_reached_by_psycopg(tmp_path, scheme):
    settings = load_settings({"PORTAL_DATABASE_URL": f"{scheme}u@h/db"}, tmp_path)
    assert settings.database_url == "postgresql+psycopg://u@h/db"
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORTAL_MODE", "staging", "choose demo, test or production"),
        ("PORTAL_DATABASE_URL", "mysql://u@h/db", "postgresql:// or sqlite:///"),
        ("PORTAL_DATABASE_URL", "postgresql://u@h:port/db", "cannot be read as an address"),
        ("PORT", "http", "choose a number"),
        ("PORT", "70000", "choose a number"),
        ("PORT", "٨٠٠٠", "choose a number"),
    ],
)
def test_a_mistake_is_named(tmp_path, name, value, sentence):
    with pytest.raises(SettingsRefused, match=sentence):
        load_settings({name: value}, tmp_path)


def test_production_starts_with_its_own_secrets(tmp_path):
    settings = load_settings(PRODUCTION, tmp_path)
    assert settings.mode is Mode.PRODUCTION
    assert not settings.allows_test_citizens


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "its own PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "short"}, "its own PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "x" * 40}, "its own PORTAL_SECRET_KEY"),
        ({"PORTAL_DATA_KEY": ""}, "needs PORTAL_DATA_KEY"),
        ({"PORTAL_DATA_KEY": "00" * 32}, "needs PORTAL_DATA_KEY"),
        ({"FLASK_DEBUG": "1"}, "debug"),
        ({"PORTAL_TEST_CITIZENS": "yes"}, "test citizen numbers"),
    ],
)
def test_production_refuses_what_is_only_right_elsewhere(tmp_path, change, sentence):
    with pytest.raises(SettingsRefused, match=sentence):
        load_settings({**PRODUCTION, **change}, tmp_path)
    assert not (tmp_path / "var").exists()


def test_a_server_that_could_forget_is_refused(postgresql_server):
    engine = create_engine(postgresql_server)
    with engine.connect() as connection:
        refuse_unsafe_postgresql(connection)
        connection.execute(text("SET synchronous_commit = off"))
        with pytest.raises(SettingsRefused, match="synchronous_commit = off"):
            refuse_unsafe_postgresql(connection)
    engine.dispose()


def test_sqlite_has_no_such_setting(tmp_path):
    with make_engine(f"sqlite:///{tmp_path}/x").connect() as connection:
        refuse_unsafe_postgresql(connection)
        refuse_mighty_role(connection)


OWNER = "postgresql://owner:secret@h/db"


def test_the_owner_of_the_tables_is_another_role(tmp_path):
    named = {"PORTAL_DATABASE_URL": "postgresql://app@h/db", "PORTAL_OWNER_DATABASE_URL": OWNER}
    settings = load_settings(named, tmp_path)
    assert settings.upgrade_url == "postgresql+psycopg://owner:secret@h/db"
    assert settings.application_role == "app"
    assert "secret" not in repr(settings)


def test_without_an_owner_the_portal_upgrades_as_itself(tmp_path):
    settings = load_settings({"PORTAL_DATABASE_URL": "postgresql://app@h/db"}, tmp_path)
    assert (settings.upgrade_url, settings.application_role) == (settings.database_url, None)


@pytest.mark.parametrize("owner", [
    "postgresql://owner@h/other", "sqlite:///x", "mysql://owner@h/db", "postgresql://o@h:port/db",
])  # fmt: skip
def test_the_owner_must_be_of_the_same_database(tmp_path, owner):
    named = {"PORTAL_DATABASE_URL": "postgresql://app@h/db", "PORTAL_OWNER_DATABASE_URL": owner}
    with pytest.raises(SettingsRefused, match="must name the same PostgreSQL database"):
        load_settings(named, tmp_path)


@pytest.mark.parametrize(
    ("might", "sentence"),
    [
        ("ALTER ROLE {0} SUPERUSER", "is a superuser"),
        ("ALTER ROLE {0} BYPASSRLS", "passes by row-level security"),
        ("ALTER TABLE line OWNER TO {0}", "owns the tables"),
        ("CREATE ROLE {0}_owner; ALTER TABLE line OWNER TO {0}_owner; GRANT {0}_owner TO {0}",
         "owns the tables"),
    ],
)  # fmt: skip
def test_a_role_that_row_level_security_would_not_stop_is_refused(
    postgresql_database, might, sentence
):
    made, owner = postgresql_database
    role = make_url(made.url).username
    with owner.connect() as connection, connection.begin() as attempt:
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        refuse_mighty_role(connection)
        connection.execute(text("RESET ROLE"))
        for statement in might.format(role).split(";"):
            connection.execute(text(statement))
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        with pytest.raises(SettingsRefused, match=sentence):
            refuse_mighty_role(connection)
        attempt.rollback()
