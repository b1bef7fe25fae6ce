"""The journal: what was awarded in a month, as debits and credits for the financial system.

Costs are booked as soon as they are awarded, on the account of their product, against what is to
be paid. What is paid is booked there from the statement of the bank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.check.money import SIGNED
from portal.intake.declared import declarations_by_message
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.ledger.rules import Rule, rule_for
from portal.lumpsum.paying import payable_drawdowns
from portal.parties.service import provider_names

BY_CATEGORY = f"""
SELECT l.message_id, coalesce(l.contract_id, 0), l.category, sum({SIGNED}) FROM line l
 WHERE l.state = 'awarded' AND l.message_id IN (
   SELECT t.message_id FROM ledger_transaction t
    WHERE t.municipality_id = :municipality AND t.month = :month)
 GROUP BY l.message_id, coalesce(l.contract_id, 0), l.category ORDER BY 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one booking awards in one product category, in signed eurocents."""

    law: str
    category: str
    cents: int
    booked_on: date
    provider: str
    document: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: one of ``debit`` and ``credit`` is zero, neither is below it."""

    booked_on: date
    account: str
    cost_centre: str
    debit: int
    credit: int
    description: str
    document: str


def costs_of(session: Session, municipality_id: int, month: date) -> list[Cost]:
    """What was awarded in a month, by booking and product category; a drawdown has none."""
    move, entry = LedgerTransactionRecord, LedgerEntryRecord
    rows = session.execute(
        select(
            move.message_id, move.contract_id, move.law, move.provider_id, move.recorded_at,
            entry.amount_cents, move.drawdown_id,
        )
        .join(entry, entry.transaction_id == move.id)
        .where(
            move.municipality_id == municipality_id, move.month == month,
            entry.account == "awarded", entry.amount_cents != 0,
        )
        .order_by(move.id)
    ).all()  # fmt: skip
    parts = _by_category(session, municipality_id, month)
    declared = declarations_by_message(session, [row.message_id for row in rows])
    ids = [row.drawdown_id for row in rows if row.drawdown_id is not None]
    drawn = {each.id: each.reference for each in payable_drawdowns(session, ids)}
    names = provider_names(session)
    return [
        Cost(
            row.law, category, cents, row.recorded_at.date(), names.get(row.provider_id, ""),
            declared[row.message_id].number
            if row.message_id in declared
            else drawn.get(row.drawdown_id or 0, ""),
        )
        for row in rows
        for category, cents in spread(
            row.amount_cents, parts[row.message_id, row.contract_id or 0]
        ).items()
    ]  # fmt: skip


def _by_category(
    session: Session, municipality_id: int, month: date
) -> Mapping[tuple[int, int], dict[str, int]]:
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    values = {"municipality": municipality_id, "month": month.isoformat()}
    statement = BY_CATEGORY
    if session.connection().dialect.name == "postgresql":
        statement = statement.replace(":month", "CAST(:month AS date)")
    for message, contract, category, cents in session.execute(text(statement), values):
        found[message, contract][category or ""] = int(cents)
    return found


def spread(cents: int, parts: Mapping[str, int]) -> dict[str, int]:
    """The amount of a booking over product categories, to the cent.

    Where the lines come to the booking it is what they come to. A message of which lines were
    decided later has several bookings: each is spread in proportion to all its lines.
    """
    if sum(parts.values()) == cents:
        return {each: part for each, part in parts.items() if part}
    weights = {each: abs(part) for each, part in parts.items()} or {"": 1}
    whole, seen, given, found = sum(weights.values()) or 1, 0, 0, {}
    for each, weight in weights.items():
        seen += weight
        share = cents * seen // whole - given
        given += share
        found[each] = share
    last = next(reversed(found))
    found[last] += cents - given
    return {each: part for each, part in found.items() if part}


def unmapped(costs: Sequence[Cost], rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """The laws and categories in these costs that no rule gives an account."""
    used = {(each.law, each.category) for each in costs}
    return sorted(each for each in used if rule_for(rules, *each) is None)


def entries_of(costs: Sequence[Cost], rules: Sequence[Rule]) -> list[Entry]:
    """Two lines for every cost: a credit has its sides the other way round.

    Every cost must have a rule; ask ``unmapped`` first.
    """
    found = []
    for cost in costs:
        rule = rule_for(rules, cost.law, cost.category)
        assert rule is not None, "the products without an account were asked for first"
        more, less = max(cost.cents, 0), max(-cost.cents, 0)
        said = f"{cost.law} {cost.category} {cost.provider}"
        found += [
            Entry(cost.booked_on, rule.cost_account, rule.cost_centre, more, less, said,
                  cost.document),
            Entry(cost.booked_on, rule.debt_account, "", less, more, said, cost.document),
        ]  # fmt: skip
    return found
