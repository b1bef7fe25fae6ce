"""What the shapes of the API are made of: schemas that refuse what they do not name."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields


class Shape(Schema):
    """A JSON object with exactly the members it names."""

    class Meta:
        """Unknown members are refused, and the order is that of writing."""

        unknown = RAISE


def text(description: str, **options: Any) -> fields.String:
    """A string that says what it is."""
    return fields.String(required=True, metadata=_described(description, options), **options)


def number(description: str, **options: Any) -> fields.Integer:
    """A whole number; amounts are eurocents."""
    metadata = _described(description, options)
    return fields.Integer(required=True, strict=True, metadata=metadata, **options)


def listed(of: Any, description: str, **options: Any) -> fields.List[Any]:
    """An array of shapes or fields."""
    inner = fields.Nested(of) if isinstance(of, type) and issubclass(of, Schema) else of
    metadata = _described(description, options)
    return fields.List(inner, required=True, metadata=metadata, **options)


def _described(description: str, options: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, **options.pop("metadata", {})}
