"""Thousands of values in one bind parameter."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.allocations.records import ClientRecord
from portal.parties.records import MunicipalityRecord, RegionRecord
from portal.store.sets import in_values

CODES = ["0384", "0363", "1723", "O'Br", 'a"\\b', "é€ü☃"]


@pytest.fixture
def places(session: Session) -> Session:
    region = RegionRecord(slug="r", name="R")
    session.add(region)
    session.flush()
    session.add_all(MunicipalityRecord(region_id=region.id, code=code, name=code) for code in CODES)
    session.flush()
    return session


def codes(session: Session, wanted: list[str]) -> set[str]:
    query = select(MunicipalityRecord.code).where(in_values(MunicipalityRecord.code, wanted))
    return set(session.scalars(query))


@pytest.mark.parametrize("wanted", [[], ["0384"], ["0384", "0384", "9999"], CODES])
def test_texts(places: Session, wanted: list[str]) -> None:
    assert codes(places, wanted) == set(wanted) & set(CODES)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(CODES)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
    )
)
def test_any_texts(places: Session, wanted: list[str]) -> None:
    assert codes(places, wanted) == set(wanted) & set(CODES)


def test_numbers(places: Session) -> None:
    ids = list(places.scalars(select(MunicipalityRecord.id)))
    query = select(MunicipalityRecord.id).where(
        in_values(MunicipalityRecord.id, [ids[0], ids[-1], 2**40, -1])
    )
    assert set(places.scalars(query)) == {ids[0], ids[-1]}


def test_bytes(places: Session) -> None:
    municipality = places.scalars(select(MunicipalityRecord.id).limit(1)).one()
    indexes = [bytes([n]) * 32 for n in (0, 39, 92, 255)]
    places.add_all(
        ClientRecord(municipality_id=municipality, bsn_index=index, bsn_sealed=b"", key_id="k")
        for index in indexes
    )
    places.flush()
    query = select(ClientRecord.bsn_index).where(
        in_values(ClientRecord.bsn_index, [*indexes[:3], b"other"])
    )
    assert set(places.scalars(query)) == set(indexes[:3])


def test_thirty_thousand_values_are_one_parameter(places: Session) -> None:
    seen: list[int] = []

    def count(
        _c: object, _cursor: object, _statement: object, parameters: object, *_: object
    ) -> None:
        seen.append(len(parameters))  # type: ignore[arg-type]

    event.listen(places.get_bind(), "before_cursor_execute", count)
    assert codes(places, ["0384", *(f"x{n}" for n in range(30_000))]) == {"0384"}
    assert seen == [1]


def test_it_works_as_part_of_a_larger_question(places: Session) -> None:
    query = (
        select(MunicipalityRecord.code)
        .join(RegionRecord, RegionRecord.id == MunicipalityRecord.region_id)
        .where(
            in_values(MunicipalityRecord.code, CODES[:3]),
            ~in_values(MunicipalityRecord.code, ["0384"]),
            in_values(RegionRecord.slug, ["r"]),
        )
    )
    assert set(places.scalars(query)) == {"0363", "1723"}
    assert codes(places, ["0384"]) == {"0384"}  # the next question has its own values
    assert codes(places, ["0363"]) == {"0363"}


def test_sqlite_finds_the_values_by_their_index(places: Session) -> None:
    if places.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what it counted")
    query = select(MunicipalityRecord.code).where(in_values(MunicipalityRecord.code, CODES))
    compiled = query.compile(places.get_bind())
    values = tuple(compiled.params[name] for name in compiled.positiontup or ())
    plan = places.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values).all()
    assert "(code=?)" in str(plan), plan
