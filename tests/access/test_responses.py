"""What every answer carries and what none gives away, whoever asks and whatever comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.app import create_app
from portal.config import Mode, Settings
from portal.store.crypto import Keyring
from portal.store.database import db
from tests import databases
from tests.access.routes import KEY_BYTES, RULES, an_app, ask, name_of
from tests.access.subjects import ANONYMOUS, SUBJECTS, Relation
from tests.access.world import Scene

SIGNED_IN = [each for each in SUBJECTS if each.email and not each.key and each.name != "disabled"]
FORMS = [rule for rule, method in RULES if method == "POST" and not rule.rule.startswith("/api/")]
LEAKS = re.compile(
    r"Traceback|werkzeug|sqlalchemy|psycopg|sqlite|File \"|/portal/|\.py\b|debugger|SELECT ", re.I
)
ODD_WAYS = (
    ("GET", "/bestaat-niet"), ("GET", "/aanleveringen/%00"), ("GET", "/contracten/-1"),
    ("GET", "/clienten/99999999999999999999"), ("GET", "/contracten/99999999999999999999"),
    ("GET", "/aanleveringen/x/1e3"), ("DELETE", "/"), ("PUT", "/inloggen"),
    ("PATCH", "/overzicht"), ("POST", "/health"), ("GET", "/api/v1/bestaat-niet"),
    ("DELETE", "/api/v1/batches"), ("GET", "/static/../geheim"), ("GET", "/static/bestaat.niet"),
    ("GET", "/?lang=%ff"), ("GET", "/regels?niveau=%27%22%3E"),
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The world of the matrix, with forms that want their token as they do in earnest."""
    app = an_app(databases.copied(sqlite_template, tmp_path_factory.mktemp("answers")).url)
    app.config["WTF_CSRF_ENABLED"] = True
    made = Scene(app)
    made.build(Keyring(KEY_BYTES, Settings(Mode.TEST, "sqlite://", KEY_BYTES, "").data_key_id))
    yield made
    with app.app_context():
        db.engine.dispose()


def carries_its_headers(answer) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not re.search(r"https?:|\*|data:", policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]
    if not answer.request.path.startswith("/static/"):
        assert "no-store" in answer.headers["Cache-Control"], answer.request.path


@pytest.mark.parametrize(("rule", "method"), RULES, ids=name_of)
def test_every_answer_carries_the_headers(scene: Scene, rule: Rule, method: str) -> None:
    for subject in SUBJECTS:
        for relation in (Relation.OWN, Relation.MISSING):
            if method == "GET" or subject is ANONYMOUS:
                carries_its_headers(ask(scene, rule, method, subject, relation))


@pytest.mark.parametrize("rule", FORMS, ids=name_of)
def test_a_form_without_its_token_does_nothing(scene: Scene, rule: Rule) -> None:
    assert scene.kept is not None
    before = contents(scene)
    for subject in SIGNED_IN:
        answer = ask(scene, rule, "POST", subject, Relation.OWN)
        assert answer.status_code in (400, 403, 404), (subject.name, answer.status)
        carries_its_headers(answer)
    assert contents(scene) == before


@pytest.mark.parametrize("rule", FORMS, ids=name_of)
def test_a_form_with_the_token_of_another_does_nothing(scene: Scene, rule: Rule) -> None:
    for subject in SIGNED_IN:
        answer = ask(
            scene, rule, "POST", subject, Relation.OWN, data={"csrf_token": "IjEi.aaaa.bbbbbbb"}
        )
        assert answer.status_code in (400, 403, 404), (subject.name, answer.status)


def contents(scene: Scene) -> dict[str, int]:
    """How many rows every table has, and what the accounts and keys say."""
    with scene.app.app_context(), db.engine.connect() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        return {
            name: hash(tuple(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}"))))
            for name in tables.all()
        }


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
@pytest.mark.parametrize(("method", "path"), ODD_WAYS, ids=str)
def test_a_wrong_question_gets_an_answer_that_gives_nothing_away(
    scene: Scene, subject, method: str, path: str
) -> None:
    with scene.browser(subject) as browser:
        answer = browser.open(path, method=method, headers=scene.headers(subject))
    assert answer.status_code < 500
    carries_its_headers(answer)
    if answer.status_code >= 400:
        assert not LEAKS.search(answer.get_data(as_text=True))
    if answer.status_code >= 400 and path.startswith("/api/"):
        assert answer.content_type == "application/problem+json"


@pytest.fixture
def breaking(tmp_path: Path, sqlite_template: Path) -> Iterator[FlaskClient]:
    """A portal in which one page always fails."""
    url = databases.copied(sqlite_template, tmp_path).url
    app = create_app(Settings(Mode.TEST, url, KEY_BYTES, "s" * 32))
    _break(app)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def _break(app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError("SELECT secret FROM /portal/internals.py")

    for endpoint in ("web.home", "api.openapi"):
        app.view_functions[endpoint] = fail


@pytest.mark.parametrize("path", ["/", "/api/v1/openapi.json"])
def test_a_bug_of_ours_gives_nothing_away(breaking: FlaskClient, path: str) -> None:
    answer = breaking.get(path)
    assert answer.status_code == 500
    assert not LEAKS.search(answer.get_data(as_text=True))
    carries_its_headers(answer)
