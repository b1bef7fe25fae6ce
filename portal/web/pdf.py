"""Documents as PDF that everybody can read: tagged, with a title and a language (PDF/UA-1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import typst
from flask import Response

from portal.config import PROJECT_ROOT
from portal.web.exports import download

STANDARD: Final = "ua-1"
# Latin, Greek, Cyrillic and the signs of our own sentences: what the fonts hold for certain
_UNSURE = re.compile(r"[^\n -~\xa0-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2026\u20ac]")


def as_pdf(template: str, content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The document that a template (a path below ``templates``) makes of this content.

    The template reads the content as JSON from its input ``content``. Only fonts that come with
    the typesetter are used, so that it looks the same everywhere; nothing is written to disk.
    A character that they lack is written as its number, ``<U+1F600>``.
    """
    try:
        return _set(template, content, made_at)
    except typst.TypstError:
        return _set(template, _spelled(content), made_at)


def _set(template: str, content: Any, made_at: datetime) -> bytes:
    made = typst.compile(
        (PROJECT_ROOT / "templates" / template).read_bytes(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"content": json.dumps(content)},
        pdf_standards=STANDARD,
        timestamp=made_at.replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


def _spelled(content: Any) -> Any:
    if isinstance(content, str):
        return _UNSURE.sub(lambda found: f"<U+{ord(found[0]):04X}>", content)
    if isinstance(content, Mapping):
        return {name: _spelled(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_spelled(value) for value in content]
    return content


def pdf_file(body: bytes, name: str) -> Response:
    """A PDF to keep; ``name`` without ending, plain ASCII, and without anything about a client."""
    return download(body, "application/pdf", f"{name}.pdf")
