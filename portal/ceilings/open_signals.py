"""The signals that a party is still to talk or decide about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.ceilings.records import CeilingAgreementRecord, CeilingRecord, CeilingSignalRecord
from portal.ceilings.visible import newest_of_party
from portal.clock import NETHERLANDS
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """A signal about which nothing was agreed; ``seen_on`` is when this party said it saw it."""

    signal_id: int
    ceiling_id: int
    name: str
    law: Law
    raised_on: date
    seen_on: date | None


def open_signals(session: Session, party: Tenant) -> list[OpenSignal]:
    """The signals of the party's ceilings about which nothing was agreed; at most four queries."""
    names = {each.ceiling_id: each.name for each in newest_of_party(session, party)}
    if not names:
        return []
    signal, said = CeilingSignalRecord, CeilingAgreementRecord
    rows = session.execute(
        select(signal, CeilingRecord.law)
        .join(CeilingRecord, CeilingRecord.id == signal.ceiling_id)
        .where(in_values(signal.ceiling_id, names))
        .order_by(signal.id)
    ).all()
    agreed: set[int] = set()
    seen: dict[int, date] = {}
    wanted = in_values(said.signal_id, [row.CeilingSignalRecord.id for row in rows])
    for each in session.scalars(select(said).where(wanted).order_by(said.id)):
        own = each.provider_id if party.scope is Scope.PROVIDER else each.municipality_id
        if each.kind == "agreed":
            agreed.add(each.signal_id)
        elif own == party.id:
            seen.setdefault(each.signal_id, each.written_at.astimezone(NETHERLANDS).date())
    return [
        OpenSignal(
            row.id, row.ceiling_id, names[row.ceiling_id], Law(law), row.raised_on,
            seen.get(row.id),
        )
        for row, law in rows
        if row.id not in agreed
    ]  # fmt: skip
