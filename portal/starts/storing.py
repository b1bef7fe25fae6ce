"""Storing reports of start and stop: each event held against what is known, then kept with that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from declarations.conditions import Place, finding
from declarations.findings import Finding, Owner
from declarations.product_list import belongs_to
from declarations.start_conditions import place_of
from declarations.start_history import CODES, Reported, contradictions
from declarations.starts import FIRST, Care, CareEvent, CareMessage
from portal.allocations.clients import client_ids, find_clients
from portal.allocations.current import allocation_ids_of
from portal.clock import Clock
from portal.contracts.current import categories_of, has_lump_sum
from portal.parties.service import listed
from portal.starts.records import CareEventRecord, CareMessageRecord
from portal.store.crypto import Keyring


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that may be stored, with the ids of its parties and who sent it.

    ``sha256`` is what the same message is recognised by. ``made_here`` is a report that was filled
    in on a page.
    """

    message: CareMessage
    municipality_id: int
    provider_id: int
    account_id: int
    sha256: bytes
    made_here: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """An event with the rules it breaks and what it is about.

    ``removes`` is the id of the stored event it takes back, ``has_place`` whether it can be
    stored at all: an allocation number that means nothing here has no place. ``falls`` says that
    something is wrong in its message, if not in itself.
    """

    event: CareEvent
    position: int
    rules: tuple[str, ...]
    allocation_id: int | None
    removes: int | None
    has_place: bool = True
    falls: bool = False

    @property
    def counts(self) -> bool:
        """Whether nothing known contradicts it, nor anything else in its message."""
        return self.has_place and not self.rules and not self.falls


@dataclass(slots=True)
class _Living:
    """What counts for a client now, with the ids of the rows; an event of this message has none."""

    reported: list[Reported]
    ids: list[int | None]

    def index_of(self, care: Care, event: CareEvent) -> int | None:
        """Where the event stands that has this key."""
        for index, each in enumerate(self.reported):
            if each.care is care and each.event.key == event.key:
                return index
        return None


def judge(
    session: Session, incoming: Incoming, clock: Clock, keyring: Keyring
) -> tuple[int | None, list[Judged]]:
    """Hold every event against what is known: the client's id (None when new) and the events.

    A message with anything wrong in it falls as a whole (decision 33).
    """
    message = incoming.message
    found = find_clients(session, incoming.municipality_id, [message.bsn], keyring)
    client_id = found.get(message.bsn)
    allocations = {} if client_id is None else allocation_ids_of(
        session, client_id, incoming.provider_id, message.law
    )  # fmt: skip
    living = _living(session, client_id, incoming.provider_id, message)
    on_message = tuple(_about_message(session, incoming, clock))
    contracted = categories_of(session, incoming.municipality_id, message.law)
    judged = []
    for position, event in enumerate(message.events):
        each = _judge_event(session, incoming, position, allocations, living)
        if not (event.removes or belongs_to(event.category, event.code, contracted)):
            each = replace(each, rules=(*each.rules, "TR381"))
        _take(living, message.care, event, each)
        judged.append(replace(each, rules=(*each.rules, *on_message)))
    if any(each.rules for each in judged):
        judged = [replace(each, removes=None, falls=True) for each in judged]
    return client_id, judged


def _judge_event(
    session: Session, incoming: Incoming, position: int, allocations: dict[int, int],
    living: _Living,
) -> Judged:  # fmt: skip
    message, event = incoming.message, incoming.message.events[position]
    if event.allocation is not None and event.allocation not in allocations:
        return Judged(event, position, ("TR019",), None, None, has_place=False)
    rules = tuple(contradictions(message.care, event, living.reported))
    if not (
        event.allocation is not None or event.removes or _is_lump_sum(session, incoming, event)
    ):
        rules = ("TR019", *rules)
    index = living.index_of(message.care, event) if event.removes and not rules else None
    removes = None if index is None else living.ids[index]
    allocation_id = None if event.allocation is None else allocations[event.allocation]
    return Judged(event, position, rules, allocation_id, removes)


def _is_lump_sum(session: Session, incoming: Incoming, event: CareEvent) -> bool:
    parties = incoming.provider_id, incoming.municipality_id
    return has_lump_sum(session, *parties, incoming.message.law, event.start)


def _take(living: _Living, care: Care, event: CareEvent, judged: Judged) -> None:
    """Let an event that counts be known to the ones after it."""
    if not judged.counts:
        return
    if event.removes:
        index = living.index_of(care, event)
        assert index is not None, "a removal without its event breaks TR063"
        del living.reported[index], living.ids[index]
    else:
        living.reported.append(Reported(care, event))
        living.ids.append(None)


