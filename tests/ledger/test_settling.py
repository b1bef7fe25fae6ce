"""Paying in double entry: what is settled is what is paid and what is set off, to the cent."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from declarations.model import Law
from portal.contracts.records import ContractRecord
from portal.ledger.records import ClosedMonthRecord, LedgerEntryRecord, LedgerTransactionRecord
from portal.ledger.settling import (
    NotBooked,
    NothingToPay,
    Payer,
    book_payment,
    book_return,
    settlements,
)
from portal.payments.records import PaymentRecord
from portal.store.crypto import Keyring
from portal.store.transaction import transaction
from tests.check import world

NETS = st.dictionaries(
    st.one_of(st.none(), st.integers(1, 9)), st.integers(-(10**12), 10**12), min_size=1, max_size=8
)


@given(NETS)
def test_a_payment_is_spread_to_the_cent(nets: dict[int | None, int]) -> None:
    if sum(nets.values()) <= 0:
        with pytest.raises(NothingToPay):
            settlements(nets)
        return
    found = settlements(nets)
    assert {each: one.settled for each, one in found.items()} == nets
    assert sum(one.paid for one in found.values()) == sum(nets.values())
    assert sum(one.set_off for one in found.values()) == 0
    for one in found.values():
        assert 0 <= one.paid <= max(one.settled, 0)  # nobody is paid more than is its due
        assert sum(cents for _, cents in one.entries()) == 0


def test_credits_of_one_contract_are_borne_by_the_others() -> None:
    found = settlements({1: 10_000, 2: 5_000, 3: -3_000})
    assert [(one.paid, one.set_off) for one in found.values()] == [
        (8_000, 2_000), (4_000, 1_000), (0, -3_000),
    ]  # fmt: skip


@pytest.fixture
def payer(engine: Engine, keyring: Keyring) -> Payer:
    """A payment that was not booked yet, beside one that was."""
    with transaction(write=True, engine=engine) as session:
        world.build(session, keyring)
        booked = session.scalars(select(PaymentRecord).order_by(PaymentRecord.id)).first()
        assert booked is not None
        fresh = PaymentRecord(
            run_id=booked.run_id, municipality_id=booked.municipality_id,
            provider_id=booked.provider_id, law="jeugdwet", reference="another",
            state="included", iban=booked.iban, holder=booked.holder, line_count=1,
            debit_cents=100, credit_cents=0, cents=100, pay_on=booked.pay_on, hold_reasons="",
        )  # fmt: skip
        session.add(fresh)
        session.flush()
        return Payer(fresh.id, fresh.municipality_id, fresh.provider_id, Law.YOUTH)


def sums(engine: Engine, payer: Payer) -> dict[str, int]:
    with transaction(engine=engine) as session:
        rows = session.execute(
            select(LedgerEntryRecord.account, func.sum(LedgerEntryRecord.amount_cents))
            .join(LedgerTransactionRecord)
            .where(LedgerTransactionRecord.payment_id == payer.payment_id)
            .group_by(LedgerEntryRecord.account)
        )
        return {account: int(cents) for account, cents in rows}


def pay(engine: Engine, payer: Payer, nets: dict[int | None, int], at: datetime) -> None:
    with transaction(write=True, engine=engine) as session:
        book_payment(session, payer, nets, at)


def bring_back(engine: Engine, payer: Payer) -> None:
    with transaction(write=True, engine=engine) as session:
        book_return(session, payer, world.NOW)


def a_contract(engine: Engine) -> int:
    with transaction(engine=engine) as session:
        return session.scalars(select(ContractRecord.id).filter_by(slug="north-wmo")).one()


def test_a_payment_is_booked_and_comes_back(engine: Engine, payer: Payer) -> None:
    pay(engine, payer, {a_contract(engine): 130, None: -30}, world.NOW)
    assert sums(engine, payer) == {"settled": -100, "paid": 100, "set_off": 0}
    bring_back(engine, payer)
    assert sums(engine, payer) == {"settled": 0, "paid": 0, "set_off": 0}


def test_a_payment_is_booked_once_and_comes_back_once(engine: Engine, payer: Payer) -> None:
    with pytest.raises(NotBooked):
        bring_back(engine, payer)
    pay(engine, payer, {None: 100}, world.NOW)
    with pytest.raises(Exception, match=r"(?i)unique"):
        pay(engine, payer, {None: 100}, world.NOW)
    bring_back(engine, payer)
    with pytest.raises(Exception, match=r"(?i)unique"):
        bring_back(engine, payer)


def test_a_closed_month_gets_no_payment_any_more(engine: Engine, payer: Payer) -> None:
    with transaction(write=True, engine=engine) as session:
        closer = session.scalars(select(ClosedMonthRecord)).one()
        session.add(
            ClosedMonthRecord(
                municipality_id=payer.municipality_id, month=date(2026, 11, 1),
                account_id=closer.account_id, closed_at=world.NOW,
            )
        )  # fmt: skip
    pay(engine, payer, {None: 100}, world.NOW)
    with transaction(engine=engine) as session:
        month = session.scalars(
            select(LedgerTransactionRecord.month).filter_by(payment_id=payer.payment_id)
        ).one()
    assert month == date(2026, 12, 1)
