"""The one place that reads XML: first the guard, then the tree, then our own schema.

The schema alone does not protect: ``1<!-- -->00`` is valid as 100 and reads as 1. So comments,
processing instructions and document types are refused before anything is read, and only bytes
are parsed, never a path. Every refusal is a ``MessageRefused``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast
from xml.parsers import expat

from lxml import etree

from declarations.findings import Finding
from declarations.model import Law
from schemas.bytes import check_bytes
from schemas.explanation import Grammar, explain
from schemas.guard import CHUNK, built, guarded_tree
from schemas.refusals import MessageRefused, refusal

Element: TypeAlias = etree._Element
Value = TypeVar("Value")

_FOLDER = Path(__file__).parent / "xsd"
_NAMESPACE = re.compile(
    r"http://www\.istandaarden\.nl/(?:iwmo|ijw)/([0-9]_[0-9])/((wmo|jw)[0-9]{3})/schema"
)
_RELEASE = "3_2"
_LAWS = {"wmo": Law.WMO, "jw": Law.YOUTH}
_PIECE = 1 << 16
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_HINTS = (f"{_INSTANCE}schemaLocation", f"{_INSTANCE}noNamespaceSchemaLocation")
_VALIDATING = threading.Lock()
_FEW = 1_000
_CROWD = 10_000
_EMPTY = re.compile(rb"/>")
_CROWDED = etree.XPath(
    "boolean(" + " | ".join(f"{'/*' * depth}[{_CROWD}]" for depth in range(2, 8)) + ")"
)


@dataclass(frozen=True, slots=True)
class Document:
    """A message that is valid for its schema; ``kind`` is its name, as in ``wmo323``."""

    kind: str
    law: Law
    namespace: str
    root: Element


def parse(data: bytes, number: str) -> Document:
    """The message in ``data``, which must be one with that number (``"323"``) of either law.

    Raises MessageRefused for everything else, whatever it is.
    """
    document = _unhinted(data, number)
    _validate(document.root, document.kind, data)
    return document


def read_beside(data: bytes, number: str, read: Callable[[Document], Value]) -> Value:
    """What ``read`` makes of the message in ``data``, while its schema is held against it in
    another thread; refused as by ``parse``, whatever reading a wrong one came to."""
    document = _unhinted(data, number)
    with ThreadPoolExecutor(1) as beside:
        checked = beside.submit(_validate, document.root, document.kind, data)
        try:
            value = read(document)
        except Exception:
            checked.result()
            raise
        checked.result()
    return value


def _unhinted(data: bytes, number: str) -> Document:
    """The message, guarded and without hints where its schema might be found."""
    document = _document(tree(data), number)
    if b"chemaLocation" in data:
        _drop_hints(document.root)
    return document


def _document(root: Element, number: str) -> Document:
    kind, namespace = _kind(root, number)
    return Document(kind, _LAWS[kind[:-3]], namespace, root)


def accepted(data: bytes, number: str) -> Document:
    """The message in bytes that ``parse`` has accepted before: the tree alone, nothing checked."""
    try:
        root = built(data)
    except etree.LxmlError as error:
        raise ValueError("these bytes were never accepted") from error
    return _document(root, number)


def peek(data: bytes) -> str | None:
    """The name of the message by its first element (``wmo323``, ``jw301``), or None.

    Looks at the beginning alone and promises nothing about the rest.
    """
    found: list[str] = []

    def start(name: str, _: object) -> None:
        found.append(name)
        parser.StartElementHandler = None

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(data[:CHUNK], False)
    except (expat.ExpatError, ValueError, LookupError):
        if not found:
            return None
    known = _NAMESPACE.fullmatch(found[0].rpartition(" ")[0]) if found else None
    return known[2] if known else None


def tree(data: bytes) -> Element:
    """The root of the tree of a guarded document, not yet held against a schema."""
    check_bytes(data)
    return guarded_tree(data)


def _kind(root: Element, number: str) -> tuple[str, str]:
    """The name and the namespace of the message, when it is one we read under that number."""
    name = etree.QName(root)
    found = _NAMESPACE.fullmatch(name.namespace or "")
    asked = f"WMO{number}/JW{number}"
    if found is None or name.localname != "Bericht":
        raise refusal("XSD", "unknown_message", line=source_line(root), expected=asked)
    release, kind = found[1], found[2]
    if release != _RELEASE:
        raise refusal("XSD", "other_release", line=source_line(root), path="/Bericht",
                      expected="3.2", received=release.replace("_", "."))
    if not kind.endswith(number):
        raise refusal("XSD", "other_message", line=source_line(root), path="/Bericht",
                      expected=asked, received=kind.upper())
    return kind, found[0]


@cache
def _schema_tree(kind: str) -> etree._ElementTree:
    folder = _FOLDER / _LAWS[kind[:-3]].value / _RELEASE
    return etree.parse(str(folder / f"{kind}.xsd"))


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(_schema_tree(kind))


def _validate(root: Element, kind: str, data: bytes) -> None:
    """Hold the tree against the schema; an error explained on the part read so far is enough."""
    if _CROWDED(root) or any(islice(_EMPTY.finditer(data), _FEW, None)):
        part = _up_to_an_error(kind, data)
        if part is not None and (findings := _findings(part, kind, data, cut_off=True)):
            raise MessageRefused(findings)
    if findings := _findings(root, kind, data):
        raise MessageRefused(findings)


def _findings(
    root: Element, kind: str, data: bytes, *, cut_off: bool = False
) -> tuple[Finding, ...]:
    """What is wrong by the schema; the lock is for its error log, which threads share."""
    schema = _schema(kind)
    with _VALIDATING:
        try:
            if schema.validate(root):
                return ()
        except etree.LxmlError:
            raise refusal("XSD", "unexplained") from None
        errors = list(cast("Iterable[Any]", schema.error_log))
    return explain(
        errors, root, _grammar(kind), lambda places: lines_of(data, places), cut_off=cut_off
    )


def _up_to_an_error(kind: str, data: bytes) -> Element | None:
    """The tree as far as the first piece of the file with an error in it, None without one.

    The validator takes time by the number of errors times the number of siblings, hours for a
    hostile file; so one with many of both is first read with the schema beside it, piece by piece.
    """
    builder = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        collect_ids=False, schema=_schema(kind),
    )
    for end in range(_PIECE, len(data) + _PIECE, _PIECE):
        with suppress(etree.LxmlError):
            builder.feed(data[end - _PIECE:end])
        if len(builder.feed_error_log):
            return etree.fromstring(data[:end], etree.XMLParser(
                resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
                collect_ids=False, recover=True,
            ))
    return None


def _drop_hints(root: Element) -> None:
    """Take out the hints where a schema might be found: always allowed, never followed."""
    for element in root.iter():
        for hint in _HINTS:
            if hint in element.attrib:
                del element.attrib[hint]


@cache
def _grammar(kind: str) -> Grammar:
    folder = _FOLDER / _LAWS[kind[:-3]].value / _RELEASE
    basis = etree.parse(str(folder / "basisschema.xsd"))
    return Grammar(_schema_tree(kind).getroot(), basis.getroot())


def source_line(element: Element) -> int:
    """The line an element begins on, right up to line 65,535 and about right beyond."""
    line: Any = element.sourceline
    return line or 0


def lines_of(data: bytes, places: set[tuple[int, ...]]) -> dict[tuple[int, ...], int]:
    """The line of each element, found by its position among its siblings at each depth.

    For errors only: the tree itself loses count of lines beyond 65,535.
    """
    found: dict[tuple[int, ...], int] = {}
    counts, here = [0], []
    parser = expat.ParserCreate()

    def start(*_: object) -> None:
        here.append(counts[-1])
        counts[-1] += 1
        counts.append(0)
        if (place := tuple(here)) in places:
            found[place] = parser.CurrentLineNumber
            if len(found) == len(places):
                raise _AllFound

    def end(_: str) -> None:
        here.pop()
        counts.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(_AllFound):
        for begin in range(0, len(data), CHUNK):
            parser.Parse(data[begin:begin + CHUNK], False)
    return found


class _AllFound(Exception):
    """Ends a search early."""


@cache
def _schema_at(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(path)))


def fits(data: bytes, schema: Path) -> bool:
    """Whether a file that was written here keeps a schema of somebody else."""
    with _VALIDATING:
        return _schema_at(schema).validate(tree(data))
