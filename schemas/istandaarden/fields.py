"""The fields of a message class by name, and the values that stand in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from schemas.xml import Element, source_line

SPACE = " \t\r\n"
_LONGEST_PLAIN_NUMBER = 20


class Fields:
    """A message class: its fields by name, whichever of the two namespaces they are in.

    A class that is absent has no fields.
    """

    def __init__(self, element: Element | None) -> None:
        self._fields: dict[str, Element] = {}
        self._children: list[Element] = [] if element is None else list(element)
        for child in self._children:
            self._fields.setdefault(str(child.tag).rpartition("}")[2], child)
        self.line = 0 if element is None else source_line(element)

    def __iter__(self) -> Iterator[Fields]:
        return (Fields(child) for child in self._children)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def inner(self, name: str) -> Fields:
        """The class below this one."""
        return Fields(self._fields.get(name))

    def find(self, name: str) -> str | None:
        """The text of a field exactly as it stands in the file, None where it is absent."""
        field = self._fields.get(name)
        return None if field is None else field.text or ""

    def text(self, name: str) -> str:
        """The text of a field that the schema requires."""
        return self.find(name) or ""


def day(text: str) -> date:
    """A day as the schema lets it through, with white space around it."""
    return date.fromisoformat(text.strip(SPACE))


def number(text: str) -> int:
    """A whole number as the schema lets it through; Python refuses to read thousands of zeros."""
    plain = text.strip(SPACE)
    return int(plain if len(plain) < _LONGEST_PLAIN_NUMBER else plain.lstrip("+-0") or "0")


def optional_number(text: str | None) -> int | None:
    """A whole number, None where the field is absent."""
    return None if text is None else number(text)
