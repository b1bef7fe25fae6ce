"""Telling lump sums what a new version of a contract says about its budgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal.contracts.records import ContractVersionRecord
from portal.lumpsum.budgets import Terms, TooLow, Version, keep_budgets
from portal.parties.changes import Change
from schemas.region import Contract, Problem, RegionRefused
from schemas.region.sentences import sentence


def bring_to(
    session: Session, change: Change, contract: Contract, municipalities: Mapping[str, int],
    actor: int, now: datetime,
) -> None:  # fmt: skip
    """Bring the live budgets of a contract to the version that was just stored.

    Raises RegionRefused where more is reserved or drawn than the new version allows.
    """
    contract_id = session.get_one(ContractVersionRecord, change.object_id).contract_id
    assert change.provider_id is not None, "a contract is somebody's"
    version = Version(change.object_id, contract_id, change.provider_id, actor, now)
    terms = [
        Terms(municipalities[each.municipality], each.year, each.amount, each.bandwidth,
              each.instalments)
        for each in contract.budgets
    ]  # fmt: skip
    too_low = keep_budgets(session, version, terms)
    if too_low:
        codes = {row_id: code for code, row_id in municipalities.items()}
        raise RegionRefused([_problem(contract.id, codes, each) for each in too_low])


def _problem(name: str, codes: Mapping[int, str], found: TooLow) -> Problem:
    code = codes.get(found.municipality_id, "?")
    return Problem(name, None, sentence("budget-in-use", code, found.year, found.upper, found.used))
