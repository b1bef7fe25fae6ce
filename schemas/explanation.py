"""What a schema error means, as a finding: which element, which line, what was expected.

The validator's own messages are not shown: they are English, speak of facets, and repeat the
received value, which may be a citizen number. They are read for their kind alone; what should
have been there comes from our own schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from declarations.findings import Finding
from schemas.refusals import door_finding, harmless, quotable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from lxml.etree import _LogEntry as LogEntry

MOST_FINDINGS = 20

Lines = Callable[[set[tuple[int, ...]]], dict[tuple[int, ...], int]]

_XS = "{http://www.w3.org/2001/XMLSchema}"
_STEP = re.compile(r"(.+?)(?:\[([0-9]+)\])?")
_NAMES = re.compile(r"\}([A-Za-z0-9]+)")
_MISSING = ": Missing child element(s)."
_REPEATABLE = frozenset(
    ("Client", "Prestatie", "RetourCode", "Relatie", "Contact", "ToegewezenProduct")
)
_PATTERNS = {
    "LDT_AgbCode": ("digits", "8"),
    "LDT_Gemeente": ("digits", "4"),
    "LDT_BurgerServicenummer": ("digits", "9"),
    "LDT_Telefoonnummer": ("digits", "1-15"),
    "LDT_Versie": ("version", "1.0.0"),
    "LDT_Datum": ("date", None),
    "LDT_Tijd": ("time", None),
    "LDT_Voorletters": ("letters", None),
    "LDT_IdentificatieDeclaratie": ("letters_digits", None),
}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The trees of our two schemas of a message: its own and the basic one."""

    message: Element
    basis: Element

    def restriction(self, names: Sequence[str]) -> tuple[str, Element] | None:
        """The type name and facets of the field at that path of names, None for a class."""
        type_ = "Root"
        for name in names[1:]:
            declared = self._declared(type_, name)
            if declared is None:
                return None
            own = declared.find(f"{_XS}simpleType/{_XS}restriction")
            if own is not None:
                return own.get("base", "").rpartition(":")[2], own
            type_ = declared.get("type", "").rpartition(":")[2]
        found = self.basis.find(f"{_XS}simpleType[@name='{type_}']/{_XS}restriction")
        return None if found is None else (type_, found)

    def _declared(self, type_: str, name: str) -> Element | None:
        for schema in (self.message, self.basis):
            elements = schema.iterfind(f"{_XS}complexType[@name='{type_}']/{_XS}sequence/*")
            for element in elements:
                if element.get("name") == name:
                    return element
        return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an error is: the elements from the root down to it."""

    chain: tuple[Element, ...]

    @property
    def element(self) -> Element:
        return self.chain[-1]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(_local(element) for element in self.chain)

    @property
    def position(self) -> tuple[int, ...]:
        steps = zip(self.chain, self.chain[1:], strict=False)
        return (0, *(parent.index(child) for parent, child in steps))

    @property
    def path(self) -> str:
        return "/" + "/".join(_step(element) for element in self.chain)


def explain(
    errors: Iterable[LogEntry], root: Element, grammar: Grammar, lines: Lines,
    *, cut_off: bool = False,
) -> tuple[Finding, ...]:
    """One finding for each element that is wrong, in the order of the file, at most twenty.

    ``lines`` gives the line of elements by their position among their siblings at each depth.
    In a file that is ``cut_off``, what is not complete at its end is not called wrong.
    """
    first: dict[str, LogEntry] = {}
    for error in errors:
        first.setdefault((error.path or "").partition("/@")[0], error)
    if cut_off:
        first = _without_the_end(first, root)
    found = [(_find(root, path), first[path]) for path in list(first)[:MOST_FINDINGS]]
    at = lines({place.position for place, _ in found})
    findings = [_finding(place, error, grammar, at.get(place.position)) for place, error in found]
    if len(first) > MOST_FINDINGS:
        findings.append(door_finding("XSD", "more", received=str(len(first) - MOST_FINDINGS)))
    return tuple(findings)


def _without_the_end(first: dict[str, LogEntry], root: Element) -> dict[str, LogEntry]:
    """The errors but for those of the elements that were open where the file was cut off."""
    tree, last = root.getroottree(), root
    ends = {tree.getpath(root)}
    while len(last):
        last = last[-1]
        ends.add(tree.getpath(last))
    return {path: error for path, error in first.items() if path not in ends}


def _find(root: Element, path: str) -> _Place:
    """Follow a path of the validator as far as it leads."""
    chain = [root]
    for step in path.split("/")[2:]:
        match = _STEP.fullmatch(step)
        wanted, nth = (match[1], int(match[2] or 1)) if match else ("", 1)
        same = [child for child in chain[-1] if wanted in ("*", _prefixed(child))]
        if len(same) < nth:
            break
        chain.append(same[nth - 1])
    return _Place(tuple(chain))


def _prefixed(element: Element) -> str:
    return f"{element.prefix}:{_local(element)}" if element.prefix else _local(element)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _step(element: Element) -> str:
    """The name of an element with its index where it can repeat, or does."""
    name = _local(element)
    same = sum(1 for other in element.itersiblings(preceding=True) if _local(other) == name)
    shown = name if harmless(name) else "*"
    return f"{shown}[{same + 1}]" if name in _REPEATABLE or same else shown


def _finding(place: _Place, error: LogEntry, grammar: Grammar, line: int | None) -> Finding:
    detail, expected, received = _reason(place, error, grammar)
    return door_finding(
        "XSD", detail, line=line, path=place.path, expected=expected, received=received
    )


Reason = tuple[str, str | None, str | None]

_KINDS = {
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": "stray_text",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": "stray_text",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "stray_text",
    "SCHEMAV_CVC_TYPE_3_1_2": "nested",
    "SCHEMAV_CVC_TYPE_3_1_1": "attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": "attribute",
    "SCHEMAV_CVC_ELT_3_1": "attribute",
    "SCHEMAV_CVC_ELT_3_2_1": "attribute",
    "SCHEMAV_CVC_ELT_4_1": "attribute",
    "SCHEMAV_CVC_ELT_4_2": "attribute",
    "SCHEMAV_CVC_ELT_4_3": "attribute",
}


def _reason(place: _Place, error: LogEntry, grammar: Grammar) -> Reason:
    kind = error.type_name
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _content(place, error.message)
    if kind in _KINDS:
        return _KINDS[kind], None, None
    field = grammar.restriction(place.names)
    if field is None or "/@" in (error.path or ""):
        return "attribute" if "/@" in (error.path or "") else "other", None, None
    detail, expected = _value(*field, place.element.text or "", "INCLUSIVE" in kind)
    return detail, expected, quotable(place.names[-1], place.element.text)


def _content(place: _Place, message: str) -> Reason:
    """A class with something missing, or with an element in it that does not belong there."""
    expected = ", ".join(_NAMES.findall(message.rpartition("Expected is")[2])) or None
    if "Expected is" not in message:
        expected = None
    if _MISSING in message:
        return "missing", expected, None
    name = place.names[-1]
    if expected is not None and name in expected.split(", "):
        return "wrong_namespace", expected, None
    return "unexpected", expected, name if harmless(name) else None


def _value(type_: str, facets: Element, text: str, bounds: bool) -> tuple[str, str | None]:
    """What is wrong with the text of a field, and what it should have been."""
    if not text.strip(" \t\r\n"):
        return "empty", None
    codes = [facet.get("value", "") for facet in facets.iterfind(f"{_XS}enumeration")]
    if codes:
        return "code", ", ".join(codes) if len(codes) <= 30 else None
    base, longest = facets.get("base", ""), _facet(facets, "maxLength")
    if base == "xs:integer":
        return "number", f"0-{_facet(facets, 'maxInclusive')}"
    if type_ == "LDT_Datum" and bounds:
        return "year", None
    if not base.startswith("xs:") and type_ not in _PATTERNS:
        return "fixed", _facet(facets, "pattern")
    if longest is not None and len(text) > int(longest) and type_ not in _PATTERNS:
        return "too_long", longest
    return _PATTERNS.get(type_, ("blank", None))


def _facet(facets: Element, name: str) -> str | None:
    found = facets.find(f"{_XS}{name}")
    return None if found is None else found.get("value")
