"""Declarations outside the messages, for clients whose citizen number is missing or secret.

The national protocol asks for a form and an invoice. There is no verdict by message: the
municipality deals with each by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.facts import Product, Tariff
from declarations.identifiers import passes_eleven_test
from declarations.model import EUROS, Law, Period
from declarations.periods import month_end, same_month
from declarations.rules.amounts import agreed_amount, agreed_tariff
from portal.allocations.declarable import Market
from portal.audit.service import Action, Event, Subject, log_access, record
from portal.clock import Clock
from portal.contracts.service import tariffs_for
from portal.declaring.drafts import Author
from portal.declaring.records import SpecialDeclarationRecord
from portal.parties.lanes import lock_lane
from portal.parties.service import find_provider, municipality_names, provider_names
from portal.store.tenant import Scope, Tenant

SHOWN = 200
LONGEST_REASON = 500
_BETWEEN = re.compile(r"(?<=[0-9])[ .\-/](?=[0-9])")
_DIGITS = re.compile(r"[0-9]{8,}")


class Fault(StrEnum):
    """What is wrong with what was filled in; ``Faults`` says in which field."""

    CITIZEN_NUMBER = "citizen-number"
    OUTSIDE_MONTH = "outside-month"
    NOT_OVER = "not-over"
    NOT_CONTRACTED = "not-contracted"
    NO_TARIFF = "no-tariff"
    AMOUNT = "amount"


class Refused(Exception):
    """The form cannot be taken: the field, what is wrong, and for an amount what it must be."""

    def __init__(self, field: str, fault: Fault, expected: int | None = None) -> None:
        self.field, self.fault, self.expected = field, fault, expected
        super().__init__(field, fault)


class DecidedBefore(Exception):
    """Somebody already settled or returned this declaration."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in; the amount in eurocents, with unit 83 the volume too.

    ``form_key`` is of one form on one screen: sent twice, it is one declaration.
    """

    form_key: str
    market: Market
    client_number: str
    period: Period
    product: Product
    unit: str
    volume: int
    amount: int


@dataclass(frozen=True, slots=True)
class SpecialDeclaration:
    """A declaration outside the messages, with the parties as they were on the day."""

    id: int
    provider: str
    municipality: str
    law: Law
    received_at: datetime
    agb: str
    kvk: str | None
    iban: str | None
    client_number: str
    month: date
    category: str
    code: str
    start: date
    end: date
    volume: int
    unit: str
    tariff_cents: int | None
    amount_cents: int
    state: str
    reason: str | None
    decided_at: datetime | None


def looks_like_citizen_number(text: str) -> bool:
    """Whether nine digits in it pass the test of eleven, written with or without signs between."""
    for digits in _DIGITS.findall(_BETWEEN.sub("", text)):
        padded = digits if len(digits) > 8 else f"0{digits}"
        if any(passes_eleven_test(padded[i : i + 9]) for i in range(len(padded) - 8)):
            return True
    return False


def declare_specially(session: Session, author: Author, filled: Filled, clock: Clock) -> int:
    """Store a declaration outside the messages and give its id; the same form once.

    Raises Refused; NotFound for a municipality without a contract.
    """
    lock_lane(session, author.provider_id, filled.market.law)  # of two clicks the second waits
    stored = session.scalar(
        select(SpecialDeclarationRecord.id).filter_by(
            provider_id=author.provider_id, form_key=filled.form_key
        )
    )
    if stored is not None:
        return stored
    tariff = _contracted(session, filled, clock.today())
    provider = find_provider(session, author.agb)
    assert provider is not None
    row = SpecialDeclarationRecord(
        provider_id=author.provider_id,
        municipality_id=filled.market.municipality_id,
        law=filled.market.law.value,
        form_key=filled.form_key,
        account_id=author.account_id,
        received_at=clock.now(),
        agb=provider.agb,
        kvk=provider.kvk,
        iban=provider.iban,
        client_number=filled.client_number,
        month=filled.period.start.replace(day=1),
        category=filled.product[0],
        code=filled.product[1],
        start=filled.period.start,
        end=filled.period.end,
        volume=filled.volume,
        unit=filled.unit,
        tariff_cents=tariff.cents,
        amount_cents=filled.amount,
        contract_id=tariff.contract,
        state="received",
    )
    session.add(row)
    session.flush()
    _tell(session, Action.SPECIAL_RECEIVED, row, author.account_id, clock)
    return row.id


@dataclass(frozen=True, slots=True)
class _Agreed:
    contract: int
    cents: int | None


def _contracted(session: Session, filled: Filled, today: date) -> _Agreed:
    """The tariff that holds, by the same rules as for a line of a message; raises Refused."""
    if looks_like_citizen_number(filled.client_number):
        raise Refused("client_number", Fault.CITIZEN_NUMBER)
    if not same_month(filled.period.start, filled.period.end):
        raise Refused("end", Fault.OUTSIDE_MONTH)
    if month_end(filled.period.end) > today:
        raise Refused("month", Fault.NOT_OVER)
    market = filled.market
    all_tariffs = tariffs_for(session, market.provider_id, market.municipality_id, market.law)
    if not all_tariffs:
        raise NotFound
    agreed = all_tariffs.get(filled.product, ())
    tariffs = [each for each in agreed if each.covers(filled.period.start)]
    if not tariffs:
        raise Refused("product", Fault.NOT_CONTRACTED)
    if filled.unit == EUROS and any(each.unit == EUROS for each in tariffs):
        cents, expected = None, filled.volume
    else:
        cents, expected = _priced(tariffs, filled)
    if expected != filled.amount:
        raise Refused("amount", Fault.AMOUNT, expected)
    return _Agreed(tariffs[0].contract, cents)


def _priced(tariffs: Sequence[Tariff], filled: Filled) -> tuple[int, int]:
    cents = agreed_tariff(tariffs, filled.unit)
    amount = cents and agreed_amount(tariffs, filled.unit, filled.volume, cents)
    if cents is None or amount is None:
        raise Refused("unit", Fault.NO_TARIFF)
    return cents, amount


def special_declarations_of(session: Session, party: Tenant) -> list[SpecialDeclaration]:
    """The declarations outside the messages of or to this party, the newest first."""
    row = SpecialDeclarationRecord
    rows = session.scalars(select(row).where(_of(party)).order_by(row.id.desc()).limit(SHOWN))
    return _values(session, list(rows))


def show_special(
    session: Session, party: Tenant, number: int, account_id: int, clock: Clock
) -> SpecialDeclaration:
    """One of them, noted as seen: it is about one client. NotFound for those of others."""
    row = session.scalar(select(SpecialDeclarationRecord).where(_of(party)).filter_by(id=number))
    if row is None:
        raise NotFound
    log_access(
        session, clock.now(), account_id, "special", Subject.SPECIAL_DECLARATION, row.id,
        row.municipality_id, row.provider_id,
    )  # fmt: skip
    return _values(session, [row])[0]


def decide_special(
    session: Session,
    municipality_id: int,
    number: int,
    reason: str | None,
    account_id: int,
    clock: Clock,
) -> None:
    """Settle a declaration, or return it for a reason; once. NotFound for another municipality."""
    row = session.scalar(
        select(SpecialDeclarationRecord)
        .filter_by(id=number, municipality_id=municipality_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if row.state != "received":
        raise DecidedBefore
    row.state = "settled" if reason is None else "returned"
    row.reason = reason
    row.decided_at, row.decided_by_id = clock.now(), account_id
    action = Action.SPECIAL_SETTLED if reason is None else Action.SPECIAL_RETURNED
    _tell(session, action, row, account_id, clock)


def _of(party: Tenant) -> ColumnElement[bool]:
    row = SpecialDeclarationRecord
    if party.scope is Scope.PROVIDER:
        return row.provider_id == party.id
    if party.scope is Scope.MUNICIPALITY:
        return row.municipality_id == party.id
    raise NotFound


def _values(session: Session, rows: Sequence[SpecialDeclarationRecord]) -> list[SpecialDeclaration]:
    providers, municipalities = provider_names(session), municipality_names(session)
    return [
        SpecialDeclaration(
            row.id, providers[row.provider_id], municipalities[row.municipality_id],
            Law(row.law), row.received_at, row.agb, row.kvk, row.iban, row.client_number,
            row.month, row.category, row.code, row.start, row.end, row.volume, row.unit,
            row.tariff_cents, row.amount_cents, row.state, row.reason, row.decided_at,
        )
        for row in rows
    ]  # fmt: skip


def _tell(
    session: Session,
    action: Action,
    row: SpecialDeclarationRecord,
    account_id: int,
    clock: Clock,
) -> None:
    event = Event(
        action=action,
        object_type=Subject.SPECIAL_DECLARATION,
        object_id=row.id,
        account_id=account_id,
        occurred_at=clock.now(),
        municipality_id=row.municipality_id,
        provider_id=row.provider_id,
        detail={"amount_cents": row.amount_cents},
    )
    record(session, event)
