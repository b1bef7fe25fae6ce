"""Starts and stops that a provider fills in: made into the message they would be, then taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.client_conditions import UNKNOWN_BIRTH
from declarations.findings import Finding
from declarations.starts import REMOVAL, Care, CareEvent, CareMessage
from portal.allocations.clients import number_of
from portal.allocations.listing import Listed
from portal.clock import Clock
from portal.parties.service import party_named
from portal.starts.current import ReportedEvent, reports_on
from portal.starts.service import Actor, report
from portal.store.crypto import Keyring

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, when, and with which keys."""

    actor: Actor
    clock: Clock
    keyring: Keyring


def start_care(
    session: Session, allocation: Listed, start: date, reporter: Reporter
) -> list[Finding]:
    """Report that care on an allocation started; what is wrong with that, or nothing."""
    event = replace(_about(allocation), start=start)
    return _report(session, allocation, Care.START, event, reporter)


def stop_care(
    session: Session, allocation: Listed, end: date, reason: str, reporter: Reporter
) -> list[Finding]:
    """Report that the care that runs, or paused last, has stopped; it repeats that start."""
    event = replace(_about(allocation), end=end, reason=reason)
    started = last_start(reports_on(session, [allocation.id]))
    if started is not None:
        begun = started.start, started.category, started.code
        event = replace(event, start=begun[0], category=begun[1], code=begun[2])
    return _report(session, allocation, Care.STOP, event, reporter)


def take_back(
    session: Session, allocation: Listed, event_id: int, reporter: Reporter
) -> list[Finding]:
    """Remove an earlier report that counts; NotFound for one that cannot be removed any more."""
    for each in reports_on(session, [allocation.id]):
        if each.id == event_id and can_go(each):
            event = CareEvent(
                each.start, each.end, each.reason, allocation.content.number, each.category,
                each.code, allocation.content.start, REMOVAL,
            )  # fmt: skip
            return _report(session, allocation, each.care, event, reporter)
    raise NotFound


def can_go(event: ReportedEvent) -> bool:
    """Whether a report counts and can still be taken back."""
    return event.counts and not (event.removed or event.removes)


def last_start(reports: Sequence[ReportedEvent]) -> ReportedEvent | None:
    """The last start that counts, by its day."""
    starts = [each for each in reports if each.care is Care.START and can_go(each)]
    return max(starts, key=lambda each: (each.start, each.id), default=None)


def _about(allocation: Listed) -> CareEvent:
    content = allocation.content
    return CareEvent(
        content.start, None, None, content.number, content.category, content.code, content.start
    )


def _report(
    session: Session, allocation: Listed, care: Care, event: CareEvent, reporter: Reporter
) -> list[Finding]:
    message = CareMessage(
        law=allocation.law,
        care=care,
        provider=party_named(session, allocation.provider_id, None, None).code,
        municipality=party_named(session, None, allocation.municipality_id, None).code,
        identification=_identification(reporter.clock.now()),
        dated=reporter.clock.today(),
        bsn=number_of(session, allocation.client_id, reporter.keyring),
        born=UNKNOWN_BIRTH[1],  # a form asks for nothing that the allocation knows
        born_usage=UNKNOWN_BIRTH[0],
        events=(event,),
    )
    return report(session, message, reporter.clock, reporter.actor, reporter.keyring)


def _identification(now: datetime) -> str:
    """A number for the message, out of the clock: at most twelve letters and digits."""
    count, written = (now - EPOCH) // (EPOCH.resolution), ""
    while count:
        count, digit = divmod(count, len(DIGITS))
        written = DIGITS[digit] + written
    return f"p{written}"[:12]
