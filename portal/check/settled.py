"""Invariants 2, 4 and 14 for money on its way: stages, bookings of payments, and closed months.

The same questions are asked of all books, and of those of one municipality before it pays.
"""

from __future__ import annotations

import re
from dataclasses import replace

from declarations.lifecycle import BLOCKING
from portal.check.breach import Question
from portal.check.money import SIGNED

SENT = "('released', 'paid')"  # states of a payment that went to the bank, and did not come back
UNPAID_DRAWDOWNS = "('approved', 'in-run')"
PLACE = re.compile(r"/\*of (\w+)\*/")
_BLOCKING = ", ".join(f"'{each}'" for each in sorted(BLOCKING))

# Lines as l, each with what is furthest on the way; what stands in a payment counts first.
LINES = """
  FROM line l
  LEFT JOIN review r ON r.line_id = l.id
  LEFT JOIN approval_line al ON al.line_id = l.id
  LEFT JOIN approval a ON a.id = al.approval_id AND a.state IN ('checked', 'approved')
  LEFT JOIN payment_line pl ON pl.line_id = l.id AND pl.live
  LEFT JOIN payment p ON p.id = pl.payment_id"""
AWARDED_LINES = f"{LINES} WHERE l.state = 'awarded'"
STAGE = f"""CASE WHEN p.state IN {SENT} THEN p.state WHEN p.id IS NOT NULL THEN 'in-run'
     WHEN a.state IS NOT NULL THEN a.state
     WHEN r.state IN ({_BLOCKING}) THEN 'blocked' ELSE 'open' END"""


def of(alias: str) -> str:
    """The place in a question where one municipality is picked out; a comment otherwise."""
    return f"/*of {alias}*/"


def of_one_municipality(question: Question) -> Question:
    """The same question about the municipality that is the parameter ``municipality``."""
    narrowed = PLACE.sub(r"AND \1.municipality_id = :municipality", question.sql)
    return replace(question, sql=narrowed)


QUESTIONS = (
    Question(
        4,
        "berichten waarvan de sommen per stap niet die van de regels zijn",
        "messages whose sums by stage are not those of their lines",
        f"""
        SELECT DISTINCT message_id FROM (SELECT message_id FROM (
          SELECT s.message_id, s.stage, s.line_count AS lines, s.cents FROM stage s
           WHERE TRUE {of("s")}
          UNION ALL
          SELECT l.message_id, {STAGE}, -1, -({SIGNED}) {AWARDED_LINES} {of("l")}
        ) AS sides GROUP BY message_id, stage
        HAVING sum(lines) <> 0 OR sum(cents) <> 0) AS wrong""",
    ),
    Question(
        4,
        "regels die op weg naar betaling zijn en niet toegekend",
        "lines on their way to payment that are not awarded",
        f"""
        SELECT al.line_id FROM approval_line al JOIN approval a ON a.id = al.approval_id
          LEFT JOIN line l ON l.id = al.line_id
         WHERE coalesce(l.state <> 'awarded', TRUE) {of("a")}
        UNION
        SELECT pl.line_id FROM payment_line pl JOIN payment p ON p.id = pl.payment_id
          LEFT JOIN line l ON l.id = pl.line_id
         WHERE pl.live AND coalesce(l.state <> 'awarded', TRUE) {of("p")}""",
    ),
    Question(
        14,
        "betalingen waarvan de boeking niet de som van hun regels per contract is",
        "payments whose booking is not the sum of their lines by contract",
        f"""
        SELECT DISTINCT payment_id FROM (
          SELECT payment_id FROM (
            SELECT pl.payment_id, coalesce(l.contract_id, 0) AS contract, pl.cents
              FROM payment_line pl JOIN payment p ON p.id = pl.payment_id
              JOIN line l ON l.id = pl.line_id WHERE p.state IN {SENT} AND pl.live {of("p")}
            UNION ALL
            SELECT pd.payment_id, d.contract_id, pd.cents
              FROM payment_drawdown pd JOIN payment p ON p.id = pd.payment_id
              JOIN drawdown d ON d.id = pd.drawdown_id
             WHERE p.state IN {SENT} AND pd.live {of("p")}
            UNION ALL
            SELECT t.payment_id, coalesce(t.contract_id, 0), e.amount_cents
              FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
             WHERE t.payment_id IS NOT NULL AND e.account = 'settled' {of("t")}
          ) AS sides GROUP BY payment_id, contract HAVING sum(cents) <> 0) AS wrong""",
    ),
    Question(
        14,
        "betalingen waarvan een ander bedrag is geboekt dan de bank is gevraagd",
        "payments booked for another amount than the bank was asked to pay",
        f"""
        SELECT p.id FROM payment p LEFT JOIN ledger_transaction t ON t.payment_id = p.id
          LEFT JOIN ledger_entry e ON e.transaction_id = t.id WHERE TRUE {of("p")}
         GROUP BY p.id, p.state, p.cents
        HAVING coalesce(sum(CASE WHEN e.account = 'paid' THEN e.amount_cents END), 0)
               <> CASE WHEN p.state IN {SENT} THEN p.cents ELSE 0 END
            OR coalesce(sum(CASE WHEN e.account = 'set_off' THEN e.amount_cents END), 0) <> 0""",
    ),
    Question(
        14,
        "contracten waarvan toegekend niet betaald, te betalen en verrekend samen is",
        "contracts on which awarded is not paid, payable and set off together",
        f"""
        SELECT contract FROM (
          SELECT t.municipality_id, t.provider_id, t.law, coalesce(t.contract_id, 0) AS contract,
                 e.amount_cents AS cents
            FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
           WHERE e.account IN ('awarded', 'settled') {of("t")}
          UNION ALL
          SELECT l.municipality_id, l.provider_id, l.law, coalesce(l.contract_id, 0), -({SIGNED})
            {AWARDED_LINES} AND coalesce(p.state NOT IN {SENT}, TRUE) {of("l")}
          UNION ALL
          SELECT d.municipality_id, d.provider_id, d.law, d.contract_id, -d.amount_cents
            FROM drawdown d WHERE d.state IN {UNPAID_DRAWDOWNS} {of("d")}
          UNION ALL
          SELECT c.municipality_id, c.provider_id, c.law, c.contract_id, c.reclaim_cents
            FROM settlement c WHERE c.state = 'confirmed' {of("c")}
        ) AS sides GROUP BY municipality_id, provider_id, law, contract HAVING sum(cents) <> 0""",
    ),
    Question(
        14,
        "boekingen in een maand die al was afgesloten",
        "bookings in a month that was closed already",
        f"""
        SELECT t.id FROM ledger_transaction t JOIN closed_month c
            ON c.municipality_id = t.municipality_id AND c.month >= t.month
         WHERE t.recorded_at > c.closed_at {of("t")}""",
    ),
    Question(
        2,
        "contracten waarvan gedeclareerd niet toegekend, afgewezen en geparkeerd samen is",
        "contracts on which declared is not awarded, rejected and parked together",
        f"""
        SELECT coalesce(t.contract_id, 0) FROM ledger_transaction t
          JOIN ledger_entry e ON e.transaction_id = t.id
         WHERE e.account IN ('declared', 'awarded', 'rejected', 'parked') {of("t")}
         GROUP BY t.municipality_id, t.provider_id, t.law, coalesce(t.contract_id, 0)
        HAVING sum(e.amount_cents) <> 0""",
    ),
)
