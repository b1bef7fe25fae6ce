"""Making the sums by month of care: a worker does it, part by part, each in its own transaction.

A message is counted anew when the sums kept of it are no longer those of its lines by stage, when
a payment of it was booked, or when it was never counted. Commitments are worked out anew for every
municipality and provider. Counting twice does no harm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, delete, text, tuple_
from sqlalchemy.orm import Session

from portal.allocations.between import Pair, pairs_with_allocations
from portal.check.money import SIGNED
from portal.check.settled import LINES, STAGE
from portal.clock import NETHERLANDS, Clock
from portal.money.committing import Window, held_between
from portal.money.records import CareSumRecord, CommitmentRecord, MoneyCountRecord
from portal.money.stale import TO_COUNT
from portal.store.bulk import insert_rows
from portal.store.database import table_of
from portal.store.transaction import in_transaction, transaction
from portal.store.types import UtcInstant

EVERY = timedelta(minutes=3)
SILENT = timedelta(minutes=5)  # after which whoever was counting is taken to be gone
AT_ONCE = 100  # messages in one part
MOST_PARTS = 50  # in one turn: other chores wait for it

COUNTED = text(f"""
SELECT l.message_id, l.contract_id, l.municipality_id, l.provider_id,
       substr(CAST(l.start AS TEXT), 1, 7) AS month,
       CASE WHEN l.state = 'awarded' THEN {STAGE} ELSE l.state END AS stage,
       count(*) AS lines, sum({SIGNED}) AS cents, m.received_at
  {LINES.replace("FROM line l", "FROM line l JOIN message m ON m.id = l.message_id")}
 WHERE l.message_id IN :messages GROUP BY 1, 2, 3, 4, 5, 6, 9
