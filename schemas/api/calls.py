"""What a program may say beside the body of a call: query and headers, every one by its name."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from schemas.api.fields import Shape

LANGUAGES = ("nl", "en")
PRINTABLE = r"^[\x20-\x7E\u00A0-\uFFFF]*$"
VISIBLE = r"^[\x21-\x7E]+$"


class LanguageSchema(Shape):
    """The language of sentences."""

    lang = fields.String(
        validate=OneOf(LANGUAGES),
        metadata={
            "description": "Language of sentences; goes before `Accept-Language`. Dutch when"
            " neither says."
        },
    )


class PageSchema(LanguageSchema):
    """Which page of a list."""

    before = fields.String(
        validate=Regexp(r"^[a-z]{16}$"),
        metadata={"description": "The `next` of the page before"},
    )
    limit = fields.Integer(
        load_default=50, validate=Range(1, 200), metadata={"description": "Most items on a page"}
    )


class SubmissionHeadersSchema(Shape):
    """What a program says about the upload it sends."""

    own_reference = fields.String(
        data_key="Own-Reference",
        validate=[Length(max=100), Regexp(PRINTABLE)],
        metadata={
            "description": "Your own name for the upload; never a citizen number",
            "example": "2026-11 wmo Tilburg",
        },
    )
    idempotency_key = fields.String(
        data_key="Idempotency-Key",
        validate=[Length(1, 200), Regexp(VISIBLE)],
        metadata={
            "description": "A key of your own choice, for example a UUID. The same upload with"
            " the same key is taken once and gets the same answer; another upload is refused.",
            "example": "7f0c9a52-6d5e-4a53-9a0e-3c2b1d4e5f60",
        },
    )
