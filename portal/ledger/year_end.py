"""What a municipality still owes, or may expect, when a year ends; per contract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from declarations.facts import Product, Tariff
from declarations.model import Law
from portal.allocations.yearly import allocated_in
from portal.check.money import SIGNED
from portal.contracts.current import tariffs_for
from portal.ledger.expected import expected_in
from portal.ledger.figures import booked, total
from portal.store.tenant import Scope, Tenant

# what was awarded after the year about months of it or of years before, or from their budgets
LATER = """
SELECT coalesce(t.contract_id, 0), sum(e.amount_cents) FROM ledger_transaction t
  JOIN ledger_entry e ON e.transaction_id = t.id AND e.account = 'awarded'
  LEFT JOIN declaration d ON d.message_id = t.message_id
  LEFT JOIN drawdown o ON o.id = t.drawdown_id
  LEFT JOIN lump_sum s ON s.id = o.budget_id
 WHERE t.municipality_id = :municipality AND t.month > :last
   AND (d.period_start <= :last OR s.year <= :year)
 GROUP BY coalesce(t.contract_id, 0)"""
DECLARED = f"""
SELECT l.allocation_id, sum({SIGNED}) FROM line l
 WHERE l.municipality_id = :municipality AND l.state IN ('awarded', 'parked')
   AND l.allocation_id IS NOT NULL AND l.start BETWEEN :first AND :last
 GROUP BY l.allocation_id"""


@dataclass(frozen=True, slots=True)
class Accrual:
    """A contract at the end of a year, in eurocents; contract 0 is none.

    ``unpaid`` was awarded and not paid by then, ``later`` was awarded after it about the year,
    ``expected`` was allocated and not declared so far.
    """

    contract_id: int
    unpaid: int = 0
    later: int = 0
    expected: int = 0

    @property
    def cents(self) -> int:
        """All three; what was declared later is no longer expected."""
        return self.unpaid + self.later + self.expected


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Every contract, and the number of allocations that cannot be worked out."""

    accruals: tuple[Accrual, ...]
    unknown: int

    @property
    def whole(self) -> Accrual:
        """All contracts together."""
        rows = self.accruals
        return Accrual(
            0,
            sum(each.unpaid for each in rows),
            sum(each.later for each in rows),
            sum(each.expected for each in rows),
        )


def year_end_of(session: Session, municipality_id: int, year: int) -> YearEnd:
    """The accruals of a year as the books and allocations are now."""
    rows: dict[int, Accrual] = {}
    for contract, cents in _unpaid(session, municipality_id, year).items():
        rows[contract] = Accrual(contract, unpaid=cents)
    for contract, cents in _later(session, municipality_id, year).items():
        rows[contract] = replace(rows.get(contract, Accrual(contract)), later=cents)
    expected, unknown = _expected(session, municipality_id, year)
    for contract, cents in expected.items():
        rows[contract] = replace(rows.get(contract, Accrual(contract)), expected=cents)
    found = [rows[each] for each in sorted(rows) if rows[each] != Accrual(each)]
    return YearEnd(tuple(found), unknown)


def _unpaid(session: Session, municipality_id: int, year: int) -> Mapping[int, int]:
    cells = booked(session, Tenant(Scope.MUNICIPALITY, municipality_id))
    until = [each for each in cells if each.month.year <= year]
    contracts = {each.between.contract_id for each in until}
    return {
        each: total(c.figures for c in until if c.between.contract_id == each).payable
        for each in contracts
    }


def _later(session: Session, municipality_id: int, year: int) -> Mapping[int, int]:
    values = {"municipality": municipality_id, "last": f"{year}-12-31", "year": year}
    rows = session.execute(_dated(session, LATER), values)
    return {contract: int(cents) for contract, cents in rows}


def _expected(session: Session, municipality_id: int, year: int) -> tuple[Mapping[int, int], int]:
    values = {"municipality": municipality_id, "first": f"{year}-01-01", "last": f"{year}-12-31"}
    declared = {row[0]: int(row[1]) for row in session.execute(_dated(session, DECLARED), values)}
    found: dict[int, int] = defaultdict(int)
    prices: dict[tuple[int, Law], Mapping[Product, tuple[Tariff, ...]]] = {}
    unknown = 0
    for each in list(allocated_in(session, municipality_id, year)):
        key = (each.provider_id, each.law)
        if key not in prices:
            prices[key] = tariffs_for(session, each.provider_id, municipality_id, each.law)
        product = (each.content.category or "", each.content.code or "")
        of_product = prices[key].get(product, ())
        expected = expected_in(each.content, each.law, of_product, year)
        if expected is None:
            unknown += 1
        else:
            found[expected.contract] += max(0, expected.cents - declared.get(each.id, 0))
    return found, unknown


def _dated(session: Session, statement: str) -> TextClause:
    if session.connection().dialect.name == "postgresql":
        for name in (":first", ":last"):
            statement = statement.replace(name, f"CAST({name} AS date)")
    return text(statement)
