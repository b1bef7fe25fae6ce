"""How a region buys, version by version: the newest counts."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.records import PurchasingRecord
from portal.parties.changes import Change, Happened
from schemas.region import Structure
from schemas.region.purchasing_store import from_json, to_json


def purchasing_of(session: Session, region_id: int) -> Structure:
    """How a region buys now; empty where nobody ever said."""
    row = _newest(session, region_id)
    return from_json(row.terms) if row else Structure()


def store_purchasing(
    session: Session, region_id: int, structure: Structure, now: datetime
) -> list[Change]:
    """Record how a region buys, where that is something else than before."""
    terms, newest = to_json(structure), _newest(session, region_id)
    digest = hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).digest()
    if newest is None and structure == Structure():
        return []
    if newest is not None and newest.content_sha256 == digest:
        return []
    number = 1 if newest is None else newest.number + 1
    row = PurchasingRecord(
        region_id=region_id, number=number, recorded_at=now, content_sha256=digest, terms=terms
    )
    session.add(row)
    session.flush()
    event = Happened.ADDED if newest is None else Happened.CHANGED
    return [Change(event, "purchasing", row.id, f"{number}")]


def _newest(session: Session, region_id: int) -> PurchasingRecord | None:
    return session.scalar(
        select(PurchasingRecord)
        .filter_by(region_id=region_id)
        .order_by(PurchasingRecord.number.desc())
        .limit(1)
    )
