"""Keeping the live budgets of a contract at what its newest version says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.lumpsum import BudgetInUse, Move, upper_of
from portal.audit.service import Action, Event, Subject, record
from portal.lumpsum.booking import Purse, book, set_upper
from portal.lumpsum.records import LumpSumRecord


@dataclass(frozen=True, slots=True)
class Terms:
    """The budget of one municipality for a year: ``amount`` in eurocents, ``bandwidth`` percent."""

    municipality_id: int
    year: int
    amount: int
    bandwidth: int
    instalments: int


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a contract that terms come from, and who recorded it."""

    id: int
    contract_id: int
    provider_id: int
    actor: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TooLow:
    """A budget that would become less than is used already, in eurocents."""

    municipality_id: int
    year: int
    upper: int
    used: int


def keep_budgets(session: Session, version: Version, terms: Iterable[Terms]) -> list[TooLow]:
    """Make or change the live budgets of a contract; gives those that cannot become so low.

    A budget that the version no longer has becomes nothing. With any that is too low the caller
    must undo everything. Budgets are held in the order of their ids.
    """
    wanted = {(each.municipality_id, each.year): each for each in terms}
    row = LumpSumRecord
    rows = session.scalars(
        select(row)
        .where(row.contract_id == version.contract_id)
        .order_by(row.id)
        .with_for_update(key_share=True)
    ).all()
    known = {(each.municipality_id, each.year): each for each in rows}
    too_low = []
    for key, budget in known.items():
        said = wanted.get(key, Terms(*key, 0, 0, budget.instalments))
        too_low += _change(session, version, budget, said)
    for key in sorted(wanted.keys() - known.keys()):
        _add(session, version, wanted[key])
    return too_low


def _values(version: Version, terms: Terms, settled: int = 0) -> dict[str, Any]:
    upper = upper_of(terms.amount, terms.bandwidth) + settled
    return {
        "version_id": version.id, "amount_cents": terms.amount, "bandwidth": terms.bandwidth,
        "instalments": terms.instalments, "upper_cents": upper,
    }  # fmt: skip


def _change(
    session: Session, version: Version, budget: LumpSumRecord, terms: Terms
) -> list[TooLow]:
    values = _values(version, terms, budget.settled_cents)
    names = ("amount_cents", "bandwidth", "instalments")
    changed = any(getattr(budget, name) != values[name] for name in names)
    before = budget.upper_cents
    purse = Purse(budget.id, budget.municipality_id, budget.provider_id)
    try:
        set_upper(session, purse, values, before, version.recorded_at)
    except BudgetInUse as refused:
        return [TooLow(terms.municipality_id, terms.year, refused.upper, refused.used)]
    if changed:
        _note(session, version, purse, terms.year, before, values["upper_cents"])
    return []


def _add(session: Session, version: Version, terms: Terms) -> None:
    values = _values(version, terms)
    budget = LumpSumRecord(
        contract_id=version.contract_id, municipality_id=terms.municipality_id, year=terms.year,
        provider_id=version.provider_id, settled_cents=0, reserved_cents=0, drawn_cents=0,
        **values,
    )  # fmt: skip
    session.add(budget)
    session.flush()
    purse = Purse(budget.id, terms.municipality_id, version.provider_id)
    if budget.upper_cents:
        book(session, purse, Move.SET, budget.upper_cents, version.recorded_at)
    _note(session, version, purse, terms.year, 0, budget.upper_cents)


def _note(
    session: Session, version: Version, purse: Purse, year: int, before: int, after: int
) -> None:
    detail = {"version": version.id, "year": year, "before": before, "after": after}
    record(
        session,
        Event(
            Action.BUDGET_SET, Subject.LUMP_SUM, purse.budget_id, version.actor,
            version.recorded_at, purse.municipality_id, purse.provider_id, detail,
        ),
    )  # fmt: skip
