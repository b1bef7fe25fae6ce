"""Every route by every method, for every kind of visitor, for their own things and those of others.

The table of permissions says who comes in; what is written in `tests.access.expectations` says it
again. What is somebody else's gives exactly the answer of what does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.config import Mode, Settings
from portal.store.crypto import Keyring
from portal.store.database import db
from portal.web.permissions import PERMISSIONS
from tests import databases
from tests.access.expectations import ADMITTED, NOTHING_WITHOUT, SEEN_BY, UNGUESSABLE
from tests.access.routes import ABOUT_THINGS, KEY_BYTES, RULES, an_app, ask, name_of
from tests.access.subjects import SUBJECTS, Relation, Subject
from tests.access.world import Scene

SIGN_IN, FORBIDDEN, NOTHING, BROKEN, INSIDE = "sign in", "forbidden", "nothing", "broken", "inside"
AROUND_THE_DOOR = ("/inloggen", "/wachtwoord", "/uitnodiging")
READING = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The world, built once; on PostgreSQL asked as the role of the application."""
    keyring = Keyring(KEY_BYTES, Settings(Mode.TEST, "sqlite://", KEY_BYTES, "").data_key_id)
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        made = Scene(an_app(databases.copied(template, tmp_path_factory.mktemp("access")).url))
        made.build(keyring)
        yield made
        return
    server = request.getfixturevalue("postgresql_server")
    with databases.migrated_on(server, "portal_access_matrix") as database:
        made = Scene(an_app(database.url))
        made.build(keyring)
        yield made
        with made.app.app_context():
            db.engine.dispose()


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    endpoints = {rule.endpoint for rule, _method in RULES}
    assert endpoints - set(PERMISSIONS) == set(), "add a row in portal/web/permissions"
    assert set(PERMISSIONS) - endpoints == set(), "these rows of the table lead nowhere"
    assert endpoints - set(ADMITTED) == set(), "say in tests/access/expectations.py who gets in"
    assert set(ADMITTED) - endpoints == set(), "these expectations are about no route"


@pytest.mark.parametrize("endpoint", sorted({rule.endpoint for rule, _method in RULES}))
def test_the_table_says_what_was_expected_of_it(endpoint: str) -> None:
    permit = PERMISSIONS[endpoint]
    if permit.public:
        assert ADMITTED[endpoint] == frozenset(SUBJECTS)
        return
    programs = endpoint.startswith("api")
    admitted = {
        subject
        for subject in SUBJECTS
        if subject.key == programs and subject.name != "disabled" and subject.role in permit.roles
    }
    assert admitted == ADMITTED[endpoint]


@pytest.mark.parametrize(("rule", "method"), RULES, ids=name_of)
def test_everybody_gets_in_where_they_should_and_nowhere_else(
    scene: Scene, rule: Rule, method: str
) -> None:
    wrong = []
    for subject in SUBJECTS:
        for relation in _relations(rule):
            wanted = expected(rule, subject, relation)
            if wanted == INSIDE and method not in READING and scene.kept is None:
                continue  # it would change the world, and only a file can be put back
            answer = ask(scene, rule, method, subject, relation)
            if (got := kind_of(answer)) not in (wanted, *tolerated(rule, wanted)):
                wrong.append(
                    f"{subject.name}, {relation}: {got} ({answer.status}) and not {wanted}"
                )
            if method not in READING and got == INSIDE and scene.kept is not None:
                scene.put_back()
    assert not wrong, "\n".join([f"{method} {rule.rule}", *wrong])


@pytest.mark.parametrize(("rule", "method"), ABOUT_THINGS, ids=name_of)
def test_what_is_another_s_is_answered_like_what_does_not_exist(
    scene: Scene, rule: Rule, method: str
) -> None:
    for subject in SUBJECTS:
        nothing = said(ask(scene, rule, method, subject, Relation.MISSING))
        for relation in list(Relation)[:-1]:
            if expected(rule, subject, relation) != INSIDE:
                answer = said(ask(scene, rule, method, subject, relation))
                assert answer == nothing, (subject.name, relation)


def _relations(rule: Rule) -> list[Relation]:
    return list(Relation) if set(rule.arguments) & set(SEEN_BY) else [Relation.OWN]


def expected(rule: Rule, subject: Subject, relation: Relation) -> str:
    """What somebody meets at an address."""
    admitted = ADMITTED.get(rule.endpoint, frozenset())
    if subject in admitted:
        things = set(rule.arguments) & set(SEEN_BY)
        found = all(SEEN_BY[thing](subject, relation) for thing in things)
        return INSIDE if found else NOTHING
    programs = rule.rule.startswith("/api/")
    known = subject.email is not None and subject.name != "disabled" and subject.key == programs
    return FORBIDDEN if known else SIGN_IN


def tolerated(rule: Rule, wanted: str) -> tuple[str, ...]:
    """What else may come of it for whoever is let in."""
    if wanted != INSIDE:
        return ()
    if set(rule.arguments) & set(UNGUESSABLE) or rule.endpoint in NOTHING_WITHOUT:
        return (NOTHING,)
    return (SIGN_IN,) if rule.endpoint == "identity.sign_out" else ()


def kind_of(answer: TestResponse) -> str:
    """What an answer amounts to."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return BROKEN
    if answer.status_code == 401 or _leads_to_the_door(answer):
        return SIGN_IN
    return {403: FORBIDDEN, 404: NOTHING}.get(answer.status_code, INSIDE)


def _leads_to_the_door(answer: TestResponse) -> bool:
    """Whether somebody is sent to sign in who did not ask for that."""
    place = urlsplit(answer.headers.get("Location", ""))
    return place.path == "/inloggen" and not answer.request.path.startswith(AROUND_THE_DOOR)


def said(answer: TestResponse) -> tuple[int, str]:
    """Status and text, with the asked address itself and the token of a form taken out."""
    body = answer.get_data(as_text=True)
    for path in (answer.request.path, quote(answer.request.path, safe="")):
        body = body.replace(path, "…")
    return answer.status_code, re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", body)