def _about_message(session: Session, incoming: Incoming, clock: Clock) -> Iterator[str]:
    """The rules about its header; a message made here has an identification of ours."""
    message, record = incoming.message, CareMessageRecord
    if message.dated > clock.today():
        yield "TR135"
    days = {event.allocated_from or event.start for event in message.events}
    if not all(listed(message.municipality, day) for day in days) and not listed(
        message.municipality, message.dated
    ):
        yield "TR378"
    counted = exists().where(
        CareEventRecord.message_id == record.id, CareEventRecord.counts
    )  # a message that was rejected counts as not sent
    others = select(record.id).where(
        record.provider_id == incoming.provider_id,
        record.law == message.law,
        record.care == message.care,
        record.identification == message.identification,
        record.sha256 != incoming.sha256,
        counted,
    )
    if not incoming.made_here and session.scalar(others.limit(1)) is not None:
        yield "TR056"


def _living(
    session: Session, client_id: int | None, provider_id: int, message: CareMessage
) -> _Living:
    event, removal = CareEventRecord, aliased(CareEventRecord)
    rows = session.scalars(
        select(event)
        .outerjoin(removal, removal.removes_id == event.id)
        .where(
            event.client_id == client_id,
            event.provider_id == provider_id,
            event.law == message.law,
            event.status == FIRST,
            event.counts,
            removal.id.is_(None),
        )
        .order_by(event.id)
    ).all()
    return _Living([_reported(row) for row in rows], [row.id for row in rows])


def _reported(row: CareEventRecord) -> Reported:
    event = CareEvent(
        row.start, row.end, row.reason, row.number, row.category, row.code, row.allocated_from
    )
    return Reported(Care(row.care), event)


def write(
    session: Session, incoming: Incoming, client_id: int | None, judged: Sequence[Judged],
    now: datetime, keyring: Keyring,
) -> list[int]:  # fmt: skip
    """Store these events under their message; the ids of the rows, in the same order."""
    message = incoming.message
    if client_id is None:
        new = client_ids(session, incoming.municipality_id, [message.bsn], keyring)
        client_id = new[message.bsn]
    message_id = _message_id(session, incoming, now)
    rows = [
        CareEventRecord(
            message_id=message_id,
            position=each.position + 1,
            municipality_id=incoming.municipality_id,
            provider_id=incoming.provider_id,
            law=message.law,
            care=message.care,
            client_id=client_id,
            allocation_id=each.allocation_id,
            number=each.event.allocation,
            category=each.event.category,
            code=each.event.code,
            allocated_from=each.event.allocated_from,
            start=each.event.start,
            end=each.event.end,
            reason=each.event.reason,
            status=each.event.status,
            counts=each.counts,
            findings=[{"rule": rule, "code": CODES[rule]} for rule in each.rules],
            removes_id=each.removes,
        )
        for each in judged
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _message_id(session: Session, incoming: Incoming, now: datetime) -> int:
    """The row of the message: stored before when only some of its events had a place then."""
    message, record = incoming.message, CareMessageRecord
    known = session.scalar(
        select(record.id).where(
            record.provider_id == incoming.provider_id, record.sha256 == incoming.sha256
        )
    )
    if known is not None:
        return known
    row = CareMessageRecord(
        municipality_id=incoming.municipality_id,
        provider_id=incoming.provider_id,
        account_id=incoming.account_id,
        law=message.law,
        care=message.care,
        identification=message.identification,
        dated=message.dated,
        received_at=now,
        sha256=incoming.sha256,
    )
    session.add(row)
    session.flush()
    return row.id


def stored_positions(session: Session, incoming: Incoming) -> set[int]:
    """The positions (from 0) of the events of this message that are stored already."""
    event, message = CareEventRecord, CareMessageRecord
    rows = session.scalars(
        select(event.position)
        .join(message, message.id == event.message_id)
        .where(message.provider_id == incoming.provider_id, message.sha256 == incoming.sha256)
    )
    return {position - 1 for position in rows}


def findings_of(message: CareMessage, judged: Judged) -> Iterator[Finding]:
    """The findings about one event, with their place; those on the message stand at its header."""
    for rule in judged.rules:
        yield finding(rule, _place(message, judged.position, rule), CODES[rule], Owner.PROVIDER)


_ELEMENTS = {
    "TR019": "ToewijzingNummer", "TR063": "StatusAanlevering", "TR071": "StatusAanlevering",
    "TR381": "Product/Code", "TR413": "RedenBeeindiging", "TR414": "Einddatum",
}  # fmt: skip
_HEADER = {
    "TR056": "BerichtIdentificatie/Identificatie", "TR135": "BerichtIdentificatie/Dagtekening",
    "TR378": "Ontvanger",
}  # fmt: skip


def _place(message: CareMessage, position: int, rule: str) -> Place:
    if rule in _HEADER:
        return Place(f"/Bericht/Header/{_HEADER[rule]}")
    return place_of(message, position, _ELEMENTS.get(rule, ""))
