"""Writes the retour to an allocation, start or stop (302, 306, 308).

What it repeats of the message stands in it exactly as the sender wrote it, the parties too: the
sender of a retour is the sender of the message (IV028).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from types import MappingProxyType

from declarations.answers import OWN_VERSIONS
from declarations.returns import IN_A_LIST, RETURN_OF, RETURNED_CLASSES, Return
from schemas.istandaarden.answer import LONGEST_IDENTIFICATION, STYLESHEET_VERSION
from schemas.istandaarden.fields import SPACE
from schemas.istandaarden.writing import MessageWriter
from schemas.xml import Document, Element, accepted, peek

BERICHT_CODES = MappingProxyType(
    {"wmo302": "415", "wmo306": "419", "wmo308": "421", "jw302": "437", "jw306": "439",
     "jw308": "441"}
)  # fmt: skip
_OWN_FIELDS = frozenset({"BerichtCode", "BerichtVersie", "BerichtSubversie"})


def return_kind(kind: str) -> str:
    """The name of the message that answers this one: ``wmo302`` to ``wmo301``."""
    return kind[:-3] + RETURN_OF[kind[-3:]]


def write_return(data: bytes, verdict: Return, identification: str, dated: date) -> bytes:
    """The bytes of the retour to a message that was accepted by its schema before.

    ``identification`` has at most 12 characters and is unique among the retours of the receiver;
    UTF-8 without a mark, tabs, CR/LF, prefixes as the standard's own (decisions 27 and 32).
    """
    if not 0 < len(identification) <= LONGEST_IDENTIFICATION:
        raise ValueError("an identification has 1 to 12 characters")
    document = accepted(data, (peek(data) or "")[-3:])
    return _Writer(document, verdict, identification, dated).written()


class _Writer(MessageWriter):
    def __init__(
        self, document: Document, verdict: Return, identification: str, dated: date
    ) -> None:
        super().__init__(document.law, return_kind(document.kind))
        self._root, self._space = document.root, document.namespace
        self._verdict, self._identification, self._dated = verdict, identification, dated

    def body(self) -> Iterator[str]:
        header, *rest = self._root
        yield from self.group(1, "Header", self._header(header))
        if self._verdict.classes is not None:
            for element in rest:
                yield from self._echo(1, element, f"/Bericht/{_name(element)}")

    def _header(self, header: Element) -> Iterator[str]:
        yield self.own(2, "BerichtCode", BERICHT_CODES[self._message])
        yield self.own(2, "BerichtVersie", "3")
        yield self.own(2, "BerichtSubversie", "2")
        for element in header:
            if _name(element) not in _OWN_FIELDS:
                yield from self._echo(2, element, "")
        yield self.own(2, "IdentificatieRetour", self._identification)
        yield self.own(2, "DagtekeningRetour", self._dated.isoformat())
        if self._verdict.by_conditions:
            yield self.own(2, "XsltVersie", STYLESHEET_VERSION)
        basis, message = OWN_VERSIONS.basis, OWN_VERSIONS.message
        versions = ("BasisschemaXsdVersie", basis), ("BerichtXsdVersie", message)
        yield from self.pair(2, "XsdVersieRetour", *versions)
        if self._verdict.header:
            yield from self._codes(2, self._verdict.header)

    def _echo(self, depth: int, element: Element, path: str) -> Iterator[str]:
        """An element as it was written, with return codes where its class carries them."""
        name = _name(element)
        is_own = element.tag == f"{{{self._space}}}{name}"
        if not len(element) and (element.text or "").strip(SPACE):
            field = self.own if is_own else self.shared
            yield field(depth, name, element.text or "")
            return
        group = self.group if is_own else self.shared_group
        yield from group(depth, name, self._inner(depth + 1, element, path))

    def _inner(self, depth: int, element: Element, path: str) -> Iterator[str]:
        name = _name(element)
        for position, child in enumerate(element, 1):
            at = f"[{position}]" if name in IN_A_LIST else ""
            yield from self._echo(depth, child, f"{path}/{_name(child)}{at}")
        if path and name in RETURNED_CLASSES:
            yield from self._codes(depth, self._verdict.codes_of(path))

    def _codes(self, depth: int, codes: Iterable[str]) -> Iterator[str]:
        return self.group(
            depth, "RetourCodes", [self.own(depth + 1, "RetourCode", code) for code in codes]
        )


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
