"""Invariants 9 and 10: history cannot change, and everything that happened is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.audit.records import AuditEventRecord, AuditSealRecord
from portal.audit.service import Action, Subject, breaks_in_chain
from portal.check.breach import Breach, Question, breach_of
from portal.store.tables import immutable_tables

GRACE = timedelta(hours=1)  # longer than any transaction takes to commit its events

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    " AND NOT tgisinternal",
}


DECIDED = "r.state = 'judged' AND r.outcome <> 'parked'"


def _told_once(table: str, action: Action, subject: Subject, when: str = "TRUE") -> str:
    """Rows without exactly one event of this action."""
    return f"""
        SELECT r.id FROM {table} r LEFT JOIN audit_event e
            ON e.object_type = '{subject}' AND e.object_id = r.id AND e.action = '{action}'
         WHERE {when} GROUP BY r.id HAVING count(e.id) <> 1"""


QUESTIONS = (
    Question(
        10,
        "aanleveringen zonder hun ene regel in het logboek",
        "batches without their one audit event",
        _told_once("batch", Action.BATCH_RECEIVED, Subject.BATCH),
    ),
    Question(
        10,
        "beoordeelde berichten zonder hun ene regel in het logboek",
        "judged messages without their one audit event",
        _told_once("message", Action.MESSAGE_JUDGED, Subject.MESSAGE, DECIDED),
    ),
    Question(
        10,
        "berichten met andere rondes van wachten dan het logboek vertelt",
        "messages with other rounds of waiting than the audit trail tells of",
        f"""
        SELECT message_id FROM (
          SELECT message_id, 1 AS told FROM judging
          UNION ALL
          SELECT object_id, -1 FROM audit_event
           WHERE object_type = '{Subject.MESSAGE}' AND action = '{Action.MESSAGE_PARKED}'
        ) AS sides GROUP BY message_id HAVING sum(told) <> 0""",
    ),
    Question(
        10,
        "berichten die volgens het logboek beoordeeld zijn, maar het niet zijn",
        "messages that are judged in the audit trail only",
        f"""
        SELECT e.object_id FROM audit_event e JOIN message m ON m.id = e.object_id
         WHERE e.object_type = '{Subject.MESSAGE}' AND e.action = '{Action.MESSAGE_JUDGED}'
           AND (m.state <> 'judged' OR m.outcome = 'parked')""",
    ),
    Question(
        10,
        "weigeringen zonder hun ene regel in het logboek",
        "refusals without their one audit event",
        _told_once("refusal", Action.FILE_REFUSED, Subject.REFUSAL),
    ),
    Question(
        10,
        "toewijzingsversies zonder hun ene regel in het logboek",
        "allocation versions without their one audit event",
        _told_once("allocation_version", Action.ALLOCATION_RECORDED, Subject.ALLOCATION_VERSION),
    ),
    Question(
        10,
        "meldingen van start of stop zonder hun ene regel in het logboek",
        "reports of start or stop without their one audit event",
        _told_once("care_event", Action.CARE_REPORTED, Subject.CARE_EVENT),
    ),
    Question(
        10,
        "contractversies zonder hun ene regel in het logboek",
        "contract versions without their one audit event",
        _told_once("contract_version", Action.CONTRACT_RECORDED, Subject.CONTRACT_VERSION),
    ),
    Question(
        10,
        "sleutels zonder hun ene regel in het logboek",
        "keys without their one audit event",
        _told_once("api_key", Action.KEY_CREATED, Subject.API_KEY),
    ),
    Question(
        10,
        "ingetrokken sleutels zonder hun ene regel in het logboek",
        "revoked keys without their one audit event",
        _told_once("api_key", Action.KEY_REVOKED, Subject.API_KEY, "r.revoked_at IS NOT NULL"),
    ),
    Question(
        10,
        "aanbieders met meer versies dan het logboek vertelt",
        "providers with more versions than the audit trail tells of",
        f"""
        SELECT v.provider_id FROM provider_version v GROUP BY v.provider_id
        HAVING count(*) > (SELECT count(*) FROM audit_event e
           WHERE e.object_type = '{Subject.PROVIDER}' AND e.object_id = v.provider_id
             AND e.action = '{Action.PROVIDER_CHANGED}')""",
    ),
)


def history_is_whole(session: Session) -> Iterator[Breach]:
    """Invariant 9: the triggers stand, the chain is whole, and no event was passed over."""
    yield from breach_of(
        9,
        "tabellen die hun geschiedenis niet meer bewaken",
        "tables that no longer guard their history",
        _unguarded(session),
    )
    yield from breach_of(
        9,
        "plaatsen waar de keten van het logboek gebroken is",
        "places where the chain of the audit trail is broken",
        (f"{event} ({what})" for event, what in breaks_in_chain(session)),
    )
    yield from breach_of(
        9,
        "regels van het logboek die bij het verzegelen zijn overgeslagen",
        "audit events that the sealer passed over",
        _passed_over(session),
    )


def _unguarded(session: Session) -> Iterator[str]:
    dialect = session.connection().dialect.name
    changes = ("update", "delete") if dialect == "sqlite" else ("update", "delete", "truncate")
    found = set(session.scalars(text(TRIGGERS[dialect])))
    for table in immutable_tables():
        if any(f"{table}_no_{change}" not in found for change in changes):
            yield table


def _passed_over(session: Session) -> list[int]:
    """Unsealed events much older than the newest sealed one.

    A little older is normal: a long transaction commits its events late.
    """
    sealed = select(func.max(AuditEventRecord.written_at)).join(
        AuditSealRecord, AuditSealRecord.event_id == AuditEventRecord.id
    )
    newest = session.scalar(sealed)
    if newest is None:
        return []
    unsealed = (
        select(AuditEventRecord.id)
        .outerjoin(AuditSealRecord, AuditSealRecord.event_id == AuditEventRecord.id)
        .where(AuditSealRecord.event_id.is_(None), AuditEventRecord.written_at < newest - GRACE)
        .order_by(AuditEventRecord.id)
    )
    return list(session.scalars(unsealed))
