"""Finds the line of the file that a finding is about, from the bytes alone.

Judging keeps no tree, and most lines have nothing wrong: so a place is looked up only for a
finding. Nothing but a tag begins with ``<`` in an accepted message, once CDATA is blotted out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from declarations.findings import Finding

_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_CLASS = re.compile(rb"<(?:[^ \t\r\n<>/:]+:)?(Client|Prestatie)[ \t\r\n>]")
_POSITION = re.compile(r"/(Client|Prestatie)\[([0-9]+)\]")

_Position = tuple[int, int]
"""Client and Prestatie, counted from 1; 0 for none: (2, 0) is the second Client itself."""


def locate(data: bytes, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings on an accepted message, each with the line its own element begins on.

    An element that is absent has the line of what should hold it.
    """
    found = tuple(findings)
    if not found:
        return found
    data = _CDATA.sub(lambda text: text[0].replace(b"<", b" "), data)
    classes = _offsets(data, {_position(finding.path) for finding in found})
    offsets = [_offset(data, finding.path, classes) for finding in found]
    lines = _lines(data, offsets)
    return tuple(
        finding if offset is None else replace(finding, source_line=lines[offset])
        for finding, offset in zip(found, offsets, strict=True)
    )


def _position(path: str) -> _Position:
    numbers = {name: int(number) for name, number in _POSITION.findall(path)}
    return numbers.get("Client", 0), numbers.get("Prestatie", 0)


def _offsets(data: bytes, wanted: set[_Position]) -> dict[_Position, int]:
    """Where each of these classes begins; (0, 0) is the message."""
    found = {(0, 0): 0}
    last = max(wanted)
    client = line = 0
    for match in _CLASS.finditer(data):
        if match[1] == b"Client":
            client, line = client + 1, 0
        else:
            line += 1
        position = (client, line)
        if position in wanted:
            found[position] = match.start()
        if position >= last:
            break
    return found


def _offset(data: bytes, path: str, classes: dict[_Position, int]) -> int | None:
    """Where the element of a path begins, as far as it can be followed; None without a path."""
    position = _position(path)
    begin = classes.get(position)
    steps = [step.partition("[")[0] for step in path.split("/")[2:]]
    if begin is None or not steps:
        return None
    if position == (0, 0):
        begin, name, inner = 0, steps[0], steps[1:]
        begin = _search(data, name, begin, len(data)) or 0
    else:
        name = "Prestatie" if position[1] else "Client"
        inner = steps[steps.index(name) + 1 :]
    return _inner(data, name, inner, begin)


def _inner(data: bytes, name: str, inner: list[str], begin: int) -> int:
    closing = _tag(name, b"</").search(data, begin)
    end = closing.start() if closing else len(data)
    place = begin
    for step in inner:
        if (next_place := _search(data, step, place, end)) is None:
            return begin
        place = next_place
    return place


def _lines(data: bytes, offsets: Iterable[int | None]) -> dict[int, int]:
    """The line, counted from 1, that each offset lies on."""
    lines: dict[int, int] = {}
    line, before, returns = 1, 0, b"\r" in data
    for offset in sorted({each for each in offsets if each is not None}):
        line += data.count(b"\n", before, offset)
        if returns:  # one that stands alone ends a line too
            line += data.count(b"\r", before, offset) - data.count(b"\r\n", before, offset)
        before = offset
        lines[offset] = line
    return lines


def _search(data: bytes, name: str, begin: int, end: int) -> int | None:
    match = _tag(name).search(data, begin, end)
    return match.start() if match else None


@cache
def _tag(name: str, opening: bytes = b"<") -> re.Pattern[bytes]:
    return re.compile(
        opening + rb"(?:[^ \t\r\n<>/:]+:)?" + re.escape(name.encode()) + rb"[ \t\r\n/>]"
    )
