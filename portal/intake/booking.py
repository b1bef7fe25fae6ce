"""Booking a judged message in the ledger, contract by contract."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy.orm import Session

from declarations.findings import LineVerdict
from portal.intake.storing import Judged
from portal.ledger.service import Booking, Origin, book


def book_lines(session: Session, judged: Judged) -> None:
    """Book what the lines of a processed message come to; others book nothing (decision 3)."""
    parties = judged.parties
    if not judged.assessment.processed or parties.municipality_id is None:
        return
    sums: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for verdict in judged.assessment.lines:
        cents = verdict.line.signed_cents
        of_contract = sums[verdict.contract]
        of_contract["declared"] += cents
        of_contract[_side(verdict)] += cents
    origin = Origin(judged.message_id, parties.municipality_id, parties.provider_id, parties.law)
    bookings = {contract: Booking(**sides) for contract, sides in sums.items()}
    book(session, origin, bookings, judged.at)


def _side(verdict: LineVerdict) -> str:
    if verdict.parked:
        return "parked"
    return "awarded" if verdict.awarded else "rejected"
