"""Booking a judged message in the ledger, contract by contract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.intake.storing import Judged, line_state
from portal.ledger.service import Booking, Origin, book, book_decided


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parked line: its position in the message, and the contract it was booked on."""

    position: int
    line_id: int
    contract: int | None


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
        of_contract[line_state(verdict)] += cents
    origin = Origin(judged.message_id, parties.municipality_id, parties.provider_id, parties.law)
    bookings = {contract: Booking(**sides) for contract, sides in sums.items()}
    book(session, origin, bookings, judged.at)


def book_round(session: Session, judged: Judged, waited: Sequence[Waiting], number: int) -> None:
    """Book what became, in a later round, of lines that waited: off what is parked and on to
    what is awarded or rejected; where the product has another contract by now, on that one.
    """
    parties = judged.parties
    assert parties.municipality_id is not None
    sums: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in waited:
        verdict = judged.assessment.lines[each.position - 1]
        cents = verdict.line.signed_cents
        for contract, side, amount in (
            (each.contract, "parked", -cents),
            (verdict.contract, line_state(verdict), cents),
        ):
            sums[contract]["declared"] += amount
            sums[contract][side] += amount
    origin = Origin(judged.message_id, parties.municipality_id, parties.provider_id, parties.law)
    bookings = {c: Booking(**sides) for c, sides in sums.items() if any(sides.values())}
    book_decided(session, origin, bookings, judged.at, number)
