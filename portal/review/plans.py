"""What a municipality wants looked at, now and before, and the sample of each provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.picking import STANDARD, Draw, Plan
from portal.audit.service import Action, Event, Subject, record
from portal.parties.service import lock_municipalities
from portal.review.picking import Deed
from portal.review.records import ReviewPlanRecord, SamplingRecord
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A plan, who made it and when."""

    number: int
    plan: Plan
    account_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sampled:
    """The sample of a provider by a municipality in a month, and what its rate rests on."""

    municipality_id: int
    provider_id: int
    month: date
    draw: Draw
    judged: int
    errors: int


def plans_of(session: Session, municipality_id: int) -> list[PlanMade]:
    """Every plan of a municipality, the one that counts first; none where it made none."""
    rows = session.scalars(
        select(ReviewPlanRecord)
        .filter_by(municipality_id=municipality_id)
        .order_by(ReviewPlanRecord.number.desc())
    )
    return [
        PlanMade(
            row.number, Plan(row.amount_from, row.warnings, row.least, row.most),
            row.account_id, row.recorded_at,
        )
        for row in rows
    ]  # fmt: skip


def plan_of(session: Session, municipality_id: int) -> Plan:
    """The plan that counts for lines that are awarded from now on."""
    made = plans_of(session, municipality_id)
    return made[0].plan if made else STANDARD


def change_plan(session: Session, municipality_id: int, plan: Plan, deed: Deed) -> bool:
    """Make this the plan of a municipality; False when it is that already.

    The rate of a provider changes from the next month on: that of this month has been drawn by.
    """
    lock_municipalities(session, [municipality_id])
    before = plans_of(session, municipality_id)
    if before and before[0].plan == plan:
        return False
    number = before[0].number + 1 if before else 1
    session.add(
        ReviewPlanRecord(
            municipality_id=municipality_id,
            number=number,
            amount_from=plan.amount_from,
            warnings=plan.warnings,
            least=plan.least,
            most=plan.most,
            account_id=deed.account_id,
            recorded_at=deed.at,
        )
    )
    session.flush()
    detail = {"number": number, "least": plan.least, "most": plan.most,
              "warnings": plan.warnings, "amount_from": plan.amount_from}  # fmt: skip
    record(
        session,
        Event(
            action=Action.REVIEW_PLANNED,
            object_type=Subject.REVIEW_PLAN,
            object_id=number,
            account_id=deed.account_id,
            occurred_at=deed.at,
            municipality_id=municipality_id,
            detail=detail,
        ),
    )
    return True


def samples_of(session: Session, party: Tenant, since: date) -> list[Sampled]:
    """The samples that this party is on either side of, the newest month first."""
    row = SamplingRecord
    side = row.provider_id if party.scope is Scope.PROVIDER else row.municipality_id
    rows = session.scalars(
        select(row)
        .where(side == party.id, row.month >= since)
        .order_by(row.month.desc(), row.municipality_id, row.provider_id)
    )
    return [
        Sampled(
            each.municipality_id, each.provider_id, each.month, Draw(each.seed, each.permille),
            each.judged_lines, each.error_lines,
        )
        for each in rows
    ]  # fmt: skip
