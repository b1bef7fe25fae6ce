"""Files in a form, as a browser sends them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

File = tuple[str, bytes]

_KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')


def form_key(browser: FlaskClient) -> str:
    """The key of a form as it is shown."""
    found = _KEY.search(browser.get("/aanleveringen").text)
    assert found is not None
    return found[1]


def send(
    browser: FlaskClient, *files: File, reference: str = "", key: str | None = None
) -> TestResponse:
    """Press the button, with these files chosen; with none a browser sends one without a name."""
    chosen: Iterable[File] = files or [("", b"")]
    return browser.post(
        "/aanleveringen",
        data={
            "key": form_key(browser) if key is None else key,
            "own_reference": reference,
            "files": [(io.BytesIO(data), name) for name, data in chosen],
        },
        content_type="multipart/form-data",
    )
