"""Drawing by program: the same key and body once, however often they are sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.intake.idempotency import Call, earlier_answer, keep_answer
from portal.lumpsum.finding import Budget, Drawdown, budget_named
from portal.lumpsum.submitting import Wish, submit
from portal.parties.service import find_municipality, municipality_codes
from portal.store.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Place:
    """Which budget is meant: contract by its id in the region file, municipality by CBS code."""

    contract: str
    municipality: str
    year: int


def budget_at(session: Session, tenant: Tenant, place: Place) -> Budget:
    """The budget that a program names; NotFound for what is not its party's."""
    municipality = find_municipality(session, place.municipality)
    if municipality is None:
        raise NotFound
    return budget_named(session, tenant, place.contract, municipality.id, place.year)


def draw(
    session: Session, visitor: Visitor, place: Place, wish: Wish, key: str | None, clock: Clock
) -> dict[str, Any]:
    """Ask for money; gives the JSON of the drawdown, of the first time when the key is known.

    What is refused is not remembered: the same call may succeed later. Raises KeyReused and
    whatever ``submit`` does.
    """
    sent = json.dumps([place.contract, place.municipality, place.year, wish.cents, wish.reference])
    digest = hashlib.sha256(b"drawdown:" + sent.encode()).digest()
    call = Call(f"provider:{visitor.provider_id}", key, digest) if key else None
    if call and (answer := earlier_answer(session, call, clock)) is not None:
        return answer
    budget = budget_at(session, visitor.tenant, place)
    told = drawdown_json(session, submit(session, visitor, budget, wish, clock))
    if call:
        keep_answer(session, call, told)
    return told


def drawdown_json(session: Session, found: Drawdown) -> dict[str, Any]:
    """A drawdown as programs read it."""
    return {
        "id": found.id, "contract": found.contract,
        "municipality": municipality_codes(session)[found.municipality_id], "year": found.year,
        "amount_cents": found.cents, "reference": found.reference, "state": found.state,
        "reason": found.reason,
    }  # fmt: skip


def budget_json(session: Session, found: Budget) -> dict[str, Any]:
    """A budget as programs read it."""
    balance = found.balance
    return {
        "contract": found.contract,
        "municipality": municipality_codes(session)[found.municipality_id], "year": found.year,
        "budget": found.amount_cents, "upper": balance.upper, "drawn": balance.drawn,
        "reserved": balance.reserved, "free": balance.free,
    }  # fmt: skip
