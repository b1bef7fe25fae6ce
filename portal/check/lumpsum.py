"""Invariants 1 to 4, 7, 8, 10, 11 and 14 for lump sums: budgets, drawdowns and their payments.

Of a budget three things are told apart: what its row says, what its book says, and what its
drawdowns come to. All three must be the same.
"""

from __future__ import annotations

from portal.audit.service import Action, Subject
from portal.check.breach import Question
from portal.check.settled import of

RESERVED = "('submitted', 'checked', 'approved', 'in-run')"
DRAWN = "('released', 'paid')"
SETTLED = "('confirmed', 'received')"
LIVE_STATES = """CASE p.state WHEN 'included' THEN 'in-run' WHEN 'held' THEN 'in-run'
       ELSE p.state END"""

BUDGETS = (
    Question(
        3,
        "budgetten waarvan meer is gereserveerd en opgenomen dan mag, of minder dan niets",
        "budgets of which more is reserved and drawn than they allow, or less than nothing",
        f"""
        SELECT s.id FROM lump_sum s
         WHERE (s.reserved_cents < 0 OR s.drawn_cents < 0
            OR s.reserved_cents + s.drawn_cents > s.upper_cents) {of("s")}""",
    ),
    Question(
        3,
        "budgetten waarvan het hoogste bedrag niet budget, bandbreedte en afrekening is",
        "budgets whose upper limit is not the amount, its bandwidth and what was settled",
        f"""
        SELECT s.id FROM lump_sum s
          LEFT JOIN (
            SELECT budget_id, sum(extra_cents - reclaim_cents) AS cents FROM settlement
             WHERE state IN {SETTLED} GROUP BY budget_id) c ON c.budget_id = s.id
         WHERE (s.upper_cents <> s.amount_cents + s.amount_cents * s.bandwidth / 100
                                 + s.settled_cents
            OR s.settled_cents <> coalesce(c.cents, 0)) {of("s")}""",
    ),
    Question(
        4,
        "budgetten waarvan de stand niet die van hun opnames is",
        "budgets whose balance is not that of their drawdowns",
        f"""
        SELECT s.id FROM lump_sum s LEFT JOIN (
          SELECT budget_id, sum(CASE WHEN state IN {RESERVED} THEN amount_cents ELSE 0 END) AS held,
                 sum(CASE WHEN state IN {DRAWN} THEN amount_cents ELSE 0 END) AS gone
            FROM drawdown GROUP BY budget_id) d ON d.budget_id = s.id
          LEFT JOIN (
            SELECT budget_id, sum(reclaim_cents) AS back FROM settlement
             WHERE state IN {SETTLED} GROUP BY budget_id) c ON c.budget_id = s.id
         WHERE (s.reserved_cents <> coalesce(d.held, 0)
            OR s.drawn_cents <> coalesce(d.gone, 0) - coalesce(c.back, 0)) {of("s")}""",
    ),
    Question(
        4,
        "budgetten waarvan de stand niet die van hun boeking is",
        "budgets whose balance is not that of their book",
        f"""
        SELECT DISTINCT budget_id FROM (SELECT budget_id FROM (
          SELECT b.budget_id, e.account, e.amount_cents AS cents
            FROM budget_booking b JOIN budget_entry e ON e.booking_id = b.id
           WHERE TRUE {of("b")}
          UNION ALL SELECT s.id, 'upper', s.upper_cents FROM lump_sum s WHERE TRUE {of("s")}
          UNION ALL SELECT s.id, 'reserved', -s.reserved_cents FROM lump_sum s
           WHERE TRUE {of("s")}
          UNION ALL SELECT s.id, 'drawn', -s.drawn_cents FROM lump_sum s WHERE TRUE {of("s")}
          UNION ALL
          SELECT s.id, 'free', s.reserved_cents + s.drawn_cents - s.upper_cents FROM lump_sum s
           WHERE TRUE {of("s")}
        ) AS sides GROUP BY budget_id, account HAVING sum(cents) <> 0) AS wrong""",
    ),
    Question(
        1,
        "opnames die in meer dan één lopende betaling staan",
        "drawdowns with more than one live payment",
        f"""
        SELECT d.drawdown_id FROM payment_drawdown d WHERE d.live {of("d")}
         GROUP BY d.drawdown_id HAVING count(*) > 1""",
    ),
    Question(
        1,
        "opnames waarvan de stand niet die van hun betaling is, of die niet zijn goedgekeurd",
        "drawdowns whose status is not that of their payment, or that were not approved",
        f"""
        SELECT d.id FROM drawdown d
          LEFT JOIN payment_drawdown l ON l.drawdown_id = d.id AND l.live
          LEFT JOIN payment p ON p.id = l.payment_id
         WHERE ((d.state IN ('in-run', 'released', 'paid')) <> (p.id IS NOT NULL)
            OR coalesce(d.state <> {LIVE_STATES}, FALSE)
            OR (p.id IS NOT NULL AND (d.approved_person IS NULL OR l.cents <> d.amount_cents)))
           {of("d")}""",
    ),
)

