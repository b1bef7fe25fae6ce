"""Whatever goes wrong under /api/ is a problem in JSON, in the language of the caller."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.api.problems import TEXTS
from portal.app import create_app
from portal.config import Settings
from portal.store.database import db
from portal.web.permissions.permits import PUBLIC
from tests.api.programs import Program, is_problem
from tests.intake.world import World

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

COMING = ("/measurements", "/subcontractors")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application of its own for each test: some add a route."""
    made = create_app(settings)
    with made.app_context():
        yield made
        db.engine.dispose()


def test_what_does_not_exist(care: Program, nobody: Program) -> None:
    for path in ("", "/", "/nergens", "/batches/", "/docs", *COMING):
        is_problem(care.get(path), 404)
        is_problem(nobody.get(path), 404)
    for path in COMING:
        is_problem(care.post(path, b"{}"), 404)


def test_a_wrong_method_says_which_are_right(care: Program) -> None:
    for method in ("DELETE", "PUT", "PATCH"):
        response = care.call(method, "/batches")
        is_problem(response, 405)
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert care.call("OPTIONS", "/batches").status_code == 200
    head, whole = care.call("HEAD", "/batches"), care.get("/batches")
    assert head.status_code == 200 and head.data == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize("path", ["/nergens", "/rules", "/rules?lang=x"])
def test_both_languages(nobody: Program, path: str) -> None:
    dutch, english = (
        nobody.get(path, headers={"Accept-Language": each}) for each in ("nl", "en-GB, en;q=0.9")
    )
    assert (dutch.headers["Content-Language"], english.headers["Content-Language"]) == ("nl", "en")
    assert dutch.get_json()["detail"] != english.get_json()["detail"]


def test_no_cookie_opens_anything_or_is_given(app: Flask, world: World, care: Program) -> None:
    answers = [
        care.get("/rules?lang=en"),
        care.get("/nergens?lang=en"),
        care.post("/batches", b"x"),
        Program(app).get("/rules"),
    ]
    for each in answers:
        assert "Set-Cookie" not in each.headers


@pytest.mark.parametrize("status", sorted(TEXTS))
def test_every_status_has_its_own_words(app: Flask, nobody: Program, status: int) -> None:
    @app.get("/api/v1/proef")
    def stop() -> None:
        from flask import abort

        abort(status)

    app.config["PORTAL_PERMISSIONS"] = {**app.config["PORTAL_PERMISSIONS"], "stop": PUBLIC}
    told = is_problem(nobody.get("/proef"), status)
    assert told["type"] == "about:blank"


def test_a_bug_tells_nothing_of_itself(app: Flask, nobody: Program) -> None:
    @app.get("/api/v1/stuk")
    def broken() -> None:
        raise RuntimeError("secret detail 999900006")

    app.config["PORTAL_PERMISSIONS"] = {**app.config["PORTAL_PERMISSIONS"], "broken": PUBLIC}
    response = nobody.get("/stuk")
    is_problem(response, 500)
    assert "secret" not in response.text


def test_odd_credentials_are_no_key(app: Flask, world: World) -> None:
    stranger = Program(app)
    for given in ("", "Bearer", "Bearer ", "Basic eDp5", "Bearer \xe9\xe9", "bearer x y", "pk_x"):
        is_problem(stranger.get("/rules", headers={"Authorization": given}), 401)
