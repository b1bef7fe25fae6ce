"""Allocations that a municipality shortens after care was declared on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from declarations.allocations import AllocationMessage
from declarations.periods import month_end
from portal.demo.care import Care, Revision
from portal.demo.window import DAY, Window, at

MOST = 6
ENDED = "05"


def afterthoughts(
    window: Window, cares: Iterable[Care]
) -> Iterator[tuple[datetime, AllocationMessage]]:
    """A few of them, late on the last day: whatever was declared by then does not fit any more."""
    told = window.today - DAY
    end = month_end(window.months[-3])
    able = [care for care in cares if _able(care, window)]
    for care in able[:: max(1, len(able) // MOST)][:MOST]:
        shorter = replace(care, end=end, revision=Revision(told, ENDED, end))
        [_, (_, message)] = shorter.messages()
        yield at(told, 20), message


def _able(care: Care, window: Window) -> bool:
    """Whether care went on in the last months and nothing else is the matter with it."""
    goes_on = care.end is None or care.end >= window.today
    as_usual = care.revision is None and not (care.unused or care.late)
    return goes_on and as_usual and care.start <= window.months[0] and care.told < window.opening
