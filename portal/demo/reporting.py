"""Starts and stops of care (305, 307), as providers report them in a demonstration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from declarations.model import Law
from declarations.starts import Care as Reported
from declarations.starts import CareEvent, CareMessage
from portal.demo.care import Care
from portal.demo.window import DAY, Window, at

AT_ONCE = 10  # reports stored in one go
WAITS = (0, 0, 3, 5, 7, 12, 18, 26)  # days from the allocation to the start of care
DELAYS = (1, 1, 2, 2, 3, 4, 5, 9)  # days from start or stop to its report
REASONS = {
    Law.WMO: ("19", "19", "19", "21", "23", "31"),
    Law.YOUTH: ("31", "31", "31", "32", "34", "37"),
}
"""Why care stops (WMO588, JZ588): mostly as planned, at times one-sided or by a move."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """A provider reports that care started or stopped."""

    when: datetime
    provider: str
    messages: tuple[CareMessage, ...]


def reporting(window: Window, cares: Iterable[Care]) -> Iterator[Reporting]:
    """Every start and stop up to yesterday; what was before the portal opened comes in then."""
    sent: dict[tuple[date, str], list[CareMessage]] = defaultdict(list)
    for care in cares:
        for message in _messages(window, care):
            sent[message.dated, message.provider].append(message)
    for (day, provider), messages in sent.items():
        for first in range(0, len(messages), AT_ONCE):
            yield Reporting(at(day, 17), provider, tuple(messages[first : first + AT_ONCE]))


def _messages(window: Window, care: Care) -> Iterator[CareMessage]:
    if care.unused:
        return
    start = min(care.start + WAITS[care.number % len(WAITS)] * DAY, care.end or date.max)
    if start >= window.today:
        return
    yield _message(window, care, Reported.START, start, None)
    if care.end is not None and care.end < window.today:
        yield _message(window, care, Reported.STOP, start, care.end)


def _message(
    window: Window, care: Care, what: Reported, start: date, end: date | None
) -> CareMessage:
    provider, municipality, law = care.supply.lane
    delay = DELAYS[(care.number * 7) % len(DELAYS)] * DAY
    reasons = REASONS[law]
    event = CareEvent(
        start=start, end=end, reason=reasons[care.number % len(reasons)] if end else None,
        allocation=care.number, category=care.supply.category,
        code=care.supply.code if care.budget is None else None, allocated_from=care.start,
    )  # fmt: skip
    return CareMessage(
        law=law, care=what, provider=provider, municipality=municipality,
        identification=f"S{care.number}-{what.number}",
        dated=max((end or start) + delay, care.told + DAY, window.opening),
        bsn=care.bsn, born=care.born, born_usage=None, events=(event,),
    )  # fmt: skip
