"""Invariant 10 for decisions about money: each stands in the audit trail, with its own action."""

from portal.audit.service import Action, Subject
from portal.check.breach import Question


def _untold(table: str, subject: Subject, *whens: tuple[Action, str]) -> str:
    """Rows for which an event is missing that their condition says happened."""
    return " UNION ".join(
        f"SELECT r.id FROM {table} r LEFT JOIN audit_event e ON e.object_type = '{subject}'"
        f" AND e.object_id = r.id AND e.action = '{action}'"
        f" WHERE ({when}) AND e.id IS NULL"
        for action, when in whens
    )


QUESTIONS = (
    Question(
        10,
        "regels die worden bekeken zonder dat het logboek het vertelt",
        "lines that are looked at while the audit trail does not tell",
        f"""
        SELECT r.id FROM review r WHERE NOT EXISTS (
          SELECT 1 FROM audit_event e WHERE (e.object_type = '{Subject.REVIEW}'
             AND e.object_id = r.id) OR (e.object_type = '{Subject.MESSAGE}'
             AND e.object_id = r.message_id AND e.action = '{Action.LINE_PICKED}'))
        UNION
        SELECT r.id FROM review r LEFT JOIN audit_event e
            ON e.object_type = '{Subject.REVIEW}' AND e.object_id = r.id
         WHERE r.decided_at IS NOT NULL AND e.id IS NULL""",
    ),
    Question(
        10,
        "goedkeuringen die niet in het logboek staan",
        "approvals that the audit trail does not tell of",
        _untold(
            "approval", Subject.APPROVAL,
            (Action.DECLARATION_CHECKED, "r.checked_at IS NOT NULL"),
            (Action.DECLARATION_APPROVED, "r.state IN ('approved', 'withdrawn')"),
            (Action.DECLARATION_SENT_BACK, "r.state = 'returned'"),
            (Action.APPROVAL_WITHDRAWN, "r.state = 'withdrawn'"),
        ),
    ),
    Question(
        10,
        "mandaten die niet in het logboek staan",
        "mandates that the audit trail does not tell of",
        _untold(
            "mandate", Subject.MANDATE,
            (Action.MANDATE_PROPOSED, "TRUE"),
            (Action.MANDATE_SIGNED, "r.signed_at IS NOT NULL AND r.state <> 'refused'"),
            (Action.MANDATE_ENDED, "r.state = 'ended'"),
        ),
    ),
    Question(
        10,
        "betaalruns die niet in het logboek staan",
        "payment runs that the audit trail does not tell of",
        _untold(
            "payment_run", Subject.PAYMENT_RUN,
            (Action.RUN_DRAWN_UP, "TRUE"),
            (Action.RUN_SIGNED, "r.signed_at IS NOT NULL"),
            (Action.RUN_RELEASED, "r.released_at IS NOT NULL"),
            (Action.RUN_EXPORTED, "r.exported_at IS NOT NULL"),
            (Action.RUN_SETTLED, "r.settled_at IS NOT NULL"),
            (Action.RUN_CANCELLED, "r.state = 'cancelled'"),
        ),
    ),
    Question(
        10,
        "betalingen die tegengehouden werden of terugkwamen buiten het logboek om",
        "payments that were held or came back without the audit trail telling",
        _untold(
            "payment", Subject.PAYMENT,
            (Action.PAYMENT_CLEARED, "r.cleared_at IS NOT NULL"),
            (Action.PAYMENT_RETURNED, "r.state = 'returned'"),
        ),
    ),
    Question(
        10,
        "rekeningnummers die niet in het logboek staan",
        "bank accounts that the audit trail does not tell of",
        _untold(
            "bank_account", Subject.BANK_ACCOUNT,
            (Action.BANK_ACCOUNT_REQUESTED, "TRUE"),
            (Action.BANK_ACCOUNT_CONFIRMED, "r.state = 'confirmed'"),
            (Action.BANK_ACCOUNT_REFUSED, "r.state = 'refused'"),
            (Action.BANK_ACCOUNT_WITHDRAWN, "r.state = 'withdrawn'"),
        ),
    ),
    Question(
        10,
        "wat van beschikkingen bekend is en niet in het logboek staat",
        "what is known of decisions that the audit trail does not tell of",
        _untold(
            "decision_fact", Subject.DECISION_FACT, (Action.DECISION_NOTED, "TRUE"),
        ),
    ),
    Question(
        10,
        "wijzigingen van contracten die niet in het logboek staan",
        "changes of contracts that the audit trail does not tell of",
        _untold(
            "contract_change", Subject.CONTRACT_CHANGE,
            (Action.CONTRACT_CHANGE_PROPOSED, "TRUE"),
            (Action.CONTRACT_CHANGE_CONFIRMED, "r.state = 'confirmed'"),
            (Action.CONTRACT_CHANGE_REFUSED, "r.state = 'refused'"),
            (Action.CONTRACT_CHANGE_WITHDRAWN, "r.state = 'withdrawn'"),
        ),
    ),
    Question(
        10,
        "afgesloten maanden en journaalbestanden die niet in het logboek staan",
        "closed months and journals that the audit trail does not tell of",
        f"""
        SELECT c.municipality_id FROM closed_month c GROUP BY c.municipality_id
        HAVING count(*) <> (SELECT count(*) FROM audit_event e
          WHERE e.object_type = '{Subject.MUNICIPALITY}' AND e.object_id = c.municipality_id
            AND e.action = '{Action.MONTH_CLOSED}')
        UNION ALL
        """
        + _untold("journal_export", Subject.JOURNAL_EXPORT, (Action.JOURNAL_EXPORTED, "TRUE")),
    ),
)  # fmt: skip
