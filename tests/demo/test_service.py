"""A small demonstration in a real database: the portal finds what was meant, and no more."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text

from portal.allocations.service import import_many
from portal.check.service import broken
from portal.clock import FixedClock
from portal.contracts.service import load_region, open_region
from portal.demo.service import STEP, Demonstration, WorkThere, begin, find_progress
from portal.demo.timeline import Allocating, Sending, timeline
from portal.identity.service import system_account
from portal.intake.stored import recomputes, verdicts_of_running_book
from portal.store.crypto import Keyring
from portal.store.tables import TABLES
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction

TODAY = date(2026, 11, 22)
NOW = FixedClock(datetime(2026, 11, 22, 8, tzinfo=UTC))
TENTH = 10  # percent
REGION = open_region("hart-van-brabant", accounts=True)


@pytest.fixture(autouse=True)
def as_the_portal() -> Iterator[None]:
    """Fillers act for the portal itself."""
    with acting_for(PORTAL):
        yield


def fill(engine: Engine, keyring: Keyring, steps: int = 1_000) -> None:
    """Go on with the demonstration, for so many steps or until it is finished."""
    with transaction(write=True, engine=engine) as session:
        progress = begin(session, NOW, TODAY, TENTH)
    demonstration = Demonstration(progress, NOW, keyring)
    while not progress.finished and steps:
        with transaction(write=True, engine=engine) as session:
            progress = demonstration.step(session)
        steps -= 1


def counts(engine: Engine) -> dict[str, int]:
    with transaction(engine=engine) as session:
        return {
            table: session.scalar(text(f"SELECT count(*) FROM {table}")) or 0
            for table in TABLES.tables
            if not table.startswith("audit_seal")
        }


def found_by_file(engine: Engine) -> dict[str, set[str]]:
    """The rules that were found broken, by the hash of the upload."""
    found: dict[str, set[str]] = defaultdict(set)
    with transaction(engine=engine) as session:
        rows = session.execute(
            text(
                "SELECT b.sha256, f.rule FROM batch b JOIN message m ON m.batch_id = b.id"
                " LEFT JOIN finding f ON f.message_id = m.id"
            )
        )
        for digest, rule in rows:
            found[bytes(digest).hex()] |= {rule} - {None}
        refusals = session.execute(text("SELECT sha256, findings FROM refusal"))
        for digest, findings in refusals:
            kept = json.loads(findings) if isinstance(findings, str) else findings
            found[bytes(digest).hex()] |= {each["rule"] for each in kept}
    return dict(found)


def meant_by_file() -> dict[str, set[str]]:
    """The rules that the demonstration means to break, by the hash of the upload."""
    meant: dict[str, set[str]] = defaultdict(set)
    for each in timeline(REGION, TODAY, TENTH / 100):
        if isinstance(each, Sending):
            meant[hashlib.sha256(each.data).hexdigest()] |= each.rules
    return dict(meant)


def sent_where_lines_waited(engine: Engine) -> set[str]:
    """Uploads between parties where lines waited once: what came of them depends on when."""
    with transaction(engine=engine) as session:
        digests = session.scalars(
            text(
                "SELECT b.sha256 FROM batch b JOIN message m ON m.batch_id = b.id"
                " JOIN message w ON w.provider_id = m.provider_id AND w.law = m.law"
                " AND w.municipality_id = m.municipality_id JOIN judging j ON j.message_id = w.id"
            )
        )
        return {bytes(each).hex() for each in digests}


def test_every_file_is_judged_as_it_was_meant_and_the_books_are_in_order(engine, keyring):
    fill(engine, keyring)
    found, meant, waited = found_by_file(engine), meant_by_file(), sent_where_lines_waited(engine)
    assert found.keys() == meant.keys() and len(waited) < len(meant) / 10
    assert {key: found[key] for key in found.keys() - waited} == {
        key: meant[key] for key in meant.keys() - waited
    }
    with transaction(engine=engine) as session:
        ids = verdicts_of_running_book(session)
        wrong = [each for each in ids if not recomputes(session, each, keyring)]
        assert broken(session, keyring, lambda _: wrong) == []
        assert session.scalar(text("SELECT count(*) FROM message WHERE state <> 'judged'")) == 0
        unfit = "SELECT count(*) FROM misfit WHERE ended_at IS NULL AND rule = 'TR308'"
        assert session.scalar(text(unfit)) >= 6
        newest = session.scalar(text("SELECT max(received_at) FROM message"))
        assert str(newest)[:10] < TODAY.isoformat()
    once = counts(engine)
    fill(engine, keyring)
    assert counts(engine) == once


def test_what_was_cut_off_goes_on_where_it_was(engine, keyring):
    fill(engine, keyring, steps=3)
    with transaction(engine=engine) as session:
        progress = find_progress(session)
    assert progress is not None and progress.done == 3 * STEP and not progress.finished
    before = counts(engine)
    with pytest.raises(KeyboardInterrupt), ExitStack() as killed:
        session = killed.enter_context(transaction(write=True, engine=engine))
        Demonstration(progress, NOW, keyring).step(session)
        raise KeyboardInterrupt
    assert counts(engine) == before
    fill(engine, keyring, steps=1)
    with transaction(engine=engine) as session:
        further = find_progress(session)
    assert further is not None and further.done == 4 * STEP


def test_a_region_in_use_is_left_alone(engine, keyring):
    allocating = next(e for e in timeline(REGION, TODAY, 0.1) if isinstance(e, Allocating))
    with transaction(write=True, engine=engine) as session:
        actor = system_account(session).id
        load_region(session, REGION, NOW, actor)
        import_many(session, allocating.messages[:1], NOW, actor, keyring)
    before = counts(engine)
    with pytest.raises(WorkThere), transaction(write=True, engine=engine) as session:
        begin(session, NOW, TODAY, TENTH)
    assert counts(engine) == before
