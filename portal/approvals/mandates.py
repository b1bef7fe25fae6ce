"""Mandates: two persons agree that lines within limits are approved without a click.

What a mandate approved stays approved when the mandate ends: it is about what comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import Hands, Step
from declarations.lifecycle import NEW, Kind, NotAllowed, after, possible
from declarations.model import Law
from portal.approvals.records import MandateRecord
from portal.approvals.service import Actor
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.colleagues import names_of
from portal.parties.service import provider_names


@dataclass(frozen=True, slots=True)
class Limits:
    """What a mandate covers; None for all providers, or all laws. Amounts are eurocents.

    Both days are included.
    """

    provider_id: int | None
    law: Law | None
    line_limit: int
    declaration_limit: int
    start: date
    end: date

    def covers(self, provider_id: int, law: Law, day: date) -> bool:
        """Whether declarations of this provider under this law fall under it on a day."""
        return (
            self.provider_id in (None, provider_id)
            and self.law in (None, law)
            and self.start <= day <= self.end
        )


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate with its limits, where it stands, and who did what."""

    id: int
    municipality_id: int
    limits: Limits
    provider: str | None
    state: str
    proposed_by: str
    proposed_at: datetime
    signed_by: str | None
    signed_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    persons: frozenset[int]
    actions: tuple[str, ...] = ()

    def runs_on(self, day: date) -> bool:
        """Whether it approves anything on that day."""
        return self.state == "active" and self.limits.start <= day <= self.limits.end


def propose(session: Session, actor: Actor, limits: Limits, clock: Clock) -> int:
    """Propose a mandate; gives its id. It does nothing until another person signs it."""
    row = MandateRecord(
        municipality_id=actor.municipality_id,
        provider_id=limits.provider_id,
        law=limits.law.value if limits.law else None,
        line_limit=limits.line_limit,
        declaration_limit=limits.declaration_limit,
        start=limits.start,
        end=limits.end,
        state=after(Kind.MANDATE, NEW, "propose", actor.role),
        proposed_by=actor.account_id,
        proposed_person=actor.person_id,
        proposed_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _note(session, Action.MANDATE_PROPOSED, row.id, actor, clock)
    return row.id


def sign(session: Session, actor: Actor, mandate_id: int, clock: Clock) -> None:
    """Sign what another person proposed; raises SamePerson, NotAllowed or NotFound."""
    state, proposer = _state_of(session, actor, mandate_id)
    to = after(Kind.MANDATE, state, "sign", actor.role)
    Hands({Step.APPROVE: frozenset({proposer})}).refuse(actor.person_id)
    _change(
        session, mandate_id, state, "sign", state=to, signed_by=actor.account_id,
        signed_person=actor.person_id, signed_at=clock.now(),
    )  # fmt: skip
    _note(session, Action.MANDATE_SIGNED, mandate_id, actor, clock)


def refuse(session: Session, actor: Actor, mandate_id: int, clock: Clock) -> None:
    """Refuse what was proposed; the one who proposed it may do so too."""
    _end(session, actor, mandate_id, "refuse", Action.MANDATE_REFUSED, clock)


def end(session: Session, actor: Actor, mandate_id: int, clock: Clock) -> None:
    """End a mandate as of now; what it approved stays so."""
    _end(session, actor, mandate_id, "end", Action.MANDATE_ENDED, clock)


def mandates_of(session: Session, municipality_id: int, role: str) -> list[Mandate]:
    """The mandates of a municipality, the newest first, with what this role may do now."""
    query = select(MandateRecord).filter_by(municipality_id=municipality_id)
    rows = session.scalars(query.order_by(MandateRecord.id.desc())).all()
    accounts = [key for row in rows for key in (row.proposed_by, row.signed_by, row.ended_by)]
    names = names_of(session, [key for key in accounts if key is not None])
    providers = provider_names(session)
    return [_mandate(row, names, providers, role) for row in rows]


def active_mandates(session: Session, day: date) -> list[Mandate]:
    """Every mandate that is in force on this day, the oldest first."""
    row = MandateRecord
    query = select(row).where(row.state == "active", row.start <= day, row.end >= day)
    return [_mandate(each, {}, {}, "") for each in session.scalars(query.order_by(row.id))]


def _end(
    session: Session, actor: Actor, mandate_id: int, verb: str, action: Action, clock: Clock
) -> None:
    state, _proposer = _state_of(session, actor, mandate_id)
    to = after(Kind.MANDATE, state, verb, actor.role)
    _change(
        session, mandate_id, state, verb, state=to, ended_by=actor.account_id, ended_at=clock.now()
    )
    _note(session, action, mandate_id, actor, clock)


def _state_of(session: Session, actor: Actor, mandate_id: int) -> tuple[str, int]:
    row = MandateRecord
    found = session.execute(
        select(row.state, row.proposed_person).where(
            row.id == mandate_id, row.municipality_id == actor.municipality_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _change(session: Session, mandate_id: int, seen: str, verb: str, **values: Any) -> None:
    row = MandateRecord
    changed = session.execute(
        update(row).where(row.id == mandate_id, row.state == seen).values(**values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        now = session.scalar(select(row.state).where(row.id == mandate_id))
        raise NotAllowed(Kind.MANDATE, now or NEW, verb)


def _note(session: Session, action: Action, mandate_id: int, actor: Actor, clock: Clock) -> None:
    record(
        session,
        Event(
            action=action, object_type=Subject.MANDATE, object_id=mandate_id,
            account_id=actor.account_id, occurred_at=clock.now(),
            municipality_id=actor.municipality_id,
        ),
    )  # fmt: skip


def _mandate(
    row: MandateRecord, names: dict[int, str], providers: dict[int, str], role: str
) -> Mandate:
    law = Law(row.law) if row.law else None
    limits = Limits(row.provider_id, law, row.line_limit, row.declaration_limit, row.start, row.end)
    return Mandate(
        id=row.id,
        municipality_id=row.municipality_id,
        limits=limits,
        provider=providers.get(row.provider_id or 0),
        state=row.state,
        proposed_by=names.get(row.proposed_by, ""),
        proposed_at=row.proposed_at,
        signed_by=names.get(row.signed_by or 0),
        signed_at=row.signed_at,
        ended_by=names.get(row.ended_by or 0),
        ended_at=row.ended_at,
        persons=frozenset(
            each for each in (row.proposed_person, row.signed_person) if each is not None
        ),
        actions=possible(Kind.MANDATE, row.state, role),
    )
