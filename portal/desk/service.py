"""What waits for a reader, gathered from the topics; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.allocations.coming import how_many
from portal.clock import Clock
from portal.contracts.overview import contracts_of
from portal.declaring.overview import overview_of
from portal.desk.pictures import MonthBar, month_bars
from portal.intake.figures import AwaitedFact, MonthFigures, awaited_facts, figures_by_month
from portal.intake.outcome import Share
from portal.intake.parked_list import parked_share
from portal.intake.to_do import (
    LOOK_BACK,
    Batch,
    MessagesOnDay,
    latest_batches,
    messages_today,
    returned_lines,
)
from portal.misfits.listing import unfit_sum
from portal.parties.service import provider_names
from portal.payments.bank_page import BankNotice, bank_notice, waiting_requests
from portal.review.queue import ByReason, waiting_by_reason
from portal.review.talk import Asked, questions_to
from portal.settlement.service import Sum
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant

MONTHS = 6
CONTRACT_SOON = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class ProviderDesk:
    """What a provider finds: lines to mend, months to declare, what ends, what it sent last."""

    returned: Share
    questions: tuple[Asked, ...]
    parked: Share
    unfit: Sum
    open_months: int
    drafts: int
    ending: int
    not_started: int
    batches: tuple[Batch, ...]
    bank: BankNotice | None
    months: tuple[MonthBar, ...]


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A provider whose lines went back for want of the municipality's own data."""

    provider: str
    fact: AwaitedFact


@dataclass(frozen=True, slots=True)
class MunicipalityDesk:
    """What a municipality finds: what came in, who waits for it, what ends."""

    today: MessagesOnDay
    queue: tuple[ByReason, ...]
    parked: Share
    parked_until: date | None
    unfit: Sum
    awaiting: tuple[Awaiting, ...]
    ending: int
    contracts_ending: int
    wishes: int
    months: tuple[MonthBar, ...]


@dataclass(frozen=True, slots=True)
class RegionDesk:
    """What a functional administrator finds; nothing about anybody's care."""

    contracts: int
    ending: int
    providers: int
    municipalities: int


def provider_desk(
    session: Session, provider_id: int, clock: Clock, keyring: Keyring
) -> ProviderDesk:
    """The first screen of a provider."""
    tenant = Tenant(Scope.PROVIDER, provider_id)
    declared = overview_of(session, provider_id, clock, keyring)
    today = clock.today()
    return ProviderDesk(
        returned=returned_lines(session, provider_id, clock.now() - LOOK_BACK),
        questions=questions_to(session, provider_id),
        parked=parked_share(session, tenant)[0],
        unfit=unfit_sum(session, tenant),
        open_months=declared.open,
        drafts=len(declared.drafts),
        ending=how_many(session, tenant, "soon", today),
        not_started=how_many(session, tenant, "not-started", today),
        batches=latest_batches(session, provider_id),
        bank=bank_notice(session, provider_id, clock),
        months=_months(session, tenant, today),
    )


def municipality_desk(session: Session, municipality_id: int, clock: Clock) -> MunicipalityDesk:
    """The first screen of whoever works at a municipality."""
    tenant = Tenant(Scope.MUNICIPALITY, municipality_id)
    today, names = clock.today(), provider_names(session)
    waiting = awaited_facts(session, municipality_id, clock.now() - LOOK_BACK)
    parked, until = parked_share(session, tenant)
    ends = [line.end for line in contracts_of(session, tenant)]
    return MunicipalityDesk(
        today=messages_today(session, municipality_id, clock),
        queue=waiting_by_reason(session, municipality_id),
        parked=parked,
        parked_until=until,
        unfit=unfit_sum(session, tenant),
        awaiting=tuple(Awaiting(names[fact.provider_id], fact) for fact in waiting),
        ending=how_many(session, tenant, "soon", today),
        contracts_ending=_ending(ends, today),
        wishes=waiting_requests(session, municipality_id),
        months=_months(session, tenant, today),
    )


def region_desk(session: Session, region_id: int, clock: Clock) -> RegionDesk:
    """The first screen of a functional administrator."""
    lines = contracts_of(session, Tenant(Scope.REGION, region_id))
    return RegionDesk(
        contracts=len(lines),
        ending=_ending((line.end for line in lines), clock.today()),
        providers=len({line.provider for line in lines}),
        municipalities=len({name for line in lines for name in line.municipalities}),
    )


def _ending(ends: Iterable[date], today: date) -> int:
    return sum(today <= end <= today + CONTRACT_SOON for end in ends)


def _months(session: Session, tenant: Tenant, today: date) -> tuple[MonthBar, ...]:
    """The last months with a bar each, also those in which nothing was declared."""
    months = [_first_of(today, back) for back in range(MONTHS - 1, -1, -1)]
    known = {each.month: each for each in figures_by_month(session, tenant, months[0])}
    return month_bars([known.get(month, MonthFigures(month, 0, 0, 0)) for month in months])


def _first_of(today: date, months_back: int) -> date:
    number = today.year * 12 + today.month - 1 - months_back
    return date(number // 12, number % 12 + 1, 1)
