"""What both sides say about a signal: that they saw it, and what they agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.blotting import blotted
from portal.audit.service import Action, Event, Subject, record
from portal.ceilings.records import CeilingAgreementRecord, CeilingSignalRecord
from portal.ceilings.visible import newest_of_party
from portal.store.tenant import Scope, Tenant

LONGEST = 2000
ACTIONS = {"seen": Action.CEILING_SEEN, "agreed": Action.CEILING_AGREED}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, for which party, and when."""

    account_id: int
    person_id: int
    party: Tenant
    at: datetime


def say(session: Session, by: Speaker, ceiling_id: int, kind: str, text: str = "") -> bool:
    """Write down that a signal was ``seen``, or what was ``agreed`` about it.

    It is about the last signal of the ceiling. False where this party said before that it saw
    it; NotFound where there is no such signal for this party.
    """
    signal = _last_signal(session, by.party, ceiling_id)
    said = CeilingAgreementRecord
    of_provider = by.party.scope is Scope.PROVIDER
    party = {
        "provider_id": by.party.id if of_provider else None,
        "municipality_id": None if of_provider else by.party.id,
    }
    if kind == "seen" and session.scalar(
        select(said.id).filter_by(signal_id=signal.id, kind="seen", **party).limit(1)
    ):
        return False
    words = blotted("\n".join(text.strip().splitlines()))[:LONGEST]
    session.add(
        said(
            signal_id=signal.id, kind=kind, text=words, account_id=by.account_id,
            person_id=by.person_id, written_at=by.at, **party,
        )
    )  # fmt: skip
    session.flush()
    detail = {"signal": signal.id, "year": signal.year}
    record(
        session,
        Event(
            action=ACTIONS[kind], object_type=Subject.CEILING, object_id=ceiling_id,
            account_id=by.account_id, occurred_at=by.at, detail=detail, **party,
        ),
    )  # fmt: skip
    return True


def _last_signal(session: Session, party: Tenant, ceiling_id: int) -> CeilingSignalRecord:
    if ceiling_id not in {each.ceiling_id for each in newest_of_party(session, party)}:
        raise NotFound
    signal = session.scalar(
        select(CeilingSignalRecord)
        .filter_by(ceiling_id=ceiling_id)
        .order_by(CeilingSignalRecord.year.desc())
        .limit(1)
    )
    if signal is None:
        raise NotFound
    return signal
