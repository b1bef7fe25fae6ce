"""Trying an upload: every message in it gets its verdict, and a receipt that binds.

What is kept is what the verdict rests on, not the bytes. When the same bytes are handed in, the
verdict is held against what was told: see ``portal.trials.comparing``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete
from sqlalchemy.orm import Session

from declarations.findings import LineVerdict
from declarations.trials import told
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.intake.arrival import Upload
from portal.intake.evidence import evidence_of
from portal.intake.naming import public_name
from portal.intake.service import Actor
from portal.intake.trying import Tried, trial
from portal.store.bulk import insert_rows
from portal.store.conflict import insert_into
from portal.store.crypto import Keyring
from portal.store.database import table_of
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.trials.records import TrialFactRecord, TrialRecord
from portal.trials.telling import causes_to_keep, codes_to_keep, findings_to_keep

Result = TypeVar("Result")

KEPT = timedelta(days=90)
"""How long a trial binds: it is forgotten after that."""


@dataclass(frozen=True, slots=True)
class Try:
    """Who tries, and when."""

    actor: Actor
    clock: Clock
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class _Kept:
    """The rows of one trial."""

    columns: dict[str, Any]
    facts: dict[str, Any]


def try_upload(
    upload: Upload, by: Try, tell: Callable[[Tried], Result]
) -> list[tuple[Result, str | None]]:
    """Judge an upload, and keep a receipt of every message in it; nothing of it is handed in.

    Gives what ``tell`` makes of each member while it is at hand, with the public name of what was
    kept. There is none for a member that would be refused at the door: no fact changes that.
    Raises SenderForbidden for a message of another provider; nothing is kept then.
    """
    found: list[tuple[Result, _Kept | None]] = []
    with acting_for(PORTAL):  # judging looks at what the sender itself may not see all of
        with transaction() as session:
            for tried in trial(session, upload, by.clock, by.keyring, by.actor):
                kept = None if tried.snapshot is None else _rows_of(tried, by)
                found.append((tell(tried), kept))
        names = in_transaction(lambda session: [_keep(session, kept, by) for _, kept in found])
    return [(told_of, name) for (told_of, _), name in zip(found, names, strict=True)]


def _rows_of(tried: Tried, by: Try) -> _Kept:
    member, verdict, snapshot = tried.member, tried.verdict, tried.snapshot
    assert member.message is not None and snapshot is not None
    waiting = [each for each in verdict.lines if each.parked]
    awarded = [each for each in verdict.lines if each.awarded]
    returned = [each for each in verdict.lines if not each.awarded and not each.parked]
    columns = {
        "public_id": public_name(),
        "provider_id": member.provider_id,
        "municipality_id": member.municipality_id,
        "municipality_code": member.message.header.receiver,
        "account_id": by.actor.account_id,
        "law": member.message.law.value,
        "kind": member.message.kind,
        "sha256": member.digest,
        "size": len(member.data),
        "file_name": member.name,
        "tried_at": by.clock.now(),
        "today": snapshot.facts.today,
        "rulebook": verdict.rulebook,
        "facts": verdict.facts,
        "receipt": verdict.receipt,
        "outcome": verdict.outcome.value,
        "level": verdict.level,
        "line_count": len(verdict.lines),
        "awarded_lines": len(awarded),
        "awarded_cents": _cents(awarded),
        "returned_lines": len(returned),
        "returned_cents": _cents(returned),
        "waiting_lines": len(waiting),
        "waiting_cents": _cents(waiting),
        "submitted_cents": verdict.submitted_cents or 0,
    }
    facts = evidence_of(member.message, snapshot) | {
        "codes": codes_to_keep(told(verdict)),
        "causes": causes_to_keep(verdict),
        "findings": findings_to_keep(verdict),
    }
    return _Kept(columns, facts)


def _cents(lines: list[LineVerdict]) -> int:
    return sum(each.line.signed_cents for each in lines)


def _keep(session: Session, kept: _Kept | None, by: Try) -> str | None:
    """Store a trial in the place of an earlier one of the same bytes; gives its public name."""
    if kept is None:
        return None
    row = TrialRecord
    same = ("public_id", "provider_id", "sha256")
    [(trial_id, name)] = session.execute(
        insert_into(session, row)
        .values(**kept.columns)
        .on_conflict_do_update(
            index_elements=[row.provider_id, row.sha256],
            set_={key: value for key, value in kept.columns.items() if key not in same},
        )
        .returning(row.id, row.public_id)
    )
    session.execute(delete(TrialFactRecord).where(TrialFactRecord.trial_id == trial_id))
    rows = ((trial_id, kind, content) for kind, content in kept.facts.items())
    insert_rows(session, table_of(TrialFactRecord), ("trial_id", "kind", "content"), rows)
    event = Event(
        account_id=by.actor.account_id,
        action=Action.MESSAGE_TRIED,
        object_type=Subject.TRIAL,
        object_id=trial_id,
        occurred_at=kept.columns["tried_at"],
        municipality_id=kept.columns["municipality_id"],
        provider_id=kept.columns["provider_id"],
        detail={"sha256": kept.columns["sha256"].hex(), "receipt": kept.columns["receipt"]},
    )
    record(session, event)
    return str(name)


def forget_old(session: Session, clock: Clock) -> int:
    """Delete trials that no longer bind, with all that is kept of them; gives how many."""
    row = TrialRecord
    old = delete(row).where(row.tried_at < clock.now() - KEPT).returning(row.id)
    return len(session.execute(old).all())