""").bindparams(bindparam("messages", expanding=True)).columns(received_at=UtcInstant)  # fmt: skip

SUMS = (
    "message_id", "contract_id", "municipality_id", "provider_id", "month", "arrived", "stage",
    "line_count", "cents",
)  # fmt: skip
COMMITMENTS = (
    "contract_id", "municipality_id", "month", "provider_id", "planned_cents", "committed_cents",
    "unknown",
)  # fmt: skip


@dataclass(slots=True)
class _Worth:
    """What the allocations of one contract and month come to."""

    planned: int = 0
    committed: int = 0
    unknown: int = 0


def count_when_due(clock: Clock) -> bool:
    """Do the next part of the counting, unless somebody is at it or it was done just now.

    Works as the portal itself. Gives whether all is counted by now.
    """
    if not in_transaction(lambda session: _begin(session, clock.now())):
        return False
    return _count(clock, MOST_PARTS)


def count_all(clock: Clock) -> None:
    """Count everything there is to count, however long it takes."""
    in_transaction(lambda session: _begin(session, clock.now(), at_once=True))
    while not _count(clock, MOST_PARTS):
        pass


def _begin(session: Session, now: datetime, at_once: bool = False) -> bool:
    row = session.get(MoneyCountRecord, 1, with_for_update=True)
    if row is None:
        row = MoneyCountRecord(
            id=1, begun_at=now, moved_at=None, finished_at=None, booked=0, next_booked=0, total=0,
            done=0,
        )  # fmt: skip
        session.add(row)
    elif not at_once and not _due(row, now):
        return False
    if row.done == row.total:  # a new round, not the rest of the last one
        row.begun_at, row.next_booked = now, _last_booking(session)
        row.total = row.done = 0
    row.moved_at = now
    return True


def _due(row: MoneyCountRecord, now: datetime) -> bool:
    if row.moved_at is not None and row.moved_at > now - SILENT:
        return False
    return row.done < row.total or row.finished_at is None or row.finished_at <= now - EVERY


def _last_booking(session: Session) -> int:
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM ledger_transaction")) or 0


def _count(clock: Clock, most: int) -> bool:
    """Count so many parts; whether none is left. Commitments come last, when all lines are in."""
    with transaction() as session:
        ids = session.execute(text(f"{TO_COUNT} ORDER BY message_id")).scalars().all()
        pairs = pairs_with_allocations(session)
    parts = [ids[place : place + AT_ONCE] for place in range(0, len(ids), AT_ONCE)]
    in_transaction(lambda session: _tell(session, clock.now(), left=len(parts) + 1))
    for part in parts[:most]:
        in_transaction(partial(_count_part, messages=part, now=clock.now()))
    if len(parts) > most:
        in_transaction(_let_go)
        return False
    window = Window.around(clock.today())
    for pair in pairs:
        in_transaction(partial(recount_commitments, pair=pair, window=window))
    in_transaction(lambda session: _finish(session, clock.now()))
    return True


def _tell(session: Session, now: datetime, left: int) -> None:
    row = session.get_one(MoneyCountRecord, 1, with_for_update=True)
    row.total, row.moved_at = row.done + left, now


def _let_go(session: Session) -> None:
    session.get_one(MoneyCountRecord, 1, with_for_update=True).moved_at = None


def _finish(session: Session, now: datetime) -> None:
    row = session.get_one(MoneyCountRecord, 1, with_for_update=True)
    row.done, row.finished_at, row.moved_at = row.total, now, None
    row.booked = row.next_booked


def _count_part(session: Session, messages: Sequence[int], now: datetime) -> None:
    row = session.get_one(MoneyCountRecord, 1, with_for_update=True)
    recount_messages(session, messages)
    row.done, row.moved_at = min(row.done + 1, row.total), now


def recount_messages(session: Session, messages: Sequence[int]) -> None:
    """Make the sums of these messages anew from their lines."""
    session.execute(delete(CareSumRecord).where(CareSumRecord.message_id.in_(messages)))
    rows = session.execute(COUNTED, {"messages": list(messages)}).all()
    insert_rows(
        session, table_of(CareSumRecord), SUMS,
        [
            (
                row.message_id, row.contract_id, row.municipality_id, row.provider_id,
                date.fromisoformat(f"{row.month}-01"),
                row.received_at.astimezone(NETHERLANDS).date().replace(day=1),
                row.stage, row.lines, int(row.cents),
            )
            for row in rows
        ],
    )  # fmt: skip


def recount_commitments(session: Session, pair: Pair, window: Window) -> None:
    """Work out anew what the allocations between these two commit to, and keep what differs."""
    wanted = dict(_worth(session, pair, window))
    row = CommitmentRecord
    known = {
        (each.contract_id, each.month): (each.planned_cents, each.committed_cents, each.unknown)
        for each in session.query(row).filter_by(municipality_id=pair[0], provider_id=pair[1])
    }
    changed = [key for key in {*wanted, *known} if wanted.get(key) != known.get(key)]
    if not changed:
        return
    session.execute(
        delete(row).where(
            row.municipality_id == pair[0], tuple_(row.contract_id, row.month).in_(changed)
        )
    )
    insert_rows(
        session, table_of(row), COMMITMENTS,
        [
            (contract, pair[0], month, pair[1], *wanted[contract, month])
            for contract, month in changed if (contract, month) in wanted
        ],
    )  # fmt: skip


def _worth(
    session: Session, pair: Pair, window: Window
) -> Iterator[tuple[tuple[int, date], tuple[int, int, int]]]:
    """By contract and month: planned and committed, and how many amounts cannot be known."""
    sums: dict[tuple[int, date], _Worth] = defaultdict(_Worth)
    for held in held_between(session, *pair, window, window.last):
        for each in held.months:
            for contract in each.contracts:
                found = sums[contract, each.month]
                found.planned += each.planned
                found.committed += each.committed
                found.unknown += not each.basis.known
    for key, found in sums.items():
        yield key, (found.planned, found.committed, found.unknown)
