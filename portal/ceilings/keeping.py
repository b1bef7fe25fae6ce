"""Adding to ceilings what a message used of them, in the transaction that awards its lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from declarations.ceilings import Ceiling, Counted, Sort, passing
from portal.ceilings.records import (
    CeilingBalanceRecord,
    CeilingClientRecord,
    CeilingOverrunRecord,
    CeilingShareRecord,
    CeilingUseRecord,
)
from portal.ceilings.signalling import clients_of, raise_signals
from portal.store.bulk import insert_rows
from portal.store.conflict import insert_into
from portal.store.database import table_of

Kept = type[CeilingUseRecord] | type[CeilingClientRecord] | type[CeilingShareRecord]

EACH_CLIENT = frozenset((Sort.CLIENT, Sort.CLIENTS))


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of one message that were awarded just now, and under which ids they are stored.

    ``line_ids`` are those of all lines in the message, ``clients`` maps citizen numbers to ids.
    """

    message_id: int
    municipality_id: int
    provider_id: int
    lines: Sequence[Counted]
    line_ids: Sequence[int]
    clients: Mapping[str, int]
    account_id: int
    at: datetime


def keep_use(session: Session, ceilings: Iterable[Ceiling], batch: Batch) -> None:
    """Add what these lines use, keep which went over, and raise the signals that follow.

    The ceilings must be held since their use was read (see `ceilings_on`).
    """
    used = {each.number: each.used for each in ceilings}
    for ceiling in ceilings:
        counting = [
            each
            for each in batch.lines
            if each.contract in ceiling.contracts and ceiling.counts(each.line)
        ]
        if counting:
            used[ceiling.number] += _add(session, ceiling, batch, counting)
    _keep_overruns(session, ceilings, batch)
    raise_signals(session, ceilings, used, batch.account_id, batch.at)


def _add(session: Session, ceiling: Ceiling, batch: Batch, lines: Sequence[Counted]) -> int:
    months: defaultdict[date, int] = defaultdict(int)
    clients: Counter[int] = Counter()
    for each in lines:
        amount = ceiling.amount(each.line)
        months[each.line.month] += amount
        if ceiling.sort in EACH_CLIENT:
            clients[batch.clients[each.client]] += amount
    parties = {"provider_id": batch.provider_id, "municipality_id": batch.municipality_id}
    shared = {"ceiling_id": ceiling.number, **parties}
    by_month = [{**shared, "month": month, "used": used} for month, used in sorted(months.items())]
    by_client = [{**shared, "client_id": n, "used": used} for n, used in sorted(clients.items())]
    use, of_client = CeilingUseRecord, CeilingClientRecord
    _add_rows(session, use, ("ceiling_id", "provider_id", "municipality_id", "month"), by_month)
    _add_rows(session, of_client, ("ceiling_id", "client_id", "provider_id"), by_client)
    more = sum(months.values())
    if ceiling.sort is Sort.REGION:
        share = {"ceiling_id": ceiling.number, "municipality_id": batch.municipality_id}
        key = ("ceiling_id", "municipality_id")
        _add_rows(session, CeilingShareRecord, key, [{**share, "used": more}])
    if ceiling.sort is Sort.CLIENTS:
        more = clients_of(session, ceiling.number) - ceiling.used
    balance = CeilingBalanceRecord
    session.execute(
        update(balance)
        .where(balance.ceiling_id == ceiling.number)
        .values(used=balance.used + more)
        .execution_options(synchronize_session=False)
    )
    return more


def _add_rows(
    session: Session, record: Kept, key: tuple[str, ...], rows: Sequence[Mapping[str, object]],
) -> None:  # fmt: skip
    if not rows:
        return
    added = insert_into(session, record)
    session.connection().execute(
        added.on_conflict_do_update(
            index_elements=list(key), set_={"used": record.used + added.excluded.used}
        ),
        list(rows),
    )


_OVERRUN = (
    "ceiling_id", "line_id", "message_id", "municipality_id", "provider_id", "above", "why",
    "recorded_at",
)  # fmt: skip


def _keep_overruns(session: Session, ceilings: Iterable[Ceiling], batch: Batch) -> None:
    rows = [
        (
            each.ceiling.number, batch.line_ids[each.position - 1], batch.message_id,
            batch.municipality_id, batch.provider_id, each.above, each.why.value, batch.at,
        )
        for each in passing(ceilings, batch.lines)
    ]  # fmt: skip
    if rows:
        insert_rows(session, table_of(CeilingOverrunRecord), _OVERRUN, rows)
