"""What contracts offer, and where two of them offer the same (decision 22).

A line belongs to the one contract that has its product on its first day; with two there would be
no telling which tariff counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from declarations.model import Law


class Subject(NamedTuple):
    """What only one contract may offer on a day: AGB code, law, CBS code, category and code."""

    provider: str
    law: Law
    municipality: str
    category: str
    code: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A product in a contract from ``start`` up to and with ``end``; ``contract`` names it."""

    contract: str
    subject: Subject
    start: date
    end: date


def clashes(offers: Iterable[Offer]) -> list[tuple[Offer, Offer]]:
    """Pairs of offers of different contracts that share a subject and a day, earliest first.

    Per subject every offer is held against the one before it that ends last, so a clash is never
    missed, though not every pair is named.
    """
    found = []
    by_subject = sorted(offers, key=lambda offer: (offer.subject, offer.start, offer.contract))
    for _, same in groupby(by_subject, key=lambda offer: offer.subject):
        found += _clashes_of_one_subject(list(same))
    return found


def _clashes_of_one_subject(offers: list[Offer]) -> list[tuple[Offer, Offer]]:
    found = []
    for position, offer in enumerate(offers):
        others = [o for o in offers[:position] if o.contract != offer.contract]
        last = max(others, key=lambda o: o.end, default=None)
        if last is not None and offer.start <= last.end:
            found.append((last, offer))
    return found
