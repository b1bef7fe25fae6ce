"""The guard before the tree, and the tree: what of a file may be read at all.

The guard refuses comments, processing instructions and document types, and texts that are not
XML. It is a parser of its own, and half of the cost of reading; a file that has none of the
characters that such things begin with is built at once, and goes past the guard only when the
tree finds it wrong: the guard then says what.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NoReturn
from xml.parsers import expat

from lxml import etree

from schemas.malformed import by_the_guard, by_the_tree
from schemas.refusals import refusal

CHUNK = 1 << 18
_HEAD = 1 << 10
_SUSPECT = ((b"!", b"<!"), (b"?", b"<?"), (b"]", b"]]>"), (b"&", b"&"))


def guarded_tree(data: bytes) -> etree._Element:
    """The root of the tree of a document that the guard lets through; raises MessageRefused."""
    if _is_plain(data):
        with suppress(etree.LxmlError):
            return built(data)
    return _behind_the_guard(data)


def built(data: bytes) -> etree._Element:
    """The root of the tree, without a guard: for what passed it, or has no need of it.

    Without the line ends and indents between elements, which are nearly half of a tree. They are
    left out with the whole text at hand, and with plain line ends, alone: at the end of a piece,
    or at a carriage return, the parser cannot tell them from a text of blanks.
    """
    lines = data.replace(b"\r\n", b"\n") if b"\r" in data else data
    return etree.fromstring(lines, new_builder(blanks=b"\r" in lines))


def new_builder(blanks: bool = True) -> etree.XMLParser:
    """A parser that follows nothing and expands nothing; keeps ``blanks`` between elements."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        collect_ids=False, remove_blank_text=not blanks,
    )


def _is_plain(data: bytes) -> bool:
    """Whether the file is plain tags and texts, below a declaration that the guard lets through.

    Names in other letters than ASCII are left to the guard: parsers differ on them. To look for
    single characters first is twenty times as fast.
    """
    body = data.find(b"?>", 0, _HEAD) + 2 if data.startswith(b"<?xml") else 0
    if body == 1 or not data.isascii():
        return False
    try:
        _guard().Parse(data[:_HEAD], False)
    except expat.ExpatError:
        return False
    return all(
        data.find(sign, body) < 0 or data.find(mark, body) < 0 for sign, mark in _SUSPECT
    )


def _behind_the_guard(data: bytes) -> etree._Element:
    """Both parsers piece by piece: each piece passes the guard before the tree sees it, and the
    limits of the tree on depth and size stop the guard from piling up a hostile document."""
    guard, builder = _guard(), new_builder()
    try:
        for start in range(0, len(data), CHUNK):
            piece = data[start:start + CHUNK]
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
