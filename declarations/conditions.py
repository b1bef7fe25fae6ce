"""What a condition on a message about care is: a named question about the whole message.

Allocation messages (301) and the reports of start and stop (305, 307) have them.

Conditions are level 2: one that is broken sends the whole message back with 0001. They are not in
the rule book of declarations, which is about another message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from declarations.allocations import AllocatedProduct, AllocationMessage
from declarations.findings import TECHNICAL_FAULT, Finding, Owner, Severity
from declarations.rulebook import Text

CLIENT = "/Bericht/Client"
PRODUCT = f"{CLIENT}/ToegewezenProducten/ToegewezenProduct"


_LEVELS = {None: 1, TECHNICAL_FAULT[0]: 2, "8848": 4, "S300": 4, "S329": 4}


class Place(NamedTuple):
    """Where a condition is broken: path, line of the file, and the values as on the wire."""

    path: str
    source_line: int | None = None
    expected: str | None = None
    received: str | None = None


M = TypeVar("M", contravariant=True)


@dataclass(frozen=True, slots=True)
class Condition(Generic[M]):
    """A named question about a whole message; calling it gives the places that break it."""

    rule: str
    text: Text
    check: Callable[[M], Iterable[Place]]

    def __call__(self, message: M, owner: Owner = Owner.MUNICIPALITY) -> Iterator[Finding]:
        """The findings of this condition, in document order; ``owner`` wrote the message."""
        for place in self.check(message):
            yield finding(self.rule, place, owner=owner)


def finding(
    rule: str,
    place: Place,
    code: str | None = TECHNICAL_FAULT[0],
    owner: Owner = Owner.MUNICIPALITY,
) -> Finding:
    """A finding that sends a message back to the party that wrote it.

    Without a code it is refused at the door (level 1); the codes of level 4 look outside the
    messages, at the calendar and at lists.
    """
    level = _LEVELS.get(code, 3)
    return Finding(rule, code, level, Severity.ERROR, owner, *place)


ProductCheck = Callable[[AllocatedProduct], bool]


def condition(
    rule: str, nl: str, en: str
) -> Callable[[Callable[[M], Iterable[Place]]], Condition[M]]:
    """Make a function that yields places a condition."""
    return lambda check: Condition(rule, Text(nl, en), check)


def on_products(
    rule: str, element: str, nl: str, en: str
) -> Callable[[ProductCheck], Condition[AllocationMessage]]:
    """Make a function that says whether one product is right a condition on all of them."""

    def attach(is_right: ProductCheck) -> Condition[AllocationMessage]:
        def check(message: AllocationMessage) -> Iterator[Place]:
            for path, product in numbered(message):
                if not is_right(product):
                    yield Place(f"{path}/{element}", product.source_line or None)

        return Condition(rule, Text(nl, en), check)

    return attach


def numbered(message: AllocationMessage) -> Iterator[tuple[str, AllocatedProduct]]:
    """The products with their paths, in document order."""
    for position, product in enumerate(message.products, 1):
        yield f"{PRODUCT}[{position}]", product
