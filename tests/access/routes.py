"""Every route of the portal, and a way to ask one as somebody."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Mode, Settings
from tests.access.expectations import PLAIN, SEEN_BY, UNGUESSABLE
from tests.access.subjects import Party, Relation, Subject
from tests.access.world import MISSING, Scene

KEY_BYTES = bytes(range(32))


def an_app(url: str) -> Flask:
    """The application on a database, with forms that take anything."""
    app = create_app(Settings(Mode.TEST, url, KEY_BYTES, "s" * 32))
    app.config["WTF_CSRF_ENABLED"] = False  # asked separately: here only who may matters
    return app


def _rules() -> list[tuple[Rule, str]]:
    app = an_app("sqlite://")
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def name_of(part: object) -> str:
    """How a test about it is called."""
    return part.endpoint if isinstance(part, Rule) else str(part)


RULES = _rules()
ABOUT_THINGS = [each for each in RULES if set(each[0].arguments) & set(SEEN_BY)]


def ask(
    scene: Scene, rule: Rule, method: str, subject: Subject, relation: Relation, **sent: Any
) -> TestResponse:
    """Put the question as this subject."""
    values = {name: fill(scene, name, subject, relation) for name in rule.arguments}
    with scene.app.test_request_context():
        path = scene.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    with scene.browser(subject) as browser:
        return browser.open(path, method=method, headers=scene.headers(subject), **sent)


def fill(scene: Scene, name: str, subject: Subject, relation: Relation) -> object:
    """The value of a parameter that names something of that relation."""
    if name in PLAIN:
        return PLAIN[name]
    if name in UNGUESSABLE:
        return UNGUESSABLE[name]
    assert name in scene.things, (
        f"say what <{name}> is: make one per relation in tests/access/world.py (things) and say"
        " in SEEN_BY of expectations.py who finds it, or put it in PLAIN or UNGUESSABLE"
    )
    if relation is Relation.MISSING:
        return "nietsnietsniets" if name in ("batch", "trial") else MISSING
    special = {Party.REGION: f"{name} of a region", Party.MUNICIPALITY: f"{name} of a municipality"}
    things = scene.things.get(special.get(subject.party, ""), scene.things[name])
    return things[relation]
