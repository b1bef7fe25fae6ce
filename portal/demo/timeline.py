"""Everything that happens in a demonstration, in the order of the clock."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from declarations.allocations import AllocationMessage
from declarations.model import Law
from portal.demo.afterthoughts import afterthoughts
from portal.demo.caseload import Caseload, supplies_of
from portal.demo.declaring import Administration, Draft, Wanted
from portal.demo.handling import Handling, Mandating, Moving, Paying, handling
from portal.demo.mishaps import AFTERWARDS, MISHAPS, NOBODY, Mishap
from portal.demo.reporting import Reporting, reporting
from portal.demo.window import DAY, Lane, Window, at
from schemas.istandaarden.declaration_writer import write_declaration
from schemas.region import Region

MOST_IN_ZIP = 30
ALLOCATED_AT_ONCE = 40
WHOLE = 1.0  # the size from which a demonstration has room for chance
SPARE_DAY = 1  # between an attempt and the real message


@dataclass(frozen=True, slots=True)
class Allocating:
    """Municipalities send allocations (301)."""

    when: datetime
    messages: tuple[AllocationMessage, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """A provider (AGB code) uploads a file; ``rules`` are those that its content breaks, and no
    others. Where no provider is known, somebody at the portal hands it in."""

    when: datetime
    provider: str
    name: str
    data: bytes
    rules: frozenset[str]


Happening = Allocating | Reporting | Sending | Handling | Paying | Moving | Mandating


def timeline(region: Region, today: date, size: float = 1.0) -> list[Happening]:
    """The half year before ``today``; the same arguments give the same bytes.

    ``size`` 1 is a whole demonstration; whatever can go wrong also happens in a small one.
    """
    window = Window(today)
    caseload = Caseload(region, window, size)
    drafts = list(_drafts(region, window, caseload, times=3 if size >= WHOLE else 1))
    happenings: list[Happening] = [
        *_allocating(window, caseload),
        *reporting(window, caseload.cares),
        *_sending(window, drafts, *_room(size)),
        *handling(window, region, size),
    ]
    early = [each for each in happenings if each.when < at(today, 0)]
    return sorted(early, key=lambda each: each.when)


def _allocating(window: Window, caseload: Caseload) -> Iterator[Allocating]:
    """What was told before the portal opened comes in on its first day, the rest every Monday,
    and on the last day what a municipality thought of too late."""
    told: dict[date, list[AllocationMessage]] = defaultdict(list)
    for care in caseload.cares:
        for day, message in care.messages():
            told[max(day, window.opening)].append(message)
    for day, messages in told.items():
        in_order = sorted(messages, key=lambda m: (m.dated, m.provider, m.municipality))
        for first in range(0, len(in_order), ALLOCATED_AT_ONCE):
            yield Allocating(at(day, 7), tuple(in_order[first : first + ALLOCATED_AT_ONCE]))
    for when, message in afterthoughts(window, caseload.cares):
        yield Allocating(when, (message,))


def _drafts(region: Region, window: Window, caseload: Caseload, times: int) -> Iterator[Draft]:
    wanted = Wanted(times)
    administrations = list(_administrations(region, window, caseload, wanted))
    for position, month in enumerate(window.months):
        for each in administrations:
            draft = each.declare(position, month)
            if draft is not None:
                yield draft


def _administrations(
    region: Region, window: Window, caseload: Caseload, wanted: Wanted
) -> Iterator[Administration]:
    supplies, cares = defaultdict(list), defaultdict(list)
    for supply in supplies_of(region):
        supplies[supply.lane].append(supply)
    for care in caseload.cares:
        cares[care.supply.lane].append(care)
    for lane in sorted(cares):
        chance = Random(f"administration {window.today} {lane}")
        yield Administration(lane, cares[lane], supplies[lane], window, wanted, chance)


def _room(size: float) -> tuple[int, float]:
    """How many lines a message has that something may happen to, and how often it does."""
    return (2, 0.3) if size >= WHOLE else (1, 0.75)


def _sending(
    window: Window, drafts: Sequence[Draft], fewest: int, often: float
) -> Iterator[Sending]:
    """Attempts, the real messages one by one or packed together, and what came too much."""
    chance = Random(f"sending {window.today}")
    packed: dict[tuple[str, Law, date], list[Draft]] = defaultdict(list)
    minutes: dict[date, Iterator[int]] = defaultdict(lambda: count(0, 2))
    mishaps, afterwards = list(MISHAPS), list(AFTERWARDS)
    last = window.today - SPARE_DAY * DAY
    for draft in sorted(drafts, key=lambda each: (each.sent, each.lane)):
        able = len(list(draft.message.lines())) >= fewest and draft.sent < last
        mishap = _take(mishaps, draft, able and chance.random() < often)
        if mishap is not None:
            when = _moment(draft.sent - DAY, next(minutes[draft.sent - DAY]))
            attempt = mishap.attempt(draft.message)
            sender = NOBODY if "SENDER" in mishap.rules else draft.lane[0]
            yield Sending(when, sender, _name(draft), attempt, mishap.rules)
        elif afterwards and able and draft.month > window.first and chance.random() < 0.2:
            rules, data = afterwards.pop(0)(draft.message)
            when = _moment(draft.sent + DAY, next(minutes[draft.sent + DAY]))
            yield Sending(when, draft.lane[0], _name(draft), data, rules)
        if _packs(draft.lane):
            packed[draft.lane[0], draft.lane[2], draft.sent].append(draft)
        else:
            data = write_declaration(draft.message)
            when = _moment(draft.sent, next(minutes[draft.sent]))
            yield Sending(when, draft.lane[0], _name(draft), data, draft.rules)
    for (_, _, sent), together in packed.items():
        yield from _zipped(sent, together, minutes[sent])


def _take(mishaps: list[Mishap], draft: Draft, now: bool) -> Mishap | None:
    """The next mishap that still has to happen, where this message can carry it."""
    if not (now and mishaps and mishaps[0].fits(draft.message)):
        return None
    return mishaps.pop(0)


def _packs(lane: Lane) -> bool:
    """Every third provider sends a month in one ZIP."""
    return int(lane[0]) % 3 == 0


def _zipped(sent: date, drafts: Iterable[Draft], minutes: Iterator[int]) -> Iterator[Sending]:
    waiting = list(drafts)
    for first in range(0, len(waiting), MOST_IN_ZIP):
        part = waiting[first : first + MOST_IN_ZIP]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for draft in part:
                member = zipfile.ZipInfo(_name(draft), (*sent.timetuple()[:3], 9, 0, 0))
                archive.writestr(member, write_declaration(draft.message))
        rules = frozenset[str]().union(*(draft.rules for draft in part))
        name = f"declaraties-{part[0].month:%Y-%m}.zip"
        yield Sending(_moment(sent, next(minutes)), part[0].lane[0], name, out.getvalue(), rules)


def _name(draft: Draft) -> str:
    return f"{draft.message.kind}-{draft.lane[1]}-{draft.month:%Y-%m}.xml"


def _moment(day: date, minute: int) -> datetime:
    """Within office hours, whatever the number of files."""
    return at(day, 8) + timedelta(minutes=minute % 560)
