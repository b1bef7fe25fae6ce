"""Where a value stands in a TOML text; the parser itself does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Table names and keys, with a position (from 0) after each table that may be repeated."""

_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\-\"' ]+?)\s*\]")
_KEY = re.compile(r"\s*([\w\-]+|\"[^\"]*\"|'[^']*')\s*[=.]")


class Places:
    """The lines of a TOML text by path, read from tables and keys at the start of a line.

    What stands inside an inline table has the line of the key it belongs to.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        path: Path = ()
        for number, line in _statements(text):
            if table := _TABLE.match(line):
                path = self._enter(table[2], repeated=table[1] == "[[")
                self._lines.setdefault(path, number)
            elif key := _KEY.match(line):
                self._lines.setdefault((*path, key[1].strip("\"'")), number)

    def line_of(self, path: Path) -> int | None:
        """The line of the path or else of what it stands in, counted from 1."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def _enter(self, name: str, repeated: bool) -> Path:
        path: Path = ()
        parts = [part.strip(" \"'") for part in name.split(".")]
        for position, part in enumerate(parts, 1):
            path = (*path, part)
            if repeated and position == len(parts):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path


def describe(path: Path) -> str:
    """A path in the words of the file: ``[[contract]] 2, product 1, tariff``."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words[-1] += f" {step + 1}"
        else:
            words.append(step)
    if not words:
        return "file"
    first, _, rest = words[0].partition(" ")
    if len(path) > 1 or rest:
        words[0] = f"[[{first}]] {rest}" if rest else f"[{first}]"
    return ", ".join(words)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that do not lie inside a text of several lines."""
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            yield number, line
        for mark in ('"""', "'''"):
            if line.count(mark) % 2 and inside in ("", mark):
                inside = "" if inside else mark
                break
