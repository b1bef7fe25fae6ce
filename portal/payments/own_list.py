"""The payments a provider gets, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.model import Law
from portal.intake.batch_choice import day, number
from portal.parties.service import municipality_names, provider_names
from portal.payments.records import PaymentRecord
from portal.payments.standing import SENT
from portal.store.tenant import Scope, Tenant

PAGE = 25
CHUNK = 500  # payments of an export in memory at once


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """The filter and the place in the list; empty where nothing was chosen."""

    state: str = ""
    municipality: int | None = None
    law: str = ""
    since: date | None = None
    until: date | None = None
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> PaymentChoice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        state, law = values.get("stand", ""), values.get("wet", "")
        return cls(
            state=state if state in SENT else "",
            municipality=number(values.get("gemeente")),
            law=law if law in set(Law) else "",
            since=day(values.get("van")),
            until=day(values.get("tot")),
            after=number(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {
            "stand": self.state, "gemeente": self.municipality, "wet": self.law,
            "van": self.since, "tot": self.until,
        }  # fmt: skip
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.as_query())


@dataclass(frozen=True, slots=True)
class Payment:
    """What one provider gets from one municipality in one go; amounts are eurocents.

    ``pay_on`` is the day it is to be paid, ``ended_at`` when the bank said so, None until then.
    """

    id: int
    municipality_id: int
    provider_id: int
    law: Law
    reference: str
    state: str
    iban: str
    holder: str
    line_count: int
    debit_cents: int
    credit_cents: int
    cents: int
    pay_on: date
    ended_at: datetime | None
    bank_reason: str | None
    municipality: str
    provider: str


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Part of the list, and where the next part begins if any."""

    payments: tuple[Payment, ...]
    next: int | None


_NAMES = tuple(Payment.__dataclass_fields__)[:-2]


def payments_page(session: Session, provider_id: int, choice: PaymentChoice) -> PaymentPage:
    """The payments of a provider as chosen; a fixed number of queries."""
    found = _payments(session, PAGE + 1, *_chosen(provider_id, choice))
    return PaymentPage(tuple(found[:PAGE]), found[PAGE - 1].id if found[PAGE:] else None)


def every_payment(session: Session, provider_id: int, choice: PaymentChoice) -> Iterator[Payment]:
    """All payments as chosen, a part of them in memory at a time."""
    wanted = _chosen(provider_id, choice)
    before: list[ColumnElement[bool]] = []
    while found := _payments(session, CHUNK, *wanted, *before):
        yield from found
        before = [PaymentRecord.id < found[-1].id]


def find_payment(session: Session, tenant: Tenant, payment_id: int) -> Payment:
    """One payment, for who pays it and for who gets it; NotFound for anybody else.

    A provider sees it once it went to the bank.
    """
    row = PaymentRecord
    if tenant.scope is Scope.MUNICIPALITY:
        wanted = [row.municipality_id == tenant.id]
    else:
        provider_id = tenant.id if tenant.scope is Scope.PROVIDER else None
        wanted = [row.provider_id == provider_id, row.state.in_(SENT)]
    found = _payments(session, 1, row.id == payment_id, *wanted)
    if not found:
        raise NotFound
    return found[0]


def municipalities_paying(session: Session, provider_id: int) -> dict[int, str]:
    """The names of the municipalities that a provider declares to, by id, in order."""
    row = PaymentRecord
    ids = set(session.scalars(select(row.municipality_id).filter_by(provider_id=provider_id)))
    named = municipality_names(session)
    return {key: named[key] for key in sorted(named, key=named.__getitem__) if key in ids}


def paid_in(session: Session, provider_id: int, year: int) -> int:
    """What the bank paid a provider in a calendar year, in eurocents."""
    row = PaymentRecord
    total = session.scalar(
        select(func.coalesce(func.sum(row.cents), 0)).where(
            row.provider_id == provider_id, row.state == "paid",
            row.pay_on >= date(year, 1, 1), row.pay_on <= date(year, 12, 31),
        )
    )  # fmt: skip
    return int(total or 0)


def _chosen(provider_id: int, choice: PaymentChoice) -> list[ColumnElement[bool]]:
    row = PaymentRecord
    wanted = [row.provider_id == provider_id, row.state.in_(SENT)]
    if choice.state:
        wanted.append(row.state == choice.state)
    if choice.municipality is not None:
        wanted.append(row.municipality_id == choice.municipality)
    if choice.law:
        wanted.append(row.law == choice.law)
    if choice.since:
        wanted.append(row.pay_on >= choice.since)
    if choice.until:
        wanted.append(row.pay_on <= choice.until)
    if choice.after is not None:
        wanted.append(row.id < choice.after)
    return wanted


def _payments(session: Session, limit: int, *wanted: ColumnElement[bool]) -> list[Payment]:
    columns = [getattr(PaymentRecord, name) for name in _NAMES]
    rows = session.execute(
        select(*columns).where(*wanted).order_by(PaymentRecord.id.desc()).limit(limit)
    ).all()
    municipalities, providers = municipality_names(session), provider_names(session)
    return [
        _payment(row, municipalities[row.municipality_id], providers[row.provider_id])
        for row in rows
    ]


def _payment(row: Any, municipality: str, provider: str) -> Payment:
    values: dict[str, Any] = {**row._mapping, "law": Law(row.law)}
    return Payment(**values, municipality=municipality, provider=provider)
