"""Where a municipality books what: its own account codes by law and product category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.contracts.current import categories_of
from portal.ledger.closing import Closer
from portal.ledger.records import JournalRuleRecord
from portal.store.conflict import insert_into


@dataclass(frozen=True, slots=True)
class Rule:
    """The accounts of a product category; an empty category is for all without their own."""

    law: str
    category: str
    cost_account: str
    debt_account: str
    cost_centre: str


def rules_of(session: Session, municipality_id: int) -> list[Rule]:
    """The rules of a municipality, by law and category."""
    row = JournalRuleRecord
    found = session.scalars(
        select(row).filter_by(municipality_id=municipality_id).order_by(row.law, row.category)
    )
    return [
        Rule(each.law, each.category, each.cost_account, each.debt_account, each.cost_centre)
        for each in found
    ]


def rule_for(rules: Sequence[Rule], law: str, category: str) -> Rule | None:
    """The rule of a category, or else that of its whole law."""
    by_key = {(each.law, each.category): each for each in rules}
    return by_key.get((law, category)) or by_key.get((law, ""))


def products_of(session: Session, municipality_id: int) -> list[tuple[str, str]]:
    """Law and category of every product in the municipality's contracts."""
    return [
        (str(law), category)
        for law in Law
        for category in sorted(
            {one for each in categories_of(session, municipality_id, law).values() for one in each}
        )
    ]


def save_rule(session: Session, owner: Closer, rule: Rule, clock: Clock) -> None:
    """Set the accounts of a product category; what was exported already stays as it is."""
    values = {
        "cost_account": rule.cost_account, "debt_account": rule.debt_account,
        "cost_centre": rule.cost_centre,
    }  # fmt: skip
    insert = insert_into(session, JournalRuleRecord).values(
        municipality_id=owner.municipality_id, law=rule.law, category=rule.category, **values
    )
    session.execute(
        insert.on_conflict_do_update(index_elements=["municipality_id", "law", "category"],
                                     set_=values)
    )  # fmt: skip
    record(
        session,
        Event(
            Action.JOURNAL_MAPPED, Subject.MUNICIPALITY, owner.municipality_id, owner.account_id,
            clock.now(), owner.municipality_id, detail={"law": rule.law, "category": rule.category},
        ),
    )  # fmt: skip
