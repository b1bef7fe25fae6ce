"""Drawing a sample that anybody can draw again: the same seed and population, the same lines.

Chance comes from SHA-256 over the seed and the number of a line, so that a spreadsheet or a few
lines of any language come to the same draw. All arithmetic is in whole numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Item(NamedTuple):
    """A line by its number, with what it comes to in eurocents; a credit is negative."""

    key: int
    cents: int


def by_lines(seed: str, population: Iterable[Item], size: int) -> tuple[int, ...]:
    """Draw ``size`` lines (or all there are), each as likely as any other.

    The lines whose SHA-256 of ``seed:key`` is lowest, in that order.
    """
    return tuple(sorted((each.key for each in population), key=lambda k: (_chance(seed, k), k)))[
        :size
    ]


def by_euros(seed: str, population: Iterable[Item], size: int) -> tuple[int, ...]:
    """Draw ``size`` lines, each as likely as it is large (monetary unit sampling).

    A line that is worth at least an equal share of the sample is always in. Of the others, put in
    the order of their chance, those on which evenly spread eurocents fall; where the first falls
    is by chance too. Credits count by their size; a line of nothing is never drawn. Gives the
    certain ones first.
    """
    worth = sorted(
        (Item(key, abs(cents)) for key, cents in population if cents),
        key=lambda each: (-each.cents, each.key),
    )
    certain, rest, left = _certain(worth, size)
    if left <= 0 or not rest:
        return tuple(certain)
    rest.sort(key=lambda each: (_chance(seed, each.key), each.key))
    return (*certain, *_spread(seed, rest, left))


def fingerprint(population: Iterable[Item]) -> str:
    """SHA-256, in hex, over the population: a line ``key:cents`` for each, by ascending key."""
    digest = hashlib.sha256()
    for key, cents in sorted(population):
        digest.update(f"{key}:{cents}\n".encode())
    return digest.hexdigest()


def _certain(worth: Sequence[Item], size: int) -> tuple[list[int], list[Item], int]:
    """The lines that are worth an equal share of what is left, the others, and how many to draw."""
    total, left, taken = sum(each.cents for each in worth), size, 0
    while taken < len(worth) and left > 0 and worth[taken].cents * left >= total:
        total -= worth[taken].cents
        left -= 1
        taken += 1
    return [each.key for each in worth[:taken]], list(worth[taken:]), left


def _spread(seed: str, items: Sequence[Item], size: int) -> list[int]:
    """The lines on which the points start, start + 1/size, … of the whole amount fall."""
    total = sum(each.cents for each in items)
    point = _chance(seed, "start") % total  # in eurocents × size, as is everything compared here
    found, passed = [], 0
    for each in items:
        passed += each.cents
        if passed * size > point:
            found.append(each.key)
            point += total
    return found


def _chance(seed: str, key: int | str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest())
