"""What breaks each question about approvals, mandates, payments, runs and files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Break:
    """Statements that break the invariant, and the English sentence the check must then give."""

    invariant: int
    says: str
    sql: str
    only: str | None = None


def unguarded(table: str, *constraints: str) -> str:
    """Statements that let values past these constraints; SQLite ignores them while tampering."""
    return "".join(
        f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name};" for name in constraints
    )


ELSEWHERE = "(SELECT id FROM municipality WHERE code = '0363')"
OTHER = "(SELECT id FROM provider WHERE agb = '65656056')"
REFUSED = "(SELECT id FROM message WHERE position = 2)"
LIVE = "id IN (SELECT payment_id FROM payment_line WHERE live)"
LAST_RUN = "(SELECT run_id FROM payment WHERE state = 'paid')"
BY_MANDATE = (
    "UPDATE approval SET checked_by = NULL, checked_person = NULL, checked_at = NULL,"
    " approved_by = NULL, approved_person = NULL, mandate_id = (SELECT id FROM mandate)"
)
LATER = "'2030-01-01 00:00:00+00:00'"


def submitted_by(account: str, table: str) -> str:
    return f"UPDATE batch SET account_id = (SELECT {account} FROM {table})"


def run_by(step: str, person: str, table: str) -> str:
    """Make who did this step of the runs a person of another table."""
    return f"UPDATE payment_run SET {step}_person = (SELECT {person} FROM {table})"


TWO_STEPS = "paid lines of which one person did two steps"
CHANGED_ACCOUNT = "payments that were signed or released by who changed the account"
NO_PATH = "approvals and mandates with a status that no path leads to"
WRONG_MANDATE = "approvals by a mandate of another municipality"

PAYMENTS = (
    Break(1, "lines with more than one live payment",
          "DROP INDEX uq_payment_line_live; UPDATE payment_line SET live = TRUE"),
    Break(1, "lines with a live payment that were not approved", "DELETE FROM approval_line"),
    Break(1, "lines with a live payment that were not approved",
          "UPDATE approval SET state = 'checked'"),
    Break(1, "lines in a payment with another amount than their own",
          "UPDATE payment_line SET cents = 4999"),
    Break(1, "lines in a payment with another amount than their own",
          "UPDATE line SET credit = TRUE WHERE position = 3"),
    Break(1, "lines in a payment with another amount than their own",
          "DELETE FROM line WHERE position = 3"),
    Break(7, "payments whose lines are not their amount", "DELETE FROM payment_line WHERE live"),
    Break(7, "payments whose lines are not their amount", "UPDATE payment SET line_count = 2"),
    Break(7, "payments whose lines are not their amount",
          "UPDATE payment SET debit_cents = 6000, credit_cents = 1000"),
    Break(7, "payments whose lines are live when they should not be",
          "UPDATE payment_line SET live = FALSE"),
    Break(7, "payments whose lines are live when they should not be",
          f"UPDATE payment SET state = 'left-out' WHERE {LIVE}"),
    Break(7, "payments in a status that does not fit their run",
          f"UPDATE payment SET state = 'included' WHERE {LIVE}"),
    Break(7, "payments in a status that does not fit their run",
          f"UPDATE payment SET state = 'released' WHERE {LIVE}"),
    Break(7, "payments in a status that does not fit their run",
          "UPDATE payment_run SET state = 'signed'"),
    Break(8, "payments that were released without two persons",
          unguarded("payment_run", "four_eyes")
          + "UPDATE payment_run SET released_person = signed_person"),
    Break(8, "payments that were released without two persons",
          unguarded("payment_run", "released") + "UPDATE payment_run SET released_person = NULL"),
    *(Break(8, "held payments cleared by who made or signed their run",
            f"UPDATE payment SET cleared_person = (SELECT r.{step}_person FROM payment_run r"
            " WHERE r.id = payment.run_id)")
      for step in ("made", "signed", "released")),
    *(Break(8, TWO_STEPS, run_by(step, person, "approval"))
      for step in ("signed", "released") for person in ("checked_person", "approved_person")),
    *(Break(8, TWO_STEPS, f"{BY_MANDATE}; {run_by(step, person, 'mandate')}")
      for step in ("signed", "released") for person in ("proposed_person", "signed_person")),
    *(Break(8, TWO_STEPS, submitted_by(f"max({step}_by)", "payment_run"))
      for step in ("signed", "released")),
    *(Break(8, CHANGED_ACCOUNT, run_by(step, person, "bank_account"))
      for step in ("signed", "released") for person in ("requested_person", "decided_person")),
    Break(16, "runs whose count or sum", "UPDATE payment_run SET payment_count = 2"),
    Break(16, "runs whose count or sum", "UPDATE payment_run SET total_cents = 4999"),
    Break(16, "runs whose count or sum", f"UPDATE payment SET state = 'left-out' WHERE {LIVE}"),
    Break(16, "payment files that do not fit their run",
          f"DELETE FROM payment_file WHERE run_id = {LAST_RUN}"),
    Break(16, "payment files that do not fit their run",
          "UPDATE payment_run SET state = 'released'"),
    Break(16, "payment files that do not fit their run", "UPDATE payment_file SET total_cents = 1"),
    Break(16, "payment files that do not fit their run",
          "UPDATE payment_file SET payment_count = 2"),
    Break(16, "payment files that do not fit their run",
          f"UPDATE payment_file SET municipality_id = {ELSEWHERE}"),
    Break(16, "payment files that are no longer what they were",
          "UPDATE payment_file SET body = sha256"),
    Break(16, "payment files that are no longer what they were",
          "UPDATE payment_file SET sha256 = body"),
)  # fmt: skip

APPROVALS = (
    Break(7, "approvals whose lines do not fit their status", "DELETE FROM approval_line"),
    Break(7, "approvals whose lines do not fit their status",
          "UPDATE approval SET line_count = 2"),
    Break(7, "approvals whose lines do not fit their status",
          "UPDATE approval SET cents = 4999"),
    *(Break(7, "approvals whose lines do not fit their status",
            f"UPDATE approval SET state = '{state}', reason = 'x'")
      for state in ("returned", "withdrawn")),
    Break(7, "approved lines that were not awarded", "UPDATE approval_line SET cents = 4999"),
    Break(7, "approved lines that were not awarded",
          "UPDATE line SET state = 'rejected' WHERE position = 3"),
    Break(7, "approved lines that were not awarded",
          "UPDATE line SET credit = TRUE WHERE position = 3"),
    Break(7, "approved lines that were not awarded",
          f"UPDATE approval SET message_id = {REFUSED}"),
    Break(7, "approved lines that were not awarded", "DELETE FROM line WHERE position = 3"),
    Break(7, "approvals whose rounds do not follow each other", "UPDATE approval SET round = 2"),
    Break(7, NO_PATH, f"{BY_MANDATE}, state = 'checked'"),
    Break(7, NO_PATH, "UPDATE approval SET approved_at = NULL"),
    Break(7, NO_PATH, "UPDATE approval SET state = 'checked'"),
    Break(7, NO_PATH, "UPDATE approval SET state = 'returned', approved_at = NULL"),
    Break(7, NO_PATH, "UPDATE approval SET state = 'withdrawn'"),
    Break(7, NO_PATH, f"UPDATE approval SET checked_at = {LATER}"),
    *(Break(7, NO_PATH, f"UPDATE mandate SET state = '{state}'")
      for state in ("proposed", "active", "refused")),
    Break(7, NO_PATH, "UPDATE mandate SET ended_at = NULL"),
    Break(7, NO_PATH, f"UPDATE mandate SET proposed_at = {LATER}"),
    Break(7, WRONG_MANDATE, f"{BY_MANDATE}; UPDATE mandate SET municipality_id = {ELSEWHERE}"),
    Break(7, WRONG_MANDATE, f"{BY_MANDATE}; UPDATE mandate SET provider_id = {OTHER}"),
    Break(7, WRONG_MANDATE, f"{BY_MANDATE}; UPDATE mandate SET law = 'jeugdwet'"),
    Break(7, WRONG_MANDATE, f"{BY_MANDATE}; UPDATE mandate SET signed_at = NULL"),
    Break(7, WRONG_MANDATE, f"{BY_MANDATE}; UPDATE mandate SET signed_at = {LATER}"),
    Break(7, WRONG_MANDATE, f"{BY_MANDATE}, approved_at = {LATER}"),
    Break(8, "approvals by somebody who also checked or submitted the money",
          unguarded("approval", "four_eyes")
          + "UPDATE approval SET approved_person = checked_person"),
    Break(8, "approvals by somebody who also checked or submitted the money",
          submitted_by("approved_by", "approval")),
    *(Break(8, "approvals by somebody who also checked or submitted the money",
            f"{BY_MANDATE}; {submitted_by(account, 'mandate')}")
      for account in ("proposed_by", "signed_by")),
    Break(8, "checks by somebody who also submitted the money",
          submitted_by("checked_by", "approval")),
    Break(8, "mandates that one person made alone",
          unguarded("mandate", "four_eyes") + "UPDATE mandate SET signed_person = proposed_person"),
    Break(8, "mandates that one person made alone",
          unguarded("mandate", "signed") + "UPDATE mandate SET signed_person = NULL"),
)  # fmt: skip

UNTOLD = (
    Break(10, "approvals that the audit trail does not tell of",
          "UPDATE approval SET state = 'returned'"),
    Break(10, "mandates that the audit trail does not tell of",
          "DELETE FROM audit_event WHERE action = 'mandate.ended'"),
    Break(10, "payments that were held or came back",
          "DELETE FROM audit_event WHERE action = 'payment.returned'"),
    Break(10, "payments that were held or came back",
          "UPDATE payment SET cleared_at = ended_at"),
    *(Break(10, "bank accounts that the audit trail does not tell of",
            f"UPDATE bank_account SET state = '{state}'")
      for state in ("refused", "withdrawn")),
    Break(10, "closed months and journals that the audit trail does not tell of",
          "INSERT INTO journal_export (municipality_id, month, row_count, debit_cents, sha256,"
          " body, account_id, made_at) SELECT municipality_id, month, 0, 0, '', '', account_id,"
          " closed_at FROM closed_month"),
)  # fmt: skip
