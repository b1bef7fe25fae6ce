"""Answers as a file to take home: the XML itself, or a ZIP when there are several."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from flask import Response

from portal.intake.answering import Answer
from portal.web.exports import download

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same answers make the same ZIP


def answers_as_file(batch: str, answers: Sequence[Answer]) -> Response:
    """The only answer byte for byte as it was sent, or all of them in a ZIP."""
    if len(answers) == 1:
        [only] = answers
        return download(only.body, "application/xml", only.name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in answers:
            entry = zipfile.ZipInfo(each.name, ALWAYS)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, each.body, zipfile.ZIP_DEFLATED)
    return download(out.getvalue(), "application/zip", f"325-{batch}.zip")
