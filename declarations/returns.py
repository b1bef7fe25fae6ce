"""What a retour says: the return message (302, 306, 308) to an allocation, start or stop.

A message without faults gets its Header back and nothing else. One that breaks a condition by
itself gets 0001 at the Header. With any other fault the whole message falls: at the Header that is
all there is to say, otherwise each class comes back with its own codes (decisions 32 and 33).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from declarations.findings import NO_REMARK, TECHNICAL_FAULT, Finding, Severity

RETURNED_CLASSES = frozenset(
    {"Client", "Relatie", "Contact", "ToegewezenProduct", "StartProduct", "StopProduct"}
)
"""The classes that carry return codes of their own, beside the Header."""

IN_A_LIST = frozenset(
    {"Relaties", "Contactgegevens", "ToegewezenProducten", "StartProducten", "StopProducten"}
)
"""The classes that hold others in a row; in a path those have a position."""

RETURN_OF = MappingProxyType({"301": "302", "305": "306", "307": "308"})
"""The number of the return message by that of the message it answers."""

_LEVEL_OF_CONDITIONS = 2
_STEP = re.compile(r"([A-Za-z]+)(?:\[[0-9]+\])?")


@dataclass(frozen=True, slots=True)
class Return:
    """The codes of a return message.

    ``header`` is empty where nothing is wrong at all. ``classes`` has the codes of every class with
    a fault by its path, and is None where the client does not come back; what is not in it has
    nothing wrong. ``by_conditions`` says that the message broke a condition by itself.
    """

    header: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] | None = None
    by_conditions: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the message counts as sent."""
        return not self.header

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code in it that says something is wrong, ascending, each once."""
        found = {*self.header, *(code for each in (self.classes or {}).values() for code in each)}
        return tuple(sorted(found - set(NO_REMARK)))

    def codes_of(self, path: str) -> tuple[str, ...]:
        """The codes of the class at this path."""
        return (self.classes or {}).get(path, NO_REMARK)


def return_on(findings: Iterable[Finding]) -> Return | None:
    """What goes back on these findings; None where nothing does, as the form is at fault (level 1).

    Warnings say nothing in a return message.
    """
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if any(each.code is None for each in errors):
        return None
    if not errors:
        return Return()
    if any(each.level == _LEVEL_OF_CONDITIONS for each in errors):
        return Return(TECHNICAL_FAULT, by_conditions=True)
    by_class: dict[str, set[str]] = {}
    for each in errors:
        by_class.setdefault(class_of(each.path), set()).add(each.code or "")
    codes = {path: tuple(sorted(found)) for path, found in by_class.items()}
    header = codes.pop(_HEADER, None)
    return Return(header) if header else Return(NO_REMARK, MappingProxyType(codes))


_HEADER = "/Bericht/Header"


def class_of(path: str) -> str:
    """The path of the class that an element lies in; the Header's for anything outside Client."""
    steps = path.split("/")
    for end in range(len(steps), 0, -1):
        match = _STEP.fullmatch(steps[end - 1])
        if match and match[1] in RETURNED_CLASSES:
            return "/".join(steps[:end])
    return _HEADER
