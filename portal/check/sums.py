"""Invariants 4 and 14 for the sums by month of care that the money pages show.

They are made by a worker from time to time. What never changes of a message (its lines, their
months and contracts, what was declared) must always be the same; what was paid, wherever nothing
has moved since they were made. Lines that waited may have got another contract meanwhile.
"""

from __future__ import annotations

from portal.check.breach import Question
from portal.check.money import SIGNED
from portal.money.stale import TO_COUNT

COUNTED = "SELECT message_id FROM care_sum"
WAITED = "SELECT message_id FROM care_sum WHERE stage = 'parked'"
BOOKED = """
SELECT t.message_id, coalesce(t.contract_id, 0), e.account,
       CASE WHEN e.account = 'declared' THEN e.amount_cents ELSE -e.amount_cents END
  FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
 WHERE e.account IN ('declared', 'awarded', 'rejected')"""

QUESTIONS = (
    Question(
        4,
        "berichten waarvan de sommen per zorgmaand niet die van hun regels zijn",
        "messages whose sums by month of care are not those of their lines",
        f"""
        SELECT DISTINCT message_id FROM (SELECT message_id FROM (
          SELECT message_id, coalesce(contract_id, 0) AS contract,
                 substr(CAST(month AS TEXT), 1, 7) AS month, line_count AS lines, cents
            FROM care_sum
          UNION ALL
          SELECT message_id, coalesce(contract_id, 0), substr(CAST(start AS TEXT), 1, 7), -1,
                 -({SIGNED}) FROM line WHERE message_id IN ({COUNTED})
        ) AS sides GROUP BY message_id, contract, month
        HAVING sum(lines) <> 0 OR sum(cents) <> 0) AS wrong
         WHERE message_id NOT IN ({WAITED})""",
    ),
    Question(
        14,
        "berichten waarvan de sommen per zorgmaand niet zijn wat er is geboekt",
        "messages whose sums by month of care are not what was booked",
        f"""
        SELECT DISTINCT message_id FROM (SELECT message_id FROM (
          SELECT message_id, coalesce(contract_id, 0) AS contract, 'declared' AS account, cents
            FROM care_sum
          UNION ALL
          SELECT message_id, coalesce(contract_id, 0),
                 CASE WHEN stage = 'rejected' THEN 'rejected' ELSE 'awarded' END, cents
            FROM care_sum
          UNION ALL SELECT * FROM ({BOOKED}) AS booked WHERE message_id IN ({COUNTED})
        ) AS sides GROUP BY message_id, contract, account HAVING sum(cents) <> 0) AS wrong
         WHERE message_id NOT IN ({WAITED})""",
    ),
    Question(
        14,
        "contracten waarvan de som van wat is betaald niet is wat er is geboekt",
        "contracts whose sum of what was paid is not what was booked",
        f"""
        SELECT contract FROM (
          SELECT municipality_id, provider_id, coalesce(contract_id, 0) AS contract, cents
            FROM care_sum WHERE stage IN ('released', 'paid')
          UNION ALL
          SELECT t.municipality_id, t.provider_id, coalesce(t.contract_id, 0), e.amount_cents
            FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
           WHERE e.account = 'settled' AND t.payment_id IS NOT NULL
             AND EXISTS (SELECT 1 FROM money_count)
          UNION ALL
          SELECT p.municipality_id, p.provider_id, d.contract_id, x.cents
            FROM payment_drawdown x JOIN payment p ON p.id = x.payment_id
            JOIN drawdown d ON d.id = x.drawdown_id
           WHERE p.state IN ('released', 'paid') AND EXISTS (SELECT 1 FROM money_count)
        ) AS sides
         WHERE contract NOT IN (SELECT coalesce(contract_id, 0) FROM line
                                 WHERE message_id IN ({TO_COUNT}))
         GROUP BY municipality_id, provider_id, contract HAVING sum(cents) <> 0""",
    ),
)
