"""Going through the tables of a document, gathering every problem on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import ValidationError

from declarations.rulebook import Text
from schemas.region import checks, shape
from schemas.region.places import Path, Places, describe
from schemas.region.sentences import sentence
from schemas.region.values import Problem


class Gathering:
    """One pass over a document, gathering what is wrong; what is right comes back as values."""

    def __init__(self, document: dict[str, Any], places: Places) -> None:
        self.document = document
        self.places = places
        self.problems: list[Problem] = []

    def _wrong(self, path: Path, text: Text) -> None:
        self.problems.append(Problem(describe(path), self.places.line_of(path), text))

    def _all_wrong(self, found: Iterable[tuple[Path, Text]]) -> None:
        for path, text in found:
            self._wrong(path, text)

    def _loaded(self, name: str, schema: shape.Table) -> list[tuple[int, dict[str, Any]]]:
        """The right ones of the tables of this name, with their positions."""
        loaded = ((i, self._load(schema, row, (name, i))) for i, row in self._tables(name))
        return [(i, fields) for i, fields in loaded if fields is not None]

    def _inner(
        self, table: dict[str, Any], path: Path, name: str, schema: shape.Table
    ) -> list[dict[str, Any]] | None:
        """The tables below a contract, taken out of it; None when one of them is wrong."""
        rows = self._rows(table.pop(name, []), (*path, name), f"{path[0]}.{name}")
        loaded = [self._load(schema, row, (*path, name, i)) for i, row in enumerate(rows)]
        right = [fields for fields in loaded if fields is not None]
        return right if len(right) == len(loaded) else None

    def _load(
        self, schema: shape.Table, table: dict[str, Any], path: Path
    ) -> dict[str, Any] | None:
        try:
            loaded: dict[str, Any] = schema.load(table)
        except ValidationError as error:
            for field, (first, *_) in error.messages_dict.items():
                key, _, value = first.partition(":")
                self._wrong((*path, field), sentence(key, value))
            return None
        return loaded

    def _tables(self, name: str) -> list[tuple[int, dict[str, Any]]]:
        return list(enumerate(self._rows(self.document.get(name, []), (name,), name)))

    def _rows(self, value: Any, path: Path, name: str) -> list[dict[str, Any]]:
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            return value
        problem = Problem(describe(path), self.places.line_of(path), sentence("tables", name))
        if problem not in self.problems:
            self.problems.append(problem)
        return []

    def _keys(self, table: str, field: str) -> set[str]:
        """What the tables call themselves, also those in which something else is wrong."""
        return {row[field] for _, row in self._tables(table) if isinstance(row.get(field), str)}

    def _repeated(self, table: str, field: str) -> Iterable[tuple[Path, Text]]:
        keys = [row.get(field) for _, row in self._tables(table)]
        return checks.repeated(table, field, [k if isinstance(k, str) else None for k in keys])
