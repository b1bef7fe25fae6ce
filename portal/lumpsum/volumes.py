"""The monthly volume of a lump sum: how many clients, and how many places were occupied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.lumpsum.finding import Budget, budget_of
from portal.lumpsum.records import LumpSumRecord, VolumeReturnRecord


class MonthUnfit(Exception):
    """A month that is not of the year of the budget, or that did not begin; nothing changed."""


@dataclass(frozen=True, slots=True)
class MonthVolume:
    """What was said of a month last; ``number`` is how often it was said."""

    month: date
    clients: int
    places: int
    number: int
    recorded_at: datetime


def volumes_of(session: Session, budget_id: int) -> list[MonthVolume]:
    """The months that were told, in order, as they were told last."""
    row = VolumeReturnRecord
    newest = (
        select(row.month, func.max(row.number).label("number"))
        .where(row.budget_id == budget_id)
        .group_by(row.month)
        .subquery()
    )
    found = session.execute(
        select(row.month, row.clients, row.places, row.number, row.recorded_at)
        .join(newest, (newest.c.month == row.month) & (newest.c.number == row.number))
        .where(row.budget_id == budget_id)
        .order_by(row.month)
    )
    return [MonthVolume(*each) for each in found]


def tell_volume(
    session: Session, visitor: Visitor, budget_id: int, told: tuple[date, int, int], clock: Clock
) -> None:
    """Say of a month how many clients there were and how many places were occupied.

    Raises NotFound for a budget of another, and MonthUnfit.
    """
    month, clients, places = told
    own, row = LumpSumRecord, VolumeReturnRecord
    session.execute(select(own.id).where(own.id == budget_id).with_for_update(key_share=True))
    budget = budget_of(session, visitor.tenant, budget_id)
    if budget.provider_id != visitor.provider_id:
        raise NotFound
    if not _fits(budget, month, clock.today()):
        raise MonthUnfit
    last = session.scalar(
        select(func.max(row.number)).where(row.budget_id == budget.id, row.month == month)
    )
    added = row(
        budget_id=budget.id, municipality_id=budget.municipality_id,
        provider_id=budget.provider_id, month=month, number=(last or 0) + 1, clients=clients,
        places=places, account_id=visitor.account_id, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(added)
    session.flush()
    record(
        session,
        Event(
            Action.VOLUME_RETURNED, Subject.VOLUME_RETURN, added.id, visitor.account_id,
            clock.now(), budget.municipality_id, budget.provider_id,
            {"month": f"{month:%Y-%m}", "clients": clients, "places": places},
        ),
    )  # fmt: skip


def _fits(budget: Budget, month: date, today: date) -> bool:
    return month.year == budget.year and month.day == 1 and month <= today
