"""The NUL character: no keyboard types it, and PostgreSQL stores no text with it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from portal.web.access import is_api

NUL = "\0"


def init_null_bytes(app: Flask) -> None:
    """Refuse it in address and form alike, behind the gate; the body of a program is a file."""
    app.before_request(_refuse)


def _refuse() -> None:
    form: Iterable[tuple[str, str]] = () if is_api() else request.form.items(multi=True)
    pairs = (*request.args.items(multi=True), *form)
    if NUL in request.path or any(NUL in name or NUL in value for name, value in pairs):
        raise BadRequest
