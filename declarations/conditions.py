"""What a condition on an allocation message (301) is: a named question about the whole message.

Conditions are level 2: one that is broken sends the whole message back with 0001. They are not in
the rule book of declarations, which is about another message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from declarations.allocations import AllocatedProduct, AllocationMessage
from declarations.findings import TECHNICAL_FAULT, Finding, Owner, Severity
from declarations.rulebook import Text

CLIENT = "/Bericht/Client"
PRODUCT = f"{CLIENT}/ToegewezenProducten/ToegewezenProduct"


class Place(NamedTuple):
    """Where a condition is broken: path, line of the file, and the values as on the wire."""

    path: str
    source_line: int | None = None
    expected: str | None = None
    received: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A named question about a whole message; calling it gives the places that break it."""

    rule: str
    text: Text
    check: Callable[[AllocationMessage], Iterable[Place]]

    def __call__(self, message: AllocationMessage) -> Iterator[Finding]:
        """The findings of this condition, in document order."""
        for place in self.check(message):
            yield finding(self.rule, place)


def finding(rule: str, place: Place, code: str | None = TECHNICAL_FAULT[0]) -> Finding:
    """A finding that sends an allocation message back to the municipality that wrote it.

    Without a code it is refused at the door (level 1).
    """
    level = {None: 1, TECHNICAL_FAULT[0]: 2}.get(code, 3)
    return Finding(rule, code, level, Severity.ERROR, Owner.MUNICIPALITY, *place)


Check = Callable[[AllocationMessage], Iterable[Place]]
ProductCheck = Callable[[AllocatedProduct], bool]


def condition(rule: str, nl: str, en: str) -> Callable[[Check], Condition]:
    """Make a function that yields places a condition."""
    return lambda check: Condition(rule, Text(nl, en), check)


def on_products(rule: str, element: str, nl: str, en: str) -> Callable[[ProductCheck], Condition]:
    """Make a function that says whether one product is right a condition on all of them."""

    def attach(is_right: ProductCheck) -> Condition:
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
