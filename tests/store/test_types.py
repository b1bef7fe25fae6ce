"""Columns that refuse what a database would quietly accept."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from portal.allocations.records import AllocationRecord, ClientRecord
from portal.intake.balance_records import AllocationBalanceRecord
from portal.parties.records import MunicipalityRecord, ProviderRecord, RegionRecord
from portal.store.types import Cents, UtcInstant

SQLITE = create_engine("sqlite://").dialect
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)


def an_allocation(session: Session) -> int:
    region = RegionRecord(slug="r", name="R")
    provider = ProviderRecord(agb="65656055", kvk=None, name="P", iban=None, recorded_at=NOW)
    session.add_all([region, provider])
    session.flush()
    place = MunicipalityRecord(region_id=region.id, code="0384", name="Diemen")
    session.add(place)
    session.flush()
    client = ClientRecord(
        municipality_id=place.id, bsn_index=b"i" * 32, bsn_sealed=b"s", key_id="k"
    )
    session.add(client)
    session.flush()
    allocation = AllocationRecord(
        municipality_id=place.id,
        provider_id=provider.id,
        law="wmo",
        number=1,
        client_id=client.id,
        current_version_id=None,
    )
    session.add(allocation)
    session.flush()
    return allocation.id


@pytest.mark.parametrize("wrong", [1.0, "100", True, Decimal(1), b"1"])
def test_only_whole_numbers_are_cents(wrong: object) -> None:
    with pytest.raises(TypeError, match="whole number of eurocents"):
        Cents().process_bind_param(wrong, SQLITE)


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_whole_cents_pass_unchanged(cents: int) -> None:
    assert Cents().process_bind_param(cents, SQLITE) is cents


@pytest.mark.parametrize("cents", [0, -1, 999_999_999_999, 2**62])
def test_cents_come_back_as_they_were(session: Session, cents: int) -> None:
    allocation = an_allocation(session)
    session.add(
        AllocationBalanceRecord(allocation_id=allocation, unit="04", volume=1, amount_cents=cents)
    )
    session.flush()
    session.expire_all()
    assert session.scalars(select(AllocationBalanceRecord.amount_cents)).one() == cents


@pytest.mark.parametrize("wrong", ["'abc'", "1.5"])
def test_the_database_refuses_what_is_not_whole(session: Session, wrong: str) -> None:
    """Past Python too; PostgreSQL would round 1.5, so there only the text is an error."""
    if session.connection().dialect.name == "postgresql" and wrong == "1.5":
        pytest.skip("PostgreSQL stores whole cents whatever it is given")
    allocation = an_allocation(session)
    with pytest.raises(DBAPIError):
        session.execute(
            text(f"INSERT INTO allocation_balance VALUES (:id, '04', 1, {wrong})"),
            {"id": allocation},
        )


def test_a_naive_time_is_refused(session: Session) -> None:
    session.add(
        ProviderRecord(
            agb="65656055",
            kvk=None,
            name="P",
            iban=None,
            recorded_at=datetime(2026, 1, 1),  # noqa: DTZ001
        )
    )
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001
    st.integers(min_value=-23 * 60, max_value=23 * 60),
)
def test_an_instant_survives_sqlite(local: datetime, minutes: int) -> None:
    instant = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    stored = UtcInstant().process_bind_param(instant, SQLITE)
    assert stored is not None
    assert stored.tzinfo is None
    back = UtcInstant().process_result_value(stored, SQLITE)
    assert back == instant
    assert back is not None
    assert back.tzinfo is UTC


def test_an_instant_comes_back_in_utc(session: Session) -> None:
    amsterdam = timezone(timedelta(hours=2))
    instant = datetime(2026, 7, 1, 0, 30, 0, 123456, amsterdam)
    session.add(ProviderRecord(agb="65656055", kvk=None, name="P", iban=None, recorded_at=instant))
    session.flush()
    session.expire_all()
    back = session.scalars(select(ProviderRecord.recorded_at)).one()
    assert back == instant
    assert back.isoformat() == "2026-06-30T22:30:00.123456+00:00"
