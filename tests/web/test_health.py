"""Health says for every part whether it works, and is never the one that fails."""

from datetime import timedelta

import pytest

from portal.app import create_app
from portal.config import Mode, Settings
from portal.web import health
from portal.web.health import Health


def test_a_migrated_database_without_work_is_healthy(browser):
    answer = browser.get("/health")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "schema": "ok",
        "worker": "ok",
        "oldest_waiting_seconds": None,
    }


def test_without_a_worker_nothing_would_be_judged(app):
    """On SQLite the worker is inside the server; on PostgreSQL it is a process of its own."""
    answer = app.test_client().get("/health")
    parts = (answer.json["database"], answer.json["schema"], answer.json["worker"])
    if app.config["PORTAL_SETTINGS"].is_sqlite:
        assert parts == ("ok", "ok", "ok")
    else:
        assert answer.status_code == 503
        assert parts == ("ok", "ok", "failing")


def test_a_database_without_tables_is_not(blank_url):
    app = create_app(Settings(Mode.TEST, blank_url, bytes(32), "s" * 32))
    answer = app.test_client().get("/health")
    assert answer.status_code == 503
    assert (answer.json["database"], answer.json["schema"]) == ("ok", "failing")


def test_a_database_out_of_reach_is_an_answer_too(tmp_path):
    url = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"
    client = create_app(Settings(Mode.TEST, url, bytes(32), "s" * 32)).test_client()
    assert client.get("/health").status_code == 503
    assert client.get("/health").json["database"] == "failing"
    assert client.get("/").status_code == 200  # the page says so instead of falling over


@pytest.mark.parametrize(("minutes", "in_time"), [(0, True), (14, True), (16, False)])
def test_a_message_that_waits_too_long_shows(portal, clock, monkeypatch, minutes, in_time):
    received = clock.now() - timedelta(minutes=minutes)
    monkeypatch.setattr(health, "oldest_waiting", lambda session: received)
    with portal.app_context():
        report = health.examine(clock)
    assert report.worker is in_time
    assert report.worker_waiting_seconds == minutes * 60


def test_one_failing_part_makes_the_whole_fail():
    assert Health(True, True, True).healthy
    assert not Health(True, True, False, 1000).healthy
