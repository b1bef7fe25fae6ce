"""Bringing ceilings to what a region file says: new versions, with their use counted again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.ceilings import SIGNALS
from portal.audit.service import Action, Event, Subject, record
from portal.ceilings.counting import recount, use_above
from portal.ceilings.current import ceiling_of, is_newest
from portal.ceilings.records import (
    CeilingBalanceRecord,
    CeilingContractRecord,
    CeilingRecord,
    CeilingVersionRecord,
)
from portal.ceilings.signalling import raise_signals
from portal.parties.changes import Change, Happened
from schemas.region import Problem, RegionCeiling, RegionRefused
from schemas.region.sentences import sentence


@dataclass(frozen=True, slots=True)
class Known:
    """The ids behind the names in a region file."""

    region_id: int
    contracts: Mapping[str, int]
    municipalities: Mapping[str, int]


def store_ceilings(
    session: Session, ceilings: tuple[RegionCeiling, ...], known: Known, account_id: int,
    now: datetime,
) -> list[Change]:  # fmt: skip
    """Record each ceiling that says something else than before; those not named stay in force.

    The lanes of all providers in the file must be held. Ceilings are taken by id, so that no two
    wait for each other; new ones come after. Raises RegionRefused.
    """
    rows = session.scalars(
        select(CeilingRecord).where(CeilingRecord.region_id == known.region_id)
    )
    stored = {row.slug: row for row in rows}
    moved = [
        Problem(each.id, None, sentence("ceiling-moved", each.id))
        for each in ceilings
        if each.id in stored and stored[each.id].law != each.law
    ]
    if moved:
        raise RegionRefused(moved)
    last = max((row.id for row in stored.values()), default=0) + 1
    in_turn = sorted(ceilings, key=lambda x: (stored[x.id].id if x.id in stored else last, x.id))
    changes: list[Change] = []
    for each in in_turn:
        changes += _store(session, each, stored.get(each.id), known, account_id, now)
    named = {each.id for each in ceilings}
    changes += [
        Change(Happened.KEPT, "ceiling", row.id, slug)
        for slug, row in sorted(stored.items())
        if slug not in named
    ]
    return changes


def content_hash(ceiling: RegionCeiling) -> bytes:
    """SHA-256 over all that a region file says of a ceiling."""
    return hashlib.sha256(repr(ceiling.told()).encode()).digest()


def _store(
    session: Session, each: RegionCeiling, row: CeilingRecord | None, known: Known,
    account_id: int, now: datetime,
) -> list[Change]:  # fmt: skip
    event, newest = Happened.CHANGED, None
    if row is None:
        event = Happened.ADDED
        row = CeilingRecord(region_id=known.region_id, slug=each.id, law=each.law)
        session.add(row)
        session.flush()
        session.add(CeilingBalanceRecord(ceiling_id=row.id, used=0))
        session.flush()
    else:
        newest = session.scalar(
            select(CeilingVersionRecord).where(
                CeilingVersionRecord.ceiling_id == row.id, is_newest()
            )
        )
    digest = content_hash(each)
    if newest is not None and newest.content_sha256 == digest:
        return []
    number = 1 if newest is None else newest.number + 1
    hold_balance(session, row.id)
    terms = _version(row.id, number, each, known, account_id, now)
    contracts = [known.contracts[name] for name in each.contracts]
    ceiling = ceiling_of(terms, each.id, 0, contracts, {})
    used = recount(session, ceiling, terms.municipality_id)
    terms.carried = 0 if each.sort in SIGNALS else use_above(session, ceiling, used)
    session.add(terms)
    session.flush()
    session.add_all(
        CeilingContractRecord(version_id=terms.id, contract_id=number) for number in contracts
    )
    session.flush()
    counted = ceiling_of(terms, each.id, used, contracts, {})
    raise_signals(session, [counted], {row.id: used}, account_id, now)
    record(session, _event(row.id, terms, used))
    fields = () if event is Happened.ADDED else (f"version {number}",)
    return [Change(event, "ceiling", row.id, row.slug, fields)]


def _event(ceiling_id: int, terms: CeilingVersionRecord, used: int) -> Event:
    detail = {
        "version": terms.number, "bound": terms.bound, "unit": terms.unit, "used": used,
        "carried": terms.carried,
    }  # fmt: skip
    return Event(
        Action.CEILING_RECORDED, Subject.CEILING, ceiling_id, terms.account_id, terms.recorded_at,
        detail=detail,
    )  # fmt: skip


def hold_balance(session: Session, ceiling_id: int) -> None:
    """Hold what is used of a ceiling until the transaction ends."""
    row = CeilingBalanceRecord
    session.execute(select(row.used).where(row.ceiling_id == ceiling_id).with_for_update())


def _version(
    ceiling_id: int, number: int, each: RegionCeiling, known: Known, account_id: int,
    now: datetime,
) -> CeilingVersionRecord:  # fmt: skip
    home = None if each.municipality is None else known.municipalities[each.municipality]
    return CeilingVersionRecord(
        ceiling_id=ceiling_id, number=number, recorded_at=now, account_id=account_id,
        content_sha256=content_hash(each), name=each.name, sort=each.sort, start=each.start,
        end=each.end, municipality_id=home, basis=each.basis, reduction=each.reduction,
        bound=each.limit, unit=each.unit, signal=each.signal, products=list(each.products),
        always_paid=list(each.always_paid), specific_paid=each.specific_paid,
        shares=[[share.municipality, share.amount] for share in each.shares], carried=0,
    )  # fmt: skip


