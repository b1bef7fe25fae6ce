"""Picking lines when they are awarded; knows lines as plain values, nothing of the intake."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from declarations.lifecycle import BLOCKING, NEW, PORTAL, Kind, after
from declarations.model import Law
from declarations.picking import STANDARD, Draw, Plan, Reason
from declarations.sampling import rate
from portal.audit.service import Action, Event, Subject, record, record_all
from portal.review.records import ReviewPlanRecord, ReviewRecord, SamplingRecord
from portal.settlement.service import Origin, Sum
from portal.store.bulk import insert_rows
from portal.store.conflict import insert_into
from portal.store.database import table_of
from portal.store.sets import in_values
from portal.store.types import WHOLE

Measure = Callable[[date, date], tuple[int, int]]
"""Judged lines, and those of them that were wrong, from the one day until before the other."""

HISTORY = 6  # months that the error rate is measured over
SEED_BYTES = 16

COLUMNS = (
    "line_id", "message_id", "municipality_id", "provider_id", "law", "reasons", "cents", "state",
    "picked_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picked:
    """A line that is picked: why, and its signed eurocents."""

    line_id: int
    reasons: tuple[Reason, ...]
    cents: int


@dataclass(frozen=True, slots=True)
class Deed:
    """Under which account something is written down, and when."""

    account_id: int
    at: datetime


def new_seed() -> str:
    """A seed that nobody could have known before."""
    return secrets.token_hex(SEED_BYTES)


def basis_of(
    session: Session,
    origin: Origin,
    day: date,
    at: datetime,
    measure: Measure,
    make_seed: Callable[[], str] = new_seed,
) -> tuple[Plan, Draw]:
    """By which plan and draw the lines of a message received on ``day`` are picked.

    One query; the first of a month also measures the error rate and keeps the seed.
    """
    month = day.replace(day=1)
    plan, sampling = _plan_and_sampling(session, origin, month)
    if sampling is None:
        _begin_month(session, origin, month, plan, at, measure(months_before(month), month),
                     make_seed())  # fmt: skip
        plan, sampling = _plan_and_sampling(session, origin, month)
    assert sampling is not None
    return plan, sampling


def months_before(month: date, count: int = HISTORY) -> date:
    """The first day of the month so many months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _plan_and_sampling(session: Session, origin: Origin, month: date) -> tuple[Plan, Draw | None]:
    asked = {"municipality": origin.municipality_id, "provider": origin.provider_id, "month": month}
    row = session.execute(_question(), asked).one()
    wanted = STANDARD
    if row.number is not None:
        wanted = Plan(row.amount_from, row.warnings, row.least, row.most)
    return wanted, None if row.seed is None else Draw(row.seed, row.permille)


@cache
def _question() -> Any:
    """The latest plan of a municipality beside the draw of a month; made once, as that takes as
    long as a hundred lines."""
    plan, sampling = ReviewPlanRecord, SamplingRecord
    municipality = bindparam("municipality", type_=WHOLE)
    here = select(municipality.label("id")).subquery()
    latest = (
        select(plan)
        .where(plan.municipality_id == municipality)
        .order_by(plan.number.desc())
        .limit(1)
        .subquery()
    )
    return (
        select(
            latest.c.number, latest.c.amount_from, latest.c.warnings, latest.c.least,
            latest.c.most, sampling.seed, sampling.permille,
        )
        .select_from(here)
        .outerjoin(latest, latest.c.municipality_id == here.c.id)
        .outerjoin(
            sampling,
            and_(
                sampling.municipality_id == here.c.id,
                sampling.provider_id == bindparam("provider"),
                sampling.month == bindparam("month"),
            ),
        )
    )  # fmt: skip


def _begin_month(
    session: Session, origin: Origin, month: date, plan: Plan, at: datetime,
    measured: tuple[int, int], seed: str,
) -> None:  # fmt: skip
    """Keep seed and rate of a month, unless another message was first."""
    judged, errors = measured
    kept = insert_into(session, SamplingRecord).values(
        municipality_id=origin.municipality_id,
        provider_id=origin.provider_id,
        month=month,
        seed=seed,
        permille=rate(judged, errors, plan.least, plan.most),
        judged_lines=judged,
        error_lines=errors,
        recorded_at=at,
    )
    session.execute(kept.on_conflict_do_nothing())


def pick(session: Session, origin: Origin, lines: Sequence[Picked], deed: Deed) -> None:
    """Put lines before the checkers; one event tells how many, by which reasons."""
    if not lines:
        return
    state = after(Kind.REVIEW, NEW, "pick", PORTAL)
    insert_rows(
        session,
        table_of(ReviewRecord),
        COLUMNS,
        [
            (
                each.line_id, origin.message_id, origin.municipality_id, origin.provider_id,
                Law(origin.law).value, " ".join(each.reasons), each.cents, state, deed.at,
            )
            for each in lines
        ],
    )  # fmt: skip
    reasons = Counter(str(reason) for each in lines for reason in each.reasons)
    detail = {"lines": len(lines), "cents": sum(each.cents for each in lines), **reasons}
    record(session, _event(Action.LINE_PICKED, Subject.MESSAGE, origin.message_id, origin, deed,
                           detail))  # fmt: skip


def credit(session: Session, debits: Iterable[int], deed: Deed) -> list[tuple[Origin, Sum]]:
    """End the reviews that hold these debits back: credits take them back, so that both net out.

    Gives what of each message goes from blocked to open; whoever calls moves it. Reviews are
    taken in the order of their ids, as everybody does who takes more than one.
    """
    review = ReviewRecord
    found = session.scalars(
        select(review)
        .where(in_values(review.line_id, debits), review.state.in_(BLOCKING))
        .order_by(review.id)
        .with_for_update()
    ).all()
    moves: list[tuple[Origin, Sum]] = []
    events = []
    for row in found:
        state = after(Kind.REVIEW, row.state, "credit", PORTAL)
        session.execute(update(review).where(review.id == row.id).values(state=state))
        origin = Origin(row.message_id, row.municipality_id, row.provider_id, Law(row.law))
        moves.append((origin, Sum(1, row.cents)))
        detail = {"cents": row.cents}
        events.append(_event(Action.LINE_CREDITED, Subject.REVIEW, row.id, origin, deed, detail))
    record_all(session, events)
    return moves


def _event(
    action: Action, subject: Subject, number: int, origin: Origin, deed: Deed,
    detail: dict[str, int],
) -> Event:  # fmt: skip
    return Event(
        action=action,
        object_type=subject,
        object_id=number,
        account_id=deed.account_id,
        occurred_at=deed.at,
        municipality_id=origin.municipality_id,
        provider_id=origin.provider_id,
        detail=detail,
    )
