"""Finds the line of the file that a finding is about, from the bytes alone.

Judging keeps no tree, and most lines have nothing wrong: so the line of a field is looked up only
for a finding, near the line its Prestatie or Client begins on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from declarations.findings import Finding

_PIECE = 1 << 16
_CDATA = b"<![CDATA["
_FEW = 256


def locate(data: bytes, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings on an accepted message, each with the line of its own element.

    A finding that comes with a line keeps it where the element cannot be told for certain: absent,
    or one of several on that line.
    """
    found = tuple(findings)
    if _CDATA in data:
        return found
    begins = _begins(data, {f.source_line for f in found if f.source_line})
    return tuple(_located(data, finding, begins) for finding in found)


def class_lines(prefix: str | None, data: bytes) -> list[int]:
    """The line each Client and Prestatie begins on, in the order of the file.

    For a valid message without CDATA, where nothing but a tag begins with ``<``.
    """
    name = re.escape(f"{prefix}:".encode() if prefix else b"")
    lines, line, seen = [], 1, 0
    for match in re.finditer(rb"<%s(?:Client|Prestatie)[ \t\r\n>]" % name, data):
        line += data.count(b"\n", seen, match.start())
        seen = match.start()
        lines.append(line)
    return lines


def _located(data: bytes, finding: Finding, begins: dict[int, int]) -> Finding:
    steps = [step.partition("[")[0] for step in finding.path.split("/")[2:]]
    line = finding.source_line
    if not steps or (line is None and "Client" in steps):
        return finding
    if line is None:
        at = _search(data, steps[0], 0, len(data))
        line, inner = 1, steps[1:]
        begin = 0
    else:
        name = "Prestatie" if "Prestatie" in steps else "Client"
        at = _only_one(data, name, begins[line])
        begin, inner = begins[line], _after(steps, name)
        steps = [name]
    if at is None:
        return finding
    place = _inner(data, steps[0], inner, at)
    return replace(finding, source_line=line + data.count(b"\n", begin, place))


def _after(steps: list[str], name: str) -> list[str]:
    return steps[steps.index(name) + 1:] if name in steps else []


def _inner(data: bytes, name: str, inner: list[str], at: int) -> int:
    """Where the element at the end of the steps begins, as far as they can be followed."""
    closing = _tag(name, b"</").search(data, at)
    end = closing.start() if closing else len(data)
    place = at
    for step in inner:
        if (next_place := _search(data, step, place, end)) is None:
            return at
        place = next_place
    return place


def _only_one(data: bytes, name: str, begin: int) -> int | None:
    """Where the element begins on the line that begins there, when it is the only one on it."""
    end = data.find(b"\n", begin)
    end = len(data) if end < 0 else end + 1
    at = _search(data, name, begin, end)
    if at is None or _search(data, name, at + 1, end) is not None:
        return None
    return at


def _search(data: bytes, name: str, begin: int, end: int) -> int | None:
    match = _tag(name).search(data, begin, end)
    return match.start() if match else None


@cache
def _tag(name: str, opening: bytes = b"<") -> re.Pattern[bytes]:
    return re.compile(
        opening + rb"(?:[^ \t\r\n<>/:]+:)?" + re.escape(name.encode()) + rb"[ \t\r\n/>]"
    )


def _begins(data: bytes, lines: set[int]) -> dict[int, int]:
    """The offset each of these lines begins at; a line the file does not have begins at its end."""
    begins: dict[int, int] = {}
    line, offset = 1, 0
    for wanted in sorted(lines):
        offset = _skip(data, offset, wanted - line)
        line = wanted
        begins[wanted] = offset
    return begins


def _skip(data: bytes, offset: int, lines: int) -> int:
    """The offset after that many line ends, counted in large pieces first."""
    while lines > _FEW:
        passed = data.count(b"\n", offset, offset + _PIECE)
        if passed >= lines or offset + _PIECE >= len(data):
            break
        lines -= passed
        offset += _PIECE
    for end in _ends(data, offset, lines):
        offset = end
    return offset


def _ends(data: bytes, offset: int, lines: int) -> Iterator[int]:
    for _ in range(lines):
        found = data.find(b"\n", offset)
        offset = len(data) if found < 0 else found + 1
        yield offset
