"""Breaks of budgets, of drawdowns from them and of their payments."""

from __future__ import annotations

from tests.check.breaks_of_money import ELSEWHERE, OTHER, Break, unguarded

LIMIT = unguarded("lump_sum", "limit")
FREE_STATES = unguarded("drawdown", "ended", "checked", "approved", "rejected")
PAID = "state = 'paid'"
ON_THE_WAY = "drawdowns whose status is not that of their payment"
TOO_MUCH = "budgets of which more is reserved and drawn than they allow"
OF_DRAWDOWNS = "budgets whose balance is not that of their drawdowns"
OF_BOOK = "budgets whose balance is not that of their book"
NO_PATH = "drawdowns with a status that no path leads to"
TWO_STEPS = "drawdowns of which one person did two steps"
SIGNED = "paid drawdowns signed or released by who did another step"
UNTOLD = "drawdowns that were decided about while the audit trail does not tell"
STRANGERS = "drawdowns and bookings of another party than their budget or payment"
RUN = "UPDATE payment_run SET {0} = (SELECT {1} FROM drawdown WHERE " + PAID + ")"

BREAKS = (
    Break(3, TOO_MUCH, f"{LIMIT} UPDATE lump_sum SET drawn_cents = 30001"),
    Break(3, TOO_MUCH, f"{LIMIT} UPDATE lump_sum SET reserved_cents = -1"),
    Break(3, "budgets whose upper limit is not the amount, its bandwidth",
          "UPDATE lump_sum SET upper_cents = upper_cents + 1"),
    Break(4, OF_DRAWDOWNS, "UPDATE lump_sum SET reserved_cents = reserved_cents - 1"),
    Break(4, OF_DRAWDOWNS, "UPDATE lump_sum SET drawn_cents = drawn_cents + 1"),
    Break(4, OF_DRAWDOWNS, "UPDATE drawdown SET amount_cents = 4999 WHERE state = 'submitted'"),
    Break(4, OF_BOOK, "UPDATE lump_sum SET drawn_cents = drawn_cents + 1"),
    Break(4, OF_BOOK, "UPDATE lump_sum SET amount_cents = 40000, upper_cents = 42000"),
    Break(4, OF_BOOK, "UPDATE budget_entry SET account = 'drawn' WHERE account = 'reserved'"
          " AND booking_id = (SELECT max(id) FROM budget_booking WHERE kind = 'reserve')"),
    Break(4, OF_BOOK, "DELETE FROM budget_entry; DELETE FROM budget_booking"),
    Break(1, "drawdowns with more than one live payment",
          "DROP INDEX uq_payment_drawdown_live; INSERT INTO payment_drawdown (payment_id,"
          " drawdown_id, municipality_id, provider_id, cents, live) SELECT (SELECT min(id) FROM"
          " payment), drawdown_id, municipality_id, provider_id, cents, live FROM"
          " payment_drawdown"),
    Break(1, ON_THE_WAY, "UPDATE drawdown SET state = 'released' WHERE state = 'paid'"),
    Break(1, ON_THE_WAY, "UPDATE drawdown SET state = 'approved' WHERE state = 'paid'"),
    Break(1, ON_THE_WAY, "UPDATE payment_drawdown SET live = FALSE"),
    Break(1, ON_THE_WAY, "UPDATE payment_drawdown SET cents = 4999"),
    Break(1, ON_THE_WAY, f"{FREE_STATES} UPDATE drawdown SET approved_person = NULL"),
    Break(2, "bookings of budgets that do not balance",
          "UPDATE budget_entry SET amount_cents = amount_cents + 1 WHERE account = 'free'"),
    Break(2, "bookings of budgets that do not balance",
          "DELETE FROM budget_entry WHERE account = 'drawn'"),
    Break(7, NO_PATH, f"{FREE_STATES} UPDATE drawdown SET ended_at = NULL"),
    Break(7, NO_PATH, f"{FREE_STATES} UPDATE drawdown SET state = 'approved'"
          " WHERE state = 'submitted'"),
    Break(7, NO_PATH, f"{FREE_STATES} UPDATE drawdown SET state = 'checked'"
          " WHERE state = 'submitted'"),
    Break(7, NO_PATH, "UPDATE drawdown SET approved_at = '2020-01-01 00:00:00+00:00'"),
    Break(7, "drawdowns that are in a live payment when they should not be",
          "UPDATE payment_drawdown SET live = FALSE"),
    *(Break(8, TWO_STEPS,
            unguarded("drawdown", "four_eyes") + f"UPDATE drawdown SET {one} = {other}"
            f" WHERE {PAID}")
      for one, other in (("checked_person", "submitted_person"),
                         ("approved_person", "submitted_person"),
                         ("approved_person", "checked_person"))),
    *(Break(8, SIGNED, RUN.format(step, person))
      for step in ("signed_person", "released_person")
      for person in ("submitted_person", "checked_person", "approved_person")),
    Break(10, "drawdowns without their one audit event",
          "DELETE FROM audit_event WHERE action = 'drawdown.submitted'"),
    Break(10, UNTOLD, "DELETE FROM audit_event WHERE action = 'drawdown.rejected'"),
    Break(10, UNTOLD, "DELETE FROM audit_event WHERE action = 'drawdown.approved'"),
    Break(10, UNTOLD, "UPDATE drawdown SET state = 'withdrawn' WHERE state = 'rejected'"),
    Break(11, STRANGERS, f"UPDATE drawdown SET provider_id = {OTHER}"),
    Break(11, STRANGERS, f"UPDATE budget_booking SET municipality_id = {ELSEWHERE}"),
    Break(11, STRANGERS, "UPDATE drawdown SET law = 'jeugdwet'"),
    Break(11, STRANGERS, "UPDATE payment SET law = 'jeugdwet'"),
    Break(3, "budgets whose upper limit is not the amount, its bandwidth",
          "UPDATE lump_sum SET settled_cents = 0, upper_cents = 31500"),
    Break(4, OF_DRAWDOWNS, "UPDATE settlement SET reclaim_cents = 99"),
    Break(8, "settlements that one person proposed and decided about",
          unguarded("settlement", "four_eyes")
          + "UPDATE settlement SET decided_person = proposed_person"),
    Break(10, "volume returns without their one audit event",
          "INSERT INTO volume_return (budget_id, municipality_id, provider_id, month, number,"
          " clients, places, account_id, recorded_at) SELECT s.id, s.municipality_id,"
          " s.provider_id, '2026-01-01', 1, 1, 1, d.submitted_by, d.submitted_at FROM lump_sum s"
          " JOIN drawdown d ON d.budget_id = s.id WHERE d.state = 'paid'"),
    Break(10, "settlements that the audit trail does not tell of",
          "DELETE FROM audit_event WHERE action = 'settlement.confirmed'"),
    Break(14, "settlements whose booking is not their amount",
          "UPDATE settlement SET reclaim_cents = 99"),
    Break(14, "settlements whose booking is not their amount",
          unguarded("settlement", "decided") + "UPDATE settlement SET state = 'confirmed'"),
    Break(14, "drawdowns whose booking is not their amount",
          "DELETE FROM ledger_entry WHERE transaction_id IN (SELECT id FROM ledger_transaction"
          " WHERE drawdown_id IS NOT NULL)"),
    Break(14, "contracts on which awarded is not paid, payable and set off together",
          "UPDATE drawdown SET state = 'in-run' WHERE state = 'paid'"),
    Break(14, "payments whose booking is not the sum of their lines",
          "UPDATE payment_drawdown SET cents = 4999"),
    Break(7, "payments whose lines are not their amount", "DELETE FROM payment_drawdown"),
)  # fmt: skip
