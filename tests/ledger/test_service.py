"""Double entry: what was declared is what became of it, once, for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from declarations.model import Law
from portal.contracts.records import ContractRecord
from portal.intake.records import MessageRecord
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.ledger.service import Booking, Origin, UnbalancedBooking, book
from portal.store.crypto import Keyring
from portal.store.transaction import transaction
from tests.check import world

CENTS = st.integers(min_value=-(10**14), max_value=10**14)


@given(CENTS, CENTS, CENTS)
def test_the_entries_of_a_booking_sum_to_zero(awarded: int, rejected: int, parked: int) -> None:
    booking = Booking(awarded + rejected + parked, awarded, rejected, parked)
    assert sum(cents for _, cents in booking.entries()) == 0


@given(CENTS, CENTS, CENTS, st.integers().filter(bool))
def test_amounts_that_do_not_add_up_are_refused(
    awarded: int, rejected: int, parked: int, off: int
) -> None:
    with pytest.raises(UnbalancedBooking):
        Booking(awarded + rejected + parked + off, awarded, rejected, parked)


@pytest.fixture
def refused_message(engine: Engine, keyring: Keyring) -> Origin:
    """A message that has booked nothing yet."""
    with transaction(write=True, engine=engine) as session:
        world.build(session, keyring)
        message = session.scalars(select(MessageRecord).filter_by(position=2)).one()
        assert message.municipality_id is not None
        return Origin(message.id, message.municipality_id, message.provider_id, Law.WMO)


def contract(engine: Engine, slug: str) -> int:
    with transaction(engine=engine) as session:
        return session.scalars(select(ContractRecord.id).filter_by(slug=slug)).one()


def booked(engine: Engine, message_id: int) -> dict[tuple[int | None, str], int]:
    with transaction(engine=engine) as session:
        rows = session.execute(
            select(
                LedgerTransactionRecord.contract_id,
                LedgerEntryRecord.account,
                func.sum(LedgerEntryRecord.amount_cents),
            )
            .join(LedgerEntryRecord)
            .where(LedgerTransactionRecord.message_id == message_id)
            .group_by(LedgerTransactionRecord.contract_id, LedgerEntryRecord.account)
        )
        return {(number, account): int(cents) for number, account, cents in rows if cents}


def test_a_message_is_booked_contract_by_contract(engine: Engine, refused_message: Origin) -> None:
    number = contract(engine, "north-wmo")
    bookings = {number: Booking(700, 500, 0, 200), None: Booking(-50, rejected=-50)}
    with transaction(write=True, engine=engine) as session:
        book(session, refused_message, bookings, world.NOW)
    assert booked(engine, refused_message.message_id) == {
        (number, "declared"): -700, (number, "awarded"): 500, (number, "parked"): 200,
        (None, "declared"): 50, (None, "rejected"): -50,
    }  # fmt: skip


def test_nothing_to_book_books_nothing(engine: Engine, refused_message: Origin) -> None:
    with transaction(write=True, engine=engine) as session:
        book(session, refused_message, {}, world.NOW)
    assert booked(engine, refused_message.message_id) == {}


@pytest.mark.parametrize("slug", ["north-wmo", None])
def test_a_second_booking_is_refused(
    engine: Engine, refused_message: Origin, slug: str | None
) -> None:
    number = contract(engine, slug) if slug else None
    with transaction(write=True, engine=engine) as session:
        book(session, refused_message, {number: Booking(1, 1)}, world.NOW)
    with (
        pytest.raises(Exception, match=r"(?i)unique"),
        transaction(write=True, engine=engine) as session,
    ):
        book(session, refused_message, {number: Booking(1, 1)}, world.NOW)


def test_a_contract_of_another_provider_is_refused(engine: Engine, refused_message: Origin) -> None:
    number = contract(engine, "south-wmo")
    with (
        pytest.raises(Exception, match=r"(?i)foreign key"),
        transaction(write=True, engine=engine) as session,
    ):
        book(session, refused_message, {number: Booking(1, 1)}, world.NOW)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_transaction"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_ledger_refuses_every_change(
    engine: Engine, refused_message: Origin, table: str, change: str
) -> None:
    column = "amount_cents" if table == "ledger_entry" else "kind"
    with (
        pytest.raises(DBAPIError, match="never change"),
        transaction(write=True, engine=engine) as session,
    ):
        session.execute(text(change.format(table, column, column)))
