"""One use case, one transaction: what is kept, what is undone, and who waits for whom."""

import threading

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portal.parties.records import RegionRecord
from portal.store.transaction import in_transaction, transaction
from tests.threads import as_portal


def regions(engine: Engine) -> list[str]:
    with transaction(engine=engine) as session:
        return list(session.scalars(select(RegionRecord.slug).order_by(RegionRecord.slug)))


def region(slug: str) -> RegionRecord:
    return RegionRecord(slug=slug, name=slug.title())


def test_a_write_is_kept_when_the_block_ends(engine: Engine) -> None:
    with transaction(write=True, engine=engine) as session:
        session.add(region("noord"))
    assert regions(engine) == ["noord"]


def test_an_exception_undoes_everything(engine: Engine) -> None:
    with pytest.raises(RuntimeError), transaction(write=True, engine=engine) as session:
        session.add(region("noord"))
        session.flush()
        raise RuntimeError
    assert regions(engine) == []


def test_a_read_cannot_write(engine: Engine) -> None:
    with pytest.raises(DBAPIError), transaction(engine=engine) as session:
        session.add(region("noord"))
    with transaction(write=True, engine=engine) as session:
        session.add(region("zuid"))  # the connection goes back to the pool able to write
    assert regions(engine) == ["zuid"]


def test_a_read_sees_one_snapshot(engine: Engine) -> None:
    with transaction(engine=engine) as reading:
        assert reading.scalars(select(RegionRecord.slug)).all() == []
        with transaction(write=True, engine=engine) as writing:
            writing.add(region("noord"))
        assert reading.scalars(select(RegionRecord.slug)).all() == []
    assert regions(engine) == ["noord"]


def test_inside_the_application_its_own_engine_is_used(app: object) -> None:
    with transaction(write=True) as session:
        session.add(region("noord"))
    with transaction() as session:
        assert session.scalars(select(RegionRecord.slug)).all() == ["noord"]


def test_a_conflict_is_tried_again(engine: Engine) -> None:
    """Two transactions lock two regions in opposite order; the loser starts again."""
    with transaction(write=True, engine=engine) as session:
        session.add_all([region("noord"), region("zuid")])
    meet = threading.Barrier(2, timeout=10)
    tries: list[str] = []

    @as_portal
    def rename(first: str, second: str) -> None:
        def work(session: Session) -> None:
            tries.append(first)
            for slug in (first, second):
                session.execute(
                    text("UPDATE region SET name = name || :more WHERE slug = :slug"),
                    {"more": "!", "slug": slug},
                )
                if slug == first and len(tries) <= 2 and engine.dialect.name == "postgresql":
                    meet.wait()  # both hold one row now, and each wants the other's

        in_transaction(work, engine=engine)

    threads = [
        threading.Thread(target=rename, args=pair)
        for pair in (("noord", "zuid"), ("zuid", "noord"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with transaction(engine=engine) as session:
        assert set(session.scalars(select(RegionRecord.name))) == {"Noord!!", "Zuid!!"}
    if engine.dialect.name == "postgresql":
        assert len(tries) == 3


def test_another_error_is_not_tried_again(engine: Engine) -> None:
    tries: list[int] = []

    def work(session: Session) -> None:
        tries.append(1)
        session.add_all([region("noord"), region("noord")])

    with pytest.raises(IntegrityError):
        in_transaction(work, engine=engine)
    assert len(tries) == 1


def test_increments_from_many_threads_all_count(engine: Engine) -> None:
    """Read, then write what was read plus one: only right when the write lock is held first."""
    with transaction(write=True, engine=engine) as session:
        session.add(region("0"))

    def work(session: Session) -> None:
        found = session.scalars(select(RegionRecord).with_for_update()).one()
        found.slug = str(int(found.slug) + 1)

    @as_portal
    def increment() -> None:
        for _ in range(5):
            in_transaction(work, engine=engine)

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert regions(engine) == ["20"]
