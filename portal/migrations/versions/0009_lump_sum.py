"""Lump sums: live budgets, drawdowns, their payments and their place in the books."""

from alembic import op

from portal.migrations.initial.triggers import guard
from portal.migrations.lump_sum import budgets, drawdowns, ledger, settlements, volumes

revision = "0009"
down_revision = "0008"

NEVER_CHANGED = ("budget_booking", "budget_entry", "volume_return")
# what contracts agreed on so far becomes a live budget, given to it in its book
NEWEST = """
  FROM contract_version v JOIN contract c ON c.id = v.contract_id
  JOIN contract_budget b ON b.version_id = v.id
 WHERE v.number = (SELECT max(n.number) FROM contract_version n WHERE n.contract_id = c.id)"""
LIVE = f"""
INSERT INTO lump_sum (contract_id, municipality_id, provider_id, year, version_id, amount_cents,
                      bandwidth, instalments, settled_cents, upper_cents, reserved_cents,
                      drawn_cents)
SELECT c.id, b.municipality_id, c.provider_id, b.year, v.id, b.amount_cents, b.bandwidth,
       b.instalments, 0, b.amount_cents + b.amount_cents * b.bandwidth / 100, 0, 0 {NEWEST}
 ORDER BY c.id, b.municipality_id, b.year"""
GIVEN = """
INSERT INTO budget_booking (budget_id, municipality_id, provider_id, kind, recorded_at)
SELECT s.id, s.municipality_id, s.provider_id, 'set', v.recorded_at
  FROM lump_sum s JOIN contract_version v ON v.id = s.version_id WHERE s.upper_cents > 0
 ORDER BY s.id"""
SIDES = """
INSERT INTO budget_entry (booking_id, account, amount_cents)
SELECT b.id, '{account}', {sign}s.upper_cents FROM budget_booking b
  JOIN lump_sum s ON s.id = b.budget_id"""


def upgrade() -> None:
    """Make the tables, fill the budgets of contracts that are there, and guard the book."""
    budgets.create()
    drawdowns.create()
    budgets.book()
    settlements.create()
    volumes.create()
    ledger.change()
    op.execute(LIVE)
    op.execute(GIVEN)
    for account, sign in (("upper", "-"), ("free", "")):
        op.execute(SIDES.format(account=account, sign=sign))
    for table in NEVER_CHANGED:
        guard(table)