QUESTIONS = (
    *BUDGETS,
    Question(
        2,
        "boekingen van budgetten die niet op nul uitkomen of geen twee kanten hebben",
        "bookings of budgets that do not balance, or have no two sides",
        """
        SELECT b.id FROM budget_booking b LEFT JOIN budget_entry e ON e.booking_id = b.id
         GROUP BY b.id HAVING count(e.account) <> 2 OR coalesce(sum(e.amount_cents), 1) <> 0""",
    ),
    Question(
        7,
        "opnames met een stand waar geen weg naartoe leidt",
        "drawdowns with a status that no path leads to",
        """
        SELECT id FROM drawdown
         WHERE ((state IN ('rejected', 'withdrawn')) <> (ended_at IS NOT NULL))
            OR (state = 'submitted' AND (checked_person IS NOT NULL OR approved_person IS NOT NULL))
            OR (state = 'checked' AND (checked_person IS NULL OR approved_person IS NOT NULL))
            OR (state IN ('approved', 'in-run', 'released', 'paid')
                AND (checked_person IS NULL OR approved_person IS NULL OR round < 1))
            OR checked_at < submitted_at OR approved_at < checked_at OR ended_at < submitted_at""",
    ),
    Question(
        7,
        "opnames die nog of al niet meer in een lopende betaling staan",
        "drawdowns that are in a live payment when they should not be, or not when they should",
        """
        SELECT l.drawdown_id FROM payment_drawdown l JOIN payment p ON p.id = l.payment_id
         WHERE l.live <> (p.state IN ('included', 'held', 'released', 'paid'))""",
    ),
    Question(
        8,
        "opnames waarvoor één persoon twee stappen deed",
        "drawdowns of which one person did two steps",
        """
        SELECT id FROM drawdown
         WHERE submitted_person = checked_person OR submitted_person = approved_person
            OR checked_person = approved_person""",
    ),
    Question(
        8,
        "betaalde opnames, ondertekend of vrijgegeven door wie een andere stap deed",
        "paid drawdowns signed or released by who did another step",
        """
        SELECT d.id FROM drawdown d JOIN payment_drawdown l ON l.drawdown_id = d.id AND l.live
          JOIN payment p ON p.id = l.payment_id JOIN payment_run r ON r.id = p.run_id
         WHERE p.state IN ('released', 'paid') AND (
           r.signed_person IN (d.submitted_person, d.checked_person, d.approved_person)
           OR r.released_person IN (d.submitted_person, d.checked_person, d.approved_person))""",
    ),
    Question(
        8,
        "afrekeningen die door één persoon zijn voorgesteld en bevestigd",
        "settlements that one person proposed and decided about",
        "SELECT id FROM settlement WHERE proposed_person = decided_person"
        f" OR (state IN {SETTLED} AND decided_person IS NULL)",
    ),
    Question(
        10,
        "opgaven van volume zonder hun ene regel in het logboek",
        "volume returns without their one audit event",
        f"""
        SELECT v.id FROM volume_return v LEFT JOIN audit_event e
            ON e.object_type = '{Subject.VOLUME_RETURN}' AND e.object_id = v.id
           AND e.action = '{Action.VOLUME_RETURNED}'
         GROUP BY v.id HAVING count(e.id) <> 1""",
    ),
    Question(
        10,
        "afrekeningen die het logboek niet vertelt",
        "settlements that the audit trail does not tell of",
        f"""
        SELECT c.id FROM settlement c WHERE (
          SELECT count(*) FROM audit_event e WHERE e.object_type = '{Subject.SETTLEMENT}'
             AND e.object_id = c.id) <> CASE c.state WHEN 'proposed' THEN 1
                                             WHEN 'received' THEN 3 ELSE 2 END""",
    ),
    Question(
        14,
        "afrekeningen waarvan de boeking niet hun bedrag is",
        "settlements whose booking is not their amount",
        f"""
        SELECT c.id FROM settlement c LEFT JOIN (
          SELECT t.settlement_id,
                 sum(CASE WHEN e.account = 'awarded' THEN e.amount_cents ELSE 0 END) AS owed,
                 sum(CASE WHEN e.account = 'paid' THEN e.amount_cents ELSE 0 END) AS came
            FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
           WHERE t.settlement_id IS NOT NULL GROUP BY t.settlement_id) b
            ON b.settlement_id = c.id
         WHERE coalesce(b.owed, 0) <> CASE WHEN c.state IN {SETTLED} THEN -c.reclaim_cents
                                           ELSE 0 END
            OR coalesce(b.came, 0) <> CASE WHEN c.state = 'received' THEN -c.reclaim_cents
                                           ELSE 0 END""",
    ),
    Question(
        10,
        "opnames zonder hun ene regel in het logboek",
        "drawdowns without their one audit event",
        f"""
        SELECT d.id FROM drawdown d LEFT JOIN audit_event e
            ON e.object_type = '{Subject.DRAWDOWN}' AND e.object_id = d.id
           AND e.action = '{Action.DRAWDOWN_SUBMITTED}'
         GROUP BY d.id HAVING count(e.id) <> 1""",
    ),
    Question(
        10,
        "opnames waarover is besloten terwijl het logboek het niet vertelt",
        "drawdowns that were decided about while the audit trail does not tell",
        f"""
        SELECT d.id FROM drawdown d WHERE
          (d.state = 'rejected' AND NOT EXISTS (SELECT 1 FROM audit_event e
             WHERE e.object_type = '{Subject.DRAWDOWN}' AND e.object_id = d.id
               AND e.action = '{Action.DRAWDOWN_REJECTED}'))
          OR (d.state = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM audit_event e
             WHERE e.object_type = '{Subject.DRAWDOWN}' AND e.object_id = d.id
               AND e.action = '{Action.DRAWDOWN_WITHDRAWN}'))
          OR d.round <> (SELECT count(*) FROM audit_event e
             WHERE e.object_type = '{Subject.DRAWDOWN}' AND e.object_id = d.id
               AND e.action = '{Action.DRAWDOWN_APPROVED}')""",
    ),
    Question(
        11,
        "opnames en boekingen van een andere partij dan hun budget of betaling",
        "drawdowns and bookings of another party than their budget or payment",
        """
        SELECT d.id FROM drawdown d LEFT JOIN lump_sum s ON s.id = d.budget_id
          LEFT JOIN contract c ON c.id = d.contract_id
         WHERE s.id IS NULL OR s.contract_id <> d.contract_id OR s.provider_id <> d.provider_id
            OR s.municipality_id <> d.municipality_id OR coalesce(c.law <> d.law, TRUE)
        UNION ALL
        SELECT b.id FROM budget_booking b JOIN lump_sum s ON s.id = b.budget_id
          LEFT JOIN drawdown d ON d.id = b.drawdown_id
         WHERE s.provider_id <> b.provider_id OR s.municipality_id <> b.municipality_id
            OR coalesce(d.budget_id <> b.budget_id, FALSE)
        UNION ALL
        SELECT l.drawdown_id FROM payment_drawdown l JOIN payment p ON p.id = l.payment_id
          JOIN drawdown d ON d.id = l.drawdown_id
         WHERE p.provider_id <> d.provider_id OR p.municipality_id <> d.municipality_id
            OR p.law <> d.law""",
    ),
    Question(
        14,
        "opnames waarvan de boeking niet hun bedrag is",
        "drawdowns whose booking is not their amount",
        """
        SELECT d.id FROM drawdown d LEFT JOIN (
          SELECT t.drawdown_id, sum(e.amount_cents) AS cents FROM ledger_transaction t
            JOIN ledger_entry e ON e.transaction_id = t.id AND e.account = 'awarded'
           WHERE t.drawdown_id IS NOT NULL GROUP BY t.drawdown_id) b ON b.drawdown_id = d.id
         WHERE coalesce(b.cents, 0) <> CASE
               WHEN d.state IN ('approved', 'in-run', 'released', 'paid') THEN d.amount_cents
               ELSE 0 END""",
    ),
)
