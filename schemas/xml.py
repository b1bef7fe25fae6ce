"""The one place that parses XML: first the guard, then the tree, then our own schema.

The schema alone does not protect: ``1<!-- -->00`` is valid as 100 and reads as 1. So a pass
without a tree refuses comments, processing instructions and document types before anything is
read, and only bytes are parsed, never a path. Every refusal is a ``MessageRefused``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeAlias, cast
from xml.parsers import expat

from lxml import etree

from declarations.findings import Finding
from declarations.model import Law
from schemas.bytes import check_bytes
from schemas.explanation import Grammar, explain
from schemas.malformed import by_the_guard, by_the_tree
from schemas.refusals import MessageRefused, refusal

Element: TypeAlias = etree._Element

_FOLDER = Path(__file__).parent / "xsd"
_NAMESPACE = re.compile(
    r"http://www\.istandaarden\.nl/(?:iwmo|ijw)/([0-9]_[0-9])/((wmo|jw)[0-9]{3})/schema"
)
_RELEASE = "3_2"
_LAWS = {"wmo": Law.WMO, "jw": Law.YOUTH}
_CHUNK = 1 << 18
_PIECE = 1 << 16
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_HINTS = (f"{_INSTANCE}schemaLocation", f"{_INSTANCE}noNamespaceSchemaLocation")
_VALIDATING = threading.Lock()
_FEW = 1_000
_CROWD = 10_000
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
    root = tree(data)
    kind, namespace = _kind(root, number)
    _validate(root, kind, data)
    return Document(kind, _LAWS[kind[:-3]], namespace, root)


def accepted(data: bytes, number: str) -> Document:
    """The message in bytes that ``parse`` has accepted before: the tree alone, nothing checked."""
    try:
        builder = _builder()
        for start in range(0, len(data), _CHUNK):
            builder.feed(data[start:start + _CHUNK])
        root = builder.close()
    except etree.LxmlError as error:
        raise ValueError("these bytes were never accepted") from error
    kind, namespace = _kind(root, number)
    return Document(kind, _LAWS[kind[:-3]], namespace, root)


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
        parser.Parse(data[:_CHUNK], False)
    except (expat.ExpatError, ValueError, LookupError):
        if not found:
            return None
    known = _NAMESPACE.fullmatch(found[0].rpartition(" ")[0]) if found else None
    return known[2] if known else None


def tree(data: bytes) -> Element:
    """The root of the tree of a guarded document, not yet held against a schema."""
    check_bytes(data)
    return _guarded_tree(data)


def _guarded_tree(data: bytes) -> Element:
    """Both parsers piece by piece: each piece passes the guard before the tree sees it, and the
    limits of the tree on depth and size stop the guard from piling up a hostile document."""
    guard, builder = _guard(), _builder()
    try:
        for start in range(0, len(data), _CHUNK):
            piece = data[start:start + _CHUNK]
            guard.Parse(piece, False)
            builder.feed(piece)
        guard.Parse(b"", True)
        return builder.close()
    except expat.ExpatError as error:
        raise refusal("XML", by_the_guard(error.code), line=error.lineno) from None
    except etree.XMLSyntaxError as error:
        detail = by_the_tree(getattr(error, "code", None))
        raise refusal("XML", detail, line=error.lineno or None) from None
    except etree.LxmlError:
        raise refusal("XML", "malformed") from None


def _builder() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        collect_ids=False,
    )


def _guard() -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(detail: str) -> NoReturn:
        raise refusal("XML", detail, line=parser.CurrentLineNumber)

    def declaration(version: str, encoding: str | None, _: int) -> None:
        if version != "1.0":
            refuse("version")
        if encoding is not None and encoding.upper() != "UTF-8":
            raise refusal("ENCODING", "declared", line=1, expected="UTF-8")

    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = lambda *_: refuse("doctype")
    parser.CommentHandler = lambda _: refuse("comment")
    parser.ProcessingInstructionHandler = lambda *_: refuse("instruction")
    return parser


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
    if b"chemaLocation" in data:
        _drop_hints(root)
    if _CROWDED(root) or data.count(b"/>") > _FEW:
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
        for begin in range(0, len(data), _CHUNK):
            parser.Parse(data[begin:begin + _CHUNK], False)
    return found


class _AllFound(Exception):
    """Ends a search early."""
