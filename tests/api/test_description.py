"""The description says what the API does, and the API does what its description says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from declarations.rules import RULEBOOK
from schemas.api.rulebook import rulebook_json
from tests.api.programs import Program, is_problem

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def described(app: Flask) -> dict[str, Any]:
    response: TestResponse = Program(app).get("/openapi.json")
    assert response.status_code == 200
    document: dict[str, Any] = response.get_json()
    return document


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }


def test_every_call_is_described_and_no_other(app: Flask) -> None:
    parameter = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")
    routes = {
        f"{method} {parameter.sub(_in_braces, rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api-")
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}
    }
    assert set(operations(described(app))) == routes


def _in_braces(found: re.Match[str]) -> str:
    return f"{{{found[1]}}}"


def test_the_description_is_complete(app: Flask) -> None:
    document = described(app)
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for name, operation in operations(document).items():
        assert operation["summary"] and operation["operationId"], name
        assert {"400", "401"} <= set(operation["responses"]), name
        for status, response in operation["responses"].items():
            wanted = "application/problem+json" if status >= "4" else None
            assert wanted is None or wanted in response["content"], (name, status)


def test_the_rules_are_the_rule_book(care: Program, town: Program, nobody: Program) -> None:
    for reader in (care, town):
        response = reader.get("/rules")
        assert response.get_json() == rulebook_json(RULEBOOK)
        assert response.headers["Rulebook"] == RULEBOOK.version
    is_problem(nobody.get("/rules"), 401)
