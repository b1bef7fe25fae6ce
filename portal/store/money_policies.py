"""Who may see and write the rows of what is decided, paid and booked."""

from __future__ import annotations

from portal.store.conditions import (
    BOTH_PARTIES,
    DOOR,
    OWN_ACCOUNT,
    OWN_DEED,
    OWN_MUNICIPALITY,
    OWN_PROVIDER,
    PORTAL,
    READ_BY_PORTAL_ALONE,
    Policy,
    any_of,
    below,
    policy,
    working_as,
)


def money() -> dict[str, Policy]:
    """On the way from a judged line to a paid one: the municipality decides, both sides look on."""
    municipal = any_of(PORTAL, OWN_MUNICIPALITY)
    decided = ("stage", "answer_release", "approval", "payment", "parked_message")
    both = ("review", "remark")
    own = (
        "review_plan", "own_check", "mandate", "payment_run", "payment_file", "bank_report",
        "closed_month", "journal_rule", "journal_export", "line_sample", "hindsight_run",
    )  # fmt: skip
    buyer = below("contract", "up.provider_id = bank_account.provider_id")
    account_holder = any_of(PORTAL, OWN_PROVIDER, f"({working_as('municipality')} AND {buyer})")
    of_approval = any_of(PORTAL, below("approval", "up.id = approval_id"))
    mine = f" AND up.{OWN_MUNICIPALITY}"
    return {
        **{table: policy(BOTH_PARTIES, municipal) for table in decided},
        **{table: policy(BOTH_PARTIES) for table in both},
        **{table: policy(municipal) for table in own},
        "sampling": policy(BOTH_PARTIES, PORTAL),
        "judging": policy(any_of(PORTAL, below("message", "up.id = message_id")), PORTAL),
        "approval_line": policy(
            of_approval, any_of(PORTAL, below("approval", "up.id = approval_id", mine))
        ),
        "payment_line": policy(
            any_of(PORTAL, below("payment", "up.id = payment_id")),
            any_of(PORTAL, below("payment", "up.id = payment_id", mine)),
        ),
        "bank_account": policy(account_holder),
        "sampled_line": policy(any_of(PORTAL, below("line_sample", "up.id = sample_id"))),
        "reminder": policy(BOTH_PARTIES),
        "misfit": policy(BOTH_PARTIES, municipal),
        "care_sum": policy(BOTH_PARTIES, PORTAL),
        "commitment": policy(BOTH_PARTIES, PORTAL),
        "money_count": READ_BY_PORTAL_ALONE,
        # what somebody only tried is nobody else's business
        "trial": policy(any_of(PORTAL, OWN_PROVIDER), PORTAL),
        "trial_fact": policy(any_of(PORTAL, below("trial", "up.id = trial_id")), PORTAL),
        "trial_comparison": policy(BOTH_PARTIES, PORTAL),
        **{
            part: policy(any_of(PORTAL, below("hindsight_run", "up.id = run_id")), PORTAL)
            for part in ("hindsight_line", "hindsight_rule")
        },
        "tariff_change": READ_BY_PORTAL_ALONE,
        "digest": READ_BY_PORTAL_ALONE,
        "mail_choice": policy(any_of(PORTAL, OWN_ACCOUNT)),
        "books_check": READ_BY_PORTAL_ALONE,
    }


def lump_sums() -> dict[str, Policy]:
    """A provider reserves and gives back, the municipality decides and pays: both move money."""
    both = ("lump_sum", "drawdown", "budget_booking")
    decided = ("payment_drawdown", "settlement")
    return {
        **{table: policy(BOTH_PARTIES) for table in both},
        "volume_return": policy(BOTH_PARTIES, any_of(PORTAL, OWN_PROVIDER)),
        "budget_entry": policy(any_of(PORTAL, below("budget_booking", "up.id = booking_id"))),
        **{
            table: policy(BOTH_PARTIES, any_of(PORTAL, OWN_MUNICIPALITY)) for table in decided
        },
    }


def books() -> dict[str, Policy]:
    noted = any_of(BOTH_PARTIES, OWN_ACCOUNT)
    event = below("audit_event", "up.id = event_id")
    entry = below("ledger_transaction", "up.id = transaction_id")
    payer = below("ledger_transaction", "up.id = transaction_id", f" AND up.{OWN_MUNICIPALITY}")
    return {
        # A municipality books what it pays; what was declared is the portal's to book.
        "ledger_transaction": policy(
            BOTH_PARTIES, any_of(
                PORTAL,
                f"({OWN_MUNICIPALITY} AND coalesce(payment_id, drawdown_id, settlement_id)"
                " IS NOT NULL)",
            )
        ),
        "ledger_entry": policy(any_of(PORTAL, entry), any_of(PORTAL, payer)),
        "audit_event": policy(noted, any_of(DOOR, OWN_DEED)),
        "audit_seal": policy(any_of(PORTAL, event), PORTAL),
        "access_log": policy(noted, any_of(PORTAL, OWN_DEED)),
    }
