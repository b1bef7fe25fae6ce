"""Which messages have sums that are not those of their lines any more: SQL without parameters.

What a message has at each stage is kept with every step, and so is what was booked of it; the sums
by month of care must say the same.
"""

STALE = """
SELECT message_id FROM (
  SELECT message_id FROM (
    SELECT message_id, stage, line_count AS lines, cents FROM stage WHERE line_count > 0
    UNION ALL
    SELECT message_id, stage, -line_count, -cents FROM care_sum
     WHERE stage NOT IN ('rejected', 'parked')
  ) AS by_stage GROUP BY message_id, stage HAVING sum(lines) <> 0 OR sum(cents) <> 0
  UNION
  SELECT message_id FROM (
    SELECT t.message_id, e.account, coalesce(t.contract_id, 0) AS contract, e.amount_cents AS cents
      FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
     WHERE t.message_id IS NOT NULL AND e.account IN ('rejected', 'parked')
    UNION ALL
    SELECT message_id, stage, coalesce(contract_id, 0), -cents FROM care_sum
     WHERE stage IN ('rejected', 'parked')
  ) AS by_account GROUP BY message_id, account, contract HAVING sum(cents) <> 0
) AS stale"""
TO_COUNT = f"""
{STALE}
UNION
SELECT t.message_id FROM ledger_transaction t
 WHERE t.message_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM care_sum s WHERE s.message_id = t.message_id)
UNION
SELECT l.message_id FROM ledger_transaction t JOIN payment_line pl ON pl.payment_id = t.payment_id
  JOIN line l ON l.id = pl.line_id
 WHERE t.id > (SELECT coalesce(max(booked), 0) FROM money_count)"""
