"""What a proof card is shown as: sections of facts and tables, the same for page and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Address = Callable[..., str | None]
"""Where a page is (endpoint and values), for a reader who may open it; None for anybody else."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name with its value; with an address the value leads there, a ``tone`` colours it."""

    name: str
    value: str
    address: str | None = None
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; ``numbers`` are the columns that stand on the right.

    One that is ``folded`` opens when the reader asks for it; on paper it stands open.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the card. ``chart`` says that the months of the allocation are drawn in it."""

    key: str
    title: str
    texts: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    chart: bool = False
